import { seededRandom } from '../../extensions/directus-extension-m57/src/domain/demo-town/random';
import {
  allocate,
  checkConservation,
  type Allocation,
} from '../../extensions/directus-extension-m57/src/domain/allocation/allocate';
import type {
  Centre,
  Delivery,
  Network,
} from '../../extensions/directus-extension-m57/src/domain/allocation/network';
import { genealogy } from '../../extensions/directus-extension-m57/src/domain/allocation/origins';
import { median } from './measures';
import type { BenchOptions } from './run';
import { runsBench } from './runs';

const ROUNDS = 3;
const SEED = 57;

/** The engine: services that all serve each other, and many with ten keys each; then whole runs over ledger lines. */
export async function allocationBench({ lines }: BenchOptions): Promise<void> {
  for (const count of [50, 100, 200]) await allServeEachOther(count);
  for (const [auxiliaries, of] of [
    [200, 'a town: 200 of them auxiliary'],
    [1_000, 'half of them auxiliary'],
    [1_990, 'all but ten auxiliary, one group'],
  ] as const)
    await tenKeysEach(2_000, auxiliaries, of);
  await runsBench(lines);
}

/** `count` services that each deliver to all others and to two that serve nobody. */
async function allServeEachOther(count: number): Promise<void> {
  const random = seededRandom(SEED);
  const centres = services(count + 2, count, random);
  const deliveries = centres
    .slice(0, count)
    .flatMap(({ id: from }) =>
      centres.filter(({ id }) => id !== from).map(({ id: to }) => ({ from, to, quantity: quantity(random) })),
    );
  const network = { centres, deliveries };
  const { seconds, result } = await solved(network);
  const floats = await median(ROUNDS, () => void inFloats(network, count));
  const originsOf = genealogy(network, result);
  // What it needs of the network is made at the first.
  originsOf(centres[0]!.id);
  const one = await median(ROUNDS, () => void originsOf(centres[count]!.id));
  const digits = Math.max(...result.centres.map(({ exact }) => exact?.den.toString().length ?? 0));
  console.log(
    `${count} services all serving each other: ${ms(seconds)}, ${exactly(result)} (${digits} digits); ` +
      `elimination in floats ${ms(floats)}, ${Math.round(seconds / floats)} times less; ` +
      `origins of one full cost ${ms(one)}`,
  );
}

/** `count` services, of which each auxiliary delivers ten times to services at random. */
async function tenKeysEach(count: number, auxiliaries: number, of: string): Promise<void> {
  const random = seededRandom(SEED);
  const centres = services(count, auxiliaries, random);
  const deliveries = centres.slice(0, auxiliaries).flatMap(({ id: from }) =>
    Array.from({ length: 10 }, () => ({
      from,
      to: centres[Math.floor(random() * count)]!.id,
      quantity: quantity(random),
    })),
  );
  const { seconds, result } = await solved({ centres, deliveries });
  const originsOf = genealogy({ centres, deliveries }, result);
  originsOf(centres[0]!.id);
  const one = await median(ROUNDS, () => void originsOf(centres[count - 1]!.id));
  console.log(
    `${count} services with 10 keys each, ${of}: ${ms(seconds)}, ${exactly(result)}; origins of one full cost ${ms(one)}`,
  );
}

const services = (count: number, auxiliaries: number, random: () => number): Centre[] =>
  Array.from({ length: count }, (_, rank) => ({
    id: `s${rank}`,
    kind: rank < auxiliaries ? 'auxiliary' : 'final',
    cost: Math.floor(random() * 1e8),
  }));

const quantity = (random: () => number) => BigInt(1 + Math.floor(random() * 1_000));

/** The median time of a reciprocal allocation, and what it gave: every cent is accounted for. */
async function solved(network: Network): Promise<{ seconds: number; result: Allocation }> {
  let result!: Allocation;
  const seconds = await median(ROUNDS, () => {
    result = allocate(network, { method: 'reciprocal' });
  });
  checkConservation(result);
  return { seconds, result };
}

const ms = (seconds: number) => `${(seconds * 1000).toFixed(seconds < 0.01 ? 1 : 0)} ms`;

function exactly({ centres }: Allocation): string {
  const exact = centres.filter((centre) => centre.exact).length;
  return exact === centres.length
    ? 'all exact'
    : `${exact} exact, ${centres.length - exact} proved to 2^-24 cent`;
}

/** What the machine can do at most: the same equations by Gaussian elimination in float64, about 15 digits. */
function inFloats(
  { centres, deliveries }: { centres: Centre[]; deliveries: Delivery[] },
  count: number,
): Float64Array {
  const ranks = new Map(centres.map(({ id }, rank) => [id, rank]));
  const totals = new Float64Array(count);
  for (const { from, quantity: made } of deliveries) totals[ranks.get(from)!]! += Number(made);
  const rows = centres.slice(0, count).map(({ cost }, rank) => {
    const row = new Float64Array(count + 1);
    row[rank] = 1;
    row[count] = cost;
    return row;
  });
  for (const { from, to, quantity: made } of deliveries) {
    const [deliverer, receiver] = [ranks.get(from)!, ranks.get(to)!];
    if (receiver < count) rows[receiver]![deliverer]! -= Number(made) / totals[deliverer]!;
  }
  for (let step = 0; step < count; step += 1) {
    const lead = rows[step]!;
    for (let at = step + 1; at < count; at += 1) {
      const row = rows[at]!;
      const factor = row[step]! / lead[step]!;
      for (let column = step; column <= count; column += 1) row[column]! -= factor * lead[column]!;
    }
  }
  const full = new Float64Array(count);
  for (let at = count - 1; at >= 0; at -= 1) {
    let sum = rows[at]![count]!;
    for (let column = at + 1; column < count; column += 1) sum -= rows[at]![column]! * full[column]!;
    full[at] = sum / rows[at]![at]!;
  }
  return full;
}
