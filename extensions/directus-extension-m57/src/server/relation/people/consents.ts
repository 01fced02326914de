import type { RelationMapping } from '../../../domain/relation/fields';
import type { ConsentState, EvidenceKind } from '../../../domain/relation/model';
import type { Database } from '../../host';
import { today } from '../columns';
import { appendEvidence, type NewEvidence } from '../evidence';
import { chunks, citizensOf } from './publish';
import { purposesByCode, type ToldConsent } from './reading';

interface Standing {
  state: ConsentState;
  /** ISO day. */
  since: string;
}

/**
 * Evidence of what the consent column of a file says, where it says something new. A yes does not end a refusal that was
 * recorded on the same day or later: an export may be older than what the person said at the desk.
 */
export async function recordConsents(
  trx: Database,
  { job, source, user }: { job: number; source: string; user: string | null },
  { whole }: RelationMapping,
  told: ReadonlyMap<number, ToldConsent>,
): Promise<void> {
  const purpose = whole.consent_purpose;
  if (purpose === undefined || told.size === 0) return;
  const basis = (await purposesByCode(trx)).get(purpose)!.basis;
  const citizens = await citizensOf(trx, job, [...told.keys()]);
  const standing = await standingOf(trx, purpose, [...new Set(citizens.values())]);
  const records = new Map<number, NewEvidence>();
  for (const [local, { says, day }] of told) {
    const citizen = citizens.get(local)!;
    const occurred_on = day === null || day > today() ? today() : day;
    const kind = says
      ? newYes(standing.get(citizen), day)
      : newNo(standing.get(citizen), basis === 'consent');
    if (kind !== null && (!says || !records.has(citizen)))
      records.set(citizen, { citizen, purpose, kind, occurred_on, source });
  }
  await appendEvidence(trx, [...records.values()], user);
}

function newYes(standing: Standing | undefined, day: string | null): EvidenceKind | null {
  if (!standing) return 'consent';
  return standing.state !== 'consented' && day !== null && day > standing.since ? 'consent' : null;
}

/** Where consent is the basis, nothing may be done without one: to whom none was given, there is none to withdraw. */
function newNo(standing: Standing | undefined, byConsent: boolean): EvidenceKind | null {
  if (byConsent) return standing?.state === 'consented' ? 'withdrawal' : null;
  return standing?.state === 'objected' ? null : 'objection';
}

async function standingOf(
  trx: Database,
  purpose: string,
  citizens: readonly number[],
): Promise<Map<number, Standing>> {
  const standing = new Map<number, Standing>();
  for (const part of chunks(citizens, 5_000)) {
    const rows: { citizen: number | string; state: ConsentState; since: string }[] = await trx(
      'm57_consents as consent',
    )
      .join('m57_evidence as evidence', 'evidence.id', 'consent.evidence')
      .where('consent.purpose', purpose)
      .whereIn('consent.citizen', part)
      .select('consent.citizen', 'consent.state', 'evidence.occurred_on as since');
    for (const { citizen, ...state } of rows) standing.set(Number(citizen), state);
  }
  return standing;
}
