import type { Knex } from 'knex';
import { expiredUpTo } from '../../domain/relation/cutoff';
import type { Purpose } from '../../domain/relation/model';
import type { Database } from '../host';
import { dayValue } from './columns';
import { purposeOfKind, purposeOfRow } from './declared-purposes';

/** Older than anything: what names a purpose that is not declared never expires by itself. */
const NEVER = '1000-01-01';

/** Months after the last use until data is anonymised: its active life and what the law asks for (DUA). */
export const monthsKept = ({ retention_months, dua_months }: Purpose) =>
  Math.max(retention_months, dua_months);

type Months = (purpose: Purpose) => number;

/**
 * Citizens (`citizen.id`) none of whose data is in use any more on a day, for any purpose; who has no interaction is in
 * use since their registration. A limitation (art. 18) keeps what it is about.
 */
export function unusedCitizens(
  database: Database,
  purposes: readonly Purpose[],
  on: string,
  months: Months = monthsKept,
): Knex.QueryBuilder {
  const registration = purposes.find(({ code }) => code === purposeOfKind('registration'));
  const registeredUpTo = dayValue(database, registration ? expiredUpTo(on, months(registration)) : NEVER);
  return database('m57_citizens as citizen')
    .whereNotExists(
      database('m57_interactions as used')
        .select(database.raw('1'))
        .where('used.citizen', database.ref('citizen.id'))
        .whereRaw(`used.date > ${cutoff(database, 'used', purposes, on, months)}`),
    )
    .where((used) =>
      used
        .where('citizen.registered_on', '<=', registeredUpTo)
        .orWhereExists(
          database('m57_interactions as any')
            .select(database.raw('1'))
            .where('any.citizen', database.ref('citizen.id')),
        ),
    )
    .whereNotExists(limited(database, 'citizen.id'));
}

/** Citizens and purposes (`citizen`, `purpose`) whose last use for this purpose has expired, whatever the others. */
export function expiredUses(database: Database, purposes: readonly Purpose[], on: string): Knex.QueryBuilder {
  const purpose = purposeOfRow(database, 'used');
  return database('m57_interactions as used')
    .whereNotNull('used.citizen')
    .whereNotExists(limited(database, 'used.citizen'))
    .groupByRaw(`used.citizen, ${purpose}`)
    .havingRaw(
      `max(case when used.date > ${cutoff(database, 'used', purposes, on, monthsKept)} then 1 else 0 end) = 0`,
    )
    .select('used.citizen', database.raw(`${purpose} as purpose`));
}

/** The last day that has expired, for the purpose of a row. */
function cutoff(
  database: Database,
  table: string,
  purposes: readonly Purpose[],
  on: string,
  months: Months,
): string {
  const day = (iso: string) => {
    const value = dayValue(database, iso);
    return typeof value === 'number' ? String(value) : `cast('${value}' as date)`;
  };
  const cases = purposes.map(
    (purpose) =>
      database.raw('when ?', [purpose.code]).toQuery() + ` then ${day(expiredUpTo(on, months(purpose)))}`,
  );
  return `case ${purposeOfRow(database, table)} ${cases.join(' ')} else ${day(NEVER)} end`;
}

const limited = (database: Database, citizen: string) =>
  database('m57_consents as limited')
    .select(database.raw('1'))
    .where('limited.citizen', database.ref(citizen))
    .where('limited.state', 'limited');
