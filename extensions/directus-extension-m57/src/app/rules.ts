import type { z } from 'zod';
import type { CoverageAnswer, ruleSet } from '../contract/rules';
import type { Axis, Phase } from '../domain/rules/rule';
import type { Server } from './api';

export type Sample = CoverageAnswer['axes'][number]['samples'][number];
export type RuleSet = z.infer<typeof ruleSet>;

/** A row of `m57_rules`. */
export interface Rule {
  id: number;
  axis: Axis;
  formula: string;
  service: { id: number; name: string } | null;
  phase: Phase | null;
  campaign: string | null;
  /** Percent: "100.00" as the database returns it, or a number. */
  share: string | number;
  priority: number;
  valid_from: string | null;
  valid_to: string | null;
  active: boolean;
  note: string | null;
}

/** What the form holds; `newService` is the name of a service that is created with the rule, null where there is none. */
export interface RuleDraft extends Omit<Rule, 'id' | 'service'> {
  id: number | null;
  service: number | null;
  newService: string | null;
}

export interface Service {
  id: number;
  name: string;
}

export const listRules = (server: Server, axis: Axis, signal?: AbortSignal) =>
  server.get<Rule[]>(
    '/items/m57_rules',
    {
      fields: ['*', 'service.id', 'service.name'],
      filter: { axis: { _eq: axis } },
      sort: ['-priority', 'id'],
      limit: -1,
    },
    signal,
  );

export const listServices = (server: Server, signal?: AbortSignal) =>
  server.get<Service[]>(
    '/items/m57_services',
    { fields: ['id', 'name'], sort: ['sort', 'name'], limit: -1 },
    signal,
  );

/** A rule of the axis, above the others: what is written now is meant to count. */
export function newRule(axis: Axis, formula: string, rules: readonly Rule[]): RuleDraft {
  const highest = Math.max(90, ...rules.map(({ priority }) => priority));
  return {
    id: null,
    axis,
    formula,
    service: null,
    newService: null,
    phase: null,
    campaign: null,
    share: 100,
    priority: highest + 10,
    valid_from: null,
    valid_to: null,
    active: true,
    note: null,
  };
}

export const draftOf = (rule: Rule): RuleDraft => ({
  ...rule,
  service: rule.service?.id ?? null,
  newService: null,
});

/** A rule has the target of its axis and no other. */
export function hasTarget({ axis, service, newService, phase, campaign }: RuleDraft): boolean {
  if (axis === 'service') return newService === null ? service !== null : newService.trim() !== '';
  return Boolean(axis === 'phase' ? phase : campaign?.trim());
}

export async function saveRule(server: Server, draft: RuleDraft): Promise<void> {
  const { id, newService, ...rule } = draft;
  const body = {
    ...rule,
    formula: rule.formula.trim(),
    service:
      rule.axis !== 'service' ? null : newService === null ? rule.service : { name: newService.trim() },
    phase: rule.axis === 'phase' ? rule.phase : null,
    campaign: rule.axis === 'campaign' ? rule.campaign : null,
    priority: Number(rule.priority),
    share: Number(rule.share),
    valid_from: rule.valid_from || null,
    valid_to: rule.valid_to || null,
  };
  if (id === null) await server.post('/items/m57_rules', body);
  else await server.patch(`/items/m57_rules/${id}`, body);
}

/** The formula that catches just these lines. */
export function formulaOf({ section, direction, kind, nature, fonction }: Sample): string {
  const fonctionTerm = fonction === null ? 'F-' : `F=${fonction}`;
  return [
    `${direction}${section ?? ''}`,
    `N=${nature}`,
    fonctionTerm,
    ...(kind === 'ordre' ? ['ORDRE'] : []),
  ].join(' * ');
}

/** A formula in parts to colour: codes, the words of the notation, and what joins them. */
export function formulaParts(formula: string): { text: string; kind: 'code' | 'word' | 'joint' }[] {
  return [...formula.matchAll(/[NFCOBAS]=?[\w.-]*\d[\w.]*|F-|[A-Z]+|[^A-Z]+/g)].map(([text]) => ({
    text,
    kind: /^[NFCOBAS]=?[\w.-]*\d|^F-$/.test(text) ? 'code' : /^[A-Z]/.test(text) ? 'word' : 'joint',
  }));
}
