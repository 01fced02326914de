import type { z } from 'zod';
import type { adoptAnswer, ruleSet } from '../../contract/rules';
import type { Locale } from '../../domain/issue';
import type { RuleSet } from '../../domain/rules/rule-set';
import { Refusal } from '../errors';
import type { Database, Host } from '../host';
import { chooseDocuments } from '../ledger/documents';
import { loadSums } from '../ledger/sums';
import { shipped } from '../snapshot';

const SETS = ['M57_D', 'M57_A', 'sans-fonction'];
const readSet = (id: string): RuleSet => JSON.parse(shipped(`seeds/rules/${id}.json`));

/** The sets to choose from; the suggested one fits the plan of the latest documents and how they use functions. */
export async function listRuleSets(database: Database, locale: Locale): Promise<z.infer<typeof ruleSet>[]> {
  const documents = await chooseDocuments(database, {});
  const sums = await loadSums(database, documents);
  const withFonction = sums.filter(({ imputation }) => imputation.fonction !== null).length;
  const usesFonction = sums.length === 0 || withFonction * 2 >= sums.length;
  const declension = documents[0]?.plan.split('-')[0] ?? 'M57_D';
  const suggested = SETS.map(readSet).find(
    (set) => set.uses_fonction === usesFonction && set.declensions.includes(declension),
  )?.id;
  return SETS.map(readSet).map((set) => ({
    id: set.id,
    label: set.label[locale],
    description: set.description[locale],
    declensions: set.declensions,
    rules: set.rules.length,
    services: set.services.length,
    suggested: set.id === suggested,
  }));
}

/**
 * Makes a default set the town's own: services that do not exist yet, then rules. Adopting twice changes nothing:
 * a rule of the set that is still there (same origin, axis and rank) is kept as staff may have changed it.
 */
export async function adoptRuleSet(host: Host, id: string): Promise<z.infer<typeof adoptAnswer>> {
  if (!SETS.includes(id)) throw new Refusal('NOT_FOUND', { what: `${id} (${SETS.join(', ')})` });
  const set = readSet(id);
  const schema = await host.getSchema();
  return host.database.transaction(async (trx) => {
    const services = new Map<string, number>(
      (await trx('m57_services').select('id', 'name')).map((row) => [row.name, row.id]),
    );
    const quiet = { emitEvents: false, autoPurgeCache: false } as const;
    const items = (collection: string) => new host.services.ItemsService(collection, { knex: trx, schema });

    const newServices = set.services
      .map((service, rank) => ({ ...service, sort: rank + 1 }))
      .filter(({ name }) => !services.has(name));
    const ids = await items('m57_services').createMany(newServices, quiet);
    newServices.forEach(({ name }, rank) => services.set(name, Number(ids[rank])));

    const kept = new Set((await trx('m57_rules').select('origin')).map(({ origin }) => origin));
    const newRules = set.rules
      .map(({ target, ...rule }, rank) => ({
        ...rule,
        service: rule.axis === 'service' ? services.get(target) : null,
        phase: rule.axis === 'phase' ? target : null,
        active: true,
        origin: `${set.id} ${rank + 1}`,
      }))
      .filter(({ origin }) => !kept.has(origin));
    await items('m57_rules').createMany(newRules, quiet);
    return {
      services_created: newServices.length,
      rules_created: newRules.length,
      rules_kept: set.rules.length - newRules.length,
    };
  });
}
