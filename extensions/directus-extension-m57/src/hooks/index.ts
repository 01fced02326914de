import { defineHook } from '@directus/extensions-sdk';
import { registerGuards } from '../server/guards';
import { registerRuleValidation } from '../server/rules/validation';
import { install } from '../server/installer/install';
import { clearLostJobs } from '../server/jobs';
import { readiness } from '../server/status';

export default defineHook((register, host) => {
  registerGuards(register, host);
  registerRuleValidation(register);

  register.init('app.after', async () => {
    try {
      if (String(host.env['M57_AUTO_INSTALL']) === 'true') await install(host, {});
      if ((await readiness(host)) === 'ready') await clearLostJobs(host.database);
    } catch (error) {
      // The host only logs errors of init hooks, without saying whose they are.
      host.logger.error(error, 'M57: start');
    }
  });
});
