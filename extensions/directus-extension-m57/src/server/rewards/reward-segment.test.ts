import { describe, expect, it } from 'vitest';
import type { Condition, Definition } from '../../domain/segments/definition';
import { refusedBy, type RewardSegment } from './reward-segment';

const definition = (...items: Condition[]): Definition => ({ version: 1, where: { type: 'and', items } });
const member = (segment: number): Condition => ({ type: 'segment', segment });
const engaged: Condition = { type: 'field', field: 'engagement', test: { op: 'gte', value: 50 } };
const quotient: Condition = { type: 'field', field: 'quotient_band', test: { op: 'lte', value: 2 } };
const segment = (
  id: number,
  name: string,
  made: Definition | null,
  purpose = 'communication',
  more: Partial<RewardSegment> = {},
): RewardSegment => ({ id, name, purpose, definition: made, mode: 'dynamic', chosen_by: null, ...more });

describe('segments of segments', () => {
  const all = [
    segment(1, 'Tous', definition(member(2))),
    segment(2, 'Parties', definition(member(3), { type: 'not', item: member(4) })),
    segment(3, 'Choisis', null),
    segment(4, 'Assidus', definition(engaged), 'event'),
    segment(5, 'Bas quotients', definition(quotient), 'service'),
    segment(6, 'Cercle', definition(member(6), member(3))),
    segment(7, 'Lettre', definition(member(5), member(99))),
    segment(8, 'Tarif', definition(member(5)), 'service'),
  ];
  const refused = (id: number) =>
    refusedBy(
      all.find((one) => one.id === id)!,
      all,
    );

  it('give nothing where one that they are made of asks for the score, and it is named', () => {
    expect(refused(1)).toEqual({ code: 'REWARD_ENGAGEMENT', by: 'Assidus' });
  });

  it('are judged by their own purpose, not by that of their parts', () => {
    expect(refused(7)).toEqual({ code: 'REWARD_QUOTIENT', by: 'Bas quotients' });
    expect(refused(8)).toBeNull();
  });

  it('keep to what stored members were chosen by, whatever the segments behind them ask now', () => {
    const behind = [
      segment(1, 'Modifié', definition()),
      segment(2, 'Groupe', definition(member(1)), 'event', { mode: 'static', chosen_by: ['engagement'] }),
      segment(3, 'Lettre', definition(member(2))),
      segment(4, 'Photo', definition(member(1)), 'event', { mode: 'snapshot', chosen_by: ['quotient_band'] }),
      segment(5, 'Plus tard', definition(engaged)),
      segment(6, 'Liste', definition(member(5)), 'event', { mode: 'static', chosen_by: [] }),
    ];
    const told = behind.map((one) => refusedBy(one, behind));
    expect(told).toEqual([
      null,
      { code: 'REWARD_ENGAGEMENT', by: 'Groupe' },
      { code: 'REWARD_ENGAGEMENT', by: 'Groupe' },
      { code: 'REWARD_QUOTIENT', by: 'Photo' },
      { code: 'REWARD_ENGAGEMENT', by: 'Plus tard' },
      null,
    ]);
  });

  it('end the search in a circle', () => {
    expect(refused(6)).toBeNull();
  });
});
