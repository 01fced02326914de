import { describe, expect, it } from 'vitest';
import { accountOf, latestPlan } from './account-labels';
import { searchFilter, type Account } from './accounts';
import type { Server } from './api';

describe('what a search box means', () => {
  const plan = { plan: { _eq: 'M57_D-2024' }, kind: { _eq: 'nature' } };
  it('is a beginning of a code, or words that are all in the label', () => {
    expect(searchFilter('M57_D-2024', 'nature', ' 623 ')).toEqual({
      _and: [plan, { code: { _starts_with: '623' } }],
    });
    expect(searchFilter('M57_D-2024', 'nature', 'Fêtes cérémonies')).toEqual({
      _and: [plan, { label: { _icontains: 'Fêtes' } }, { label: { _icontains: 'cérémonies' } }],
    });
  });
  it('leaves out the accounts of a vote by function', () => {
    expect(searchFilter('M57_D-2024', 'fonction', '0')._and[0]).toMatchObject({ axis: { _eq: 'reference' } });
  });
});

/** A server that holds two accounts and counts what it is asked. */
function fakeServer() {
  const asked: Record<string, unknown>[] = [];
  const accounts = [
    { code: '6232', label: 'Fêtes et cérémonies' },
    { code: '6236', label: 'Catalogues et imprimés' },
  ] as Account[];
  const server = {
    get: async (_path: string, params: Record<string, unknown>) => {
      asked.push(params);
      return 'groupBy' in params
        ? [{ plan: 'M57-2018' }, { plan: 'M57_D-2024' }, { plan: 'M57_A-2024' }]
        : accounts;
    },
  } as unknown as Server;
  return { server, asked };
}

describe('labels of accounts', () => {
  it('are fetched together and once', async () => {
    const { server, asked } = fakeServer();
    const ask = (code: string) => accountOf(server, 'M57_D-2024', 'nature', code);
    const found = await Promise.all(['6232', '6236', '6232', '9999'].map(ask));
    expect(found.map((account) => account?.label ?? null)).toEqual([
      'Fêtes et cérémonies',
      'Catalogues et imprimés',
      'Fêtes et cérémonies',
      null,
    ]);
    expect(await ask('6236')).toMatchObject({ code: '6236' });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ filter: { code: { _in: ['6232', '6236', '9999'] } } });
  });
  it('come from the newest plan where none is named', async () => {
    const { server } = fakeServer();
    expect(await latestPlan(server)).toBe('M57_D-2024');
  });
});
