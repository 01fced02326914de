import type { ServiceUnits, UnitsAnswer } from '../../contract/units';
import { dayInFrance } from '../../domain/day-in-france';
import { formatQuantity } from '../../domain/quantity';
import { lateMonths } from '../../domain/units/late';
import type { Database } from '../host';
import { userNames } from '../user-names';

/** Units of work of the services that deliver to residents, and of others that have a unit, month by month. */
export async function readUnits(database: Database, exercice: number, now: Date): Promise<UnitsAnswer> {
  const [all, units] = await Promise.all([
    database('m57_services')
      .select('id', 'name', 'kind', 'unit_of_work', 'unit_source', 'unit_owner')
      .orderBy([{ column: 'sort' }, { column: 'id' }]),
    loadUnits(database, exercice),
  ]);
  const services = all.filter(
    ({ id, kind, unit_of_work }) =>
      kind === 'principal' || kind === 'indivis' || (kind !== 'outside' && (unit_of_work || units.has(id))),
  );
  const names = await userNames(
    database,
    services.flatMap(({ unit_owner }) => unit_owner ?? []),
  );
  const today = dayInFrance(now);
  return {
    exercice,
    services: services.map(({ id, name, kind, unit_of_work, unit_source, unit_owner }): ServiceUnits => {
      const entered = units.get(id) ?? { year: null, months: new Map<number, bigint>() };
      const months = [...entered.months.keys()];
      const said = (quantity: bigint | null | undefined) =>
        quantity === null || quantity === undefined ? null : formatQuantity(quantity);
      const state = { months, year: entered.year !== null, owned: unit_owner !== null };
      return {
        service: id,
        name,
        kind,
        unit: unit_of_work,
        source: unit_source,
        owner: unit_owner === null ? null : { id: unit_owner, name: names.get(unit_owner) ?? '' },
        year: said(entered.year),
        months: Array.from({ length: 12 }, (_, index) => said(entered.months.get(index + 1))),
        total: said(totalUnits(entered)),
        late: lateMonths(exercice, state, today),
      };
    }),
  };
}

/** Units of one service in ten-thousandths: of the whole exercice, or by month (1 to 12). */
export interface StoredUnits {
  year: bigint | null;
  months: Map<number, bigint>;
}

/** By service; a service of which nothing was entered is not in it. */
export async function loadUnits(database: Database, exercice: number): Promise<Map<number, StoredUnits>> {
  const rows: { service: number; month: number; quantity: number | string }[] = await database('m57_units')
    .where({ exercice })
    .select('service', 'month', 'quantity');
  const units = new Map<number, StoredUnits>();
  for (const { service, month, quantity } of rows) {
    const of = units.get(service) ?? { year: null, months: new Map() };
    units.set(service, of);
    if (month === 0) of.year = BigInt(quantity);
    else of.months.set(month, BigInt(quantity));
  }
  return units;
}

/** Of the exercice: its own figure, else what its months add up to; null where nothing was entered. */
export function totalUnits({ year, months }: StoredUnits): bigint | null {
  if (year !== null || months.size === 0) return year;
  return [...months.values()].reduce((a, b) => a + b, 0n);
}
