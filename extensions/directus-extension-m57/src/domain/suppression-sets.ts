import { isMultiple, monic, takeOff } from './elimination';
import { DEFAULT_RULE, protectCount, type Figure, type SuppressionRule } from './suppression';

/** Persons who are in the same sets, and in these only. */
export interface Atom {
  /** Positions of the sets. */
  sets: readonly number[];
  /** The persons with each amount that is shown beside their number. */
  figures: readonly Figure[];
}

/**
 * Small cells of groups that overlap, such as segments, which no table holds. Says for each of `sets` whether it is
 * secret. `own`: those that are secret for a reason of their own; `total`: whether that of all atoms is published.
 *
 * A group is given away by a sum or a difference of others: those of a segment that are not in another within it, a
 * whole less two of its three parts. So sets are published one after the other, the first first, unless one with those
 * before it would determine by linear algebra
 * - a set that is secret of its own, or
 * - a small or dominated group that readers can name: those of one set who are not in another (the total is one), those
 *   of two sets, and those of exactly the same sets.
 * So of two that tell of a third the newer is hidden, whichever of them somebody asks for. A set of nobody is no secret.
 *
 * What it does not guarantee: ranges; groups that only a longer formula names; other tables on the same persons.
 */
export function protectSets(
  atoms: readonly Atom[],
  sets: number,
  { total, own }: { total: boolean; own: readonly boolean[] },
  rule: SuppressionRule = DEFAULT_RULE,
): boolean[] {
  const there = atoms.filter(({ figures }) => figures.some(({ count }) => count > 0));
  const vectors = Array.from({ length: sets }, () => new Array<number>(there.length).fill(0));
  there.forEach((atom, at) => atom.sets.forEach((set) => (vectors[set]![at] = 1)));
  const all = new Array<number>(there.length).fill(1);

  const secrets = new Map<string, number[]>();
  const keep = (vector: readonly number[]) => secrets.set(vector.join(''), [...vector]);
  const keepIfSmall = (vector: readonly number[]) => {
    if (isSecret(there, vector, rule)) keep(vector);
  };
  vectors.forEach((vector, set) => own[set] && vector.includes(1) && keep(vector));
  if (!total) keep(all);
  there.forEach((_, at) => keepIfSmall(all.map((_one, other) => (other === at ? 1 : 0))));
  [...vectors, all].forEach((one, first, list) =>
    list.forEach((other, second) => {
      if (first === second) return;
      keepIfSmall(one.map((inside, at) => inside & ~other[at]! & 1));
      if (first < second) keepIfSmall(one.map((inside, at) => inside & other[at]!));
    }),
  );

  // What is left of each once all that is published is taken off; all noughts: it is known.
  const open = [...secrets.values()];
  const waiting = vectors.map((vector) => [...vector]);
  const publish = (vector: readonly number[]) => {
    const row = monic(vector);
    for (const one of [...open, ...waiting]) takeOff(one, row);
  };
  if (total && there.length > 0) publish(all);
  return waiting.map((left, set) => {
    if (own[set]) return vectors[set]!.includes(1);
    if (left.every((value) => value === 0)) return false;
    const row = monic(left);
    const pivot = row.indexOf(1);
    const tells = open.some((secret) => {
      const factor = secret[pivot]!;
      return factor !== 0 && isMultiple(secret, factor, row);
    });
    if (!tells) publish(left);
    return tells;
  });
}

function isSecret(atoms: readonly Atom[], vector: readonly number[], rule: SuppressionRule): boolean {
  const inside = atoms.filter((_, at) => vector[at] === 1);
  return (inside[0]?.figures ?? []).some((_, measure) => {
    const figures = inside.map((atom) => atom.figures[measure]!);
    const sum = (of: (figure: Figure) => number) => figures.reduce((added, one) => added + of(one), 0);
    const figure = {
      count: sum(({ count }) => count),
      amount: sum(({ amount }) => amount ?? 0),
      largest: Math.max(...figures.map(({ largest }) => largest ?? 0)),
    };
    return protectCount(figure, rule).reason !== null;
  });
}
