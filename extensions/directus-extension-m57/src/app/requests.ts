import type { RequestCard, RequestsAnswer } from '../contract/interactions';
import { daysBetween } from '../domain/relation/dates';
import { CLOSED_STATUSES, REQUEST_STATUSES, type RequestStatus } from '../domain/relation/model';

export type Columns = RequestsAnswer['columns'];

export const isClosed = (status: RequestStatus) =>
  (CLOSED_STATUSES as readonly RequestStatus[]).includes(status);

/** How a due date stands on a day: days late, due today, or days left. Null: closed, or nothing is due. */
export function lateness(
  card: Pick<RequestCard, 'due_on' | 'status'>,
  today: string,
): { state: 'late' | 'today' | 'left'; days: number } | null {
  if (card.due_on === null || isClosed(card.status)) return null;
  const days = daysBetween(card.due_on, today);
  return { state: days > 0 ? 'late' : days === 0 ? 'today' : 'left', days: Math.abs(days) };
}

/** The status beside, for a card that moves by arrow keys; null at the edge of the board. */
export const beside = (status: RequestStatus, step: -1 | 1): RequestStatus | null =>
  REQUEST_STATUSES[REQUEST_STATUSES.indexOf(status) + step] ?? null;

/** The board once a card has another status: the card on top of its new column, totals following. */
export function withStatus(
  columns: Columns,
  card: RequestCard,
  status: RequestStatus,
  today: string,
): Columns {
  const moved = { ...card, status, overdue: lateness({ ...card, status }, today)?.state === 'late' };
  return columns.map((column) => {
    const cards = column.cards.filter(({ id }) => id !== card.id);
    if (column.status === status)
      return {
        ...column,
        total: column.total + (card.status === status ? 0 : 1),
        overdue: column.overdue + Number(moved.overdue) - (card.status === status ? Number(card.overdue) : 0),
        cards: [moved, ...cards],
      };
    if (column.status === card.status)
      return { ...column, total: column.total - 1, overdue: column.overdue - Number(card.overdue), cards };
    return column;
  });
}
