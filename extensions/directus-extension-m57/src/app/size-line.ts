export interface Size {
  at: string;
  /** Null: secret. */
  size: number | null;
}

/**
 * Sizes over time as a picture of that width and height, from nought up: a dot for each, joined where neither is
 * secret, so that nothing is drawn where nothing may be said. Null: too few to draw. Sizes come newest first.
 */
export function sizeLine(sizes: readonly Size[], width: number, height: number) {
  const known = sizes.filter((one): one is Size & { size: number } => one.size !== null);
  if (known.length < 2) return null;
  const ordered = [...sizes].reverse();
  const [from, to] = [ordered[0]!.at, ordered.at(-1)!.at];
  const [first, last] = [Date.parse(from), Date.parse(to)];
  const most = Math.max(...known.map(({ size }) => size));
  const round = (value: number) => Math.round(value * 10) / 10;
  const x = (at: string, index: number) =>
    round(
      last > first
        ? (width * (Date.parse(at) - first)) / (last - first)
        : (width * index) / (ordered.length - 1),
    );
  const y = (size: number) => round(height - (most > 0 ? (height * size) / most : 0));
  const points = ordered.map(({ at, size }, index) =>
    size === null ? null : { at, size, x: x(at, index), y: y(size) },
  );
  const runs: string[][] = [[]];
  for (const point of points)
    if (point) runs.at(-1)!.push(`${point.x},${point.y}`);
    else runs.push([]);
  return {
    from,
    to,
    most,
    dots: points.filter((point) => point !== null),
    lines: runs.filter((run) => run.length > 1).map((run) => run.join(' ')),
  };
}
