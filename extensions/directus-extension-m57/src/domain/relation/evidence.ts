import { InputError, type Issue, type Messages } from '../issue';
import { isDay } from './dates';
import type { ConsentState, EvidenceKind, Purpose } from './model';

/** SHA-256 of a text in UTF-8, as 64 lower-case hexadecimal digits. */
export type Sha256 = (text: string) => string;

/** What a record of evidence says; it is written once and never changed. Days are ISO dates. */
export interface EvidenceContent {
  /** Id of the citizen; a number and its text are the same, since databases give one or the other. */
  citizen: number | string;
  purpose: string;
  kind: EvidenceKind;
  occurred_on: string;
  /** Where it comes from: a form, a letter, the desk. */
  source: string;
  /** What the person was shown, word for word. */
  wording: string | null;
  /** Last day on which a consent holds; null: until it is withdrawn. */
  expires_on: string | null;
  note: string | null;
  /** ISO date and time. */
  recorded_on: string;
  recorded_by: string | null;
}

/** A stored record. Once its citizen is erased the content and the salt are null; the hashes stay. */
export type EvidenceRecord = {
  [Field in keyof EvidenceContent]: EvidenceContent[Field] | null;
} & { salt: string | null; content_hash: string; hash: string };

/** Where a chain ends: how many records it has, and the hash of the last ('' for none). */
export interface ChainHead {
  position: number;
  hash: string;
}
export const EMPTY_CHAIN: Readonly<ChainHead> = { position: 0, hash: '' };

/**
 * `recorded_on` and `recorded_by` stay when the rest is erased: they are about who recorded, not about the citizen.
 * Nothing proves them any longer then.
 */
const ERASED_FIELDS = [
  'citizen',
  'purpose',
  'kind',
  'occurred_on',
  'source',
  'wording',
  'expires_on',
  'note',
] as const satisfies readonly (keyof EvidenceContent)[];

/**
 * The text that is hashed: JSON of an array in a fixed order, so that neither the order of columns nor spaces matter.
 * The salt (random, 128 bits at least) keeps what was erased from being guessed by trying.
 */
export const canonicalContent = (content: EvidenceContent, salt: string): string =>
  JSON.stringify([
    String(content.citizen),
    content.purpose,
    content.kind,
    content.occurred_on,
    content.source,
    content.wording,
    content.expires_on,
    content.note,
    content.recorded_on,
    content.recorded_by,
    salt,
  ]);

/** The link: it holds the former one, the position and the content, so none can be changed, moved or left out. */
const linkHash = (former: ChainHead, contentHash: string, sha256: Sha256): string =>
  sha256(`${former.hash}\n${former.position + 1}\n${contentHash}`);

/**
 * The next record of the chain. Whoever calls it holds the lock under which `head` was read.
 * @throws InputError as checkEvidence does.
 */
export function appendEvidence(
  content: EvidenceContent,
  { head, salt, sha256 }: { head: ChainHead; salt: string; sha256: Sha256 },
): { record: EvidenceRecord; head: ChainHead } {
  checkEvidence(content);
  const content_hash = sha256(canonicalContent(content, salt));
  const hash = linkHash(head, content_hash, sha256);
  return {
    record: { ...content, salt, content_hash, hash },
    head: { position: head.position + 1, hash },
  };
}

/** The record without anything of the person: what is left verifies, and tells nothing. */
export function redactEvidence(record: EvidenceRecord): EvidenceRecord {
  const erased = Object.fromEntries(ERASED_FIELDS.map((field) => [field, null]));
  return { ...record, ...erased, salt: null };
}

export interface ChainReport {
  /** Pass it on to verify the records that follow; keep it outside the database to notice a chain cut at its end. */
  head: ChainHead;
  redacted: number;
  /** One per record that is not what was written, at its position (`line`), 100 at most. */
  issues: Issue[];
}

const MOST_ISSUES = 100;

/**
 * Verifies records in the order of the chain, from where a former call ended. A record that was changed, put in, left
 * out or moved is found by the hash of its content or by its link; each break is told once. What it cannot find by
 * itself: records cut off at the end (compare `head`), and a redaction that nobody asked for (compare `redacted` with
 * the register of erasures).
 */
