import type { Measures } from '../ledger';
import { splitCents } from '../money';
import type { Outcome } from './assign';
import { WHOLE } from './rule';

export interface Placed {
  parts: (Measures & { rule: number; target: string | number })[];
  /** What has no target: all of it when unmatched or conflicting, what the shares leave otherwise. */
  rest: Measures;
}

/** Shares an amount out among the targets of an outcome; parts and rest add up to it, to the cent. */
export function place({ budgeted, realised }: Measures, { status, targets }: Outcome): Placed {
  if (status === 'conflicting' || targets.length === 0) return { parts: [], rest: { budgeted, realised } };
  const [only] = targets;
  if (only!.share === WHOLE) {
    const { rule, target } = only!;
    return { parts: [{ rule, target, budgeted, realised }], rest: { budgeted: 0, realised: 0 } };
  }
  const shares = targets.map(({ share }) => share);
  const weights = [...shares, WHOLE - shares.reduce((a, b) => a + b, 0)];
  const budget = splitCents(budgeted, weights);
  const real = splitCents(realised, weights);
  const parts = targets.map(({ rule, target }, index) => ({
    rule,
    target,
    budgeted: budget[index]!,
    realised: real[index]!,
  }));
  return { parts, rest: { budgeted: budget.at(-1)!, realised: real.at(-1)! } };
}
