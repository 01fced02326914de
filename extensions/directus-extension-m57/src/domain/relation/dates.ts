/** Days as ISO dates, "2026-03-31": they compare as text. Nothing here depends on a time zone. */

const DAY = 86_400_000;

/** Whether this is a day of the calendar, written YYYY-MM-DD: 2023-02-29 is not. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = timeOf(text);
  return !Number.isNaN(time) && dayOf(time) === text;
}

/**
 * So many months later (or earlier, below nought): the same day of the month, or the last of a month that has no such
 * day. 31 January and one month are 28 or 29 February, and 28 February and one month are 28 March: months are added
 * in one step, never one by one, so that 31 January and two months are 31 March.
 */
export function addMonths(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const ahead = year * 12 + month - 1 + months;
  const [toYear, toMonth] = [Math.floor(ahead / 12), (((ahead % 12) + 12) % 12) + 1];
  const last = new Date(Date.UTC(2000 + (toYear % 400), toMonth, 0)).getUTCDate();
  return `${String(toYear).padStart(4, '0')}-${two(toMonth)}-${two(Math.min(date, last))}`;
}

/** So many days later, or earlier below nought. */
export const addDays = (day: string, days: number): string => dayOf(timeOf(day) + days * DAY);

/** Days from one day to another, negative where that is earlier. */
export const daysBetween = (from: string, to: string): number => (timeOf(to) - timeOf(from)) / DAY;

const timeOf = (day: string) => Date.parse(`${day}T00:00:00Z`);
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);
const two = (value: number) => String(value).padStart(2, '0');
