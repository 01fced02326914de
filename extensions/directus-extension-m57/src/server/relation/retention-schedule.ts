import type { RegisterFunctions } from '@directus/types';
import type { Host } from '../host';
import { withLease } from '../jobs';
import { readiness } from '../status';
import { today } from './columns';
import { runRetention } from './retention';

/** Nothing is erased without a person who asked for it, unless M57_RETENTION_CRON says when. */
export function registerRetention({ schedule }: RegisterFunctions, host: Host): void {
  const cron = String(host.env['M57_RETENTION_CRON'] ?? '').trim();
  if (cron === '' || cron === 'off' || cron === 'false') return;
  if (!/^\S+(\s+\S+){4,5}$/.test(cron)) {
    host.logger.error(
      'M57: no retention. M57_RETENTION_CRON must hold five or six fields, such as "0 3 * * *", or "off".',
    );
    return;
  }
  schedule(cron, async () => {
    if ((await readiness(host, 'relation')) !== 'ready') return;
    // Every instance hears the clock strike.
    await withLease(host.database, 'retention', async () => {
      const on = today();
      await runRetention(host.database, on, null, { kind: 'retention', subject: on }).catch(
        (error: unknown) => host.logger.error(error, 'M57: retention'),
      );
    });
  });
}
