import { describe, expect, it } from 'vitest';
import type { RequestCard } from '../contract/interactions';
import { beside, lateness, withStatus, type Columns } from './requests';

const TODAY = '2026-03-10';
const card = (given: Partial<RequestCard>): RequestCard => ({
  id: 1,
  kind: 'request',
  service: null,
  subject: null,
  date: '2026-03-01',
  due_on: '2026-03-07',
  overdue: true,
  closed_on: null,
  channel: null,
  status: 'new',
  citizen: null,
  ...given,
});

describe('requests on a board', () => {
  it('says how late a request is, and nothing of one that is closed or has no due date', () => {
    expect(lateness(card({}), TODAY)).toEqual({ state: 'late', days: 3 });
    expect(lateness(card({ due_on: TODAY }), TODAY)).toEqual({ state: 'today', days: 0 });
    expect(lateness(card({ due_on: '2026-03-12' }), TODAY)).toEqual({ state: 'left', days: 2 });
    expect(lateness(card({ due_on: null }), TODAY)).toBeNull();
    expect(lateness(card({ status: 'refused' }), TODAY)).toBeNull();
  });

  it('knows the neighbour of a status, none beyond the edge', () => {
    expect(beside('new', 1)).toBe('in_progress');
    expect(beside('new', -1)).toBeNull();
    expect(beside('refused', 1)).toBeNull();
  });

  it('moves a card to the top of its column with the totals; closed it is late no more, and back again it is', () => {
    const late = card({ id: 1 });
    const other = card({ id: 2, status: 'done', overdue: false, closed_on: '2026-03-09' });
    const board: Columns = [
      { status: 'new', total: 7, overdue: 2, cards: [late] },
      { status: 'waiting', total: 3, overdue: 1, cards: [] },
      { status: 'done', total: 1, overdue: 0, cards: [other] },
    ];
    const closed = withStatus(board, late, 'done', TODAY);
    expect(closed.map(({ total, overdue }) => [total, overdue])).toEqual([
      [6, 1],
      [3, 1],
      [2, 0],
    ]);
    expect(closed[2]!.cards.map(({ id, status, overdue }) => [id, status, overdue])).toEqual([
      [1, 'done', false],
      [2, 'done', false],
    ]);
    expect(closed[0]!.cards).toEqual([]);
    const back = withStatus(closed, closed[2]!.cards[0]!, 'new', TODAY);
    expect(back).toEqual(board);
    expect(board[0]!.cards).toEqual([late]);
  });
});
