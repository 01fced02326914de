import type { FullCost, Problem, Run, RunFlows, RunSummary } from '../contract/allocations';
import { formatCents, parseCents } from '../domain/money';

/** The one to take first: the others are there for comparison. */
export const METHODS = ['reciprocal', 'stepdown', 'direct'] as const satisfies readonly Run['method'][];
export type Method = (typeof METHODS)[number];

export type FullCostColumn =
  | 'name'
  | 'direct'
  | 'received'
  | 'full'
  | 'revenue_users'
  | 'revenue_partners'
  | 'rate_users'
  | 'rate_partners'
  | 'rate_authority'
  | 'net_cost'
  | 'unit_cost'
  | 'per_inhabitant';

/** Those that hold hundredths of a percent; the other figures are money. */
export const isRate = (column: string) => column.startsWith('rate_');

/** The document that the header of figures shows. */
export interface Shown {
  budget: string;
  stage: string | null;
  /** What `stage` null stands for. */
  reference: string | null;
}
const isOf = (run: RunSummary, { budget, stage, reference }: Shown) =>
  (run.budget === null || run.budget === budget) && (run.stage ?? reference) === (stage ?? reference);

export const runsOf = (runs: readonly RunSummary[], shown: Shown) => runs.filter((run) => isOf(run, shown));

/** What a page opens where nobody asks for a run: the latest validated one, else the latest draft. */
export function runToOpen(runs: readonly RunSummary[]): RunSummary | null {
  return (
    runs.find(({ status }) => status === 'validated') ??
    runs.find(({ status }) => status === 'draft') ??
    runs[0] ??
    null
  );
}

const cents = (money: string) => parseCents(money) ?? 0;

/**
 * What becomes of the document's balance: services, what found no way, what has no service and what stands outside.
 * `difference` is nothing in a run that keeps every cent.
 */
export function identityOf(totals: Run['totals']) {
  // A charge supplétive is in no document.
  const services = cents(totals.full) - cents(totals.notional) - cents(totals.revenue);
  const document = cents(totals.document.expense) - cents(totals.document.revenue);
  const sum = services + cents(totals.unallocated) + cents(totals.unmatched) + cents(totals.outside);
  return {
    services: formatCents(services),
    document: formatCents(document),
    difference: formatCents(document - sum),
  };
}

/** Problems of one kind together, what stops a validation first, then the largest amounts. */
export function groupProblems(problems: readonly Problem[]) {
  const groups = new Map<string, { code: string; blocking: boolean; cents: number; list: Problem[] }>();
  for (const one of problems) {
    const group = groups.get(one.code) ?? { code: one.code, blocking: false, cents: 0, list: [] };
    group.blocking ||= one.blocking;
    group.cents += Math.abs(cents(one.amount ?? '0.00'));
    group.list.push(one);
    groups.set(one.code, group);
  }
  return [...groups.values()]
    .sort((a, b) => Number(b.blocking) - Number(a.blocking) || b.cents - a.cents)
    .map(({ cents, ...group }) => ({ ...group, amount: formatCents(cents) }));
}

export interface Step {
  key: string;
  label: string;
  /** What the step adds, or takes away; of a level, all that has come together so far. */
  amount: string;
  /** Euros where its bar begins and ends. */
  from: number;
  to: number;
  kind: 'level' | 'cost' | 'received' | 'notional' | 'revenue';
}

/** Names of the steps that are not services. */
export interface StepNames {
  direct: string;
  notional: string;
  full: string;
  users: string;
  partners: string;
  net: string;
  others(count: number): string;
}

const CASCADE_ROWS = 8;

/**
 * From direct cost to reste à charge: what each service delivered, the largest first and the small ones as one,
 * charges supplétives, then what users and partners pay.
 */
