import type { Server } from './api';

export type AccountKind = 'nature' | 'fonction';

/** An account or a function as `m57_accounts` holds it. */
export interface Account {
  id: string;
  plan: string;
  kind: 'chapter' | AccountKind;
  code: string;
  label: string;
  parent: string | null;
  section: 'F' | 'I' | null;
  deleted: boolean;
  /** Chapter of each allowed use. */
  dr: string | null;
  rr: string | null;
  does: string | null;
  roes: string | null;
  dois: string | null;
  rois: string | null;
  /** At most one id, which is enough to know that it can be opened. */
  children: string[];
}

const FIELDS = [
  ...['id', 'plan', 'kind', 'code', 'label', 'parent', 'section', 'deleted'],
  ...['dr', 'rr', 'does', 'roes', 'dois', 'rois', 'children'],
];

/** Functions themselves, without the prefixed accounts of a vote by function. */
const ofPlan = (plan: string, kind: AccountKind) => ({
  plan: { _eq: plan },
  kind: { _eq: kind },
  ...(kind === 'fonction' ? { axis: { _eq: 'reference' } } : {}),
});

/** What a search box holds: digits find codes that begin so, words are all in the label. */
export function searchFilter(plan: string, kind: AccountKind, text: string) {
  const words = text.trim().split(/\s+/);
  const found =
    words.length === 1 && /^\d/.test(words[0]!)
      ? [{ code: { _starts_with: words[0] } }]
      : words.map((word) => ({ label: { _icontains: word } }));
  return { _and: [ofPlan(plan, kind), ...found] };
}

const read = (server: Server, filter: unknown, limit: number, signal?: AbortSignal) =>
  server.get<Account[]>(
    '/items/m57_accounts',
    { fields: FIELDS, filter, sort: ['code'], limit, deep: { children: { _limit: 1 } } },
    signal,
  );

/** The plans that are loaded, newest first. */
export async function listPlans(server: Server, signal?: AbortSignal): Promise<string[]> {
  const groups = await server.get<{ plan: string }[]>(
    '/items/m57_accounts',
    { groupBy: ['plan'], aggregate: { count: ['id'] } },
    signal,
  );
  const year = (plan: string) => Number(plan.slice(plan.lastIndexOf('-') + 1));
  return groups.map(({ plan }) => plan).sort((a, b) => year(b) - year(a) || b.localeCompare(a));
}

/** One level of a tree; `parent` null for the top. */
export const listChildren = (
  server: Server,
  plan: string,
  kind: AccountKind,
  parent: string | null,
  signal?: AbortSignal,
) =>
  read(
    server,
    { ...ofPlan(plan, kind), parent: parent === null ? { _null: true } : { _eq: parent } },
    -1,
    signal,
  );

export const SEARCH_LIMIT = 50;

/** The first accounts, by code, that a search finds. */
export const searchAccounts = (
  server: Server,
  plan: string,
  kind: AccountKind,
  text: string,
  signal?: AbortSignal,
) => read(server, searchFilter(plan, kind, text), SEARCH_LIMIT, signal);

/** The accounts of these codes. */
export const findAccounts = (server: Server, plan: string, kind: AccountKind, codes: string[]) =>
  read(server, { ...ofPlan(plan, kind), code: { _in: codes } }, -1);
