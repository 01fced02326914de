/** What is known of the units of one service in one exercice. */
export interface EnteredUnits {
  /** Months (1 to 12) that were entered, a zero included. */
  months: readonly number[];
  /** The whole exercice was entered as one figure. */
  year: boolean;
  /** Somebody is in charge of entering them. */
  owned: boolean;
}

/** A month is due on this day of the next. */
const DUE_DAY = 10;

/**
 * Months that should have been entered by `today` (ISO date): from the 10th of the month that follows. Only where
 * somebody enters them by month: one month of the exercice is there, or somebody is in charge and has not given the
 * whole year.
 */
export function lateMonths(exercice: number, { months, year, owned }: EnteredUnits, today: string): number[] {
  if (months.length === 0 && (year || !owned)) return [];
  const entered = new Set(months);
  return Array.from({ length: 12 }, (_, index) => index + 1).filter(
    (month) => !entered.has(month) && today >= dueDate(exercice, month),
  );
}

function dueDate(exercice: number, month: number): string {
  const [year, next] = month === 12 ? [exercice + 1, 1] : [exercice, month + 1];
  return `${year}-${String(next).padStart(2, '0')}-${DUE_DAY}`;
}
