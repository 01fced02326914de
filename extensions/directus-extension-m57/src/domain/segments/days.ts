import { addMonths } from '../relation/dates';
import type { DateRef, DateUnit, Window } from './definition';

/** What all databases take for a day. */
const FIRST_DAY = '1000-01-01';
const LAST_DAY = '9999-12-31';

/** The day that a reference means on a day. ISO dates. */
export function dayOf(ref: DateRef, today: string): string {
  if ('on' in ref) return within(ref.on);
  if ('unit' in ref) return daysAgo(today, ref.ago, ref.unit);
  const start = ref.start === 'year' ? `${today.slice(0, 4)}-01-01` : `${today.slice(0, 7)}-01`;
  return daysAgo(start, ref.ago, ref.start);
}

/** The days that a window takes in: later than `after`, from `from` and up to `to`, where each is given. */
export interface Days {
  after?: string;
  from?: string;
  to?: string;
}

export function daysOf(window: Window | null, today: string): Days {
  if (window === null) return {};
  if ('last' in window) return { after: daysAgo(today, window.last, window.unit), to: today };
  return {
    ...(window.from && { from: dayOf(window.from, today) }),
    ...(window.to && { to: dayOf(window.to, today) }),
  };
}

function daysAgo(day: string, count: number, unit: DateUnit): string {
  if (unit === 'month' || unit === 'year') return within(addMonths(day, -count * (unit === 'year' ? 12 : 1)));
  const time = Date.parse(`${day}T00:00:00Z`) - count * (unit === 'week' ? 7 : 1) * 86_400_000;
  return within(new Date(time).toISOString().slice(0, 10));
}

const within = (day: string) => (day < FIRST_DAY ? FIRST_DAY : day > LAST_DAY ? LAST_DAY : day);
