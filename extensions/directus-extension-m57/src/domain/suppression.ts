import { InputError, type Messages } from './issue';
import type { Cents } from './money';

/**
 * Small cells: the one rule that every statistic on persons passes through before anybody sees it. It takes a whole
 * table, since a figure alone may be harmless and yet give away its neighbour by subtraction.
 *
 * What is hidden first:
 * - `small`: fewer than `threshold` persons (households, for income and quotient) stand behind a figure;
 * - `dominant`: one contributor makes up more than `dominance` % of an amount;
 * - `all_in_one`: everybody of a line (a row, a column, the parts of a total) sits in one of its cells, so that who
 *   belongs to the line is known to be there. Nought elsewhere is what tells, so the noughts of that line go too,
 *   except in categories that are empty for everybody. Any other nought is published: nobody stands behind it.
 * Then, `secondary`, until both hold:
 * - every hidden count can take at least two whole values for a reader who knows all that is published, that counts
 *   are whole and not negative, and that hidden ones are at least 1 (noughts of `all_in_one` aside). It follows that
 *   linear algebra determines no hidden count, and no hidden amount either;
 * - what is left of a published total once the published parts are taken off, which anybody can compute, itself
 *   passes threshold and dominance.
 *
 * What it does not guarantee: a range wider than two values; amounts where all of a remainder is nought; a reader who
 * compares two tables that share figures (give them as one), or two dates; a reader who sees the reasons, which are
 * for those who may see the figures: others are told "secret" and no more.
 *
 * Method: figures and totals form a network in which each figure belongs to two equations. A hidden figure can change
 * exactly if it lies on a cycle of hidden ones; the cheapest such cycle is found by Dijkstra (after Cox, "Network
 * models for complementary cell suppression", JASA 90, 1995). Few figures are hidden that need not be, but not the
 * fewest possible.
 */
export interface SuppressionRule {
  /** Fewest persons or households behind a figure: 11 at least. */
  threshold: number;
  /** In whole percent of an amount, the most that one contributor may hold: 85 at most. */
  dominance: number;
}

export const DEFAULT_RULE: Readonly<SuppressionRule> = { threshold: 11, dominance: 85 };

export interface Figure {
  /** What is shown, and adds up: persons, households, or anything else that is whole and not negative. */
  count: number;
  /**
   * Distinct persons (households for income and quotient) behind the figure, where `count` is something else or may
   * count one of them twice. By default, `count`.
   */
  contributors?: number;
  /** Shown beside the count; hidden with it. */
  amount?: Cents;
  /** The largest part of `amount` that one contributor holds, without its sign; dominance is only checked with it. */
  largest?: Cents;
}

export const HIDING_REASONS = ['small', 'dominant', 'all_in_one', 'secondary'] as const;
export type HidingReason = (typeof HIDING_REASONS)[number];

export interface Protected {
  /** Null where hidden. */
  count: number | null;
  /** Null where hidden, or where none was given. */
  amount: Cents | null;
  /** Null where published. Not for readers of the figure: see above. */
  reason: HidingReason | null;
}

/** Parts of one whole. `total` is left out where it is not published. */
export interface FigureList {
  parts: readonly Figure[];
  /**
   * For nested parts, such as zones in districts: the position of the part that each belongs to, null at the top. A
   * part to which others belong is their total, and is published.
   */
  parents?: readonly (number | null)[];
  total?: Figure;
}
export interface ProtectedList {
  parts: Protected[];
  total: Protected | null;
}

/** Rows by columns. The totals that are left out are not published. */
export interface FigureTable {
  cells: readonly (readonly Figure[])[];
  /** Of rows, as in FigureList. */
  parents?: readonly (number | null)[];
  rowTotals?: readonly Figure[];
  columnTotals?: readonly Figure[];
  total?: Figure;
}
export interface ProtectedTable {
  cells: Protected[][];
  rowTotals: Protected[] | null;
  columnTotals: Protected[] | null;
  total: Protected | null;
}

/**
 * A figure published by itself, such as the preview of a segment.
 * @throws InputError for a rule or a figure that makes no sense; so do the functions below.
 */
export function protectCount(figure: Figure, rule: SuppressionRule = DEFAULT_RULE): Protected {
  return protectList({ parts: [figure] }, rule).parts[0]!;
}

/** Parts of a whole, one dimension. Throws InputError SUPPRESSION_TOTAL too, where a total is not the sum of its parts. */
export function protectList(list: FigureList, rule: SuppressionRule = DEFAULT_RULE): ProtectedList {
  const { cells, columnTotals } = protectNetwork(
    {
      cells: list.parts.map((part) => [part]),
      parents: list.parents,
      columnTotals: list.total && [list.total],
    },
    rule,
    false,
  );
  return { parts: cells.map(([part]) => part!), total: columnTotals?.[0] ?? null };
}

