import type { KeyKind } from '../keys/key';

/**
 * The shape of `seeds/demo-town/full-costs/full-costs.json`: what the town knows beside its accounts. Services go by
 * name; years are text. Quantities and amounts are written as the API takes them.
 */
export interface DemoFullCosts {
  /** Inhabitants by year. */
  population: Record<string, number>;
  /** Services beside those of the default rules. */
  services: { name: string; kind: 'principal' | 'outside'; parent?: string }[];
  /** Rules beside the default ones: operating expense and revenue of a service. */
  rules: { formula: string; service: string; priority: number }[];
  keys: DemoKey[];
  units: Record<string, DemoUnits>;
  notional: Record<string, { service: string; label: string; amount: string; method: string }[]>;
  /** By service and year: label, tariff, units. */
  tariffs: Record<string, Record<string, [label: string, tariff: string, units: string][]>>;
}

export interface DemoKey {
  from: string;
  kind: KeyKind;
  unit?: string;
  source: string;
  like?: string;
  /** A file of the folder, "posts" for posts-2025.csv: its quantities, summed by service and month. */
  grid?: string;
  /** What each service receives; null: all services to residents. */
  cells?: Record<string, string | null> | null;
  /** By year: euros by service, beside the key. */
  fixed?: Record<string, Record<string, string>>;
}

/** Of the year, or of its twelve months. */
export interface DemoUnits {
  unit: string;
  source: string;
  [year: string]: string | string[];
}

export interface GridRow {
  service: string;
  month: number | null;
  quantity: string;
}

/**
 * The rows of a grid as people export it: a head, then service; what it is (or the month); quantity, with a decimal
 * comma. Kept simple: these files are ours and hold no quotes.
 */
export function readGrid(text: string): GridRow[] {
  const [head = '', ...rows] = text.trim().split(/\r?\n/);
  const byMonth = head.split(';')[1] === 'mois';
  return rows.map((row) => {
    const [service = '', second = '', quantity = ''] = row.split(';');
    return { service, month: byMonth ? Number(second) : null, quantity: quantity.replace(',', '.') };
  });
}
