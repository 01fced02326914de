import type { Issue } from '../issue';
import { formatCents, splitCents, type Cents } from '../money';
import { formatQuantity, ONE, type Quantity } from '../quantity';
import { daysIn, daysOf, KEY_KINDS, type Key, type KeyKind } from './key';

/**
 * What the keys of an exercice make each auxiliary service deliver.
 *
 * Which rows count. Those whose dates meet the exercice. Quantities and fixed amounts ADD UP: twelve monthly rows are
 * one yearly row, and a row without dates holds for each exercice in full. Shares (percent, equal, pro_rata, like)
 * weigh by the days of the exercice on which they hold.
 *
 * One kind for each deliverer and exercice. Fixed amounts may stand beside it: they are paid first, out of the
 * direct cost, and what is left follows the other keys.
 *
 * Nothing is lost: what has no receiver goes to `null` ("non réparti"), and each thing that is wrong has its outcome:
 *
 * | code                  | outcome                                                                     | blocks |
 * | --------------------- | --------------------------------------------------------------------------- | ------ |
 * | KEY_MISSING           | no key: nowhere                                                             | no     |
 * | KEY_ZERO              | keys that add up to zero: nowhere                                           | no     |
 * | KEY_FIXED_ONLY        | fixed amounts and nothing else: the rest nowhere                            | no     |
 * | KEY_FIXED_EXCEEDS     | fixed amounts beyond the direct cost: cut in proportion (largest remainder) | no     |
 * | KEY_PERCENT_SHORT     | under 100 %: the rest nowhere                                               | no     |
 * | KEY_PERCENT_OVER      | over 100 %: taken in proportion                                             | yes    |
 * | KEY_KINDS_MIXED       | the first of quantity, percent, equal, pro_rata, like counts alone          | yes    |
 * | KEY_UNITS_DIFFER      | quantities are added all the same, without a unit                           | no     |
 * | KEY_NEGATIVE          | counts as zero                                                              | yes    |
 * | KEY_TARGET_MISSING    | a quantity or percentage for nobody: nowhere; a fixed amount: left out      | yes    |
 * | KEY_SELF              | left out; the others share in proportion                                    | no     |
 * | KEY_LIKE_MISSING      | follows nobody: counts for nothing                                          | yes    |
 * | KEY_LIKE_EMPTY        | follows a service that delivers to nobody else: nowhere                     | no     |
 * | KEY_LIKE_REST         | follows a service of which a part goes nowhere: so does this part           | no     |
 * | KEY_LIKE_CIRCLE       | services that follow one another in a circle: nowhere                       | yes    |
 * | KEY_NOT_AUXILIARY     | keys of a service that is not auxiliary: ignored                            | no     |
 * | KEY_DATES_REVERSED    | ends before it begins: never holds                                          | no     |
 */
export interface ResolvedKeys {
  /**
   * Every auxiliary service has at least one. Only proportions inside a deliverer mean something; they are exact and
   * in lowest terms. `to: null`: nowhere.
   */
  deliveries: Delivery[];
  /** Taken out of the direct cost before the deliveries: at most that in all. */
  fixed: { from: number; to: number; amount: Cents }[];
  /** What was measured, of deliverers whose key is a quantity. */
  quantities: { from: number; to: number; quantity: Quantity; unit: string | null }[];
  /** By service, then by code. */
  problems: KeyProblem[];
}

export interface Delivery {
  from: number;
  to: number | null;
  quantity: bigint;
}

export interface KeyProblem extends Pick<Issue, 'code' | 'params'> {
  service: number | null;
  /** Of the direct cost; null where no amount is concerned. */
  amount: Cents | null;
  /** A run with it cannot be validated. */
  blocking: boolean;
}

export interface KeyedService {
  id: number;
  kind: 'principal' | 'auxiliary' | 'indivis' | 'outside';
}

/** Receivers of one deliverer; null is nowhere. */
type Weights = Map<number | null, bigint>;

interface Resolution {
  weights: Weights;
  /** Direct cost that the weights share: what fixed amounts leave. */
  rest: Cents;
}

