import type { CitizenPage } from '../../contract/citizens';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { isoDate } from '../rules/load';
import { readCitizenCosts } from './costs';
import { readMerges, withoutName } from './merges';
import { IDENTITY_COLUMNS, identityOf } from './names';
import { readEvidence, readPurposeStates } from './purposes';
import { readTimeline } from './timeline';

/** Everything on the page of a citizen. Throws NOT_FOUND. */
export async function readCitizen(database: Database, id: number): Promise<CitizenPage> {
  const row = await database('m57_citizens as citizen')
    .leftJoin('m57_identities as identity', 'identity.citizen', 'citizen.id')
    .leftJoin('m57_zones as zone', 'zone.id', 'citizen.zone')
    .where('citizen.id', id)
    .first(
      'citizen.pseudonym',
      'citizen.birth_year',
      'citizen.household_size',
      'citizen.household_type',
      'citizen.quotient_band',
      'citizen.registered_on',
      'citizen.source',
      'zone.name as zone',
      ...IDENTITY_COLUMNS,
    );
  if (!row) throw new Refusal('NOT_FOUND', { what: `citizen ${id}` });
  const [keys, timeline, purposes, evidence, costs, score, pairs, merges] = await Promise.all([
    database('m57_citizen_keys').where({ citizen: id }).orderBy(['source', 'key']).select('source', 'key'),
    readTimeline(database, id, {}),
    readPurposeStates(database, id),
    readEvidence(database, id),
    readCitizenCosts(database, id),
    database('m57_scores')
      .where({ citizen: id })
      .first('score', 'recency', 'frequency', 'breadth', 'computed_on'),
    database('m57_duplicates')
      .where({ status: 'waiting' })
      .where((either) => either.where({ citizen: id }).orWhere({ other: id }))
      .orderBy([{ column: 'score', order: 'desc' }, 'id'])
      .select('id', 'citizen', 'other', 'score', 'reasons'),
    readMerges(database, (query) => query.where('merge.kept', id)),
  ]);
  return {
    id,
    pseudonym: row.pseudonym,
    identity: identityOf(row),
    birth_year: row.birth_year,
    zone: row.zone,
    household_size: row.household_size,
    household_type: row.household_type,
    quotient_band: row.quotient_band,
    registered_on: isoDate(row.registered_on),
    source: row.source,
    keys,
    timeline,
    purposes,
    evidence,
    costs,
    engagement: score ?? null,
    duplicates: pairs.map(({ id: pair, citizen, other, score, reasons }) => ({
      id: pair,
      other: Number(Number(citizen) === id ? other : citizen),
      score,
      reasons: JSON.parse(reasons),
    })),
    merges: merges.map(withoutName),
  };
}
