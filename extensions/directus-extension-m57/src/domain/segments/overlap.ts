import type { SuppressionRule } from '../suppression';

/** Persons who are in exactly the segments whose bits are set in `mask` (bit 0: the first segment). */
export interface ExclusiveSet {
  mask: number;
  /** Null: secret. */
  persons: number | null;
}

/**
 * How segments overlap, as one table: whoever also knows the size of each segment finds no small set by subtraction.
 * - A set of fewer persons than the threshold is secret.
 * - The size of a segment is known elsewhere. So of its sets those that are secret are together no small count, and no
 *   small set follows from the sizes: others are hidden with it, the smallest first, at last those that are empty.
 *
 * @param counts by mask, of the sets that are not empty
 * @returns every set that is not empty or is hidden: the largest first, then what is secret, in an order that tells
 *   nothing
 */
export function protectOverlap(
  counts: ReadonlyMap<number, number>,
  segments: number,
  { threshold }: SuppressionRule,
): ExclusiveSet[] {
  const masks = Array.from({ length: 2 ** segments - 1 }, (_, at) => at + 1);
  const countOf = (mask: number) => counts.get(mask) ?? 0;
  const isSmall = (count: number) => count > 0 && count < threshold;
  const small = masks.filter((mask) => isSmall(countOf(mask)));
  const hidden = new Set(small);
  const sizes = Array.from({ length: segments }, (_, at) => {
    const sets = masks.filter((mask) => mask & (1 << at));
    return { sets, size: sets.reduce((sum, mask) => sum + countOf(mask), 0) };
  }).filter(({ size }) => !isSmall(size));
  /** Not empty before empty, small before large: what hiding it costs. */
  const cheapest = (sets: readonly number[]) =>
    sets
      .filter((mask) => !hidden.has(mask))
      .sort(
        (a, b) => Number(countOf(a) === 0) - Number(countOf(b) === 0) || countOf(a) - countOf(b) || a - b,
      )[0];

  for (let open = true; open;) {
    open = false;
    for (const { sets } of sizes) {
      const secret = sets.filter((mask) => hidden.has(mask));
      const rest = secret.reduce((sum, mask) => sum + countOf(mask), 0);
      const other = cheapest(sets);
      if (other === undefined || !isSmall(rest)) continue;
      hidden.add(other);
      open = true;
    }
    const equations = sizes.map(({ sets }) =>
      masks.map((mask) => Number(hidden.has(mask) && sets.includes(mask))),
    );
    const told = small.find((mask) => follows(equations, mask - 1));
    const other = told === undefined ? undefined : cheapest(masks);
    if (other === undefined) continue;
    hidden.add(other);
    open = true;
  }
  const shown = masks.filter((mask) => !hidden.has(mask) && countOf(mask) > 0);
  return [
    ...shown
      .sort((a, b) => countOf(b) - countOf(a) || a - b)
      .map((mask) => ({ mask, persons: countOf(mask) })),
    ...[...hidden].sort((a, b) => a - b).map((mask) => ({ mask, persons: null })),
  ];
}

/** Whether an unknown has one value only: the unit vector of it is a combination of the equations. */
function follows(equations: readonly (readonly number[])[], unknown: number): boolean {
  const width = equations[0]?.length ?? 0;
  const unit = Array.from({ length: width }, (_, at) => Number(at === unknown));
  return rank(equations) === rank([...equations, unit]);
}

/** Of a small matrix of whole numbers, by elimination without fractions. */
function rank(rows: readonly (readonly number[])[]): number {
  let left = rows.map((row) => row.map(BigInt));
  let found = 0;
  for (let column = 0; column < (rows[0]?.length ?? 0); column += 1) {
    const pivot = left.find((row) => row[column] !== 0n);
    if (!pivot) continue;
    found += 1;
    left = left
      .filter((row) => row !== pivot)
      .map((row) =>
        row[column] === 0n ? row : row.map((value, at) => value * pivot[column]! - pivot[at]! * row[column]!),
      );
  }
  return found;
}
