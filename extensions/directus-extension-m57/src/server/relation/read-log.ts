import type { z } from 'zod';
import type { evidenceAnswer, logQuery, PrivacyLog } from '../../contract/privacy';
import type { Database } from '../host';
import { userNames } from '../user-names';
import { mergedInto } from './merged';

const PAGE = 50;
type Asked = z.infer<typeof logQuery>;

/** Who read, exported or erased what, newest first. */
export async function readLog(database: Database, { action, citizen, page }: Asked): Promise<PrivacyLog> {
  const query = database('m57_privacy_log')
    .orderBy('id', 'desc')
    .limit(PAGE + 1)
    .offset((page - 1) * PAGE);
  if (action !== undefined) query.where({ action });
  if (citizen !== undefined) query.where({ citizen });
  const rows = await query;
  const shown = rows.slice(0, PAGE);
  const names = await userNames(
    database,
    shown.flatMap(({ user }) => user ?? []),
  );
  return {
    entries: shown.map((row) => ({
      id: row.id,
      at: new Date(Number(row.at)).toISOString(),
      user: row.user && (names.get(row.user) ?? row.user),
      action: row.action,
      citizen: row.citizen === null ? null : Number(row.citizen),
      count: row.count,
      detail: row.detail,
    })),
    more: rows.length > PAGE,
  };
}

/** Evidence, newest first; of one citizen that of those merged into them too. `action` is a kind of evidence. */
export async function readEvidenceList(
  database: Database,
  { action, citizen, page }: Asked,
): Promise<z.infer<typeof evidenceAnswer>> {
  const query = database('m57_evidence')
    .orderBy('id', 'desc')
    .limit(PAGE + 1)
    .offset((page - 1) * PAGE)
    .select(
      'id',
      'citizen',
      'purpose',
      'kind',
      'occurred_on',
      'source',
      'wording',
      'expires_on',
      'note',
      'recorded_on',
      'recorded_by',
    );
  if (action !== undefined) query.where({ kind: action });
  if (citizen !== undefined)
    query.whereIn('citizen', [citizen, ...((await mergedInto(database, [citizen])).get(citizen) ?? [])]);
  const rows = await query;
  const shown = rows.slice(0, PAGE);
  const names = await userNames(
    database,
    shown.flatMap(({ recorded_by }) => recorded_by ?? []),
  );
  return {
    records: shown.map((row) => ({
      ...row,
      citizen: row.citizen === null ? null : Number(row.citizen),
      recorded_by: row.recorded_by && (names.get(row.recorded_by) ?? row.recorded_by),
    })),
    more: rows.length > PAGE,
  };
}
