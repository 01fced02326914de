import type { UnitsAnswer, ServiceUnits } from '../contract/units';
import type { Server } from './api';
import { isQuantity, sumQuantities } from './quantities';

/** Units of work as they are entered: twelve months, then the whole year; '' where nothing is. By service. */
export type UnitsDraft = Record<number, string[]>;
export const YEAR = 12;

export const draftOfUnits = ({ services }: UnitsAnswer): UnitsDraft =>
  Object.fromEntries(
    services.map(({ service, months, year }) => [service, [...months, year].map((text) => text ?? '')]),
  );

/** Either the year or months: what is entered in one way closes the other. */
export const hasMonths = (row: readonly string[]) => row.slice(0, YEAR).some((text) => text !== '');

export const totalOfUnits = (row: readonly string[]): string | null =>
  hasMonths(row) ? sumQuantities(row.slice(0, YEAR)) : sumQuantities([row[YEAR]!]);

export const wrongUnits = (row: readonly string[]) =>
  row.filter((text) => text !== '' && !isQuantity(text)).length;

/** Months to be entered by now that are still empty, as the draft stands; none where the year is entered. */
export const lateMonths = ({ late }: ServiceUnits, row: readonly string[]) =>
  row[YEAR] !== '' ? [] : late.filter((month) => row[month - 1] === '');

/** What `PUT /m57/units/:service` takes for a row that was changed; the year in place of the months, or they of it. */
export function unitsRequestOf(row: readonly string[], exercice: number) {
  if (!hasMonths(row)) return { exercice, year: row[YEAR] || null };
  const months = row.slice(0, YEAR).map((text, at) => ({ month: at + 1, quantity: text || null }));
  return { exercice, months };
}

/** What a service's units are: fields of the service itself. */
export interface UnitOfWork {
  unit_of_work: string | null;
  unit_source: string | null;
  unit_owner: string | null;
}
export const saveUnitOfWork = (server: Server, service: number, unit: Partial<UnitOfWork>) =>
  server.patch(`/items/m57_services/${service}`, unit);
