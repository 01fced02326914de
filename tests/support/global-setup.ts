import { rmSync } from 'node:fs';
import { lackedInThisRun } from './machine';
import { output } from './output';
import { endServers } from './servers';

let begun = false;

/** Begins a run with an empty output folder; the projects of Vitest share one run. */
export async function setup(): Promise<void> {
  if (begun) return;
  begun = true;
  await endServers();
  rmSync(output, { recursive: true, force: true });
}

export async function teardown(): Promise<void> {
  await endServers();
  const lacked = lackedInThisRun();
  if (lacked.length > 0)
    console.log(`\nTests were skipped because this machine lacks:\n  ${lacked.join('\n  ')}`);
}
