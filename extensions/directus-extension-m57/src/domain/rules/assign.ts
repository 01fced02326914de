import type { Issue } from '../issue';
import { appliesTo, compileRules, sumOfShares, type CompiledRule } from './compile';
import { place } from './place';
import { AXES, WHOLE, type Axis, type ImputationSum, type Rule } from './rule';
import { addTo, emptyTally, type Tally } from './tally';

/** What the rules of one axis say of one imputation. */
export interface Outcome {
  /**
   * covered: placed as a whole. unmatched: no rule, or shares that leave a rest. conflicting: several rules of
   * the highest priority that are no split, or a split of more than 100 %: nothing is placed.
   */
  status: 'covered' | 'unmatched' | 'conflicting';
  /** Where it goes; when unmatched, the shares there are; when conflicting, the rivals. */
  targets: Placement[];
}

export interface Placement {
  rule: number;
  target: string | number;
  /** Hundredths of a percent. */
  share: number;
}

export interface RuleReport {
  rule: number;
  /** All that the formula catches in the years of the rule, whole. */
  caught: Tally;
  /** What goes to the target: after higher priorities, its share only, nothing out of a conflict. */
  kept: Tally;
  error: Issue | null;
}

export interface Assignment {
  sums: readonly ImputationSum[];
  /** Parallel to `sums`. */
  outcomes: Record<Axis, Outcome[]>;
  /** One per rule given, in that order; the inactive ones catch nothing. */
  rules: RuleReport[];
}

const UNMATCHED: Outcome = { status: 'unmatched', targets: [] };

/**
 * Applies rules to imputations, each axis apart: the highest priority that matches wins. Several rules there are
 * a conflict, unless they share out one formula. Rules that are wrong are reported and ignored.
 */
export function assign(rules: readonly Rule[], sums: readonly ImputationSum[]): Assignment {
  const { ready, errors } = compileRules(rules);
  const reports = new Map<number, RuleReport>();
  for (const { id } of rules)
    reports.set(id, { rule: id, caught: emptyTally(), kept: emptyTally(), error: errors.get(id) ?? null });

  const outcomes: Assignment['outcomes'] = { service: [], phase: [], campaign: [] };
  for (const axis of AXES) {
    const winners: CompiledRule[][] = sums.map(() => []);
    for (const compiled of ready[axis]) {
      const { caught } = reports.get(compiled.rule.id)!;
      sums.forEach((sum, index) => {
        if (!appliesTo(compiled, sum.exercice) || !compiled.matches(sum.imputation)) return;
        addTo(caught, sum.imputation.direction, sum.lines, sum);
        const rivals = winners[index]!;
        if (rivals.length === 0 || rivals[0]!.rule.priority === compiled.rule.priority) rivals.push(compiled);
      });
    }
    outcomes[axis] = winners.map(decide);
    sums.forEach((sum, index) => {
      for (const part of place(sum, outcomes[axis][index]!).parts)
        addTo(reports.get(part.rule)!.kept, sum.imputation.direction, sum.lines, part);
    });
  }
  return { sums, outcomes, rules: [...reports.values()] };
}

function decide(winners: CompiledRule[]): Outcome {
  if (winners.length === 0) return UNMATCHED;
  const targets = winners.map(({ rule }) => ({ rule: rule.id, target: rule.target, share: rule.share }));
  const shares = sumOfShares(winners);
  const isSplit = winners.every(({ canonical }) => canonical === winners[0]!.canonical);
  if (!isSplit || shares > WHOLE) return { status: 'conflicting', targets };
  return { status: shares === WHOLE ? 'covered' : 'unmatched', targets };
}
