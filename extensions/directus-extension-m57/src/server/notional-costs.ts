import type { NotionalCosts } from '../contract/units';
import { formatCents, parseCents } from '../domain/money';
import { bulkInsert } from './bulk';
import { Refusal } from './errors';
import type { Database } from './host';

/** Charges supplétives of an exercice, each with how it was estimated. */
export async function readNotionalCosts(database: Database, exercice: number): Promise<NotionalCosts> {
  const rows = await database('m57_notional_costs')
    .where({ exercice })
    // Those of a service that was deleted since are nobody's.
    .whereIn('service', database('m57_services').select('id'))
    .orderBy('id');
  return {
    exercice,
    costs: rows.map(({ service, label, amount, method }) => ({
      service,
      label,
      amount: formatCents(Number(amount)),
      method,
    })),
  };
}

/** Keeps all of an exercice, in place of what stood there. */
export async function storeNotionalCosts(
  database: Database,
  { exercice, costs }: NotionalCosts,
): Promise<void> {
  await database.transaction(async (trx) => {
    const known = new Set(await trx('m57_services').pluck('id'));
    const rows = costs.map(({ service, label, amount, method }, index) => {
      const cents = parseCents(amount)!;
      if (!known.has(service)) throw new Refusal('SERVICE_UNKNOWN', { position: index + 1, service });
      if (cents < 0) throw new Refusal('NOTIONAL_NEGATIVE', { position: index + 1, label });
      return [exercice, service, label, cents, method];
    });
    await trx('m57_notional_costs').where({ exercice }).delete();
    await bulkInsert(trx, 'm57_notional_costs', ['exercice', 'service', 'label', 'amount', 'method'], rows);
  });
}
