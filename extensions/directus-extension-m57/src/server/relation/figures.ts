import type { z } from 'zod';
import type { CitizenFigures, figuresRequest } from '../../contract/figures';
import { mayUse } from '../../domain/relation/evidence';
import { STATISTICS } from '../../domain/relation/model';
import { restrictedFor } from '../../domain/segments/purpose';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { isRefused, joinLaw } from '../segments/allowed';
import { hasSegments } from '../segments/installed';
import { today } from './columns';
import { readCitizenCosts } from './costs';
import { logAccess } from './log';
import { readOpenRequests } from './requests';

/**
 * What other software shows beside a person that it knows by its own number or by the pseudonym: no identity, and the
 * segments only as far as their purpose allows; none for statistics, which single nobody out. Logged as a reading.
 * @throws CITIZEN_UNKNOWN; PURPOSE_NO_ENGAGEMENT for a purpose that is not declared or does not admit the score
 */
export async function readFigures(
  database: Database,
  { source, key, pseudonym, engagement_for }: z.infer<typeof figuresRequest>,
  user: string | null,
): Promise<CitizenFigures> {
  const found = database('m57_citizens as citizen').select('citizen.id', 'citizen.pseudonym');
  const row = await (
    pseudonym === undefined
      ? found
          .join('m57_citizen_keys as number', 'number.citizen', 'citizen.id')
          .where({ 'number.source': source, 'number.key': key })
      : found.where({ 'citizen.pseudonym': pseudonym })
  ).first();
  if (!row) throw new Refusal('CITIZEN_UNKNOWN');
  const citizen = Number(row.id);
  const engagement = engagement_for === undefined ? null : await scoreFor(database, citizen, engagement_for);
  await logAccess(database, { user, action: 'read', citizen, detail: 'figures' });
  const [segments, open, costs] = await Promise.all([
    readSegments(database, citizen),
    readOpenRequests(database, [citizen]),
    readCitizenCosts(database, citizen),
  ]);
  return {
    pseudonym: row.pseudonym,
    segments,
    open: open.map(({ of: _of, citizen: _citizen, ...card }) => card),
    costs,
    engagement,
  };
}

async function readSegments(database: Database, citizen: number): Promise<CitizenFigures['segments']> {
  if (!(await hasSegments(database))) return [];
  return joinLaw(
    database('m57_members as member').join('m57_segments as segment', 'segment.id', 'member.segment'),
    'member.citizen',
  )
    .where('member.citizen', citizen)
    .whereNot('segment.purpose', STATISTICS)
    .whereNot(isRefused(database, today()) as never)
    .orderBy('segment.name')
    .select('segment.id', 'segment.name', 'segment.purpose');
}

/** Null where the person may not be used for the purpose; 0 of who took no part. */
async function scoreFor(database: Database, citizen: number, code: string): Promise<number | null> {
  const purpose = await database('m57_purposes').where({ code }).first('basis');
  if (!purpose || restrictedFor(code).includes('engagement'))
    throw new Refusal('PURPOSE_NO_ENGAGEMENT', { purpose: code });
  const [said, score] = await Promise.all([
    database('m57_consents').where({ citizen, purpose: code }).first('state', 'until'),
    database('m57_scores').where({ citizen }).first('score'),
  ]);
  return mayUse(purpose, said ?? null, today()) ? (score?.score ?? 0) : null;
}
