import { dayInFrance } from '../../domain/day-in-france';
import { clientOf, type Database } from '../host';

/**
 * Days and decimals of the collections of the relationship side are kept as the host keeps them, whoever writes
 * them, so that its own filters and sorts work too: on SQLite a day is midnight here in milliseconds, and a decimal a
 * floating point number. `isoDate` (rules/load.ts) reads days back. Technical tables hold days as ISO text.
 */

/** An ISO day as a date column holds it, to insert and to compare with. */
export function dayValue(database: Database, day: string): string | number {
  if (clientOf(database) !== 'sqlite') return day;
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return new Date(year, month - 1, date).getTime();
}

/** The same of an expression that gives ISO text. */
export const dayOfText = (database: Database, text: string): string =>
  ({
    sqlite: `(cast(strftime('%s', ${text}, 'utc') as integer) * 1000)`,
    postgres: `cast(${text} as date)`,
    mysql: `cast(${text} as date)`,
  })[clientOf(database)];

/** The year of a date column. */
export const yearOf = (database: Database, column: string): string =>
  ({
    sqlite: `cast(strftime('%Y', ${column} / 1000, 'unixepoch', 'localtime') as integer)`,
    postgres: `cast(extract(year from ${column}) as integer)`,
    mysql: `year(${column})`,
  })[clientOf(database)];

/** The month, 1 to 12, of a date column. */
export const monthOf = (database: Database, column: string): string =>
  ({
    sqlite: `cast(strftime('%m', ${column} / 1000, 'unixepoch', 'localtime') as integer)`,
    postgres: `cast(extract(month from ${column}) as integer)`,
    mysql: `month(${column})`,
  })[clientOf(database)];

/** Whole days from one date column to another. On SQLite to the nearest: two days a year have not 24 hours. */
export const daysFromTo = (database: Database, from: string, to: string): string =>
  ({
    sqlite: `cast(round((${to} - ${from}) / 86400000.0) as integer)`,
    postgres: `(${to} - ${from})`,
    mysql: `datediff(${to}, ${from})`,
  })[clientOf(database)];

/** An amount in whole cents, or units in whole hundredths: what is added up is never a floating point number. */
export const hundredths = (database: Database, column: string): string =>
  ({
    sqlite: `cast(round(${column} * 100) as integer)`,
    postgres: `cast(${column} * 100 as bigint)`,
    mysql: `cast(${column} * 100 as signed)`,
  })[clientOf(database)];

/** What a decimal column adds up to, in whole hundredths; nought of nothing. */
export const sumOfHundredths = (database: Database, column: string): string =>
  ({
    sqlite: `coalesce(sum(${hundredths(database, column)}), 0)`,
    // Decimals add up exactly, and one product is quicker than one for each row.
    postgres: `coalesce(cast(sum(${column}) * 100 as bigint), 0)`,
    mysql: `coalesce(cast(sum(${column}) * 100 as signed), 0)`,
  })[clientOf(database)];

/**
 * What the products of two columns of whole hundredths add up to: wider than 64 bits, which squares of large amounts
 * would leave; on SQLite, which has nothing wider, floating point, exact up to 2⁵³.
 */
export const sumOfProducts = (database: Database, a: string, b: string): string =>
  ({
    sqlite: `sum(cast(${a} as real) * ${b})`,
    postgres: `sum(cast(${a} as numeric) * ${b})`,
    mysql: `sum(cast(${a} as decimal(30)) * ${b})`,
  })[clientOf(database)];

/** As ISO, in France. */
export const today = (now = new Date()): string => dayInFrance(now);
