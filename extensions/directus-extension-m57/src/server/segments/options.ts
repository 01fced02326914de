import type { SegmentOptions } from '../../contract/segments';
import { restrictedFor } from '../../domain/segments/purpose';
import type { Locale } from '../../domain/issue';
import type { Database } from '../host';
import { accountLabels } from '../ledger/labels';
import { today } from '../relation/columns';
import { loadPurposes } from '../relation/declared-purposes';
import { loadAssignment } from '../rules/load';
import { readElectionPeriod } from './elections';

/** So many interactions, the latest, are looked through for names of campaigns. */
const LATEST = 100_000;

/** What the builder of definitions offers. */
export async function readSegmentOptions(database: Database, locale: Locale): Promise<SegmentOptions> {
  const [purposes, services, accounts, zones, campaigns, sources, bands, segments] = await Promise.all([
    loadPurposes(database),
    database('m57_services').orderBy(['sort', 'name']).select('id', 'name', 'unit_of_work as unit', 'parent'),
    accountsByService(database),
    database('m57_zones').orderBy('name').select('id', 'name', 'kind', 'parent'),
    campaignNames(database),
    database('m57_citizens').whereNotNull('source').distinct('source').orderBy('source').pluck('source'),
    database('m57_citizens')
      .whereNotNull('quotient_band')
      .distinct('quotient_band')
      .orderBy('quotient_band')
      .pluck('quotient_band'),
    database('m57_segments').orderBy('name').select('id', 'name', 'purpose'),
  ]);
  return {
    today: today(),
    purposes: purposes.map(({ code, label, basis }) => ({
      code,
      label,
      basis,
      refused: restrictedFor(code),
    })),
    services: services.map((service) => ({ ...service, accounts: accounts.get(service.id) ?? [] })),
    zones,
    campaigns,
    sources,
    quotient_bands: bands,
    segments,
    electionPeriod: await readElectionPeriod(database, locale),
  };
}

/**
 * Those that are planned, and those whose name interactions of late carry: to look through all would take seconds in a
 * large town.
 */
async function campaignNames(database: Database): Promise<string[]> {
  const latest = database('m57_interactions').orderBy('id', 'desc').limit(LATEST).select('campaign');
  const names: string[][] = await Promise.all([
    database('m57_campaigns').pluck('name'),
    database.from(latest.as('latest')).whereNotNull('campaign').distinct('campaign').pluck('campaign'),
  ]);
  return [...new Set(names.flat())].sort((a, b) => a.localeCompare(b, 'fr'));
}

/** The natures of the cost and revenue of each service, by the rules, in the documents of the latest year. */
async function accountsByService(
  database: Database,
): Promise<Map<number, SegmentOptions['services'][number]['accounts']>> {
  const { documents, assignment } = await loadAssignment(database, {});
  const natures = new Map<number, Set<string>>();
  assignment.sums.forEach(({ imputation }, rank) => {
    const { status, targets } = assignment.outcomes.service[rank]!;
    if (status === 'conflicting') return;
    for (const { target } of targets) {
      const service = Number(target);
      natures.set(service, (natures.get(service) ?? new Set()).add(imputation.nature));
    }
  });
  const labels = await accountLabels(
    database,
    documents.map(({ plan }) => plan),
    'nature',
    [...natures.values()].flatMap((codes) => [...codes]),
  );
  return new Map(
    [...natures].map(([service, codes]) => [
      service,
      [...codes].sort().map((code) => ({ code, label: labels.get(code) ?? code })),
    ]),
  );
}