/** Rows by columns, with the totals that are published. Throws as protectList does. */
export function protectTable(table: FigureTable, rule: SuppressionRule = DEFAULT_RULE): ProtectedTable {
  return protectNetwork(table, rule, true);
}

/** Persons, and the households they are of where these decide (income, quotient); null: persons do. */
export const figureOfPersons = (count: number, households: number | null): Figure => ({
  count,
  ...(households !== null && { contributors: households }),
});

/**
 * The total of figures of which each contributor belongs to one only. Where one may belong to several (users of
 * services, added over services), give `contributors` and `largest` of the total yourself.
 */
export function totalOf(figures: readonly Figure[]): Figure {
  const sum = (values: (number | undefined)[]) => values.reduce<number>((a, b) => a + (b ?? 0), 0);
  return {
    count: sum(figures.map(({ count }) => count)),
    ...(figures.some(({ contributors }) => contributors !== undefined) && {
      contributors: sum(figures.map(({ contributors, count }) => contributors ?? count)),
    }),
    ...(figures.some(({ amount }) => amount !== undefined) && {
      amount: sum(figures.map(({ amount }) => amount)),
    }),
    ...(figures.some(({ largest }) => largest !== undefined) && {
      largest: Math.max(...figures.map(({ largest }) => largest ?? 0)),
    }),
  };
}

/** A table with all of its totals, under the condition of totalOf. */
export function withTotals(cells: readonly (readonly Figure[])[]): FigureTable {
  const columns = cells[0]?.map((_, column) => cells.map((row) => row[column]!)) ?? [];
  return {
    cells,
    rowTotals: cells.map(totalOf),
    columnTotals: columns.map(totalOf),
    total: totalOf(cells.flat()),
  };
}

/** @throws InputError where a rule is laxer than the default, or no whole number. */
export function checkSuppressionRule({ threshold, dominance }: SuppressionRule): void {
  if (!Number.isSafeInteger(threshold) || threshold < DEFAULT_RULE.threshold)
    fail('SUPPRESSION_THRESHOLD', { threshold, least: DEFAULT_RULE.threshold });
  if (!Number.isSafeInteger(dominance) || dominance < 1 || dominance > DEFAULT_RULE.dominance)
    fail('SUPPRESSION_DOMINANCE', { dominance, most: DEFAULT_RULE.dominance });
}

export const suppressionMessages: Messages = {
  SUPPRESSION_THRESHOLD: {
    fr: ({ threshold, least }) =>
      `Le seuil du secret est ${threshold} : indiquez un nombre entier d’au moins ${least}.`,
    en: ({ threshold, least }) =>
      `The threshold of suppression is ${threshold}: give a whole number of at least ${least}.`,
  },
  SUPPRESSION_DOMINANCE: {
    fr: ({ dominance, most }) =>
      `La part qu’un seul peut tenir d’un montant est ${dominance} % : indiquez un nombre entier de 1 à ${most}.`,
    en: ({ dominance, most }) =>
      `The share of an amount that one may hold is ${dominance} %: give a whole number from 1 to ${most}.`,
  },
  SUPPRESSION_FIGURE: {
    fr: ({ value }) =>
      `« ${value} » ne peut pas être publié : un effectif est un entier positif ou nul, un montant un nombre entier de centimes.`,
    en: ({ value }) =>
      `"${value}" cannot be published: a count is a whole number, not negative, and an amount a whole number of cents.`,
  },
  SUPPRESSION_TOTAL: {
    fr: ({ total, sum }) =>
      `Un total (${total}) n’est pas la somme de ses parties (${sum}) : le secret ne peut pas être assuré.`,
    en: ({ total, sum }) =>
      `A total (${total}) is not the sum of its parts (${sum}): suppression cannot be guaranteed.`,
  },
  SUPPRESSION_CONTRIBUTORS: {
    fr: () =>
      'Le total doit dire combien de personnes distinctes il concerne, au moins autant que chacune de ses parties.',
    en: () =>
      'A total must tell how many distinct persons are behind it, at least as many as behind each part.',
  },
  SUPPRESSION_SHAPE: {
    fr: () =>
      'Les lignes d’un tableau doivent avoir autant de cases, leurs totaux et leurs rattachements aussi, sans cercle.',
    en: () =>
      'Rows of a table must have as many cells as one another, and so must their totals and parents, without circles.',
  },
};

function fail(code: string, params: Record<string, string | number> = {}): never {
  throw new InputError({ code, line: null, column: null, params });
}

