/** The rank of a matrix of whole numbers, by elimination without fractions: what equations determine, told exactly. */
export function rank(rows: readonly bigint[][]): number {
  const left = rows.map((row) => [...row]);
  let found = 0;
  for (let column = 0; column < (left[0]?.length ?? 0); column += 1) {
    const at = left.findIndex((row, index) => index >= found && row[column] !== 0n);
    if (at < 0) continue;
    [left[found], left[at]] = [left[at]!, left[found]!];
    const pivot = left[found]!;
    for (let below = found + 1; below < left.length; below += 1) {
      const factor = left[below]![column]!;
      if (factor !== 0n)
        left[below] = left[below]!.map((value, k) => value * pivot[column]! - factor * pivot[k]!);
    }
    found += 1;
  }
  return found;
}
