import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Seconds of the fastest round. What each round needs is prepared outside the time. */
export async function best(
  rounds: number,
  prepare: (round: number) => Promise<() => Promise<void>>,
): Promise<number> {
  let fastest = Infinity;
  for (let round = 0; round < rounds; round += 1) {
    const run = await prepare(round);
    const start = performance.now();
    await run();
    fastest = Math.min(fastest, (performance.now() - start) / 1000);
  }
  return fastest;
}

/** Median seconds of some rounds of the same work. */
export async function median(rounds: number, run: () => void | Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    await run();
    times.push((performance.now() - start) / 1000);
  }
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)]!;
}

/** Bytes that a process holds now, from where `peakMemory` begins to count; null where the system does not tell. */
export function restingMemory(pid: number): number | null {
  if (!existsSync(`/proc/${pid}/clear_refs`)) return null;
  // The kernel's word for "forget the peak" (proc(5)).
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  return bytesOf(pid, 'VmRSS');
}

/** The most bytes that a process has held since `restingMemory`. */
export const peakMemory = (pid: number): number | null =>
  existsSync(`/proc/${pid}/status`) ? bytesOf(pid, 'VmHWM') : null;

function bytesOf(pid: number, name: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, 'm').exec(status)![1]) * 1024;
}
