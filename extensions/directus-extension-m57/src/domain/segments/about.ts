import type { InteractionKind } from '../relation/model';
import { asksForAny, childrenOf, conditionsOf, type Definition, type RelatedCondition } from './definition';

/** Interactions that are the use of a service; others tell what somebody thinks of it, or wants. */
const USE: readonly InteractionKind[] = ['registration', 'payment', 'event', 'renewal'];

/**
 * Whether a definition asks of nothing but the use of one service: that all users of the service are in such a segment
 * tells nothing of them. How often, how much or how somebody used it is more than that.
 */
export function asksOnlyOf({ where }: Definition, service: number): boolean {
  const asked = [...conditionsOf(where)].filter(
    (condition) => childrenOf(condition).length === 0 && condition.type !== 'and' && condition.type !== 'or',
  );
  return (
    asked.length > 0 &&
    asked.every((condition) => condition.type === 'related' && asksOfUse(condition, service))
  );
}

function asksOfUse(condition: RelatedCondition, service: number): boolean {
  const { services, kinds, ...more } = condition.filter;
  return (
    services?.length === 1 &&
    services[0] === service &&
    (kinds ?? []).every((kind) => USE.includes(kind)) &&
    Object.keys(more).length === 0 &&
    asksForAny(condition)
  );
}
