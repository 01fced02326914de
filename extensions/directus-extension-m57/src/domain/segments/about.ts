import { childrenOf, conditionsOf, type Definition } from './definition';

/**
 * Whether a definition asks of nothing but the use of one service: that all users of the service are in such a segment
 * tells nothing of them.
 */
export function asksOnlyOf({ where }: Definition, service: number): boolean {
  const asked = [...conditionsOf(where)].filter(
    (condition) => childrenOf(condition).length === 0 && condition.type !== 'and' && condition.type !== 'or',
  );
  return (
    asked.length > 0 &&
    asked.every(
      (condition) =>
        condition.type === 'related' &&
        condition.filter.services?.length === 1 &&
        condition.filter.services[0] === service,
    )
  );
}