/** A figure in the network: it enters one equation with a plus (`to`) and another with a minus (`from`). */
interface Arc {
  from: number;
  to: number;
  figure: Figure;
  /** False for a total that nobody publishes: unknown to readers, and no secret of ours. */
  shown: boolean;
  reason: HidingReason | null;
  /** What hiding it costs to the usefulness of the table. */
  weight: number;
  /** In a line where everybody is in one cell: whether that cell is this one must not be told. */
  doubtful: boolean;
  /** It lies on a cycle of hidden arcs. */
  safe: boolean;
}

/** An equation: the parts add up to the total. */
interface Line {
  total: Arc;
  parts: Arc[];
  /** The totals of the same categories one level up; null at the top. */
  totals: Line | null;
}

/** Fewer hidden figures first, then smaller ones; a total is worth many cells, the grand total many totals. */
const TOTAL_WEIGHT = 8;

/** One builder for lists and tables: a list is a table of one column whose rows are not added up (`across` false). */
function protectNetwork(table: FigureTable, rule: SuppressionRule, across: boolean): ProtectedTable {
  checkSuppressionRule(rule);
  const { cells, parents = cells.map(() => null) } = table;
  const columns = cells[0]?.length ?? 0;
  const wrongShape =
    cells.some((row) => row.length !== columns) ||
    parents.length !== cells.length ||
    (table.rowTotals ?? cells).length !== cells.length ||
    (table.columnTotals?.length ?? columns) !== columns;
  const children = new Map<number | null, number[]>([[null, []]]);
  parents.forEach((parent, row) => children.set(parent, [...(children.get(parent) ?? []), row]));
  const topDown = ordered(children);
  if (wrongShape || topDown.length !== cells.length) fail('SUPPRESSION_SHAPE');

  // Equations: each group of rows (the top ones, and those below one) per column; each row without others below it.
  const width = columns + (across ? 1 : 0);
  const groups = [...children.keys()];
  const groupRank = new Map(groups.map((group, rank) => [group, rank]));
  const groupNode = (group: number | null, column: number) => groupRank.get(group)! * width + column;
  const rowNode = (row: number | null) => groups.length * width + (across && row !== null ? row + 1 : 0);
  const isGroup = (row: number) => groupRank.has(row);

  const largestCount = Math.max(1, ...cells.flat().map(({ count }) => count));
  /** Columns count plus in the equations of rows and minus in those of groups; the column of totals the other way. */
  const arc = (row: number | null, column: number, figure: Figure, shown: boolean): Arc => {
    const isTotal = across && column === columns;
    const above = row === null ? rowNode(null) : groupNode(parents[row]!, column);
    const below =
      row === null ? groupNode(null, column) : isGroup(row) ? groupNode(row, column) : rowNode(row);
    checkFigure(figure);
    return {
      from: isTotal ? below : above,
      to: isTotal ? above : below,
      figure,
      shown,
      reason: null,
      weight:
        (1 + figure.count / (1 + largestCount)) *
        (isTotal ? TOTAL_WEIGHT : 1) *
        (row === null ? TOTAL_WEIGHT : isGroup(row) ? 2 : 1),
      doubtful: false,
      safe: false,
    };
  };
  const arcsOf = (row: number | null, figures: readonly Figure[], shown: boolean, total?: Figure): Arc[] => [
    ...figures.map((figure, column) => arc(row, column, figure, shown)),
    ...(across ? [arc(row, columns, total ?? totalOf(figures), total !== undefined)] : []),
  ];
  const rows = cells.map((row, rank) => arcsOf(rank, row, true, table.rowTotals?.[rank]));
  const top = children.get(null)!;
  const bottom = arcsOf(
    null,
    table.columnTotals ??
      Array.from({ length: columns }, (_, column) => totalOf(top.map((row) => cells[row]![column]!))),
    table.columnTotals !== undefined,
    table.total,
  );

  // Lines of totals stand before those whose categories they total.
  const lines: Line[] = [];
  for (const group of groups) {
    const totals = group === null ? bottom : rows[group]!;
    const inColumn = (column: number, of: Line | null): Line => ({
      total: totals[column]!,
      parts: children.get(group)!.map((row) => rows[row]![column]!),
      totals: of,
    });
    const ofTotals = across ? inColumn(columns, null) : null;
    if (ofTotals) lines.push(ofTotals);
    for (let column = 0; column < columns; column += 1) lines.push(inColumn(column, ofTotals));
  }
  if (across) {
    const inRow = (arcs: Arc[], totals: Line | null): Line => ({
      total: arcs[columns]!,
      parts: arcs.slice(0, columns),
      totals,
    });
    const ofRows = new Map([[null as number | null, inRow(bottom, null)]]);
    for (const row of topDown) ofRows.set(row, inRow(rows[row]!, ofRows.get(parents[row]!)!));
    lines.push(...ofRows.values());
  }
  lines.forEach(checkSum);

  hide([...rows.flat(), ...bottom], lines, rule);
  const given = (arcs: Arc[]) => arcs.slice(0, columns).map(answer);
  return {
    cells: rows.map(given),
    rowTotals: table.rowTotals ? rows.map((arcs) => answer(arcs[columns]!)) : null,
    columnTotals: table.columnTotals ? given(bottom) : null,
    total: table.total ? answer(bottom[columns]!) : null,
  };
}

