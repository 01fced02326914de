/** When a key holds: ISO dates, both included; null: open. */
export interface Period {
  valid_from: string | null;
  valid_to: string | null;
}

/** An exercice, or one month of it (1 to 12). */
export function periodOf(exercice: number, month: number | null): { valid_from: string; valid_to: string } {
  if (month === null) return { valid_from: `${exercice}-01-01`, valid_to: `${exercice}-12-31` };
  const name = `${exercice}-${two(month)}`;
  return { valid_from: `${name}-01`, valid_to: `${name}-${lastDay(exercice, month)}` };
}

/** The month of an exercice that a period is, exactly; null where it is something else. */
export function monthOf({ valid_from, valid_to }: Period, exercice: number): number | null {
  if (valid_from === null || !valid_from.startsWith(`${exercice}-`)) return null;
  const month = Number(valid_from.slice(5, 7));
  const whole = periodOf(exercice, month);
  return valid_from === whole.valid_from && valid_to === whole.valid_to ? month : null;
}

/** The parts of a period before and after an exercice: what stays of it when the exercice is written anew. */
export function outsideOf({ valid_from, valid_to }: Period, exercice: number): Period[] {
  const year = periodOf(exercice, null);
  const parts: Period[] = [];
  if (valid_from === null || valid_from < year.valid_from)
    parts.push({ valid_from, valid_to: `${exercice - 1}-12-31` });
  if (valid_to === null || valid_to > year.valid_to)
    parts.push({ valid_from: `${exercice + 1}-01-01`, valid_to });
  return parts;
}

/** The part of a period inside one exercice, on the same days of another. */
export function movedTo({ valid_from, valid_to }: Period, from: number, to: number): Period {
  const year = periodOf(from, null);
  const first = valid_from !== null && valid_from > year.valid_from ? valid_from : year.valid_from;
  const last = valid_to !== null && valid_to < year.valid_to ? valid_to : year.valid_to;
  return { valid_from: sameDay(first, to), valid_to: sameDay(last, to) };
}

/** 29 February is the last of February; the last day of a month stays its last. */
function sameDay(date: string, exercice: number): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const last = lastDay(exercice, month);
  return `${exercice}-${two(month)}-${two(day === lastDay(year, month) || day > last ? last : day)}`;
}

const two = (value: number) => String(value).padStart(2, '0');
/** Day 0 of the next month. */
const lastDay = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();
