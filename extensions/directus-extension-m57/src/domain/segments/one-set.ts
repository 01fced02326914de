import { asksForAny, type Condition, type RelatedCondition } from './definition';

/**
 * The same question in fewer sets: of an `or`, whoever had something of one service or had something of another, all
 * else being equal, had something of both services' together. It stands where the first of them stood.
 */
export function inFewerSets(condition: Condition): Condition {
  if (condition.type === 'not') return { ...condition, item: inFewerSets(condition.item) };
  if (condition.type === 'and') return { ...condition, items: condition.items.map(inFewerSets) };
  if (condition.type !== 'or') return condition;
  const merged = new Map<string, RelatedCondition>();
  const items: Condition[] = [];
  for (const item of condition.items.map(inFewerSets)) {
    if (item.type !== 'related' || !asksForAny(item) || !item.filter.services) {
      items.push(item);
      continue;
    }
    const { services, ...otherwise } = item.filter;
    const key = JSON.stringify([otherwise, item.window]);
    const known = merged.get(key);
    if (known) {
      known.filter.services = [...new Set([...known.filter.services!, ...services])];
      continue;
    }
    const own = { ...item, filter: { ...item.filter } };
    merged.set(key, own);
    items.push(own);
  }
  return items.length === 1 ? items[0]! : { ...condition, items };
}
