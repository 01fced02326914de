import { matcher, type Matcher } from '../formula/evaluate';
import { formatFormula } from '../formula/format';
import { parseFormula } from '../formula/parse';
import { InputError, type Issue } from '../issue';
import { AXES, WHOLE, type Axis, type Rule } from './rule';

export interface CompiledRule {
  rule: Rule;
  matches: Matcher;
  /** Canonical text: rules of one priority with the same text are shares of one split. */
  canonical: string;
  /**
   * First and last exercice that the rule applies to: it applies to a year as soon as its dates meet that year,
   * since an annual account cannot be cut in two. Two rules that hand over within a year therefore both apply to
   * it, and show as a conflict that a person has to settle.
   */
  from: number;
  to: number;
}

export interface CompiledRules {
  /** Those that can be applied, highest priority first. */
  ready: Record<Axis, CompiledRule[]>;
  /** By rule: why it is wrong. All but RULE_SHARES_EXCEED are left out of `ready`. */
  errors: Map<number, Issue>;
}

/** Prepares rules for use; a rule that is wrong is reported and ignored, the others go on. Inactive ones are left out. */
export function compileRules(rules: readonly Rule[]): CompiledRules {
  const ready: CompiledRules['ready'] = { service: [], phase: [], campaign: [] };
  const errors = new Map<number, Issue>();
  for (const rule of rules) {
    if (!rule.active) continue;
    try {
      ready[rule.axis].push(compileRule(rule));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      errors.set(rule.id, error.issues[0]!);
    }
  }
  for (const axis of AXES) {
    ready[axis].sort((a, b) => b.rule.priority - a.rule.priority);
    for (const { rule, total } of excessiveShares(ready[axis]))
      errors.set(rule.id, issue('RULE_SHARES_EXCEED', { total: total / 100 }));
  }
  return { ready, errors };
}

export function appliesTo({ from, to }: CompiledRule, exercice: number): boolean {
  return from <= exercice && exercice <= to;
}

function compileRule(rule: Rule): CompiledRule {
  if (!Number.isInteger(rule.share) || rule.share < 1 || rule.share > WHOLE)
    throw new InputError(issue('RULE_SHARE_INVALID', { share: rule.share / 100 }));
  const from = yearOf(rule.valid_from) ?? -Infinity;
  const to = yearOf(rule.valid_to) ?? Infinity;
  if (rule.valid_from !== null && rule.valid_to !== null && rule.valid_to < rule.valid_from)
    throw new InputError(issue('RULE_DATES_REVERSED', { from: rule.valid_from, to: rule.valid_to }));
  const formula = parseFormula(rule.formula);
  return { rule, matches: matcher(formula), canonical: formatFormula(formula), from, to };
}

function yearOf(date: string | null): number | null {
  if (date === null) return null;
  const year = /^(\d{4})-\d{2}-\d{2}$/.exec(date)?.[1];
  if (!year) throw new InputError(issue('RULE_DATE_INVALID', { date }));
  return Number(year);
}

/** Rules whose split hands out more than there is: the sum is largest in a year in which one of them begins. */
function* excessiveShares(rules: CompiledRule[]): Generator<{ rule: Rule; total: number }> {
  for (const first of rules) {
    const split = rules.filter(
      (other) =>
        other.rule.priority === first.rule.priority &&
        other.canonical === first.canonical &&
        appliesTo(other, first.from),
    );
    const total = sumOfShares(split);
    if (total > WHOLE) for (const { rule } of split) yield { rule, total };
  }
}

export function sumOfShares(rules: readonly CompiledRule[]): number {
  return rules.reduce((sum, { rule }) => sum + rule.share, 0);
}

function issue(code: string, params: Issue['params']): Issue {
  return { code, line: null, column: null, params };
}