export function cascade(
  cost: FullCost,
  received: readonly { service: number; name: string; amount: string }[],
  names: StepNames,
): Step[] {
  const sorted = [...received].sort((a, b) => cents(b.amount) - cents(a.amount));
  const [shown, small] = gathered(sorted, CASCADE_ROWS);
  const steps: Step[] = [];
  let at = 0;
  const move = (key: string, label: string, by: number, kind: Step['kind']) => {
    if (by === 0 && kind !== 'level') return;
    const [from, to] = kind === 'level' ? [0, at] : [at, at + by];
    at = to;
    steps.push({
      key,
      label,
      kind,
      amount: formatCents(kind === 'level' ? at : by),
      from: from / 100,
      to: to / 100,
    });
  };
  move('direct', names.direct, cents(cost.direct), 'cost');
  for (const { service, name, amount } of shown) move(`received-${service}`, name, cents(amount), 'received');
  move(
    'received-others',
    names.others(small.length),
    small.reduce((sum, { amount }) => sum + cents(amount), 0),
    'received',
  );
  move('notional', names.notional, cents(cost.notional), 'notional');
  move('full', names.full, 0, 'level');
  move('users', names.users, -cents(cost.revenue_users), 'revenue');
  move('partners', names.partners, -cents(cost.revenue_partners), 'revenue');
  move('net', names.net, 0, 'level');
  return steps;
}

/** The first `most`, and the rest where it is more than one: one alone is named as well as "others". */
function gathered<T>(sorted: readonly T[], most: number): [shown: T[], small: T[]] {
  const at = sorted.length > most + 1 ? most : sorted.length;
  return [sorted.slice(0, at), sorted.slice(at)];
}

export interface FlowLink {
  /** Ids of services; null: the small ones together. */
  from: number | null;
  to: number | null;
  amount: string;
}
export interface FlowPicture {
  origins: { id: number | null; name: string; count: number }[];
  targets: { id: number | null; name: string; count: number }[];
  links: FlowLink[];
}

/**
 * Whose direct cost goes where in the end: auxiliaries to the services that bear it, small ones on both sides
 * together (`id` null, `count` of them). Own direct cost is left out: it goes nowhere.
 */
export function flowPicture({ services, origins }: RunFlows, most: { origins: number; targets: number }) {
  const name = new Map(services.map(({ service, name }) => [service, name]));
  const given = origins.filter(({ service, origin, amount }) => service !== origin && cents(amount) > 0);
  const side = (key: 'origin' | 'service', most: number) => {
    const sums = new Map<number, number>();
    for (const one of given) sums.set(one[key], (sums.get(one[key]) ?? 0) + cents(one.amount));
    const sorted = [...sums].sort(([a, x], [b, y]) => y - x || a - b).map(([id]) => id);
    const [shown, small] = gathered(sorted, most);
    const nodes = shown.map((id) => ({
      id: id as number | null,
      name: name.get(id) ?? String(id),
      count: 1,
    }));
    if (small.length > 0) nodes.push({ id: null, name: '', count: small.length });
    return { nodes, place: (id: number) => (shown.includes(id) ? id : null) };
  };
  const from = side('origin', most.origins);
  const to = side('service', most.targets);
  const sums = new Map<string, { from: number | null; to: number | null; cents: number }>();
  for (const { origin, service, amount } of given) {
    const ends = { from: from.place(origin), to: to.place(service) };
    const key = `${ends.from} ${ends.to}`;
    const link = sums.get(key) ?? { ...ends, cents: 0 };
    link.cents += cents(amount);
    sums.set(key, link);
  }
  const links = [...sums.values()]
    .sort((a, b) => b.cents - a.cents)
    .map(({ from, to, cents }) => ({ from, to, amount: formatCents(cents) }));
  return { origins: from.nodes, targets: to.nodes, links } satisfies FlowPicture;
}

/** The difference of two amounts, to the cent. */
export const minus = (a: string, b: string) => formatCents(cents(a) - cents(b));

export const total = (amounts: readonly string[]) =>
  formatCents(amounts.reduce((sum, amount) => sum + cents(amount), 0));

/** Largest change first, whatever its sign. */
export const byDifference = <T extends { difference: string; name: string }>(rows: readonly T[]) =>
  [...rows].sort(
    (a, b) =>
      Math.abs(cents(b.difference)) - Math.abs(cents(a.difference)) || a.name.localeCompare(b.name, 'fr'),
  );

/** "+ 1 234" or "− 1 234": a change, its sign always written. */
export const signed = (money: string, format: (money: string) => string) =>
  cents(money) > 0 ? `+${format(money)}` : format(money);

/** An amount of euros as people type it, "1 234,5", as money; null where it is none. */
export function typedMoney(text: string): string | null {
  const value = parseCents(
    text
      .replace(/[\s\u00a0\u202f€]/g, '')
      .replace(',', '.')
      .replace(/^−/, '-'),
  );
  return value === null ? null : formatCents(value);
}