/**
 * Resolves the keys of an exercice. `direct`: direct cost by service, notional costs included, in cents; a service
 * that is not in it has none. The order of keys and services does not matter. Keys of services that are not given
 * are ignored; so are receivers that are not given.
 */
export function resolveKeys(
  keys: readonly Key[],
  services: readonly KeyedService[],
  exercice: number,
  direct: ReadonlyMap<number, Cents>,
): ResolvedKeys {
  const kinds = new Map(services.map(({ id, kind }) => [id, kind]));
  const forAll = services
    .filter(({ kind }) => kind === 'principal' || kind === 'indivis')
    .map(({ id }) => id);
  const rowsOf = new Map<number, Key[]>();
  const result: ResolvedKeys = { deliveries: [], fixed: [], quantities: [], problems: [] };
  const report = (
    code: string,
    service: number,
    { params = {}, amount = null, blocking = false }: Partial<KeyProblem> = {},
  ) => result.problems.push({ code, params, service, amount, blocking });

  const ignored = new Set<number>();
  for (const key of keys) {
    const kind = kinds.get(key.from);
    if (kind === undefined || (key.to !== null && !kinds.has(key.to))) continue;
    if (key.valid_from !== null && key.valid_to !== null && key.valid_from > key.valid_to)
      report('KEY_DATES_REVERSED', key.from, { params: { from: key.valid_from, to: key.valid_to } });
    if (daysIn(key, exercice) === 0) continue;
    if (kind === 'auxiliary') push(rowsOf, key.from, key);
    else ignored.add(key.from);
  }
  for (const service of ignored) report('KEY_NOT_AUXILIARY', service);

  const usableOf = new Map([...rowsOf].map(([from, rows]) => [from, usable(rows)]));
  const circled = inCircles(usableOf);
  const resolutions = new Map<number, Resolution>();
  const resolve = (from: number): Resolution => {
    const known = resolutions.get(from);
    if (known) return known;
    const cost = direct.get(from) ?? 0;
    const rows = usableOf.get(from) ?? [];
    const fixed = fixedAmounts(from, rows, cost);
    const rest = cost - sum(fixed.map(({ amount }) => amount));
    result.fixed.push(...fixed.filter(({ amount }) => amount !== 0));
    const weights = weightsOf(from, rows, rest, fixed.length > 0);
    const resolution = { weights, rest };
    resolutions.set(from, resolution);
    return resolution;
  };

  /** The rows that can count, what is wrong with the others being told. */
  function usable(rows: readonly Key[]): Key[] {
    return rows.flatMap((key): Key[] => {
      const { from, to, kind } = key;
      const measured = kind === 'quantity' || kind === 'percent' || kind === 'fixed';
      if (measured && to === null) {
        report('KEY_TARGET_MISSING', from, { blocking: true });
        if (kind === 'fixed') return [];
      }
      if (measured && (key.quantity ?? 0n) < 0n) {
        report('KEY_NEGATIVE', from, {
          params: { quantity: formatQuantity(key.quantity!) },
          blocking: true,
        });
        return [{ ...key, quantity: 0n }];
      }
      if (kind === 'like' && (key.like === null || !kinds.has(key.like))) {
        report('KEY_LIKE_MISSING', from, { blocking: true });
        return [];
      }
      return [key];
    });
  }

  function fixedAmounts(from: number, rows: readonly Key[], cost: Cents): ResolvedKeys['fixed'] {
    const euros = new Map<number, bigint>();
    for (const { kind, to, quantity } of rows)
      if (kind === 'fixed' && to !== null) {
        if (to === from) report('KEY_SELF', from);
        else euros.set(to, (euros.get(to) ?? 0n) + (quantity ?? 0n));
      }
    // Ten-thousandths of a euro to cents, half up; in the order of ids, so that a tie falls alike however rows come.
    const wanted = [...euros]
      .sort(([a], [b]) => a - b)
      .map(([to, quantity]) => ({ from, to, amount: Number((quantity + 50n) / 100n) }));
    const total = sum(wanted.map(({ amount }) => amount));
    const available = Math.max(0, cost);
    if (total <= available) return wanted;
    const amount = total - available;
    report('KEY_FIXED_EXCEEDS', from, {
      params: { total: formatCents(total), direct: formatCents(cost) },
      amount,
    });
    const parts = splitCents(
      available,
      wanted.map(({ amount }) => amount),
    );
    return wanted.map((one, index) => ({ ...one, amount: parts[index]! }));
  }

  function weightsOf(from: number, all: readonly Key[], rest: Cents, hasFixed: boolean): Weights {
    const present = kindsOf(all);
    if (present.length > 1)
      report('KEY_KINDS_MIXED', from, {
        params: { kinds: present.join(', ') },
        amount: rest,
        blocking: true,
      });
    const kind = present[0];
    if (kind === undefined) {
      // A service without any row is told of below, once it is known who receives something.
      if (hasFixed) report('KEY_FIXED_ONLY', from, { amount: rest });
      else if (rowsOf.has(from)) report('KEY_ZERO', from, { amount: rest });
      return new Map([[null, 1n]]);
    }
    const rows = all.filter((key) => key.kind === kind);
    if (kind === 'quantity') measure(from, rows);
    if (circled.has(from)) {
      report('KEY_LIKE_CIRCLE', from, { amount: rest, blocking: true });
      return new Map([[null, 1n]]);
    }
    const weights = kind === 'like' ? followed(from, rows) : shares(rows, kind);
    if (kind === 'percent') completePercent(from, weights, rest);
    if (weights.delete(from) && kind !== 'like') report('KEY_SELF', from);
    for (const [to, weight] of weights) if (weight === 0n) weights.delete(to);
    if (weights.size === 0) {
      report(kind === 'like' ? 'KEY_LIKE_EMPTY' : 'KEY_ZERO', from, { amount: rest });
      return new Map([[null, 1n]]);
    }
    if (kind === 'like' && weights.has(null))
      if (weights.size === 1) report('KEY_LIKE_EMPTY', from, { amount: rest });
      else report('KEY_LIKE_REST', from, { amount: partOf(rest, weights.get(null)!, weights) });
    return inLowestTerms(weights);
  }

  /** Weights by receiver: quantities added up, shares by the days on which they hold. */
  function shares(rows: readonly Key[], kind: KeyKind): Weights {
    const weights: Weights = new Map();
    const add = (to: number | null, weight: bigint) => weights.set(to, (weights.get(to) ?? 0n) + weight);
    for (const key of rows) {
      const days = BigInt(daysIn(key, exercice));
      if (kind === 'quantity') add(key.to, key.quantity ?? 0n);
      else if (kind === 'percent') add(key.to, (key.quantity ?? 0n) * days);
      else
        for (const to of key.to === null ? forAll : [key.to])
          add(to, kind === 'equal' ? days : days * BigInt(Math.max(0, direct.get(to) ?? 0)));
    }
    return weights;
  }

  /** What percentages leave of 100 goes nowhere. */
  function completePercent(from: number, weights: Weights, rest: Cents): void {
    const whole = 100n * ONE * BigInt(daysOf(exercice));
    const total = sumOf(weights);
    const params = { total: Number((total * 1_000_000n) / whole) / 10_000 };
    if (total > whole) report('KEY_PERCENT_OVER', from, { params, amount: rest, blocking: true });
    if (total === 0n || total >= whole) return;
    const left = whole - total;
    weights.set(null, (weights.get(null) ?? 0n) + left);
    const others = new Map(weights);
    others.delete(from);
    report('KEY_PERCENT_SHORT', from, { params, amount: partOf(rest, left, others) });
  }

  /** The proportions of the services that are followed, each for its days, without oneself. */
  function followed(from: number, rows: readonly Key[]): Weights {
    const days = new Map<number, bigint>();
    for (const key of rows) days.set(key.like!, (days.get(key.like!) ?? 0n) + BigInt(daysIn(key, exercice)));
    const parts: { days: bigint; weights: Weights; total: bigint }[] = [];
    for (const [like, held] of days) {
      if (kinds.get(like) !== 'auxiliary') continue;
      const weights = new Map(resolve(like).weights);
      weights.delete(from);
      if (weights.size > 0) parts.push({ days: held, weights, total: sumOf(weights) });
    }
    const common = parts.reduce((all, { total }) => (all / gcd(all, total)) * total, 1n);
    const weights: Weights = new Map();
    for (const part of parts)
      for (const [to, weight] of part.weights)
        weights.set(to, (weights.get(to) ?? 0n) + (part.days * weight * common) / part.total);
    return weights;
  }

  function measure(from: number, rows: readonly Key[]): void {
    const units = [...new Set(rows.map(({ unit }) => unit?.trim() || null))];
    if (units.length > 1)
      report('KEY_UNITS_DIFFER', from, {
        params: {
          units: units
            .map((unit) => unit ?? '–')
            .sort()
            .join(', '),
        },
      });
    const quantities = new Map<number, Quantity>();
    for (const { to, quantity } of rows)
      if (to !== null && to !== from && quantity) quantities.set(to, (quantities.get(to) ?? 0n) + quantity);
    for (const [to, quantity] of quantities)
      result.quantities.push({ from, to, quantity, unit: units.length === 1 ? units[0]! : null });
  }

  for (const { id, kind } of [...services].sort((a, b) => a.id - b.id)) if (kind === 'auxiliary') resolve(id);

  for (const [from, { weights }] of resolutions)
    for (const [to, quantity] of weights) result.deliveries.push({ from, to, quantity });
  // A service that costs nothing and receives nothing may stay without keys.
  const receivers = new Set([...result.deliveries, ...result.fixed].map(({ to }) => to));
  for (const [from, { rest }] of resolutions)
    if (!rowsOf.has(from) && (rest !== 0 || receivers.has(from)))
      report('KEY_MISSING', from, { amount: rest });

  result.deliveries.sort(byService);
  result.fixed.sort(byService);
  result.quantities.sort(byService);
  // Twelve monthly rows with one fault are one problem.
  result.problems = [...new Map(result.problems.map((one) => [JSON.stringify(one), one])).values()];
  result.problems.sort(
    (a, b) =>
      (a.service ?? 0) - (b.service ?? 0) ||
      compareText(a.code, b.code) ||
      compareText(JSON.stringify(a.params), JSON.stringify(b.params)),
  );
  return result;
}

