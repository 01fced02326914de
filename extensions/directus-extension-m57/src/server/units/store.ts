import type { z } from 'zod';
import type { unitsRequest } from '../../contract/units';
import { parseQuantity } from '../../domain/quantity';
import { bulkInsert } from '../bulk';
import { Refusal } from '../errors';
import type { Database } from '../host';

/**
 * Keeps the units of a service: of a whole exercice, which takes the place of its months, or of months, which take the
 * place of the year's figure; months that are not named stay. `by`: who entered them.
 */
export async function storeUnits(
  database: Database,
  service: number,
  { exercice, year, months, source }: z.infer<typeof unitsRequest>,
  by: string | null,
): Promise<void> {
  if (year !== undefined && months !== undefined) throw new Refusal('UNITS_YEAR_OR_MONTHS');
  if (year === undefined && months === undefined && source === undefined)
    throw new Refusal('UNITS_YEAR_OR_MONTHS');
  const named = new Map<number, string | null>(
    months ? months.map(({ month, quantity }) => [month, quantity]) : year === undefined ? [] : [[0, year]],
  );
  await database.transaction(async (trx) => {
    // Two who enter the same month at once take turns.
    if (!(await trx('m57_services').where({ id: service }).forUpdate().first('id')))
      throw new Refusal('NOT_FOUND', { what: `service ${service}` });
    if (source !== undefined)
      await trx('m57_services')
        .where({ id: service })
        .update({ unit_source: source || null });
    if (named.size === 0) return;
    const gone = trx('m57_units').where({ service, exercice });
    await (months ? gone.whereIn('month', [0, ...named.keys()]) : gone).delete();
    const now = Date.now();
    await bulkInsert(
      trx,
      'm57_units',
      ['service', 'exercice', 'month', 'quantity', 'entered_on', 'entered_by'],
      [...named].flatMap(([month, quantity]) =>
        quantity === null ? [] : [[service, exercice, month, String(parseQuantity(quantity)), now, by]],
      ),
    );
  });
}
