import type { RegisterFunctions } from '@directus/types';
import type { Host } from '../host';
import { withLease } from '../jobs';
import { readiness } from '../status';
import { computeAllScores } from './engagement';

const EVERY_NIGHT = '30 2 * * *';

/** Computes the scores anew every night, by M57_SCORES_CRON; "off" for never. */
export function registerScores({ schedule }: RegisterFunctions, host: Host): void {
  const said = String(host.env['M57_SCORES_CRON'] ?? '').trim();
  if (said === 'off' || said === 'false') return;
  const cron = said || EVERY_NIGHT;
  if (!/^\S+(\s+\S+){4,5}$/.test(cron)) {
    host.logger.error(
      `M57: no scores at night. M57_SCORES_CRON must hold five or six fields, such as "${EVERY_NIGHT}", or "off".`,
    );
    return;
  }
  schedule(cron, async () => {
    if ((await readiness(host, 'relation')) !== 'ready') return;
    // Every instance hears the clock strike.
    await withLease(host.database, 'scores', () => computeAllScores(host.database));
  });
}
