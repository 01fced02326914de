import { findAccounts, listPlans, type Account, type AccountKind } from './accounts';
import type { Server } from './api';

interface Batch {
  codes: Set<string>;
  answer: Promise<Map<string, Account>>;
}

/** Answers kept for the session, a failed one excepted: plans do not change while one reads a list. */
const known = new Map<string, Promise<Account | null>>();
const gathering = new Map<string, Batch>();
let latest: Promise<string | null> | null = null;

/** How long codes are gathered into one request, in ms: the Studio lets few requests through. */
const GATHER = 20;

/** The account of a code, or null where the plan has none. The rows of a list ask together. */
export function accountOf(
  server: Server,
  plan: string,
  kind: AccountKind,
  code: string,
): Promise<Account | null> {
  const key = `${plan} ${kind} ${code}`;
  const found = known.get(key) ?? gather(server, plan, kind, code);
  known.set(key, found);
  found.catch(() => known.delete(key));
  return found;
}

async function gather(
  server: Server,
  plan: string,
  kind: AccountKind,
  code: string,
): Promise<Account | null> {
  const key = `${plan} ${kind}`;
  const batch = gathering.get(key) ?? newBatch(server, plan, kind);
  gathering.set(key, batch);
  batch.codes.add(code);
  return (await batch.answer).get(code) ?? null;
}

function newBatch(server: Server, plan: string, kind: AccountKind): Batch {
  const codes = new Set<string>();
  const answer = new Promise((resolve) => setTimeout(resolve, GATHER)).then(async () => {
    gathering.delete(`${plan} ${kind}`);
    const accounts = await findAccounts(server, plan, kind, [...codes]);
    return new Map(accounts.map((account) => [account.code, account]));
  });
  return { codes, answer };
}

/** The newest plan that is loaded, for fields that name none; null where there is none. */
export function latestPlan(server: Server): Promise<string | null> {
  latest ??= listPlans(server).then(([plan]) => plan ?? null);
  latest.catch(() => (latest = null));
  return latest;
}
