import { addDays, addMonths } from '../relation/dates';
import type { DateRef, DateUnit, Window } from './definition';

/** The day that is meant on a day, as ISO. */
export function resolveDate(ref: DateRef, today: string): string {
  if ('on' in ref) return ref.on;
  if ('unit' in ref) return daysAgo(ref.ago, ref.unit, today);
  return ref.start === 'year'
    ? addMonths(`${today.slice(0, 4)}-01-01`, -12 * ref.ago)
    : addMonths(`${today.slice(0, 7)}-01`, -ref.ago);
}

export interface DaySpan {
  /** First and last day, both in; null: no limit. */
  from: string | null;
  to: string | null;
}

/** The days of a window on a day. Where `from` is later than `to`, no day is in it. */
export function windowDays(window: Window | null, today: string): DaySpan {
  if (window === null) return { from: null, to: null };
  if ('last' in window) return { from: addDays(daysAgo(window.last, window.unit, today), 1), to: today };
  return {
    from: window.from && resolveDate(window.from, today),
    to: window.to && resolveDate(window.to, today),
  };
}

function daysAgo(count: number, unit: DateUnit, today: string): string {
  if (unit === 'day') return addDays(today, -count);
  if (unit === 'week') return addDays(today, -7 * count);
  return addMonths(today, unit === 'month' ? -count : -12 * count);
}
