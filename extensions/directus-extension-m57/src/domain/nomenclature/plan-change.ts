import { NATURE_USES, type Plan } from './plan';

/** What importing a chart of accounts does to the one in place, in entries (chapters, natures and functions). */
export interface PlanChange {
  effect: 'new' | 'replaces' | 'identical';
  added: number;
  /** Same code, another label or use. */
  changed: number;
  /** In the plan as it was published before, and not in this one. */
  gone: number;
  /** Added by hand here: they stay. */
  kept: number;
}

/** The same, entry by entry: keys of `planEntries`. */
export interface PlanDifference {
  added: string[];
  changed: string[];
  gone: string[];
  kept: string[];
}

/** All that a plan says of each of its entries, by kind, axis and code ("nature/nature/6236"), parents first. */
export function planEntries(plan: Plan): Map<string, string> {
  const entries = new Map<string, string>();
  const add = (key: string, ...said: unknown[]) => entries.set(key, JSON.stringify(said));
  for (const { code, axis, label, section, type, special } of plan.chapters)
    add(`chapter/${axis}/${code}`, label, section, type, special);
  for (const { code, label, parent, uses, deleted } of plan.natures)
    add(
      `nature/nature/${code}`,
      label,
      parent,
      NATURE_USES.map((use) => uses[use] ?? null),
      deleted,
    );
  for (const { code, axis, label, parent } of plan.fonctions) add(`fonction/${axis}/${code}`, label, parent);
  return entries;
}

/**
 * Compares a plan with the one in place (null: none). Entries that are in place and not in the new plan are gone
 * where `published` says that they came from a publication; an admin added the others by hand, and they are kept.
 */
export function comparePlans(
  before: Plan | null,
  after: Plan,
  published: (key: string) => boolean,
): PlanDifference {
  const old = before ? planEntries(before) : new Map<string, string>();
  const next = planEntries(after);
  const left = [...old.keys()].filter((key) => !next.has(key));
  return {
    added: [...next.keys()].filter((key) => !old.has(key)),
    changed: [...next.keys()].filter((key) => old.has(key) && old.get(key) !== next.get(key)),
    gone: left.filter(published),
    kept: left.filter((key) => !published(key)),
  };
}

/** A difference in figures. A plan of which nothing was in place is new. */
export function planChange(before: Plan | null, difference: PlanDifference): PlanChange {
  const { added, changed, gone, kept } = difference;
  const same = added.length + changed.length + gone.length === 0;
  return {
    effect: before === null ? 'new' : same ? 'identical' : 'replaces',
    added: added.length,
    changed: changed.length,
    gone: gone.length,
    kept: kept.length,
  };
}
