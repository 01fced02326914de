import type { Locale } from '../issue';
import { HOUSEHOLD_TYPES, type HouseholdType } from './model';

/** Groups of citizens that statistics are made by. A group is told by its key in answers, and by its words to people. */
export interface Group {
  key: string;
  label: string;
}

/** Who is in no group, since the attribute is not known; and those who are erased. */
export const UNKNOWN = 'unknown';
export const unknownGroup = (locale: Locale): Group => ({
  key: UNKNOWN,
  label: locale === 'fr' ? 'Non renseigné' : 'Not known',
});

/** Ages in full years, both ends included, by the stages at which services are used. */
export const AGE_BANDS = [
  [0, 2],
  [3, 10],
  [11, 17],
  [18, 29],
  [30, 59],
  [60, 74],
  [75, null],
] as const satisfies readonly (readonly [number, number | null])[];

const bandKey = ([from, to]: (typeof AGE_BANDS)[number]) => (to === null ? `${from}+` : `${from}-${to}`);

export const ageGroups = (locale: Locale): Group[] =>
  AGE_BANDS.map((band) => ({
    key: bandKey(band),
    label:
      locale === 'fr'
        ? band[1] === null
          ? `${band[0]} ans et plus`
          : `${band[0]} à ${band[1]} ans`
        : band[1] === null
          ? `${band[0]} and over`
          : `${band[0]} to ${band[1]}`,
  }));

/** The band of the age that somebody born in a year reaches in another. */
export function ageGroupOf(birthYear: number | null, year: number): string {
  if (birthYear === null) return UNKNOWN;
  const age = year - birthYear;
  const band = AGE_BANDS.find(([from, to]) => age >= from && (to === null || age <= to));
  return band ? bandKey(band) : UNKNOWN;
}

/** The ages of a band, by its key; null: of no band. */
export const ageBandOf = (key: string): (typeof AGE_BANDS)[number] | null =>
  AGE_BANDS.find((band) => bandKey(band) === key) ?? null;

/** Fifths of the engagement score, 0 to 19 and so on; 100 is in the last. */
const FIFTHS = [0, 20, 40, 60, 80] as const;

export const engagementGroups = (locale: Locale): Group[] =>
  FIFTHS.map((from) => {
    const to = from === 80 ? 100 : from + 19;
    return { key: String(from), label: locale === 'fr' ? `${from} à ${to}` : `${from} to ${to}` };
  });

export const engagementGroupOf = (score: number | null): string =>
  score === null ? UNKNOWN : String(FIFTHS.findLast((from) => score >= from)!);

const HOUSEHOLD_WORDS: Record<HouseholdType, Record<Locale, string>> = {
  single: { fr: 'Personne seule', en: 'Single person' },
  couple: { fr: 'Couple sans enfant', en: 'Couple without children' },
  single_parent: { fr: 'Parent seul avec enfants', en: 'Single parent' },
  family: { fr: 'Couple avec enfants', en: 'Couple with children' },
  other: { fr: 'Autre', en: 'Other' },
};

export const householdGroups = (locale: Locale): Group[] =>
  HOUSEHOLD_TYPES.map((type) => ({ key: type, label: HOUSEHOLD_WORDS[type][locale] }));

export const quotientGroup = (band: number, locale: Locale): Group => ({
  key: String(band),
  label: `${locale === 'fr' ? 'Tranche' : 'Band'} ${band}`,
});
