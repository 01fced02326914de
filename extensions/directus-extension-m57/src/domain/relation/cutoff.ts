import { addMonths } from './dates';

/**
 * The last day such that so many months later is a certain day or before it: what was used up to that day and no later
 * has expired. The other way round than addMonths, which takes 29, 30 and 31 to one last day of a shorter month.
 */
export function expiredUpTo(on: string, months: number): string {
  let day = addMonths(on, -months);
  for (;;) {
    const next = dayAfter(day);
    if (addMonths(next, months) > on) return day;
    day = next;
  }
}

const dayAfter = (day: string) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
