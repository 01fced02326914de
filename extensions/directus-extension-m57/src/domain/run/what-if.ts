import type { Key } from '../keys/key';
import type { Cents } from '../money';
import type { Quantity } from '../quantity';
import type { RunParameters } from './parameters';

/** Something else than it was. */
export type Change =
  | { kind: 'quantity'; from: number; to: number; quantity: Quantity }
  | { kind: 'service'; service: number; as: 'principal' | 'auxiliary' }
  | { kind: 'cost'; service: number; amount: Cents };

type Costs = ReadonlyMap<number, { direct: Cents; notional: Cents }>;

/**
 * The inputs of a run with changes. A quantity takes the place of all that `from` delivered to `to` in the exercice,
 * in percent where it delivers percentages. A service whose keys are of another kind (equal shares, pro rata, like
 * another, none) gets quantities instead: those of all its changes. Fixed amounts stay.
 */
export function applyChanges(
  parameters: RunParameters,
  costs: Costs,
  changes: readonly Change[],
): { parameters: RunParameters; costs: Costs } {
  let { keys, services } = parameters;
  const changed = new Map(costs);
  let added = 0;
  for (const change of changes) {
    if (change.kind === 'service')
      services = services.map((one) => (one.id === change.service ? { ...one, kind: change.as } : one));
    else if (change.kind === 'cost') {
      const { direct, notional } = changed.get(change.service) ?? { direct: 0, notional: 0 };
      changed.set(change.service, { direct: direct + change.amount, notional });
    } else {
      const { from, to, quantity } = change;
      const isOf = (key: Key) => key.from === from && key.kind !== 'fixed';
      const measured = keys.find((key) => isOf(key) && (key.kind === 'quantity' || key.kind === 'percent'));
      const kept = keys.filter(
        (key) => !isOf(key) || (measured !== undefined && key.kind === measured.kind && key.to !== to),
      );
      added += 1;
      const key: Key = {
        id: -added,
        from,
        to,
        kind: measured?.kind ?? 'quantity',
        like: null,
        quantity,
        unit: measured?.unit ?? null,
        valid_from: null,
        valid_to: null,
      };
      keys = [...kept, key];
    }
  }
  return { parameters: { ...parameters, keys, services }, costs: changed };
}
