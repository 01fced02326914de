import { childrenOf, type Condition, type Group, type Negation } from '../../domain/segments/definition';

/**
 * Where a condition stands: its position in the groups, from the root down. Negations are no step of their own: the
 * builder shows them as a mark on what they negate.
 */
export type Path = readonly number[];
export interface Place {
  /** The group. */
  group: Path;
  /** Before which of its items; their number: at the end. */
  index: number;
}
export interface Moved {
  where: Condition;
  path: Path;
}
export type Way = 'up' | 'down' | 'out' | 'in';

export const EVERYBODY: Group = { type: 'and', items: [] };

/** The condition without the negations around it. */
export function bare(condition: Condition): Exclude<Condition, Negation> {
  return condition.type === 'not' ? bare(condition.item) : condition;
}
/** Two negations are none. */
export const isNegated = (condition: Condition): boolean =>
  condition.type === 'not' && !isNegated(condition.item);
export const isGroup = (condition: Condition): condition is Group =>
  condition.type === 'and' || condition.type === 'or';

/** A definition whose root is a group, as the builder shows it; the same people meet it. */
export const grouped = (where: Condition): Condition =>
  isGroup(bare(where)) ? where : { type: 'and', items: [where] };

/** What stands there with its negations; null: nothing does. */
export function at(where: Condition, path: Path): Condition | null {
  const [first, ...rest] = path;
  if (first === undefined) return where;
  const item = childrenOf(bare(where))[first];
  return item ? at(item, rest) : null;
}
export function groupAt(where: Condition, path: Path): Group | null {
  const found = at(where, path);
  const group = found && bare(found);
  return group && isGroup(group) ? group : null;
}

/** The same negations around something else. */
const around = (condition: Condition, inner: Condition): Condition =>
  condition.type === 'not' ? { type: 'not', item: around(condition.item, inner) } : inner;

function inGroup(where: Condition, path: Path, change: (items: Condition[]) => Condition[]): Condition {
  const group = bare(where);
  if (!isGroup(group)) return where;
  const [first, ...rest] = path;
  const items =
    first === undefined
      ? change(group.items)
      : group.items.map((item, index) => (index === first ? inGroup(item, rest, change) : item));
  return around(where, { ...group, items });
}

/** With something else in its place, its negations included. */
export const replace = (where: Condition, path: Path, condition: Condition): Condition =>
  path.length === 0
    ? condition
    : inGroup(where, path.slice(0, -1), (items) => items.with(path.at(-1)!, condition));
/** With another condition under the negations that are there. */
export function edit(where: Condition, path: Path, condition: Condition): Condition {
  const found = at(where, path);
  return found ? replace(where, path, around(found, condition)) : where;
}
export const insert = (where: Condition, { group, index }: Place, condition: Condition): Condition =>
  inGroup(where, group, (items) => items.toSpliced(index, 0, condition));
export const remove = (where: Condition, path: Path): Condition =>
  path.length === 0
    ? EVERYBODY
    : inGroup(where, path.slice(0, -1), (items) => items.toSpliced(path.at(-1)!, 1));

const startsWith = (path: Path, start: Path) => start.every((step, index) => path[index] === step);

/** Null where it cannot go there (into itself), or would stay where it is. */
export function move(where: Condition, from: Path, to: Place): Moved | null {
  const item = at(where, from);
  if (!item || from.length === 0 || startsWith(to.group, from) || !groupAt(where, to.group)) return null;
  const [parent, index] = [from.slice(0, -1), from.at(-1)!];
  const isSame = parent.length === to.group.length && startsWith(to.group, parent);
  if (isSame && (to.index === index || to.index === index + 1)) return null;
  // What stood behind it in its group has moved up by one.
  const group = to.group.map((step, depth) =>
    depth === parent.length && startsWith(to.group, parent) && step > index ? step - 1 : step,
  );
  const place = { group, index: isSame && to.index > index ? to.index - 1 : to.index };
  return { where: insert(remove(where, from), place, item), path: [...group, place.index] };
}

/** One step by keyboard: among its neighbours, out behind its group, or into the group beside it. */
export function step(where: Condition, from: Path, way: Way): Moved | null {
  if (from.length === 0) return null;
  const [parent, index] = [from.slice(0, -1), from.at(-1)!];
  const length = groupAt(where, parent)?.items.length ?? 0;
  if (way === 'up') return index === 0 ? null : move(where, from, { group: parent, index: index - 1 });
  if (way === 'down')
    return index === length - 1 ? null : move(where, from, { group: parent, index: index + 2 });
  if (way === 'out')
    return parent.length === 0
      ? null
      : move(where, from, { group: parent.slice(0, -1), index: parent.at(-1)! + 1 });
  const [before, after] = [
    [...parent, index - 1],
    [...parent, index + 1],
  ];
  const former = groupAt(where, before);
  if (former) return move(where, from, { group: before, index: former.items.length });
  return groupAt(where, after) ? move(where, from, { group: after, index: 0 }) : null;
}

/** Puts it into a group of its own, which joins as the group around it does not. */
export function wrap(where: Condition, path: Path): Condition {
  const item = at(where, path);
  const parent = groupAt(where, path.slice(0, -1));
  if (!item || !parent || path.length === 0) return where;
  return replace(where, path, { type: parent.type === 'and' ? 'or' : 'and', items: [item] });
}
/** Puts the items of a group into the group around it. A negated group stays: it would mean something else. */
export function unwrap(where: Condition, path: Path): Condition {
  const group = at(where, path);
  if (!group || !isGroup(group) || path.length === 0) return where;
  return inGroup(where, path.slice(0, -1), (items) => items.toSpliced(path.at(-1)!, 1, ...group.items));
}
export function negate(where: Condition, path: Path): Condition {
  const item = at(where, path);
  if (!item) return where;
  return replace(where, path, item.type === 'not' ? item.item : { type: 'not', item });
}
export function duplicate(where: Condition, path: Path): Condition {
  const item = at(where, path);
  if (!item || path.length === 0) return where;
  return insert(where, { group: path.slice(0, -1), index: path.at(-1)! + 1 }, item);
}

/**
 * The condition that an error of the server is about: "where.items[1].item.items[0].test" is [1, 0]. What is about
 * the definition as a whole is about the root.
 */
export const pathOfIssue = (text: string): Path => [
  ...[...text.matchAll(/\.items\[(\d+)\]/g)].map(([, index]) => Number(index)),
];
/** What the server says of a place, without the place: it is said at the condition itself. */
export function withoutPlace(message: string, path: string): string {
  const at = message.indexOf(path);
  const rest = at < 0 ? message : message.slice(at + path.length).replace(/^\s*:\s*/, '');
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}
export const textOf = (path: Path): string => path.join('.');
export const pathOf = (text: string): Path => (text === '' ? [] : text.split('.').map(Number));
