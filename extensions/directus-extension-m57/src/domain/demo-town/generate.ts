import type { Amounts, Direction, Section, Stage } from '../ledger';
import { parseCents, splitCents, type Cents } from '../money';
import type { TotemAuthority, TotemBudget, TotemLine } from '../writers/totem';
import type { BudgetAndRealised, DemoBudget, DemoParameters } from './parameters';
import { seededRandom } from './random';

/** One file of the demo town: an authority, an exercice, a stage, and its budgets. */
export interface DemoFile {
  /** "castelombre-cfu-2025.xml" */
  name: string;
  authority: TotemAuthority;
  /** YYYY-MM-DD */
  issued: string;
  budgets: TotemBudget[];
}

/** A line of a year before it is told as a BP or as a CFU. */
interface Entry {
  section: Section;
  direction: Direction;
  chapter: string;
  nature: string;
  fonction: string | null;
  budget: Cents;
  realised: Cents;
}

const STAGES = ['BP', 'CFU'] as const satisfies Stage[];
/** A BP is voted before its year, a CFU in the spring that follows it. */
const ISSUED = { BP: (year: number) => `${year - 1}-12-15`, CFU: (year: number) => `${year + 1}-04-10` };
const ORDRE_CHAPTERS = new Set(['021', '023', '040', '041', '042', '043']);
/** Credits are voted in hundreds of euros. */
const VOTED_STEP: Cents = 100_00;

/**
 * The accounts of the demo town and of its neighbours: a BP and a CFU per authority and exercice, in order.
 * Pure: the same parameters and seed give the same files.
 *
 * What makes them hold together, beyond the chapter totals of the parameters:
 * - BP: operating balanced by the transfer 023 = 021, investment by the balancing line (a loan, or equipment);
 * - CFU: the results of a year are the 002 and 001 of the next, less what the 1068 capitalises.
 *
 * @throws RangeError when a total cannot be shared (no line in its chapter, credits not in hundreds of euros).
 */
export function generateDemoTown(parameters: DemoParameters, seed: number): DemoFile[] {
  const random = seededRandom(seed);
  return parameters.authorities.flatMap((authority) => {
    const budgets = authority.budgets.map((budget) => ({
      budget,
      years: yearsOf(budget, parameters, random),
    }));
    return parameters.exercices.flatMap((exercice, index) =>
      STAGES.map((stage): DemoFile => ({
        name: `${authority.slug}-${stage.toLowerCase()}-${exercice}.xml`,
        authority: { siret: authority.siret, name: authority.name, kind: authority.kind },
        issued: ISSUED[stage](exercice),
        budgets: budgets.map(({ budget, years }) => ({
          document: {
            siret: authority.siret,
            budget: budget.code,
            label: budget.label,
            exercice,
            stage,
            number: 0,
            nomenclature: parameters.nomenclature,
            voted_by_fonction: false,
            draft: false,
          },
          annex: budget.annex,
          lines: linesOf(years[index] ?? [], stage),
        })),
      })),
    );
  });
}

function yearsOf(budget: DemoBudget, parameters: DemoParameters, random: () => number): Entry[][] {
  const years: Entry[][] = [];
  let operating = cents(budget.opening.operating);
  let investment = cents(budget.opening.investment);
  for (const exercice of parameters.exercices) {
    const voted = Object.keys(budget.chapters).flatMap((chapter) =>
      chapterEntries(budget, chapter, exercice, parameters.mixes, random),
    );
    if (years.length > 0) operating -= capitalised(voted);
    const entries = balanced(
      [...voted, carriedForward('F', '002', operating), carriedForward('I', '001', investment)],
      budget,
      exercice,
    );
    years.push(entries);
    operating = surplus(entries, 'F', 'realised');
    investment = surplus(entries, 'I', 'realised');
  }
  return years;
}

/** The lines of one chapter: the exact ones, then the rest of the total shared by weights and a little chance. */
function chapterEntries(
  budget: DemoBudget,
  key: string,
  exercice: number,
  mixes: DemoParameters['mixes'],
  random: () => number,
): Entry[] {
  const total = amountsOf(budget.chapters[key], exercice);
  const exact = budget.exact
    .filter((line) => line.chapter === key)
    .map((line) => entry(key, line.nature, line.fonction, amountsOf(line.amounts, exercice)));
  const cells = weightedCells(budget, key, mixes);
  // Weights are whole numbers, fine enough that rounding does not show in the shares.
  const voted = cells.map((cell) => Math.round(cell.weight * 1e6 * around(random, 0.05)));
  const realised = voted.map((weight) => Math.round(weight * around(random, 0.03)));
  const budgetParts = split(total.budget - sum(exact, 'budget'), voted, VOTED_STEP);
  const realisedParts = split(total.realised - sum(exact, 'realised'), realised, 1);
  return [
    ...exact,
    ...cells.map(({ nature, fonction }, index) =>
      entry(key, nature, fonction, { budget: budgetParts[index] ?? 0, realised: realisedParts[index] ?? 0 }),
    ),
  ];
}

