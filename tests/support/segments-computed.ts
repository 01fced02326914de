import { expect, vi } from 'vitest';
import type { Host } from './host';

/** Waits until whatever was saved before is computed by itself, so that nothing interferes with what follows. */
export const segmentsComputed = (host: Host) =>
  vi.waitFor(
    async () => {
      const segments = await host.ask('GET', '/items/m57_segments?limit=-1&filter[mode][_neq]=static');
      const jobs = await host.ask('GET', '/m57/jobs');
      const waiting = segments.filter((one: { refreshed_on: unknown }) => !one.refreshed_on);
      const running = jobs.filter(({ status }: { status: string }) => status === 'running');
      expect([waiting, running]).toEqual([[], []]);
    },
    { timeout: 30_000, interval: 200 },
  );
