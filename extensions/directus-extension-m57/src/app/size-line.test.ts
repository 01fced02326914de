import { describe, expect, it } from 'vitest';
import { sizeLine } from './size-line';

const day = (on: number, size: number | null) => ({ at: `2026-03-0${on}T00:00:00.000Z`, size });

describe('a line of sizes', () => {
  it('runs from the oldest to the newest, from nought up', () => {
    const line = sizeLine([day(5, 100), day(3, 50), day(1, 0)], 400, 100)!;
    expect(line.lines).toEqual(['0,100 200,50 400,0']);
    expect([line.from, line.to, line.most]).toEqual([day(1, 0).at, day(5, 0).at, 100]);
  });
  it('is broken where a size is secret', () => {
    const line = sizeLine([day(5, 40), day(4, 40), day(3, null), day(2, 20), day(1, 20)], 400, 100)!;
    expect(line.lines).toEqual(['0,50 100,50', '300,0 400,0']);
    expect(line.dots).toHaveLength(4);
  });
  it('is not drawn of fewer than two sizes', () => {
    expect(sizeLine([], 400, 100)).toBeNull();
    expect(sizeLine([day(2, null), day(1, 20)], 400, 100)).toBeNull();
  });
  it('spreads what happened at one moment', () => {
    expect(sizeLine([day(1, 10), day(1, 20)], 400, 100)!.lines).toEqual(['0,0 400,50']);
  });
});
