import { components } from './components';
import { gcd } from './fraction';
import type { Graph, Link, Method, Problem } from './network';

/** The deliveries that a method makes, ready to be solved. */
export interface Plan {
  graph: Graph;
  /** By centre: the deliveries made, their quantities divided by `unit`; none where the cost stays. */
  links: Link[][];
  /** By centre: the sum of the quantities of its links; 0n where it delivers nothing. */
  totals: bigint[];
  /** By centre: what one unit of `links` is in units of the input. */
  units: bigint[];
  /** Auxiliaries in groups that serve each other, from deliverers to receivers: what a group gets comes from earlier ones. */
  groups: number[][];
  /** Ids of the auxiliaries in the order in which they were closed; none unless step-down. */
  order: string[];
  problems: Problem[];
}

const isAuxiliary = (graph: Graph, rank: number) => graph.centres[rank]!.kind === 'auxiliary';

/**
 * Auxiliaries as step-down closes them: the ones named, then the rest by direct cost, largest first, ties by id.
 * Names that are no auxiliary, or named twice, count for nothing.
 */
function closingOrder(graph: Graph, named: readonly string[]): number[] {
  const ranks = new Map(graph.centres.map(({ id }, rank) => [id, rank]));
  const first = [...new Set(named)].map((id) => ranks.get(id));
  const chosen = first.filter((rank) => rank !== undefined && isAuxiliary(graph, rank)) as number[];
  const rest = graph.centres
    .map((_, rank) => rank)
    .filter((rank) => isAuxiliary(graph, rank) && !chosen.includes(rank))
    .sort((a, b) => graph.centres[b]!.cost - graph.centres[a]!.cost || a - b);
  return [...chosen, ...rest];
}

/**
 * What each method lets deliver. Direct: to finals only. Step-down: to finals and to auxiliaries that are not closed
 * yet. Reciprocal: everything, but for closed loops: auxiliaries that reach each other and nobody else. What they get
 * could only circulate for ever, so nothing is delivered inside a closed loop: each of its members keeps its own cost
 * and what it gets from outside the loop.
 */
export function planOf(graph: Graph, method: Method, named: readonly string[] = []): Plan {
  const closing = method === 'stepdown' ? closingOrder(graph, named) : [];
  const place = new Map(closing.map((rank, at) => [rank, at]));
  const lets = (from: number, { to }: Link) =>
    method === 'reciprocal' ||
    !isAuxiliary(graph, to) ||
    (method === 'stepdown' && place.get(to)! > place.get(from)!);
  const links = graph.links.map((list, from) => list.filter((link) => lets(from, link)));
  const idsOf = (ranks: readonly number[]) => ranks.map((rank) => graph.centres[rank]!.id);
  const problems: Problem[] = graph.selves.map((rank) => ({ code: 'KEY_SELF', ids: idsOf([rank]) }));
  graph.centres.forEach((_, rank) => {
    if (!isAuxiliary(graph, rank) || links[rank]!.length > 0) return;
    const code = graph.links[rank]!.length > 0 ? 'NO_DELIVERY_LEFT' : 'NO_DELIVERY';
    problems.push({ code, ids: idsOf([rank]) });
  });
  const groups = components(links.map((list) => list.map(({ to }) => to))).filter((group) =>
    isAuxiliary(graph, group[0]!),
  );
  const loops = groups.filter((group) => group.length > 1 && isClosed(group, links));
  for (const loop of loops.sort((a, b) => a[0]! - b[0]!)) {
    problems.push({ code: 'CLOSED_LOOP', ids: idsOf(loop) });
    for (const rank of loop) links[rank] = [];
  }
  const units = links.map((list) => commonDivisor(list));
  return {
    graph,
    links: links.map((list, rank) =>
      units[rank] === 1n ? list : list.map(({ to, quantity }) => ({ to, quantity: quantity / units[rank]! })),
    ),
    totals: links.map((list, rank) => list.reduce((sum, link) => sum + link.quantity, 0n) / units[rank]!),
    units,
    groups: groups.flatMap((group) => (loops.includes(group) ? group.map((rank) => [rank]) : [group])),
    order: idsOf(closing),
    problems,
  };
}

function isClosed(group: readonly number[], links: readonly Link[][]): boolean {
  const inside = new Set(group);
  return group.every((rank) => links[rank]!.every(({ to }) => inside.has(to)));
}

function commonDivisor(links: readonly Link[]): bigint {
  let divisor = 0n;
  for (const { quantity } of links) {
    divisor = gcd(quantity, divisor);
    if (divisor === 1n) break;
  }
  return divisor || 1n;
}
