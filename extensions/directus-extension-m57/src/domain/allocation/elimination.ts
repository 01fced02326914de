import type { Rational, System } from './system';

/**
 * Solves a system in whole numbers, exactly. Method: fraction-free elimination (Bareiss, 1968): every division is
 * exact and every number a minor of the matrix. The minors of an M-matrix are positive, so no pivot is sought.
 */
export function eliminate({ diagonal, rows }: System, right: readonly bigint[]): Rational {
  const size = diagonal.length;
  const matrix = rows.map((row, at) => {
    const full = new Array<bigint>(size + 1).fill(0n);
    full[at] = diagonal[at]!;
    for (const { column, value } of row) full[column]! -= value;
    full[size] = right[at]!;
    return full;
  });
  let previous = 1n;
  for (let step = 0; step < size - 1; step += 1) {
    const lead = matrix[step]!;
    const pivot = lead[step]!;
    for (let at = step + 1; at < size; at += 1) {
      const row = matrix[at]!;
      const factor = row[step]!;
      for (let column = step + 1; column <= size; column += 1)
        row[column] = (pivot * row[column]! - factor * lead[column]!) / previous;
    }
    previous = pivot;
  }
  const denominator = matrix[size - 1]![size - 1]!;
  const numerators = new Array<bigint>(size);
  for (let at = size - 1; at >= 0; at -= 1) {
    const row = matrix[at]!;
    let sum = denominator * row[size]!;
    for (let column = at + 1; column < size; column += 1) sum -= row[column]! * numerators[column]!;
    numerators[at] = sum / row[at]!;
  }
  return { numerators, denominator };
}
