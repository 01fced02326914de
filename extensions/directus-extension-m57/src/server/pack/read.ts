import type { PackFile } from '../../contract/pack';
import { parseFormula } from '../../domain/formula/parse';
import { InputError } from '../../domain/issue';
import type { Pack, PackKey, PackRule, PackService } from '../../domain/pack';
import type { Axis } from '../../domain/rules/rule';
import { readPairs } from '../consolidation/pairs';
import { loadPeers, loadPopulations } from '../comparison/peers';
import type { Database } from '../host';
import { isoDate } from '../rules/load';
import { readSettings } from '../stored-settings';

const MAPPING = 'mapping:';
/** Keys that mean nothing without a service that receives. */
const MEASURED = ['quantity', 'percent', 'fixed'];

/** The configuration as a file: what a town may hand to another. */
export async function readPackFile(database: Database): Promise<PackFile> {
  return { format: 'm57-configuration', version: 1, ...(await readPack(database)) } as PackFile;
}

/**
 * The configuration that is in force. What counts for nothing here (a rule without a target or with a formula that
 * cannot be read, a key without a service that it needs) is left out.
 */
export async function readPack(database: Database): Promise<Pack> {
  const [services, rules, keys, { pairs }, mappings, peers, populations] = await Promise.all([
    database('m57_services')
      .select('id', 'name', 'kind', 'unit_of_work', 'unit_source', 'parent', 'note')
      .orderBy([{ column: 'sort' }, { column: 'id' }]),
    database('m57_rules').select('*').orderBy('id'),
    database('m57_keys').select('*').orderBy('id'),
    readPairs(database),
    readSettings(database, MAPPING),
    loadPeers(database),
    loadPopulations(database),
  ]);
  const names = new Map<number | null, string>(services.map(({ id, name }) => [id, name]));
  return {
    services: services.map(({ name, kind, unit_of_work, unit_source, parent, note }): PackService => ({
      name,
      kind,
      unit_of_work,
      unit_source,
      parent: names.get(parent) ?? null,
      note,
    })),
    rules: rules.flatMap((rule): PackRule[] => {
      const axis = rule.axis as Axis;
      const target = axis === 'service' ? names.get(rule.service) : rule[axis];
      if (!target || !isReadable(rule.formula)) return [];
      const { formula, priority, origin, note } = rule;
      const dates = { valid_from: isoDate(rule.valid_from), valid_to: isoDate(rule.valid_to) };
      const share = Number(rule.share);
      return [
        { axis, formula, target, share, priority, ...dates, active: Boolean(rule.active), origin, note },
      ];
    }),
    keys: keys.flatMap((key): PackKey[] => {
      const [from, to, like] = [key.from_service, key.to_service, key.like_service].map(
        (id) => names.get(id) ?? null,
      );
      const { kind, unit, note } = key;
      if (!from || (MEASURED.includes(kind) && !to) || (kind === 'like') !== Boolean(like)) return [];
      const quantity = kind === 'percent' && key.quantity !== null ? Number(key.quantity) : null;
      const dates = { valid_from: isoDate(key.valid_from), valid_to: isoDate(key.valid_to) };
      return [{ from, to: to!, kind, like: like!, quantity, unit, ...dates, note }];
    }),
    pairs,
    mappings: [...mappings].map(([name, value]) => ({ name, value })),
    peers: [...peers].map(([siret, name]) => ({ siret, name, populations: populations.get(siret) ?? {} })),
  };
}

function isReadable(formula: string): boolean {
  try {
    parseFormula(formula);
    return true;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return false;
  }
}
