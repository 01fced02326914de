import type { Populations } from './comparison';
import type { EliminationPair } from './consolidation';
import { formatFormula } from './formula/format';
import { parseFormula } from './formula/parse';
import type { KeyKind } from './keys/key';
import type { Axis } from './rules/rule';
import type { SetService } from './rules/rule-set';

/**
 * How an authority keeps its accounts apart from the accounts themselves: what towns share. Nothing in it is an id
 * or an amount of the one that wrote it; things refer to one another by name.
 */
export interface Pack {
  services: PackService[];
  rules: PackRule[];
  keys: PackKey[];
  pairs: EliminationPair[];
  /** Column mappings of ledger exports, as they are kept. */
  mappings: { name: string; value: unknown }[];
  peers: { siret: string; name: string; populations: Populations }[];
}

export interface PackService {
  name: string;
  kind: SetService['kind'];
  unit_of_work: string | null;
  unit_source: string | null;
  /** A service of the pack, or of who imports it. */
  parent: string | null;
  note: string | null;
}

export interface PackRule {
  axis: Axis;
  formula: string;
  /** The name of a service, a phase or a campaign. */
  target: string;
  /** Percent. */
  share: number;
  priority: number;
  valid_from: string | null;
  valid_to: string | null;
  active: boolean;
  origin: string | null;
  note: string | null;
}

export interface PackKey {
  from: string;
  /** Null: all services to residents. */
  to: string | null;
  kind: KeyKind;
  /** The service whose keys are followed. */
  like: string | null;
  /** Of a percentage only: other quantities are measures of the one that wrote them. */
  quantity: number | null;
  unit: string | null;
  valid_from: string | null;
  valid_to: string | null;
  note: string | null;
}

export const PACK_PARTS = ['services', 'rules', 'keys', 'pairs', 'mappings', 'peers'] as const;
export type PackPart = (typeof PACK_PARTS)[number];

export interface PartOutcome<T> {
  /** To be created. */
  added: T[];
  /** Names of what is there already, the same. */
  kept: string[];
  /** Names of what is there with other values: ours stays. */
  conflicts: string[];
}
export type PackOutcome = { [Part in PackPart]: PartOutcome<Pack[Part][number]> };

/** Names are the same whatever their case and accents: "Écoles" and "ecoles" are one service. */
export const nameKey = (name: string): string =>
  name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();

/** Who delivers, and to whom or like whom; "*": to all services to residents. */
export const keyName = ({ from, to, like }: PackKey): string =>
  like === null ? `${from} → ${to ?? '*'}` : `${from} = ${like}`;

/** What taking `theirs` in does to `ours`: adds what is missing, and changes nothing that is there. */
export function comparePacks(ours: Pack, theirs: Pack): PackOutcome {
  return {
    services: compare(ours.services, theirs.services, {
      key: ({ name }) => nameKey(name),
      name: ({ name }) => name,
      said: ({ kind, unit_of_work, unit_source, parent }) => [
        kind,
        unit_of_work,
        unit_source,
        parent && nameKey(parent),
      ],
    }),
    // Rules of one formula and priority share what it catches: they come or stay together.
    rules: compare(ours.rules, theirs.rules, {
      key: ({ axis, formula, priority, valid_from, valid_to }) =>
        JSON.stringify([axis, canonical(formula), priority, valid_from, valid_to]),
      name: ({ axis, formula, priority }) => `${axis} ${priority} : ${formula}`,
      said: ({ axis, target, share, active }) => [
        axis === 'service' ? nameKey(target) : target,
        share,
        active,
      ],
    }),
    keys: compare(ours.keys, theirs.keys, {
      key: ({ from, to, valid_from, valid_to }) =>
        JSON.stringify([nameKey(from), to && nameKey(to), valid_from, valid_to]),
      name: keyName,
      said: ({ kind, like, quantity, unit }) => [kind, like && nameKey(like), quantity, unit],
    }),
    pairs: compare(ours.pairs, theirs.pairs, {
      key: ({ id }) => id,
      name: ({ label }) => label.fr,
      said: ({ expense, revenue }) => [canonical(expense), canonical(revenue)],
    }),
    mappings: compare(ours.mappings, theirs.mappings, {
      key: ({ name }) => name,
      name: ({ name }) => name,
      said: ({ value }) => [sorted(value)],
    }),
    peers: compare(ours.peers, theirs.peers, {
      key: ({ siret }) => siret,
      name: ({ name }) => name,
      said: ({ name, populations }) => [name, sorted(populations)],
    }),
  };
}

interface Likeness<T> {
  /** Things of one key are the same thing. */
  key: (one: T) => string;
  name: (one: T) => string;
  said: (one: T) => unknown[];
}

function compare<T>(
  ours: readonly T[],
  theirs: readonly T[],
  { key, name, said }: Likeness<T>,
): PartOutcome<T> {
  const own = grouped(ours, key);
  const outcome: PartOutcome<T> = { added: [], kept: [], conflicts: [] };
  for (const [at, group] of grouped(theirs, key)) {
    const known = own.get(at);
    const text = (list: readonly T[]) => JSON.stringify(list.map((one) => JSON.stringify(said(one))).sort());
    if (!known) outcome.added.push(...group);
    else (text(known) === text(group) ? outcome.kept : outcome.conflicts).push(...group.map(name));
  }
  return outcome;
}

function grouped<T>(list: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const at = key(one);
    const group = groups.get(at);
    if (group) group.push(one);
    else groups.set(at, [one]);
  }
  return groups;
}

const canonical = (formula: string) => formatFormula(parseFormula(formula));

/** The same value with its keys in order, at every depth. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, one]) => [name, sorted(one)]);
}
