import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isGone, OWNER } from './process';

const [machine, , random] = OWNER.split('.');

describe('the owner of some work', () => {
  it('fits its column and is not gone while this runs', () => {
    expect(OWNER).toMatch(/^[0-9a-f]{10}\.\d+\.[0-9a-f]{8}$/);
    expect(OWNER.length).toBeLessThanOrEqual(40);
    expect(isGone(OWNER)).toBe(false);
  });
  it('is gone when its process has ended, or when its number is now ours', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    expect(isGone(`${machine}.${pid}.${random}`)).toBe(true);
    expect(isGone(`${machine}.${process.pid}.00000000`)).toBe(true);
  });
  it('of a living process, or of another machine, is not known to be gone', () => {
    expect(isGone(`${machine}.${process.ppid}.00000000`)).toBe(false);
    expect(isGone(`0123456789.${process.pid}.00000000`)).toBe(false);
    expect(isGone('b3a1c9a2-6f0e-4a53-9d50-1a2b3c4d5e6f')).toBe(false);
  });
});
