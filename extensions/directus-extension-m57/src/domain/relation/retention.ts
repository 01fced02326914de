import { InputError, type Issue, type Messages } from '../issue';
import { addMonths } from './dates';
import type { Fate, Purpose } from './model';

type Kept = Pick<Purpose, 'code' | 'label' | 'retention_months' | 'dua_months' | 'fate' | 'visa'>;

/** When data of one citizen was last used for one purpose: the day of its last interaction, else of its registration. */
export interface LastUse {
  purpose: string;
  last: string;
}

export interface Expiry {
  purpose: string;
  /** From this day on it is anonymised: the end of its active life or of its administrative usefulness, the later. */
  expires_on: string;
  /** From this day on an erasure may be asked for: the end of its administrative usefulness (DUA). */
  held_until: string;
  fate: Fate;
  visa: string;
}

/**
 * When data expires. Months are those of the calendar (addMonths): data last used on 31 August, kept for 6 months,
 * expires on 28 or 29 February. The day itself is the first on which it is gone.
 */
export function expiryOf({ code, retention_months, dua_months, fate, visa }: Kept, last: string): Expiry {
  const held_until = addMonths(last, dua_months);
  const active = addMonths(last, retention_months);
  return { purpose: code, expires_on: active > held_until ? active : held_until, held_until, fate, visa };
}

/**
 * What has expired on a day, and from when nothing is left of the citizen: the latest of all expiries, since an
 * identity serves every purpose; null where it has no use at all.
 * @throws InputError PURPOSE_UNKNOWN where a purpose is not declared: nothing may then be thrown away or kept.
 */
export function dueOn(
  uses: readonly LastUse[],
  purposes: readonly Kept[],
  on: string,
): { due: Expiry[]; forgotten_on: string | null } {
  const expiries = expiriesOf(uses, purposes);
  return {
    due: expiries.filter(({ expires_on }) => expires_on <= on),
    forgotten_on: expiries.reduce<string | null>(
      (latest, { expires_on }) => (latest === null || expires_on > latest ? expires_on : latest),
      null,
    ),
  };
}

/** Why an erasure is refused for a purpose. */
export interface ErasureRefusal {
  purpose: string;
  label: string;
  /** From this day on it can be asked for again. */
  until: string;
  fate: Fate;
  visa: string;
}

/**
 * The purposes for which an erasure asked for on a day is refused: their administrative usefulness has not ended (GDPR
 * art. 17.3 b and d; the authority's retention schedule). Empty: nothing stands against it, whatever the retention,
 * which only says what is erased without being asked for.
 * @throws InputError as dueOn does.
 */
export function erasureRefusals(
  uses: readonly LastUse[],
  purposes: readonly Kept[],
  on: string,
): ErasureRefusal[] {
  const labels = new Map(purposes.map(({ code, label }) => [code, label]));
  return expiriesOf(uses, purposes)
    .filter(({ held_until }) => held_until > on)
    .map(({ purpose, held_until, fate, visa }) => ({
      purpose,
      label: labels.get(purpose)!,
      until: held_until,
      fate,
      visa,
    }));
}

/** A refusal as an issue, so that it is told in the caller's language. */
export const refusalIssue = ({ label, until, fate, visa }: ErasureRefusal): Issue => ({
  code: 'ERASURE_REFUSED',
  line: null,
  column: null,
  params: { label, until, fate, visa },
});

/** Several uses for one purpose: the last counts. */
function expiriesOf(uses: readonly LastUse[], purposes: readonly Kept[]): Expiry[] {
  const known = new Map(purposes.map((purpose) => [purpose.code, purpose]));
  const lasts = new Map<string, string>();
  for (const { purpose, last } of uses) if (last > (lasts.get(purpose) ?? '')) lasts.set(purpose, last);
  return [...lasts].map(([code, last]) => {
    const purpose = known.get(code);
    if (!purpose)
      throw new InputError({ code: 'PURPOSE_UNKNOWN', line: null, column: null, params: { code } });
    return expiryOf(purpose, last);
  });
}

const FATE_WORDS: Record<Fate, { fr: string; en: string }> = {
  destroy: { fr: 'élimination', en: 'destruction' },
  sort: { fr: 'tri', en: 'sorting' },
  archive: { fr: 'versement aux archives', en: 'transfer to the archives' },
};
const day = (iso: unknown) => String(iso).split('-').reverse().join('/');

export const retentionMessages: Messages = {
  PURPOSE_UNKNOWN: {
    fr: ({ code }) =>
      `La finalité « ${code} » n’est pas déclarée : ajoutez-la avec sa durée de conservation, ou corrigez les interactions.`,
    en: ({ code }) =>
      `The purpose "${code}" is not declared: add it with its retention, or correct the interactions.`,
  },
  PURPOSE_TWICE: {
    fr: ({ code }) => `Deux finalités ont le code « ${code} » : changez l’un des deux.`,
    en: ({ code }) => `Two purposes have the code "${code}": change one of them.`,
  },
  ERASURE_REFUSED: {
    fr: ({ label, until, fate, visa }) =>
      `« ${label} » : ces données restent utiles à l’administration (DUA) jusqu’au ${day(until)}, et ne peuvent être effacées avant (RGPD, art. 17.3). Sort final : ${FATE_WORDS[fate as Fate].fr}${visa ? `, ${visa}` : ' (visa des archives à compléter)'}.`,
    en: ({ label, until, fate, visa }) =>
      `"${label}": the administration needs this data (DUA) until ${String(until)}, and it cannot be erased before (GDPR, art. 17(3)). Final fate: ${FATE_WORDS[fate as Fate].en}${visa ? `, ${visa}` : ' (visa of the archives to be completed)'}.`,
  },
};
