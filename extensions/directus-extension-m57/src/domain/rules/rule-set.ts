import type { Issue, Locale } from '../issue';
import { compileRules } from './compile';
import { parseShare, PHASES, type Axis, type Rule } from './rule';

/** A default set of services and rules that an admin adopts and changes (seeds/rules). */
export interface RuleSet {
  id: string;
  label: Record<Locale, string>;
  description: Record<Locale, string>;
  /** The plans that it is written for: M57, M57_D, M57_A. */
  declensions: string[];
  /** Whether its rules find the service by the function, or do without one. */
  uses_fonction: boolean;
  services: SetService[];
  rules: SetRule[];
}

export interface SetService {
  name: string;
  kind: 'principal' | 'auxiliary' | 'indivis' | 'outside';
  unit_of_work: string | null;
  note: string;
}

export interface SetRule {
  axis: Axis;
  /** The name of a service of the set, or a phase. */
  target: string;
  formula: string;
  /** Percent. */
  share: number;
  priority: number;
  note: string;
}

/** The rules of a set as they are applied before anyone has adopted them: the id is the 1-based rank in the set. */
export function rulesOf({ rules }: RuleSet): Rule[] {
  return rules.map(({ axis, target, formula, share, priority }, index) => ({
    id: index + 1,
    axis,
    target,
    formula,
    share: parseShare(share) ?? 0,
    priority,
    valid_from: null,
    valid_to: null,
    active: true,
  }));
}

/** What is wrong in a set; `line` is the 1-based rank of the rule (null: a service). Empty: it can be adopted. */
export function checkRuleSet(set: RuleSet): Issue[] {
  const issues: Issue[] = [];
  const names = new Set<string>();
  for (const { name } of set.services) {
    if (names.has(name))
      issues.push({ code: 'RULE_SET_SERVICE_TWICE', line: null, column: null, params: { name } });
    names.add(name);
  }
  const targets: Record<Axis, ReadonlySet<string>> = {
    service: names,
    phase: new Set(PHASES),
    campaign: new Set(),
  };
  set.rules.forEach(({ axis, target }, index) => {
    if (!targets[axis].has(target))
      issues.push({ code: 'RULE_SET_TARGET_UNKNOWN', line: index + 1, column: null, params: { target } });
  });
  for (const [rank, issue] of compileRules(rulesOf(set)).errors) issues.push({ ...issue, line: rank });
  return issues;
}