function weightedCells(budget: DemoBudget, key: string, mixes: DemoParameters['mixes']) {
  const costs = budget.costs.flatMap(({ fonction, chapters }) => {
    const share = chapters[key];
    if (!share) return [];
    const [name, weight] = share;
    const mix = Object.entries(mixes[name] ?? {});
    const parts = mix.reduce((total, [, part]) => total + part, 0);
    return mix.map(([nature, part]) => ({ nature, fonction, weight: (weight * part) / parts }));
  });
  const single = budget.lines
    .filter(([chapter]) => chapter === key)
    .map(([, nature, fonction, weight]) => ({ nature, fonction, weight }));
  return [...costs, ...single];
}

/** Adds the transfer between sections, then the line that balances investment. */
function balanced(entries: Entry[], budget: DemoBudget, exercice: number): Entry[] {
  const transfer = { budget: surplus(entries, 'F', 'budget'), realised: 0 };
  const withTransfer = [
    ...entries,
    entry('DF023', '023', '01', transfer),
    entry('RI021', '021', '01', transfer),
  ];
  const { chapter, nature, fonction, realised } = budget.balancing;
  const gap = surplus(withTransfer, 'I', 'budget');
  const line = entry(chapter, nature, fonction, { budget: 0, realised: cents(realised[exercice]) });
  line.budget = line.direction === 'D' ? gap : -gap;
  return [...withTransfer, line];
}

/** A result carried forward is budgeted and shown as realised; a deficit is an expense. */
function carriedForward(section: Section, nature: '001' | '002', result: Cents): Entry {
  const amount = Math.abs(result);
  return entry(`${result < 0 ? 'D' : 'R'}${section}${nature}`, nature, '01', {
    budget: amount,
    realised: amount,
  });
}

function capitalised(entries: readonly Entry[]): Cents {
  return sum(
    entries.filter(({ nature }) => nature === '1068'),
    'realised',
  );
}

function linesOf(entries: readonly Entry[], stage: (typeof STAGES)[number]): TotemLine[] {
  return entries
    .filter(({ budget, realised }) => budget !== 0 || (stage === 'CFU' && realised !== 0))
    .map((line) => ({
      nature: line.nature,
      fonction: line.fonction,
      chapitre_vote: line.chapter,
      direction: line.direction,
      kind: ORDRE_CHAPTERS.has(line.chapter) ? 'ordre' : 'real',
      operation: null,
      amounts: { ...NO_AMOUNTS, ...stageAmounts(line, stage) },
    }));
}

const NO_AMOUNTS: Amounts = {
  realised: null,
  previous_budget: null,
  carried_over_previous: null,
  proposed: null,
  voted: null,
  opened: null,
  carried_over: null,
};

function stageAmounts({ budget, realised }: Entry, stage: (typeof STAGES)[number]): Partial<Amounts> {
  return stage === 'BP' ? { proposed: budget, voted: budget } : { opened: budget, realised };
}

function entry(
  key: string,
  nature: string,
  fonction: string | null,
  amounts: { budget: Cents; realised: Cents },
): Entry {
  return {
    direction: key.slice(0, 1) as Direction,
    section: key.slice(1, 2) as Section,
    chapter: key.slice(2),
    nature,
    fonction,
    ...amounts,
  };
}

/** Revenue less expense of a section. */
function surplus(entries: readonly Entry[], section: Section, measure: 'budget' | 'realised'): Cents {
  const of = (direction: Direction) =>
    sum(
      entries.filter((line) => line.section === section && line.direction === direction),
      measure,
    );
  return of('R') - of('D');
}

function sum(entries: readonly Entry[], measure: 'budget' | 'realised'): Cents {
  return entries.reduce((total, line) => total + line[measure], 0);
}

/** Shares a total in whole steps; a chapter of exact lines only has nothing left to share. */
function split(total: Cents, weights: readonly number[], step: Cents): Cents[] {
  if (weights.length === 0 && total === 0) return [];
  return splitCents(total / step, weights).map((part) => part * step);
}

/** A factor between 1 − spread and 1 + spread. */
function around(random: () => number, spread: number): number {
  return 1 + spread * (2 * random() - 1);
}

function amountsOf(amounts: Record<string, BudgetAndRealised> | undefined, exercice: number) {
  const [budget, realised] = amounts?.[exercice] ?? [undefined, undefined];
  return { budget: cents(budget), realised: cents(realised) };
}

function cents(euros: string | undefined): Cents {
  const amount = parseCents(euros ?? '');
  if (amount === null) throw new RangeError(`The demo town has an amount that is not one: ${euros}`);
  return amount;
}
