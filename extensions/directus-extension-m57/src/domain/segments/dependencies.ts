import { segmentsIn, type Definition } from './definition';

/**
 * The way back to a segment that would refer to itself, from it to it, such as [4, 7, 4]; null: there is none.
 * @param definition what the segment is about to be
 * @param definitionOf what the others are; null for one without a definition
 */
export function circleIn(
  id: number,
  definition: Definition,
  definitionOf: (segment: number) => Definition | null,
): number[] | null {
  const cameFrom = new Map<number, number>();
  const waiting = [id];
  for (const at of waiting) {
    const here = at === id ? definition : definitionOf(at);
    for (const next of here ? segmentsIn(here) : []) {
      if (next === id) return wayTo(at, id, cameFrom);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, at);
      waiting.push(next);
    }
  }
  return null;
}

function wayTo(at: number, id: number, cameFrom: ReadonlyMap<number, number>): number[] {
  const way = [id];
  for (let step = at; step !== id; step = cameFrom.get(step)!) way.unshift(step);
  return [id, ...way];
}

/**
 * Ids in an order in which each comes after those that it refers to. Where stored definitions make a circle all the
 * same, each still comes once. Segments that are referred to and not given are left out.
 */
export function refreshOrder(segments: readonly { id: number; definition: Definition | null }[]): number[] {
  const definitions = new Map(segments.map(({ id, definition }) => [id, definition]));
  const order = new Set<number>();
  const begun = new Set<number>();
  for (const { id } of segments) {
    const waiting = [id];
    while (waiting.length > 0) {
      const at = waiting.at(-1)!;
      const definition = definitions.get(at);
      const before = begun.has(at) || !definition ? [] : segmentsIn(definition);
      begun.add(at);
      const open = before.filter((other) => definitions.has(other) && !begun.has(other));
      if (open.length === 0) order.add(waiting.pop()!);
      else waiting.push(...open);
    }
  }
  return [...order];
}