export function verifyChain(
  records: Iterable<EvidenceRecord>,
  sha256: Sha256,
  from: ChainHead = EMPTY_CHAIN,
): ChainReport {
  const report: ChainReport = { head: from, redacted: 0, issues: [] };
  for (const record of records) {
    const position = report.head.position + 1;
    const code = problemOf(record, report.head, sha256);
    if (code && report.issues.length < MOST_ISSUES)
      report.issues.push({ code, line: position, column: null, params: { position } });
    if (record.salt === null) report.redacted += 1;
    report.head = { position, hash: record.hash };
  }
  return report;
}

function problemOf(record: EvidenceRecord, former: ChainHead, sha256: Sha256): string | null {
  if (record.hash !== linkHash(former, record.content_hash, sha256)) return 'EVIDENCE_LINK_BROKEN';
  if (record.salt === null)
    return ERASED_FIELDS.some((field) => record[field] !== null) ? 'EVIDENCE_HALF_ERASED' : null;
  // A field that was emptied makes another text than the one that was hashed.
  return sha256(canonicalContent(record as EvidenceContent, record.salt)) === record.content_hash
    ? null
    : 'EVIDENCE_CONTENT_CHANGED';
}

/** @throws InputError with everything that keeps this from being evidence. */
export function checkEvidence(content: EvidenceContent): void {
  const { kind, occurred_on, expires_on, recorded_on } = content;
  const issues: Issue[] = [];
  const add = (code: string, params: Issue['params'] = {}) =>
    issues.push({ code, line: null, column: null, params });
  for (const date of [occurred_on, expires_on, recorded_on.slice(0, 10)])
    if (date !== null && !isDay(date)) add('EVIDENCE_DATE_INVALID', { date });
  if (issues.length === 0) {
    // A day of tolerance: the server's clock may tell another day than the desk's.
    if (Date.parse(occurred_on) - Date.parse(recorded_on.slice(0, 10)) > 86_400_000)
      add('EVIDENCE_IN_FUTURE', { date: occurred_on });
    if (expires_on !== null && expires_on < occurred_on)
      add('EVIDENCE_EXPIRED_BEFORE', { from: occurred_on, to: expires_on });
  }
  if (expires_on !== null && kind !== 'consent') add('EVIDENCE_EXPIRY_NOT_CONSENT');
  if (content.source.trim() === '') add('EVIDENCE_SOURCE_MISSING');
  if (kind === 'consent' && !content.wording?.trim()) add('EVIDENCE_WORDING_MISSING');
  if (issues.length > 0) throw new InputError(issues);
}

/** What evidence says of one citizen and one purpose. */
export interface PurposeState {
  state: ConsentState;
  /** Since when. */
  since: string;
  /** Last day of a consent; null: no end, or no consent. */
  until: string | null;
  /** The record that decides. */
  evidence: number;
}

/** What a state is derived from; erased records have nothing to say. */
export interface Saying {
  id: number;
  kind: EvidenceKind;
  occurred_on: string;
  expires_on: string | null;
}

/**
 * The state that follows from the records of one citizen (and of those merged into it) for one purpose, given in the
 * order in which they were recorded; null where nothing is left to say, and the legal basis decides alone.
 * They count in the order of their days; of one day, in the order of recording. Of what holds together the strictest
 * is the state: limited, then objected, then withdrawn or consented.
 * - A consent ends a withdrawal and an objection: who says yes no longer says no.
 * - A withdrawal ends a consent. So does an objection, and lifting it does not bring the consent back: it is withdrawn.
 * - A limitation (art. 18) leaves the rest as it is, and so does lifting it. A rectification changes nothing.
 */
export function stateOf(records: readonly Saying[]): PurposeState | null {
  let consent: PurposeState | null = null;
  let objected: PurposeState | null = null;
  let limited: PurposeState | null = null;
  const ordered = [...records].sort((a, b) =>
    a.occurred_on < b.occurred_on ? -1 : a.occurred_on > b.occurred_on ? 1 : 0,
  );
  for (const { id, kind, occurred_on, expires_on } of ordered) {
    const now = (state: ConsentState, until: string | null = null): PurposeState => ({
      state,
      since: occurred_on,
      until,
      evidence: id,
    });
    if (kind === 'consent') {
      consent = now('consented', expires_on);
      objected = null;
    } else if (kind === 'withdrawal') consent = now('withdrawn');
    else if (kind === 'objection') {
      objected = now('objected');
      if (consent) consent = now('withdrawn');
    } else if (kind === 'objection_lifted') objected = null;
    else if (kind === 'limitation') limited = now('limited');
    else if (kind === 'limitation_lifted') limited = null;
  }
  return limited ?? objected ?? consent;
}

