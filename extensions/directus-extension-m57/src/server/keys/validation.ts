import { createError } from '@directus/errors';
import type { HookExtensionContext, RegisterFunctions } from '@directus/types';
import { InputError } from '../../domain/issue';
import { checkKey, type WrittenKey } from '../../domain/keys/check';
import { describe } from '../../domain/messages';
import type { Database } from '../host';
import { isoDate } from '../rules/load';

const EMPTY: WrittenKey = {
  from_service: null,
  to_service: null,
  kind: 'quantity',
  like_service: null,
  quantity: null,
  valid_from: null,
  valid_to: null,
};

/** A key that cannot be meant is refused wherever it comes from: /items, GraphQL, flows. */
export function registerKeyValidation(
  { filter }: RegisterFunctions,
  { database }: HookExtensionContext,
): void {
  filter('m57_keys.items.create', (payload) => {
    check({ ...EMPTY, ...(payload as object) });
    return payload;
  });
  filter('m57_keys.items.update', async (payload, meta, context) => {
    const change = payload as Partial<WrittenKey>;
    if (!Object.keys(EMPTY).some((field) => field in change)) return payload;
    const rows = await ((context.database as Database) ?? database)('m57_keys').whereIn(
      'id',
      meta['keys'] as number[],
    );
    for (const row of rows)
      check({
        ...row,
        valid_from: isoDate(row.valid_from),
        valid_to: isoDate(row.valid_to),
        ...change,
      });
    return payload;
  });
}

function check(key: WrittenKey): void {
  try {
    checkKey(key);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const [fr, en] = (['fr', 'en'] as const).map((locale) => describe(error.issues[0]!, locale));
    const KeyInvalid = createError(error.issues[0]!.code, `${fr!.message} / ${en!.message}`, 400);
    throw new KeyInvalid();
  }
}
