/** A prime whose products with itself are safe integers. */
const PRIME = 67_108_859;

/** The row whose first value that is not nought is 1, modulo the prime. */
export function monic(vector: readonly number[]): number[] {
  const inverse = power(
    vector.find((value) => value !== 0)!,
    PRIME - 2,
  );
  return vector.map((value) => (value * inverse) % PRIME);
}

/** Makes the place of the first value of a monic row nought in a vector, by taking the row off as often as it takes. */
export function takeOff(vector: number[], row: readonly number[]): void {
  const factor = vector[row.indexOf(1)]!;
  if (factor === 0) return;
  row.forEach((value, at) => (vector[at] = (vector[at]! + (PRIME - factor) * value) % PRIME));
}

/** Whether a vector is `factor` times a monic row. */
export const isMultiple = (vector: readonly number[], factor: number, row: readonly number[]): boolean =>
  vector.every((value, at) => value === (factor * row[at]!) % PRIME);

/** A test of whether a vector is a combination of these: whether a sum follows from known ones. */
export function spansOf(vectors: readonly (readonly number[])[]): (vector: readonly number[]) => boolean {
  const rows: number[][] = [];
  const restOf = (vector: readonly number[]) => {
    const left = [...vector];
    for (const row of rows) takeOff(left, row);
    return left;
  };
  const isNought = (vector: readonly number[]) => vector.every((value) => value === 0);
  for (const vector of new Map(vectors.map((one) => [one.join(''), one])).values()) {
    const left = restOf(vector);
    if (!isNought(left)) rows.push(monic(left));
    if (rows.length === vector.length) break;
  }
  return (vector) => isNought(restOf(vector));
}

function power(base: number, exponent: number): number {
  let result = 1;
  for (let square = base, left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = (result * square) % PRIME;
    square = (square * square) % PRIME;
  }
  return result;
}