/** Kinds beside fixed amounts, the one that counts first. */
const kindsOf = (rows: readonly Key[]) =>
  KEY_KINDS.filter((kind) => kind !== 'fixed' && rows.some((key) => key.kind === kind));

/** Services that follow themselves, be it through others. */
function inCircles(rowsOf: ReadonlyMap<number, readonly Key[]>): Set<number> {
  const follows = (from: number) => {
    const rows = rowsOf.get(from) ?? [];
    return kindsOf(rows)[0] === 'like'
      ? rows.flatMap(({ kind, like }) => (kind === 'like' ? like! : []))
      : [];
  };
  const reachesItself = (start: number) => {
    const seen = new Set<number>();
    const open = follows(start);
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next === start) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...follows(next));
    }
    return false;
  };
  return new Set([...rowsOf.keys()].filter(reachesItself));
}

/** Nowhere comes last. */
const byService = (a: { from: number; to: number | null }, b: { from: number; to: number | null }) =>
  a.from - b.from || (a.to ?? Infinity) - (b.to ?? Infinity);
const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function inLowestTerms(weights: Weights): Weights {
  const divisor = [...weights.values()].reduce(gcd, 0n);
  return new Map([...weights].map(([to, weight]) => [to, weight / divisor]));
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

/** To the nearest cent: it informs, nothing is computed with it. */
function partOf(amount: Cents, part: bigint, weights: Weights): Cents {
  const total = sumOf(weights);
  return total === 0n
    ? amount
    : Number((2n * BigInt(Math.abs(amount)) * part + total) / (2n * total)) * (amount < 0 ? -1 : 1);
}

const sumOf = (weights: Weights) => [...weights.values()].reduce((a, b) => a + b, 0n);
const sum = (amounts: readonly Cents[]) => amounts.reduce((a, b) => a + b, 0);

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
