import { daysIn, type Key } from '../keys/key';
import type { Method } from '../allocation/network';
import type { Cents } from '../money';
import type { Perimeter } from '../perimeter';
import type { Quantity } from '../quantity';
import type { Rule } from '../rules/rule';

export interface RunService {
  id: number;
  name: string;
  kind: 'principal' | 'auxiliary' | 'indivis' | 'outside';
  unit: string | null;
}

export interface NotionalCost {
  service: number;
  label: string;
  amount: Cents;
  method: string;
}

/** All that people decide of a run: what it computes with, beside the documents. */
export interface RunParameters {
  exercice: number;
  method: Method;
  /** Step-down: services in the order in which people ask to close them. */
  order: number[];
  /** Of the axis service, active ones. */
  rules: Rule[];
  keys: Key[];
  services: RunService[];
  notional: NotionalCost[];
  /** Units of work by service. */
  units: { service: number; quantity: Quantity }[];
  perimeter: Perimeter;
  population: { siret: string; inhabitants: number; year: number } | null;
}

export const PARAMETER_KINDS = [
  'rule',
  'key',
  'service',
  'notional',
  'units',
  'perimeter',
  'population',
  'method',
] as const;
export type ParameterKind = (typeof PARAMETER_KINDS)[number];

/** One input of a run as it was: what is compared, hashed, and read back. `content` is canonical JSON. */
export interface StoredParameter {
  kind: ParameterKind;
  /** What it is the content of, alike from run to run, also where rows were written anew or the year is another. */
  ref: string;
  content: string;
}

/** JSON with the names of every object in order: the same content is the same text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, item: unknown) => {
    if (typeof item === 'bigint') return String(item);
    if (item === null || typeof item !== 'object' || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** The inputs that can make a difference, in one order whatever the order of the database. */
export function storeParameters(parameters: RunParameters): StoredParameter[] {
  const { exercice, method, order, rules, keys, services, notional, units, perimeter, population } =
    parameters;
  const rows: StoredParameter[] = [];
  const add = (kind: ParameterKind, ref: string, content: object) =>
    rows.push({ kind, ref, content: canonical(content) });
  add('method', 'method', { exercice, method, order: method === 'stepdown' ? order : [] });
  for (const { id, axis, active, ...rule } of rules)
    if (axis === 'service' && active) add('rule', `${id}`, rule);
  for (const key of keys) {
    if (daysIn(key, exercice) === 0) continue;
    const { from, to, kind, like, quantity, unit } = key;
    const [first, last] = clip(key, exercice);
    const ref = [from, to ?? '', kind, like ?? '', first ?? '', last ?? ''].join(':');
    add('key', ref, { quantity, unit });
  }
  for (const { id, name, kind, unit } of services) add('service', `${id}`, { name, kind, unit });
  for (const { service, label, amount, method: how } of notional)
    add('notional', `${service}:${label}`.slice(0, 110), { service, label, amount, method: how });
  for (const { service, quantity } of units) add('units', `${service}`, { quantity });
  add('perimeter', 'name', { name: perimeter.name, from: perimeter.from });
  for (const list of ['excluded', 'deducted'] as const)
    perimeter[list].forEach(({ label, formula }, position) =>
      add('perimeter', `${list}:${label}`.slice(0, 110), { list, position, label, formula }),
    );
  if (population) add('population', population.siret, population);
  return unique(rows.sort(byText));
}

const byText = (a: StoredParameter, b: StoredParameter) => {
  const [left, right] = [a, b].map(({ kind, ref, content }) => `${kind} ${ref} ${content}`) as [
    string,
    string,
  ];
  return left < right ? -1 : left > right ? 1 : 0;
};

/** Rows that would have one name are counted through. */
function unique(rows: StoredParameter[]): StoredParameter[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const name = `${row.kind} ${row.ref}`;
    const rank = (seen.get(name) ?? 0) + 1;
    seen.set(name, rank);
    return rank === 1 ? row : { ...row, ref: `${row.ref}#${rank}` };
  });
}

/** The days of the year between which a key holds, without the year: "03-01"; null where it is the whole. */
function clip({ valid_from, valid_to }: Key, exercice: number): [string | null, string | null] {
  return [
    valid_from !== null && valid_from > `${exercice}-01-01` ? valid_from.slice(5) : null,
    valid_to !== null && valid_to < `${exercice}-12-31` ? valid_to.slice(5) : null,
  ];
}

/** The parameters that `storeParameters` wrote. Keys are numbered anew. */
export function readParameters(rows: readonly StoredParameter[]): RunParameters {
  const of = <T>(kind: ParameterKind) =>
    rows.flatMap((row) => (row.kind === kind ? [{ ref: row.ref, ...(JSON.parse(row.content) as T) }] : []));
  const { exercice, method, order } = of<Pick<RunParameters, 'exercice' | 'method' | 'order'>>('method')[0]!;
  const [head, ...formulas] = of<Perimeter & { list?: 'excluded' | 'deducted'; position: number } & Formula>(
    'perimeter',
  ).sort((a, b) => (a.ref === 'name' ? -1 : b.ref === 'name' ? 1 : a.position - b.position));
  const listed = (list: string) =>
    formulas.filter((one) => one.list === list).map(({ label, formula }) => ({ label, formula }));
  const [population] = of<NonNullable<RunParameters['population']>>('population');
  return {
    exercice,
    method,
    order,
    rules: of<Omit<Rule, 'id' | 'axis' | 'active'>>('rule').map(({ ref, ...rule }) => ({
      ...rule,
      id: Number(ref),
      axis: 'service',
      active: true,
    })),
    keys: of<{ quantity: string | null; unit: string | null }>('key').map(({ ref, quantity, unit }, rank) => {
      const [from, to, kind, like, first, last] = ref.split('#')[0]!.split(':') as [
        string,
        string,
        Key['kind'],
        string,
        string,
        string,
      ];
      return {
        id: rank + 1,
        from: Number(from),
        to: to === '' ? null : Number(to),
        kind,
        like: like === '' ? null : Number(like),
        quantity: quantity === null ? null : BigInt(quantity),
        unit,
        valid_from: first === '' ? null : `${exercice}-${first}`,
        valid_to: last === '' ? null : `${exercice}-${last}`,
      };
    }),
    services: of<Omit<RunService, 'id'>>('service').map(({ ref, name, kind, unit }) => ({
      id: Number(ref),
      name,
      kind,
      unit,
    })),
    notional: of<NotionalCost>('notional').map(({ ref: _ref, ...cost }) => cost),
    units: of<{ quantity: string }>('units').map(({ ref, quantity }) => ({
      service: Number(ref),
      quantity: BigInt(quantity),
    })),
    perimeter: {
      name: head!.name,
      from: head!.from,
      excluded: listed('excluded'),
      deducted: listed('deducted'),
    },
    population: population
      ? { siret: population.siret, inhabitants: population.inhabitants, year: population.year }
      : null,
  };
}

type Formula = { label: string; formula: string };
