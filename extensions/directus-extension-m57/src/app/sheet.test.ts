import { describe, expect, it } from 'vitest';
import type { FullCost } from '../contract/allocations';
import { ofHundred, sentencesOf } from './sheet';

const canteen: FullCost = {
  service: 1,
  name: 'Restauration scolaire',
  kind: 'principal',
  lines: 10,
  direct: '1000.00',
  notional: '0.00',
  received: '764.00',
  delivered: '0.00',
  unallocated: '0.00',
  full: '1764.00',
  revenue_users: '529.20',
  revenue_partners: '17.64',
  revenue: '546.84',
  net_cost: '1217.16',
  rate_users: 3000,
  rate_partners: 3100,
  rate_authority: 6900,
  unit: 'repas',
  units: '180',
  unit_cost: '9.80',
  unit_net_cost: '6.76',
  per_inhabitant: '0.09',
};
const say = (change: Partial<FullCost>) => sentencesOf({ cost: { ...canteen, ...change } });

describe('the three sentences of a service', () => {
  it('say cost, unit and who pays', () => expect(say({})).toEqual(['cost', 'unit', 'shares']));
  it('are one where neither a line nor another service brings a cost', () => {
    expect(say({ lines: 0, full: '0.00' })).toEqual(['nothing']);
    expect(say({ lines: 0 })).toHaveLength(3);
  });
  it('give what is for all by inhabitant', () =>
    expect(say({ kind: 'indivis', revenue: '0.00' })).toEqual(['cost', 'inhabitant', 'noRevenue']));
  it('say that units are not counted', () =>
    expect(say({ unit_cost: null, per_inhabitant: null })[1]).toBe('noUnit'));
  it('name notional costs, and that nothing was received', () => {
    expect(say({ notional: '5.00' })[0]).toBe('costNotional');
    expect(say({ received: '0.00' })[0]).toBe('costOwn');
  });
  it('say what an auxiliary did not find anybody for', () => {
    expect(say({ kind: 'auxiliary' })).toEqual(['cost', 'delivers', 'allocated']);
    expect(say({ kind: 'auxiliary', unallocated: '3.00' })[2]).toBe('unallocated');
  });
  it('speak of no share where revenue exceeds the cost', () =>
    expect(say({ net_cost: '-10.00' })[2]).toBe('surplus'));
});

describe('of 100 euros', () => {
  it('adds up to 100', () => {
    expect(ofHundred(canteen)).toEqual({ users: 30, partners: 1, authority: 69 });
    const thirds = { full: '3.00', revenue_users: '1.00', revenue_partners: '1.00', net_cost: '1.00' };
    expect(ofHundred({ ...canteen, ...thirds })).toEqual({ users: 34, partners: 33, authority: 33 });
  });
  it('is nothing without a cost', () => expect(ofHundred({ ...canteen, full: '0.00' })).toBeNull());
});
