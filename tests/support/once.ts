import { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { outputFolder } from './output';

/** Does `work` once in a run: the first test file that asks, while others beside it wait. What failed is tried again. */
export async function once(name: string, work: () => Promise<void>): Promise<void> {
  const done = path.join(outputFolder('once'), `${name}.done`);
  const begun = path.join(outputFolder('once'), `${name}.begun`);
  while (!existsSync(done)) {
    if (!isFirst(begun)) await sleep(100);
    else
      try {
        if (existsSync(done)) return;
        await work();
        mkdirSync(done);
      } finally {
        rmdirSync(begun);
      }
  }
}

/** Only one of those who make a folder at the same moment makes it. */
function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}
