import { statesOf, type Saying } from '../../domain/relation/evidence';
import type { Database } from '../host';
import { withMerged } from './persons';

/** Makes the current states of a citizen from the evidence of them and of who was merged into them. */
export async function refreshConsents(trx: Database, citizen: number): Promise<void> {
  const records: (Saying & { purpose: string })[] = await trx('m57_evidence')
    .whereIn('citizen', withMerged(trx, citizen))
    .whereNotNull('kind')
    .orderBy('id')
    .select('id', 'purpose', 'kind', 'occurred_on', 'expires_on');
  const states = statesOf(records);
  await trx('m57_consents')
    .where({ citizen })
    .whereNotIn('purpose', [...states.keys()])
    .delete();
  if (states.size === 0) return;
  await trx('m57_consents')
    .insert(
      [...states].map(([purpose, { state, until, evidence }]) => ({
        citizen,
        purpose,
        state,
        until,
        evidence,
      })),
    )
    .onConflict(['citizen', 'purpose'])
    .merge(['state', 'until', 'evidence']);
}
