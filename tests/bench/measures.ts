import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../support/host';

/** Seconds of the fastest round. What each round needs is prepared outside the time. */
export async function best(
  rounds: number,
  prepare: (round: number) => Promise<() => Promise<void>>,
): Promise<number> {
  let fastest = Infinity;
  for (let round = 0; round < rounds; round += 1) {
    fastest = Math.min(fastest, await timeOf(await prepare(round)));
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

/** Seconds that it takes. */
export async function timeOf(run: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1000;
}

/** What a user of the Studio asks for, by four of them. */
const ADDRESSES = ['/server/ping', '/m57/status', '/items/m57_services', '/users/me'];

/** Milliseconds that each request of others took while `work` ran. */
export async function answerTimes(host: Host, work: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  let running = true;
  const asking = ADDRESSES.map(async (address) => {
    while (running) {
      const start = performance.now();
      const { status } = await host.request('GET', address);
      if (status !== 200) throw new Error(`${address} was answered ${status}`);
      times.push(performance.now() - start);
      await sleep(20);
    }
  });
  try {
    await work();
  } finally {
    running = false;
  }
  await Promise.all(asking);
  return times;
}

/** The value that this part of them (0 to 1) do not pass. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
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
