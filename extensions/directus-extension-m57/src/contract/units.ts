import { z } from 'zod';
import { exercice, formula, money } from './common';
import { quantity } from './allocations';
import { SERVICE_KINDS } from './costs';

/** `GET /m57/units?exercice=`: units of work of each service, month by month. */
export const unitsQuery = z.object({ exercice });
export const serviceUnits = z.object({
  service: z.number().int(),
  name: z.string(),
  kind: z.enum(SERVICE_KINDS),
  unit: z.string().nullable(),
  source: z.string().nullable(),
  owner: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Of the whole exercice, where it is not entered by month. */
  year: z.string().nullable(),
  /** Twelve; null: not entered. */
  months: z.array(z.string().nullable()).length(12),
  total: z.string().nullable(),
  /** Months (1 to 12) that should have been entered by now. */
  late: z.array(z.number().int()),
});
export const unitsAnswer = z.object({ exercice: z.number().int(), services: z.array(serviceUnits) });
export type UnitsAnswer = z.infer<typeof unitsAnswer>;
export type ServiceUnits = z.infer<typeof serviceUnits>;
/** `PUT /m57/units/:service`: null empties a month. Either the year or months. */
export const unitsRequest = z.object({
  exercice,
  year: quantity.nullable().optional(),
  months: z
    .array(z.object({ month: z.number().int().min(1).max(12), quantity: quantity.nullable() }))
    .max(12)
    .optional(),
  source: z.string().trim().max(255).optional(),
});

/** Charges supplétives: `GET /m57/notional-costs?exercice=`, `PUT` replaces all of an exercice. */
export const notionalCost = z.object({
  service: z.number().int(),
  label: z.string().trim().min(1).max(120),
  amount: money,
  /** How it was estimated: a controller asks. */
  method: z.string().trim().min(1).max(500),
});
export const notionalCosts = z.object({ exercice, costs: z.array(notionalCost).max(500) });
export type NotionalCosts = z.infer<typeof notionalCosts>;

/** Tariff by quotient familial band: `GET /m57/tariffs/:service?exercice=`, `PUT` replaces them. */
export const tariffBand = z.object({
  label: z.string().trim().min(1).max(80),
  tariff: money,
  /** Units that were paid at this tariff. */
  units: quantity,
});
export const tariffs = z.object({ exercice, bands: z.array(tariffBand).max(50) });
export type Tariffs = z.infer<typeof tariffs>;

/** The perimeter of full costs: `GET /m57/perimeters`, `PUT` adds a version that holds from a date. */
const formulas = z.array(z.object({ label: z.string().trim().min(1).max(120), formula })).max(50);
export const perimeter = z.object({
  name: z.string().trim().min(1).max(120),
  /** The exercice from which it holds. */
  from: exercice,
  /** Not incorporable: left out, shown with its label. */
  excluded: formulas,
  /** Reduces cost instead of being revenue. */
  deducted: formulas,
});
export type PerimeterRequest = z.infer<typeof perimeter>;
export const perimeterVersion = perimeter.extend({
  id: z.number().int(),
  /** The default that is shipped; a changed one is signed. */
  default: z.boolean(),
  on: z.string().nullable(),
  by: z.string().nullable(),
});
export const perimetersAnswer = z.object({
  versions: z.array(perimeterVersion),
});
export type PerimetersAnswer = z.infer<typeof perimetersAnswer>;
