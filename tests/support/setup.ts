// For every file of the integration and browser tests.
import { afterAll, afterEach } from 'vitest';
import { startedHosts } from './host';

afterEach(({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const host of startedHosts)
    console.error(`Log of Directus at ${host.url} (${host.dataDir}):\n${host.logs(60)}`);
});

afterAll(async () => {
  for (const host of startedHosts) await host.close();
  startedHosts.clear();
});
