import { defineHook } from '@directus/extensions-sdk';
import { registerGuards } from '../server/guards';
import { registerFolder } from '../server/imports/folder';
import { registerItem } from '../server/imports/item';
import { clearLostFiles } from '../server/imports/receive';
import { registerSchedule } from '../server/imports/schedule';
import { registerKeyValidation } from '../server/keys/validation';
import { registerRuleValidation } from '../server/rules/validation';
import { install } from '../server/installer/install';
import { clearLostJobs } from '../server/jobs';
import { registerScores } from '../server/relation/engagement-schedule';
import { registerRelationGuards } from '../server/relation/guards';
import { registerRetention } from '../server/relation/retention-schedule';
import { registerRefresh } from '../server/segments/auto';
import { registerSegmentGuards } from '../server/segments/guards';
import { readiness } from '../server/status';
import { registerReminders } from '../server/units/reminders';

/** A job of another machine shows only by its heartbeat that it is lost, so somebody has to look. */
const LOOK_FOR_LOST_MS = 60_000;

export default defineHook((register, host) => {
  registerGuards(register, host);
  registerRelationGuards(register, host);
  registerSegmentGuards(register, host);
  registerRuleValidation(register);
  registerKeyValidation(register, host);
  registerFolder(register, host);
  registerItem(register, host);
  registerSchedule(register, host);
  registerReminders(register, host);
  registerRetention(register, host);
  registerScores(register, host);
  registerRefresh(register, host);

  const clearLost = async () => {
    if ((await readiness(host)) === 'ready') await clearLostJobs(host.database);
  };
  register.init('app.after', async () => {
    try {
      await clearLostFiles();
      if (String(host.env['M57_AUTO_INSTALL']) === 'true') await install(host, {});
      await clearLost();
    } catch (error) {
      // The host only logs errors of init hooks, without saying whose they are.
      host.logger.error(error, 'M57: start');
    }
    setInterval(() => {
      clearLost().catch((error: unknown) => host.logger.warn(error, 'M57: lost jobs'));
    }, LOOK_FOR_LOST_MS).unref();
  });
});
