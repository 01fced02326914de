import type { Dice } from './dice';
import type { DayPattern, ResidentsParameters } from './residents-parameters';

/** Days are whole numbers, from 1970-01-01 on. */
export type Day = number;

const MILLISECONDS = 86_400_000;

export const dayOf = (iso: string): Day => Date.parse(iso) / MILLISECONDS;
export const firstOfMonth = (year: number, month: number): Day => Date.UTC(year, month, 1) / MILLISECONDS;
/** 0 is Monday. 1970-01-01 was a Thursday. */
export const weekday = (day: Day): number => (day + 3) % 7;

const texts = new Map<Day, string>();

/** ISO text; each day is written once. */
export function isoDay(day: Day): string {
  let text = texts.get(day);
  if (text === undefined) {
    text = new Date(day * MILLISECONDS).toISOString().slice(0, 10);
    texts.set(day, text);
  }
  return text;
}

const DRAWS = 128;

/** Draws a day of a month, as the week of a service has it; its public holidays are closed. */
export class MonthDays {
  private readonly days = new Map<DayPattern | 'bill', Int32Array>();

  constructor(parameters: ResidentsParameters) {
    const { holidays, patterns } = parameters.days;
    const closed = new Set(holidays.map(dayOf));
    const first = parameters.years[0]!;
    const table = (weights: readonly number[], from: number) => {
      const days = new Int32Array(24 * DRAWS);
      for (let month = 0; month < 24; month += 1) {
        const start = firstOfMonth(first, month);
        const open: Day[] = [];
        for (let day = start + from; day < firstOfMonth(first, month + 1); day += 1)
          if (!closed.has(day)) open.push(day);
        const total = open.reduce((sum, day) => sum + weights[weekday(day)]!, 0);
        let reached = 0;
        let next = 0;
        for (let draw = 0; draw < DRAWS; draw += 1) {
          while (reached <= ((draw + 0.5) / DRAWS) * total) reached += weights[weekday(open[next++]!)]!;
          days[month * DRAWS + draw] = open[next - 1]!;
        }
      }
      return days;
    };
    for (const [pattern, weights] of Object.entries(patterns))
      this.days.set(pattern as DayPattern, table(weights, 0));
    // Bills go out when the month is known.
    this.days.set('bill', table(patterns.office, 23));
  }

  /** `month` counts from January of the first year. */
  draw(pattern: DayPattern | 'bill', month: number, dice: Dice): Day {
    return this.days.get(pattern)![month * DRAWS + dice.below(DRAWS)]!;
  }
}
