import type { Tariffs } from '../contract/units';
import { formatCents, parseCents } from '../domain/money';
import { formatQuantity, parseQuantity } from '../domain/quantity';
import type { TariffBand } from '../domain/tariffs';
import { bulkInsert } from './bulk';
import { Refusal } from './errors';
import type { Database } from './host';

/** The tariffs of a service in an exercice, in the order that people gave them. */
export async function loadTariffs(
  database: Database,
  service: number,
  exercice: number,
): Promise<TariffBand[]> {
  const rows = await database('m57_tariffs').where({ service, exercice }).orderBy('position');
  return rows.map(({ label, tariff, units }) => ({
    label,
    tariff: Number(tariff),
    units: BigInt(units),
  }));
}

export async function readTariffs(database: Database, service: number, exercice: number): Promise<Tariffs> {
  const bands = await loadTariffs(database, service, exercice);
  return {
    exercice,
    bands: bands.map(({ label, tariff, units }) => ({
      label,
      tariff: formatCents(tariff),
      units: formatQuantity(units),
    })),
  };
}

/** Keeps the tariffs of a service in an exercice, in place of those that stood there. */
export async function storeTariffs(
  database: Database,
  service: number,
  { exercice, bands }: Tariffs,
): Promise<void> {
  await database.transaction(async (trx) => {
    if (!(await trx('m57_services').where({ id: service }).forUpdate().first('id')))
      throw new Refusal('NOT_FOUND', { what: `service ${service}` });
    const rows = bands.map(({ label, tariff, units }, position) => {
      const cents = parseCents(tariff)!;
      if (cents < 0) throw new Refusal('TARIFF_NEGATIVE', { label });
      return [service, exercice, position, label, cents, String(parseQuantity(units))];
    });
    await trx('m57_tariffs').where({ service, exercice }).delete();
    await bulkInsert(
      trx,
      'm57_tariffs',
      ['service', 'exercice', 'position', 'label', 'tariff', 'units'],
      rows,
    );
  });
}
