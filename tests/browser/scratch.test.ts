import { existsSync, writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { startHost } from '../support/host';
import { segmentsTown } from '../support/segments-town';
it('holds', async () => {
  const host = await startHost({ version: '12', client: 'sqlite' });
  const town = await segmentsTown(host);
  writeFileSync('/tmp/builder-host.json', JSON.stringify({ url: host.url, town, dir: host.dataDir }));
  while (!existsSync('/tmp/builder-stop')) await new Promise((r) => setTimeout(r, 500));
}, 7_000_000);
