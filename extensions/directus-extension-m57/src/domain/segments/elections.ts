import { InputError, type Issue, type Locale } from '../issue';
import { addDays, addMonths, isDay } from '../relation/dates';
import { englishDay } from './sentence-en';
import { frenchDay } from './sentence-fr';

/** General elections, of which article L. 52-1 of the electoral code speaks. */
export const ELECTION_KINDS = [
  'municipales',
  'departementales',
  'regionales',
  'legislatives',
  'presidentielle',
  'europeennes',
] as const;
export type ElectionKind = (typeof ELECTION_KINDS)[number];

export interface Election {
  kind: ElectionKind;
  /** Of the first round, "2026-03". */
  month: string;
  /** Day of the last round; null: not known yet, and the month counts to its end. */
  last_day: string | null;
}

/**
 * What is known, or expected by the length of the mandates. A setting: whoever keeps the calendar adds days as decrees
 * name them, and elections that come early, such as those after a dissolution.
 */
export const DEFAULT_ELECTIONS: readonly Election[] = [
  { kind: 'municipales', month: '2026-03', last_day: '2026-03-22' },
  { kind: 'presidentielle', month: '2027-04', last_day: null },
  { kind: 'legislatives', month: '2027-06', last_day: null },
  { kind: 'departementales', month: '2028-03', last_day: null },
  { kind: 'regionales', month: '2028-03', last_day: null },
  { kind: 'europeennes', month: '2029-06', last_day: null },
  { kind: 'municipales', month: '2032-03', last_day: null },
];

export interface ElectionPeriod {
  election: Election;
  /** First and last day, both in. */
  from: string;
  to: string;
}

/** From the first day of the sixth month before that of the election, as L. 52-1 has it, to the last round. */
export const periodBefore = (election: Election): ElectionPeriod => {
  const first = `${election.month}-01`;
  return {
    election,
    from: addMonths(first, -6),
    to: election.last_day ?? addDays(addMonths(first, 1), -1),
  };
};

/** The period that a day lies in, of the election that ends first where there are several; null: none. */
export function periodOf(day: string, elections: readonly Election[]): ElectionPeriod | null {
  const periods = elections.map(periodBefore).filter(({ from, to }) => day >= from && day <= to);
  return periods.sort((a, b) => (a.to < b.to ? -1 : a.to > b.to ? 1 : 0))[0] ?? null;
}

const NAMES: Record<ElectionKind, Record<Locale, string>> = {
  municipales: { fr: 'Élections municipales', en: 'Municipal elections' },
  departementales: { fr: 'Élections départementales', en: 'Departmental elections' },
  regionales: { fr: 'Élections régionales', en: 'Regional elections' },
  legislatives: { fr: 'Élections législatives', en: 'Legislative elections' },
  presidentielle: { fr: 'Élection présidentielle', en: 'Presidential election' },
  europeennes: { fr: 'Élections européennes', en: 'European elections' },
};

/** What to say in the period, and what is asked. */
export function electionWords({ election, from, to }: ElectionPeriod, locale: Locale): string {
  const name = NAMES[election.kind][locale];
  const month = `${election.month}-02`;
  if (locale === 'fr')
    return (
      `${name} en ${frenchDay(month).slice(2)} : du ${frenchDay(from)} au ${frenchDay(to)}, aucune campagne de ` +
      'promotion des réalisations ou de la gestion de la collectivité n’est permise (code électoral, article L. 52-1). ' +
      'Une personne nommée doit donner son visa, après avoir lu le message.'
    );
  return (
    `${name} in ${englishDay(month).slice(2)}: from ${englishDay(from)} to ${englishDay(to)}, no campaign may promote ` +
    'what the authority achieved or how it is run (electoral code, article L. 52-1). A named person must sign off, ' +
    'having read the message.'
  );
}

/** @throws InputError with everything that is wrong with a calendar; `line` is the rank of the election, from 1. */
export function checkElections(elections: readonly Election[]): void {
  const issues: Issue[] = [];
  elections.forEach(({ month, last_day }, rank) => {
    const add = (code: string, params: Issue['params']) =>
      issues.push({ code, line: rank + 1, column: null, params });
    if (!isDay(`${month}-01`)) add('ELECTION_MONTH', { month });
    else if (last_day !== null && !isDay(last_day)) add('ELECTION_DAY', { day: last_day });
    // Two rounds are two weeks apart at most.
    else if (last_day !== null && (last_day < `${month}-01` || last_day >= addMonths(`${month}-15`, 1)))
      add('ELECTION_OUTSIDE', { day: last_day, month });
  });
  if (issues.length > 0) throw new InputError(issues);
}
