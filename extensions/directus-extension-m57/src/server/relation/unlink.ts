import type { Knex } from 'knex';
import { clientOf, type Database } from '../host';
import { addErasedUsers, type Use } from './erased-users';
import { deleteHostTraces } from './host-traces';

/** Emptied beside the citizen: what may name somebody, or lead back to them in the software it came from. */
const CLEARED = ['subject', 'source_key', 'source_hash', 'created_on'];

/**
 * Interactions stay for statistics without whoever they were of: nobody's, without their text and their number in the
 * source, on the first of their month. Days from a request to its end stay the same; sums, counts by month and (with
 * m57_erased_users) counts of users too. `purpose`: only those of one purpose, as an SQL expression that says which.
 * In the caller's transaction. Returns how many there were, and what the host kept of them.
 */
export async function unlinkInteractions(
  trx: Database,
  citizens: readonly number[],
  purpose?: { expression: string; code: string },
): Promise<{ interactions: number; host: Record<string, number> }> {
  const chosen = purpose ? trx.raw(`${purpose.expression} = ?`, [purpose.code]).toQuery() : '1 = 1';
  const rows = (): Knex.QueryBuilder =>
    trx('m57_interactions')
      .whereIn('citizen', [...citizens])
      .whereRaw(chosen);
  await addErasedUsers(trx, await usesOf(trx, citizens, chosen));
  const host = await deleteHostTraces(trx, { m57_interactions: () => rows().select('id') });
  await trx('m57_person_changes').whereIn('interaction', rows().select('id')).delete();
  const { first, earlier } = daysOf(trx);
  const interactions = await rows().update({
    citizen: null,
    ...Object.fromEntries(CLEARED.map((column) => [column, null])),
    // One that is still open is due on the day that it is due.
    due_on: trx.raw(`case when closed_on is null then due_on else ${earlier('due_on')} end`),
    closed_on: trx.raw(earlier('closed_on')),
    // Last, since MariaDB changes one column after the other, and the others are measured by it.
    date: trx.raw(first),
  });
  return { interactions, host };
}

async function usesOf(trx: Database, citizens: readonly number[], chosen: string): Promise<Use[]> {
  const year = {
    sqlite: `cast(strftime('%Y', date / 1000, 'unixepoch', 'localtime') as integer)`,
    postgres: 'cast(extract(year from date) as integer)',
    mysql: 'year(date)',
  }[clientOf(trx)];
  const rows: Record<string, number | string>[] = await trx('m57_interactions')
    .whereIn('citizen', [...citizens])
    .whereNotNull('service')
    .groupByRaw(`citizen, service, ${year}, kind`)
    .select(
      'citizen',
      'service',
      'kind',
      trx.raw(`${year} as year`),
      trx.raw(`max(case when ${chosen} then 1 else 0 end) as goes`),
      trx.raw(`max(case when ${chosen} then 0 else 1 end) as stays`),
    );
  return rows.map((row) => ({
    citizen: Number(row['citizen']),
    service: Number(row['service']),
    year: Number(row['year']),
    kind: String(row['kind']),
    goes: Number(row['goes']) === 1,
    stays: Number(row['stays']) === 1,
  }));
}

/** The first of the month of `date`, and another day as many days earlier as that is. */
function daysOf(trx: Database): { first: string; earlier: (column: string) => string } {
  const day = `cast(strftime('%d', date / 1000, 'unixepoch', 'localtime') as integer)`;
  return {
    sqlite: {
      first: `cast(strftime('%s', date / 1000, 'unixepoch', 'localtime', 'start of month', 'utc') as integer) * 1000`,
      earlier: (column: string) =>
        `cast(strftime('%s', ${column} / 1000, 'unixepoch', 'localtime', (1 - ${day}) || ' days', 'utc') as integer) * 1000`,
    },
    postgres: {
      first: `cast(date_trunc('month', date) as date)`,
      earlier: (column: string) => `${column} - (cast(extract(day from date) as integer) - 1)`,
    },
    mysql: {
      first: 'date_sub(date, interval (day(date) - 1) day)',
      earlier: (column: string) => `date_sub(${column}, interval (day(date) - 1) day)`,
    },
  }[clientOf(trx)];
}
