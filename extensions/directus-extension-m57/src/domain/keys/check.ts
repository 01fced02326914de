import { InputError, type Issue } from '../issue';
import { parseQuantity } from '../quantity';
import { KEY_KINDS, type KeyKind } from './key';

/** A row of keys as somebody writes it; what is not said is null. */
export interface WrittenKey {
  from_service: unknown;
  to_service: unknown;
  kind: unknown;
  like_service: unknown;
  quantity: unknown;
  valid_from: unknown;
  valid_to: unknown;
}

/**
 * What cannot be meant: no deliverer, an unknown kind, a negative quantity, a fixed amount in less than cents, a kind
 * without what it needs. What a year's keys add up to is for resolveKeys to tell, once all of them are there.
 * @throws InputError
 */
export function checkKey(key: WrittenKey): void {
  const kind = key.kind as KeyKind;
  if (!isThere(key.from_service)) throw problem('KEY_FROM_MISSING');
  if (!KEY_KINDS.includes(kind))
    throw problem('KEY_KIND_INVALID', { kind: String(key.kind), kinds: KEY_KINDS.join(', ') });
  if (['quantity', 'percent', 'fixed'].includes(kind) && !isThere(key.to_service))
    throw problem('KEY_TO_REQUIRED');
  if (kind === 'like' && !isThere(key.like_service)) throw problem('KEY_LIKE_REQUIRED');
  if (isThere(key.quantity)) {
    const quantity = parseQuantity(String(key.quantity));
    if (quantity === null) throw problem('KEY_QUANTITY_INVALID', { quantity: String(key.quantity) });
    if (quantity < 0n) throw problem('KEY_QUANTITY_NEGATIVE', { quantity: String(key.quantity) });
    if (kind === 'fixed' && quantity % 100n !== 0n)
      throw problem('KEY_CENTS', { quantity: String(key.quantity) });
  }
  const { valid_from, valid_to } = key;
  if (typeof valid_from === 'string' && typeof valid_to === 'string' && valid_from > valid_to)
    throw problem('KEY_DATES_REVERSED', { from: valid_from, to: valid_to });
}

const isThere = (value: unknown) => value !== null && value !== undefined && value !== '';
const problem = (code: string, params: Issue['params'] = {}) =>
  new InputError({ code, line: null, column: null, params });
