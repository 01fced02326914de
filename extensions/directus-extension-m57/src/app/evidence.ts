import type { CitizenPage } from '../contract/citizens';
import type { EvidenceKind } from '../domain/relation/model';

export type PurposeState = CitizenPage['purposes'][number];

/** The records that make sense now, the likeliest first; the form offers the others too. */
export function usualKinds({ basis, state }: Pick<PurposeState, 'basis' | 'state'>): EvidenceKind[] {
  const limitation: EvidenceKind = state === 'limited' ? 'limitation_lifted' : 'limitation';
  if (basis === 'consent') return [state === 'consented' ? 'withdrawal' : 'consent', limitation];
  // Art. 21: against a mission of public interest, not against what the law or a contract demands.
  if (basis === 'public_interest')
    return [state === 'objected' ? 'objection_lifted' : 'objection', limitation];
  return state === 'objected' ? ['objection_lifted', limitation] : [limitation];
}