/** The same for all purposes of one citizen; purposes without a state are left out. */
export function statesOf(records: readonly (Saying & { purpose: string })[]): Map<string, PurposeState> {
  const states = new Map<string, PurposeState>();
  for (const purpose of new Set(records.map((record) => record.purpose))) {
    const state = stateOf(records.filter((record) => record.purpose === purpose));
    if (state) states.set(purpose, state);
  }
  return states;
}

/**
 * Whether data of a citizen may be used for a purpose on a day.
 * - A limitation stops every use, whatever the basis.
 * - Consent as the basis needs one that lives: given, not withdrawn, not expired (its last day included).
 * - Public interest allows it unless there is an objection (art. 21). A legal duty and a contract cannot be objected
 *   to: an objection is kept as evidence and answered, and changes nothing.
 */
export function mayUse(
  { basis }: Pick<Purpose, 'basis'>,
  state: Pick<PurposeState, 'state' | 'until'> | null,
  on: string,
): boolean {
  if (state?.state === 'limited') return false;
  if (basis === 'consent') return state?.state === 'consented' && (state.until === null || on <= state.until);
  return basis !== 'public_interest' || state?.state !== 'objected';
}

export const evidenceMessages: Messages = {
  EVIDENCE_LINK_BROKEN: {
    fr: ({ position }) =>
      `La preuve n° ${position} ne tient plus à la précédente : l’une a été modifiée, ajoutée, retirée ou déplacée hors de l’application. Comparez avec une sauvegarde.`,
    en: ({ position }) =>
      `Evidence no. ${position} no longer holds to the one before: one was changed, put in, taken out or moved outside the application. Compare with a backup.`,
  },
  EVIDENCE_CONTENT_CHANGED: {
    fr: ({ position }) =>
      `La preuve n° ${position} n’est plus ce qui avait été enregistré : elle a été modifiée hors de l’application. Comparez avec une sauvegarde.`,
    en: ({ position }) =>
      `Evidence no. ${position} is no longer what was recorded: it was changed outside the application. Compare with a backup.`,
  },
  EVIDENCE_HALF_ERASED: {
    fr: ({ position }) =>
      `La preuve n° ${position} est effacée en partie seulement : reprenez l’effacement de cette personne.`,
    en: ({ position }) => `Evidence no. ${position} is erased in part only: erase that person again.`,
  },
  EVIDENCE_DATE_INVALID: {
    fr: ({ date }) => `« ${date} » n’est pas une date : écrivez AAAA-MM-JJ, par exemple 2026-01-31.`,
    en: ({ date }) => `"${date}" is not a date: write YYYY-MM-DD, for example 2026-01-31.`,
  },
  EVIDENCE_IN_FUTURE: {
    fr: ({ date }) => `Une preuve ne peut pas dater de demain (${date}) : corrigez sa date.`,
    en: ({ date }) => `Evidence cannot be of tomorrow (${date}): correct its date.`,
  },
  EVIDENCE_EXPIRED_BEFORE: {
    fr: ({ from, to }) =>
      `Ce consentement finit le ${to}, avant d’être donné le ${from} : corrigez ses dates.`,
    en: ({ from, to }) => `This consent ends on ${to}, before it is given on ${from}: correct its dates.`,
  },
  EVIDENCE_EXPIRY_NOT_CONSENT: {
    fr: () => 'Seul un consentement a une fin : retirez-la, ou enregistrez la levée le jour venu.',
    en: () => 'Only a consent has an end: remove it, or record on the day that it is lifted.',
  },
  EVIDENCE_SOURCE_MISSING: {
    fr: () => 'Indiquez d’où vient cette preuve : formulaire, courrier, guichet…',
    en: () => 'Tell where this evidence comes from: a form, a letter, the desk…',
  },
  EVIDENCE_WORDING_MISSING: {
    fr: () =>
      'Un consentement ne prouve rien sans le texte qui a été montré à la personne : indiquez-le, ou complétez celui de la finalité.',
    en: () =>
      'A consent proves nothing without the text that the person was shown: give it, or complete that of the purpose.',
  },
};