/** Rows, each after the one it belongs to; those that belong to one another in a circle are missing. */
function ordered(children: ReadonlyMap<number | null, number[]>): number[] {
  const rows = [...children.get(null)!];
  for (const row of rows) rows.push(...(children.get(row) ?? []));
  return rows;
}

function checkFigure({ count, contributors = 0, amount = 0, largest = 0 }: Figure): void {
  for (const value of [count, contributors, largest])
    if (!Number.isSafeInteger(value) || value < 0) fail('SUPPRESSION_FIGURE', { value });
  if (!Number.isSafeInteger(amount)) fail('SUPPRESSION_FIGURE', { value: amount });
}

function checkSum({ total, parts }: Line): void {
  // What stands behind a total that counts uses cannot be told from its parts alone.
  const lacks = total.shown && total.figure.contributors === undefined;
  if (
    parts.some(
      ({ figure }) => (lacks && figure.contributors !== undefined) || behind(figure) > behind(total.figure),
    )
  )
    fail('SUPPRESSION_CONTRIBUTORS');
  for (const of of ['count', 'amount'] as const) {
    if (total.figure[of] === undefined) continue;
    const sum = parts.reduce((added, { figure }) => added + (figure[of] ?? 0), 0);
    if (sum !== total.figure[of]) fail('SUPPRESSION_TOTAL', { total: total.figure[of], sum });
  }
}

const answer = ({ figure, reason }: Arc): Protected =>
  reason === null
    ? { count: figure.count, amount: figure.amount ?? null, reason }
    : { count: null, amount: null, reason };

const behind = ({ count, contributors = count }: Figure) => contributors;
const isNought = ({ figure }: Arc) => figure.count === 0 && behind(figure) === 0;
/** 100 times the largest contribution against the percentage of the amount: whole numbers, no rounding. */
const isDominated = (largest: Cents | undefined, amount: Cents | undefined, dominance: number) =>
  largest !== undefined &&
  BigInt(largest) * 100n > BigInt(Math.abs(amount ?? 0)) * BigInt(dominance) &&
  largest > 0;

function hide(arcs: readonly Arc[], lines: readonly Line[], rule: SuppressionRule): void {
  const shown = arcs.filter((arc) => arc.shown);
  for (const arc of shown) {
    const { figure } = arc;
    // Nobody: nought, or what is counted without knowing whose it is.
    if (behind(figure) === 0) continue;
    if (behind(figure) < rule.threshold) arc.reason = 'small';
    else if (isDominated(figure.largest, figure.amount, rule.dominance)) arc.reason = 'dominant';
  }
  // What one line must not tell, others must not either: until nothing changes.
  for (let changed = true; changed;)
    changed = lines.filter((line) => isTelling(line) && hideLine(line)).length > 0;

  const network = new Network(arcs);
  for (const arc of shown) if (arc.reason !== null) network.protect(arc);
  // What a remainder needs may open another: until nothing changes. Each round hides one more figure, or is the last.
  for (let changed = true; changed;) {
    changed = false;
    for (const line of lines) {
      const arc = neededByRemainder(line, rule);
      if (!arc) continue;
      arc.reason = 'secondary';
      network.protect(arc);
      changed = true;
    }
  }
}

/** Everybody is in one part; or nobody is in any, and that is what must not be told of the total. */
const isTelling = ({ total, parts }: Line) =>
  isNought(total) ? total.doubtful : parts.length > 1 && parts.filter((arc) => !isNought(arc)).length === 1;

/** Whether that hid anything more. */
function hideLine({ parts, totals }: Line): boolean {
  const open = parts.filter((arc, category) => {
    // A category that is empty one level up is empty for all, and no secret; unless it is hidden there as well.
    const above = totals?.parts[category];
    return !arc.doubtful && !(above && isNought(above) && !above.doubtful);
  });
  for (const arc of open) {
    arc.doubtful = true;
    if (arc.shown) arc.reason ??= 'all_in_one';
  }
  return open.length > 0;
}

