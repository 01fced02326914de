/** Days as people and software write them, read character by character: a file has a million. */

const ZERO = 48;
const EARLIEST_YEAR = 1900;
const LATEST_YEAR = 2100;

/**
 * The day that a text begins with, as ISO: 31/12/1980, 31.12.80, 31-12-1980, 1980-12-31, 1980/12/31, 19801231 or
 * 31121980; a time may follow, after a blank or T. `century` makes a year of two digits whole. Null for anything else,
 * days that no calendar has and years before 1900 or after 2100. Day and month are never taken the American way round.
 */
export function parseDay(text: string, century: (year: number) => number): string | null {
  const numbers = [0, 0, 0];
  const lengths = [0, 0, 0];
  let part = 0;
  let mark = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const digit = code - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (lengths[part] === 8) return null;
      numbers[part] = numbers[part]! * 10 + digit;
      lengths[part]! += 1;
    } else if (isMark(code) && part < 2 && lengths[part]! > 0 && (mark === 0 || code === mark)) {
      mark = code;
      part += 1;
    } else if (endsDay(code) && (part === 2 || lengths[0] === 8)) break;
    else return null;
  }
  const [first, second, third] = numbers as [number, number, number];
  if (part === 0) {
    if (lengths[0] !== 8) return null;
    // Never both: in the first order a year of the second is month 19 or 20.
    return (
      day(Math.floor(first / 10_000), Math.floor(first / 100) % 100, first % 100) ??
      day(first % 10_000, Math.floor(first / 10_000) % 100, Math.floor(first / 1_000_000))
    );
  }
  if (part !== 2 || lengths[1]! > 2) return null;
  if (lengths[0] === 4) return lengths[2]! > 2 ? null : day(first, second, third);
  if (lengths[0]! > 2) return null;
  if (lengths[2] === 4) return day(third, second, first);
  return lengths[2] === 2 ? day(century(third), second, first) : null;
}

/**
 * A date of birth, ISO. Of two digits, the year is the last one in which the day is not after `today` (ISO): in 2026,
 * 31.12.80 is 1980, 12.05.24 is 2024 and 12.05.27 is 1927, so that only who is over a hundred is mistaken. Nobody is
 * born after today. Null as `parseDay`.
 */
export function parseBirthDate(text: string, today: string): string | null {
  const thisYear = Number(today.slice(0, 4));
  const latest = Math.floor(thisYear / 100) * 100;
  const date = parseDay(text.trim(), (year) => (latest + year > thisYear ? latest - 100 : latest) + year);
  if (date === null || date <= today) return date;
  const twoDigits = !text.includes(date.slice(0, 4));
  return twoDigits
    ? day(Number(date.slice(0, 4)) - 100, Number(date.slice(5, 7)), Number(date.slice(8)))
    : null;
}

/** A day of what happens now: a year of two digits is of this century. */
export const parseRecentDay = (text: string): string | null => parseDay(text, (year) => 2000 + year);

const isMark = (code: number) => code === 47 || code === 46 || code === 45;
const endsDay = (code: number) => code === 32 || code === 84 || code === 0xa0;

function day(year: number, month: number, date: number): string | null {
  if (year < EARLIEST_YEAR || year > LATEST_YEAR || month < 1 || month > 12 || date < 1) return null;
  if (date > 28 && date > daysOf(year, month)) return null;
  return `${year}-${month < 10 ? '0' : ''}${month}-${date < 10 ? '0' : ''}${date}`;
}

function daysOf(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}
