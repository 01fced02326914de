import { spansOf } from '../elimination';
import type { SuppressionRule } from '../suppression';

/** Persons who are in exactly the segments whose bits are set in `mask` (bit 0: the first segment). */
export interface ExclusiveSet {
  mask: number;
  /** Null: secret. */
  persons: number | null;
}

/** What lies behind the sets, beside the persons of each. */
export interface OverlapContext {
  /** Of every segment that is not chosen, its members by the set of chosen ones that they are in; 0: in none. */
  others?: readonly ReadonlyMap<number, number>[];
  /** Where one of the segments in `asking` (their bits) is told apart, households decide, and not persons. */
  households?: {
    asking: number;
    /** How many those of some sets are of together. */
    of: (masks: readonly number[]) => number;
  } | null;
}

/**
 * How segments overlap, as one table: whoever also knows the size of each segment, and asks for fewer of them or for
 * others too, finds no small set by subtraction.
 * - A set of fewer persons than the threshold is secret.
 * - So is one of which another segment in place of a chosen one leaves all but a few (`isCut`).
 * - Fewer segments are a coarser table, whose sets are sums of these. It is protected first, by itself, so that it says
 *   the same whatever else is chosen; the finer one gives way.
 * - Of what is known, sizes and sets of coarser tables, the parts that are secret are together no small count, and no
 *   secret of this table or of a coarser one follows from it: others are hidden too, the smallest first, at last those
 *   that are empty.
 *
 * What it does not guarantee: ranges; what takes two other segments to tell; that what another segment leaves is of many
 * households.
 *
 * @param counts by mask, of the sets that are not empty; segments in an order that does not hang on who asks, since it
 *   decides between sets that are as large
 * @returns every set that is not empty or is hidden: the largest first, then what is secret, in an order that tells
 *   nothing
 */
export function protectOverlap(
  counts: ReadonlyMap<number, number>,
  segments: number,
  { threshold }: SuppressionRule,
  { others = [], households = null }: OverlapContext = {},
): ExclusiveSet[] {
  const whole = 2 ** segments - 1;
  const isFew = (count: number) => count > 0 && count < threshold;

  /** By which segments are told apart: the sets of their table that are secret, and those among them for a reason. */
  const tables = new Map<number, { hidden: ReadonlySet<number>; open: readonly number[] }>();
  // Coarser ones have fewer bits, so that they are smaller numbers.
  for (const chosen of masksWithin(whole)) {
    const parts = masksWithin(chosen);
    const table = mergedTo(chosen, counts);
    const countOf = (part: number) => table.get(part) ?? 0;
    const isSmall = (some: readonly number[]) => {
      const persons = some.reduce((sum, part) => sum + countOf(part), 0);
      if (persons === 0 || !households || !(households.asking & chosen)) return isFew(persons);
      return isFew(households.of(masksWithin(whole).filter((mask) => some.includes(mask & chosen))));
    };
    const hidden = new Set(parts.filter((part) => isSmall([part])));
    const left = bitsOf(whole & ~chosen).map(
      (bit) => new Map([...counts].filter(([mask]) => (mask & bit) !== 0)),
    );
    for (const other of parts.length === 1 ? [] : [...others, ...left]) {
      const inside = mergedTo(chosen, other);
      for (const part of parts) if (isCut(part, chosen, table, inside, isFew)) hidden.add(part);
    }
    const open = [...hidden];
    tables.set(chosen, { hidden, open });
    /** Sets of coarser tables, each as the parts that it is made of. */
    const coarser = (sets: (of: number) => readonly number[]) =>
      parts
        .filter((of) => of !== chosen)
        .flatMap((of) => sets(of).map((set) => parts.filter((part) => (part & of) === set)));
    const told = coarser((of) => masksWithin(of).filter((set) => !tables.get(of)!.hidden.has(set)));
    const secret = [...open.map((part) => [part]), ...coarser((of) => tables.get(of)!.open)];
    /** Not empty before empty, small before large: what hiding it costs. */
    const cheapest = (of: readonly number[]) =>
      of
        .filter((part) => !hidden.has(part))
        .sort(
          (a, b) => Number(countOf(a) === 0) - Number(countOf(b) === 0) || countOf(a) - countOf(b) || a - b,
        )[0];
    for (let again = secret.length > 0; again;) {
      again = false;
      for (const all of told) {
        const other = cheapest(all);
        if (other === undefined || !isSmall(all.filter((part) => hidden.has(part)))) continue;
        hidden.add(other);
        again = true;
      }
      const columns = [...hidden];
      const unknown = (all: readonly number[]) => columns.map((part) => Number(all.includes(part)));
      const follows = spansOf(told.map(unknown));
      const given = secret.find((all) => follows(unknown(all)));
      const other = given && (cheapest(given) ?? cheapest(parts));
      if (other === undefined) continue;
      hidden.add(other);
      again = true;
    }
  }

  const { hidden } = tables.get(whole)!;
  const countOf = (mask: number) => counts.get(mask) ?? 0;
  const shown = masksWithin(whole).filter((mask) => !hidden.has(mask) && countOf(mask) > 0);
  return [
    ...shown
      .sort((a, b) => countOf(b) - countOf(a) || a - b)
      .map((mask) => ({ mask, persons: countOf(mask) })),
    ...[...hidden].sort((a, b) => a - b).map((mask) => ({ mask, persons: null })),
  ];
}

/**
 * Whether a set would differ by a few from one of a table that has another segment in place of a chosen one.
 * - The other is within the chosen one: those of the chosen one who are not in the other are the difference, of who is
 *   in the one and of who is not.
 * - Nobody is in both: who is in neither is left, once those of either are taken off.
 * @param table persons of the sets of the chosen segments
 * @param inside those of them who are in the other segment too; 0: those of it who are in none
 */
function isCut(
  part: number,
  chosen: number,
  table: ReadonlyMap<number, number>,
  inside: ReadonlyMap<number, number>,
  isFew: (count: number) => boolean,
): boolean {
  const isRestFew = (set: number) => isFew((table.get(set) ?? 0) - (inside.get(set) ?? 0));
  const size = [...inside.values()].reduce((sum, count) => sum + count, 0);
  return bitsOf(chosen).some((bit) => {
    if (!isRestFew(part) && !isRestFew(part | bit)) return false;
    const both = [...inside].reduce((sum, [mask, count]) => sum + (mask & bit ? count : 0), 0);
    return (isRestFew(part | bit) && both === size) || ((part & bit) === 0 && isRestFew(part) && both === 0);
  });
}

/** The persons of sets, added up where only the segments of `chosen` are told apart. */
function mergedTo(chosen: number, counts: ReadonlyMap<number, number>): Map<number, number> {
  const merged = new Map<number, number>();
  for (const [mask, count] of counts) merged.set(mask & chosen, (merged.get(mask & chosen) ?? 0) + count);
  return merged;
}

/** All masks of these bits but 0, in ascending order. */
const masksWithin = (bits: number): number[] =>
  Array.from({ length: bits }, (_, at) => at + 1).filter((mask) => (mask & bits) === mask);

const bitsOf = (mask: number): number[] =>
  Array.from({ length: 31 }, (_, at) => 1 << at).filter((bit) => (mask & bit) !== 0);
