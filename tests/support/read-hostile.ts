// A process of its own for one file of HOSTILE: says how it was refused, in what time and memory.
import { setTimeout as sleep } from 'node:timers/promises';
import { analyse } from '../../extensions/directus-extension-m57/src/domain/analysis/analyse';
import { InputError } from '../../extensions/directus-extension-m57/src/domain/issue';
import { describe } from '../../extensions/directus-extension-m57/src/domain/messages';
import { HOSTILE } from './hostile-files';

const bytes = await HOSTILE[process.argv[2]!]!.bytes();
globalThis.gc?.();
await sleep(50);

const knowledge = {
  plans: async () => [],
  plan: async () => {
    throw new Error('no plan is needed to refuse');
  },
  declension: async () => null,
  mapping: async () => null,
};

/** In pieces, as from a disk; memory is looked at between them, and the system tells its peak. */
async function* read() {
  for (let at = 0; at < bytes.length; at += 65_536) {
    sample();
    yield bytes.subarray(at, at + 65_536);
  }
}
const peakSoFar = () => process.resourceUsage().maxRSS * 1024;
const formerPeak = peakSoFar();
const resting = process.memoryUsage.rss();
let peak = resting;
const sample = () => (peak = Math.max(peak, process.memoryUsage.rss()));
const started = performance.now();
let issues: unknown = null;
try {
  await analyse(read, {}, knowledge);
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  issues = error.issues.map((issue) => describe(issue, 'fr'));
}
sample();
const milliseconds = Math.round(performance.now() - started);
if (peakSoFar() > formerPeak) peak = peakSoFar();
console.log(JSON.stringify({ issues, milliseconds, growth: peak - resting }));
