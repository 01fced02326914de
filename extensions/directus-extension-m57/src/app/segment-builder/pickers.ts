import type { SegmentOptions } from '../../contract/segments';
import { plainName } from '../../domain/plain-name';

export interface Choice<Value extends string | number = string | number> {
  value: Value;
  text: string;
  /** How far within others. */
  depth?: number;
  /** Found by these too; the one that matched is shown. */
  hints?: string[];
}
export interface Found<Value extends string | number = string | number> extends Choice<Value> {
  hint: string | null;
}

const MOST = 50;

/**
 * Choices in which every word stands, in the name or in a hint, whatever the case and accents; those whose name
 * begins with it come first. Nothing typed: all, in their order.
 */
export function find<Value extends string | number>(
  choices: readonly Choice<Value>[],
  typed: string,
): Found<Value>[] {
  const words = plainName(typed).split(' ').filter(Boolean);
  const holds = (text: string) => {
    const plain = plainName(text);
    return words.every((word) => plain.includes(word));
  };
  const found = choices.flatMap((choice): (Found<Value> & { rank: number })[] => {
    if (words.length === 0 || holds(choice.text)) {
      const rank = words.length > 0 && !plainName(choice.text).startsWith(words[0]!) ? 1 : 0;
      return [{ ...choice, hint: null, rank }];
    }
    const hint = choice.hints?.find(holds);
    return hint === undefined ? [] : [{ ...choice, hint, rank: 2 }];
  });
  if (words.length > 0) found.sort((a, b) => a.rank - b.rank);
  return found.slice(0, MOST);
}

/** Under what they lie in, by name; what lies within nothing that is there stands at the top. */
export function inTree<Item extends { id: number; name: string; parent: number | null }>(
  items: readonly Item[],
): (Item & { depth: number })[] {
  const known = new Set(items.map(({ id }) => id));
  const sorted = [...items].sort((a, b) => a.name.localeCompare(b.name, 'fr', { numeric: true }));
  const placed = new Map<number, Item & { depth: number }>();
  const place = (item: Item, depth: number) => {
    if (placed.has(item.id)) return;
    placed.set(item.id, { ...item, depth });
    for (const child of sorted) if (child.parent === item.id) place(child, depth + 1);
  };
  for (const item of sorted) if (item.parent === null || !known.has(item.parent)) place(item, 0);
  // A circle has no top.
  for (const item of sorted) place(item, 0);
  return [...placed.values()];
}

export const serviceChoices = ({ services }: Pick<SegmentOptions, 'services'>): Choice<number>[] =>
  inTree(services).map(({ id, name, depth, accounts }) => ({
    value: id,
    text: name,
    depth,
    hints: accounts.map(({ code, label }) => `${code} ${label}`),
  }));

export const zoneChoices = ({ zones }: Pick<SegmentOptions, 'zones'>): Choice<number>[] =>
  inTree(zones).map(({ id, name, depth }) => ({ value: id, text: name, depth }));
