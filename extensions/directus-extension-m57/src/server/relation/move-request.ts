import type { z } from 'zod';
import type { RequestCard, requestMove } from '../../contract/interactions';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { dayValue, today } from './columns';
import { isClosed, readRequest, REQUEST_KINDS } from './requests';

/**
 * Moves a request from the status that was seen to another. Closing it tells the day, opening it again forgets it.
 * @throws NOT_FOUND, REQUEST_MOVED where somebody moved it meanwhile.
 */
export async function moveRequest(
  database: Database,
  id: number,
  { from, status, due_on }: z.infer<typeof requestMove>,
  seesCitizens: boolean,
): Promise<RequestCard> {
  const closing = isClosed(status) && !isClosed(from);
  const changed = await database('m57_interactions')
    .where({ id })
    .whereIn('kind', REQUEST_KINDS)
    .where((either) => {
      either.where({ status: from });
      if (from === 'new') either.orWhereNull('status');
    })
    .update({
      status,
      ...(closing ? { closed_on: dayValue(database, today()) } : {}),
      ...(isClosed(status) ? {} : { closed_on: null }),
      ...(due_on === undefined ? {} : { due_on: due_on === null ? null : dayValue(database, due_on) }),
    });
  const card = await readRequest(database, id, seesCitizens);
  if (!card) throw new Refusal('NOT_FOUND', { what: `request ${id}` });
  if (changed === 0) throw new Refusal('REQUEST_MOVED', { status: card.status });
  return card;
}
