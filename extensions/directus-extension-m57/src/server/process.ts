import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Who does something that another process may have to clean up: `<machine>.<process>.<random>`. Machine is what
 * tells whether a process id means anything here: the host, since it started, and its container.
 */
export const OWNER = `${machine()}.${process.pid}.${randomBytes(4).toString('hex')}`;

/** Whether the process behind an OWNER has surely ended. Of another machine that cannot be told. */
export function isGone(owner: string): boolean {
  const [where, pid] = owner.split('.');
  if (owner === OWNER || where !== OWNER.split('.')[0]) return false;
  // Its number was given to this process since.
  if (Number(pid) === process.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function machine(): string {
  // Two containers may share a name, and then their process ids mean different things.
  const facts = [
    hostname(),
    readOr(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    readOr(() => readlinkSync('/proc/self/ns/pid')),
  ];
  return createHash('sha256').update(facts.join('\n')).digest('hex').slice(0, 10);
}

/** Linux tells; elsewhere the name of the host must do. */
function readOr(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
