import type { z } from 'zod';
import type { evidenceRecord, purposeState } from '../../contract/citizens';
import { mayUse } from '../../domain/relation/evidence';
import type { Database } from '../host';
import { userNames } from '../user-names';
import { today } from './columns';
import { mergedInto } from './merged';

/** For every purpose what a citizen has said, and whether their data may be used for it today. */
export async function readPurposeStates(
  database: Database,
  citizen: number,
): Promise<z.infer<typeof purposeState>[]> {
  const rows = await database('m57_purposes as purpose')
    .leftJoin('m57_consents as consent', (join) =>
      join.on('consent.purpose', 'purpose.code').andOnVal('consent.citizen', citizen),
    )
    .leftJoin('m57_evidence as evidence', 'evidence.id', 'consent.evidence')
    .orderBy(['purpose.position', 'purpose.code'])
    .select(
      'purpose.code as purpose',
      'purpose.label',
      'purpose.basis',
      'consent.state',
      'consent.until',
      'evidence.occurred_on as since',
    );
  const on = today();
  return rows.map((row) => ({
    ...row,
    allowed: mayUse(row, row.state === null ? null : { state: row.state, until: row.until }, on),
  }));
}

/** What is recorded of a citizen and of who was merged into it, newest first. */
export async function readEvidence(
  database: Database,
  citizen: number,
): Promise<z.infer<typeof evidenceRecord>[]> {
  const merged = (await mergedInto(database, [citizen])).get(citizen) ?? [];
  const rows = await database('m57_evidence')
    .whereIn('citizen', [citizen, ...merged])
    .orderBy('id', 'desc')
    .select(
      'id',
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
  const names = await userNames(
    database,
    rows.flatMap(({ recorded_by }) => recorded_by ?? []),
  );
  return rows.map((row) => ({ ...row, recorded_by: names.get(row.recorded_by) ?? null }));
}