/** The figure to hide so that what is left of a published total is no small or dominated figure; null: it is none. */
function neededByRemainder({ total, parts }: Line, { threshold, dominance }: SuppressionRule): Arc | null {
  if (!total.shown || total.reason !== null) return null;
  const hidden = parts.filter(({ reason }) => reason !== null);
  const others = parts.filter((arc) => arc.reason === null && arc.shown && !isNought(arc));
  // Where nothing is taken off, what is left is the total, which passed.
  if (hidden.length === 0 || others.length === 0) return null;
  // Those of several parts may be the same persons, unless the counts are the persons.
  const persons = hidden.every(({ figure }) => figure.contributors === undefined)
    ? hidden.reduce((sum, { figure }) => sum + figure.count, 0)
    : Math.max(...hidden.map(({ figure }) => behind(figure)));
  const amount = hidden.reduce((sum, { figure }) => sum + (figure.amount ?? 0), 0);
  const largest = Math.max(...hidden.map(({ figure }) => figure.largest ?? 0));
  if ((persons === 0 || persons >= threshold) && !isDominated(largest, amount, dominance)) return null;
  return others.reduce((a, b) => (b.weight < a.weight ? b : a));
}

/** Readers may move a hidden figure by one if others of a cycle, hidden too, move with it. */
class Network {
  private readonly leaving: Arc[][] = [];

  constructor(arcs: readonly Arc[]) {
    for (const arc of arcs) for (const node of [arc.from, arc.to]) (this.leaving[node] ??= []).push(arc);
  }

  /** Hides whatever makes the cheapest cycle through a hidden arc. There is one: itself and the totals above it. */
  protect(target: Arc): void {
    if (target.safe) return;
    const more = this.cheapest(target, target.to, target.from);
    const less = canShrink(target) ? this.cheapest(target, target.from, target.to) : null;
    const path = less && (!more || less.cost < more.cost) ? less : more;
    if (!path) throw new RangeError('suppression: a figure that nothing can protect');
    for (const arc of [target, ...path.arcs]) {
      if (arc.shown) arc.reason ??= 'secondary';
      arc.safe = true;
    }
  }

  /** Dijkstra over arcs that are hidden (free), not published (free) or may be hidden (their weight). */
  private cheapest(target: Arc, start: number, end: number): { cost: number; arcs: Arc[] } | null {
    const costs = new Map([[start, 0]]);
    const by = new Map<number, Arc>();
    const done = new Set<number>();
    const waiting = new Heap();
    waiting.push(0, start);
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { node, cost } = next;
      if (node === end) break;
      if (done.has(node)) continue;
      done.add(node);
      for (const arc of this.leaving[node]!) {
        if (arc === target) continue;
        const free = arc.reason !== null || !arc.shown;
        if (!free && isNought(arc)) continue;
        const forwards = arc.from === node;
        if (!forwards && !canShrink(arc)) continue;
        const to = forwards ? arc.to : arc.from;
        const reachedAt = cost + (free ? 0 : arc.weight);
        if (reachedAt >= (costs.get(to) ?? Infinity)) continue;
        costs.set(to, reachedAt);
        by.set(to, arc);
        waiting.push(reachedAt, to);
      }
    }
    const cost = costs.get(end);
    if (cost === undefined) return null;
    const arcs: Arc[] = [];
    for (let node = end; node !== start;) {
      const arc = by.get(node)!;
      arcs.push(arc);
      node = arc.to === node ? arc.from : arc.to;
    }
    return { cost, arcs };
  }
}

/** Readers know that hidden counts are at least 1, save for some noughts: these cannot shrink either. */
const canShrink = ({ figure, shown }: Arc) => figure.count > (shown ? 1 : 0);

/** A binary heap; of equal costs, the order is that of the table. */
class Heap {
  private readonly items: { cost: number; node: number }[] = [];

  push(cost: number, node: number): void {
    const { items } = this;
    let at = items.length;
    items.push({ cost, node });
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (items[above]!.cost <= cost) break;
      items[at] = items[above]!;
      at = above;
    }
    items[at] = { cost, node };
  }

  pop(): { cost: number; node: number } | undefined {
    const { items } = this;
    const first = items[0];
    const last = items.pop();
    if (items.length === 0 || !last) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= items.length) break;
      if (below + 1 < items.length && items[below + 1]!.cost < items[below]!.cost) below += 1;
      if (items[below]!.cost >= last.cost) break;
      items[at] = items[below]!;
      at = below;
    }
    items[at] = last;
    return first;
  }
}
