import { describe, expect, it } from 'vitest';
import { seededRandom } from '../demo-town/random';
import { protectSatisfaction, type Answers } from './satisfaction';

const given = (...counts: number[]): Answers[] =>
  counts.map((answers, rank) => ({ score: rank + 1, answers, persons: answers }));
const ask = (...counts: number[]) =>
  protectSatisfaction(
    given(...counts),
    counts.reduce((a, b) => a + b, 0),
  );

describe('protectSatisfaction', () => {
  it('publishes counts and their mean where no score is small', () => {
    // (20·1 + 30·2 + 50·3 + 60·4 + 40·5) / 200 = 670 / 200 = 3.35, and halves go up.
    expect(ask(20, 30, 50, 60, 40)).toEqual({
      answers: 200,
      mean: 3.4,
      by_score: [20, 30, 50, 60, 40].map((answers, rank) => ({ score: rank + 1, answers })),
    });
  });

  it('keeps everything of a few answers', () => {
    expect(ask(0, 1, 2, 3, 4)).toMatchObject({ answers: null, mean: null });
  });

  it('hides a small score with another one, and keeps the mean of many answers', () => {
    const { answers, mean, by_score } = ask(3, 40, 60, 80, 117);
    expect(answers).toBe(300);
    expect(by_score[0]!.answers).toBeNull();
    expect(by_score.filter((one) => one.answers === null)).toHaveLength(2);
    // (3 + 80 + 180 + 320 + 585) / 300 = 3.8933…
    expect(mean).toBe(3.9);
  });

  it('keeps back a mean by which a hidden score could be computed', () => {
    const random = seededRandom(7);
    let means = 0;
    for (let round = 0; round < 300; round += 1) {
      const counts = Array.from({ length: 5 }, () => Math.floor(random() ** 3 * 40));
      const { mean, by_score, answers } = ask(...counts);
      const hidden = by_score.flatMap((one, rank) => (one.answers === null ? [rank] : []));
      if (mean === null || answers === null || hidden.length === 0) continue;
      means += 1;
      // All that a reader can think of: other counts of the hidden scores with this total and this mean.
      const possible = counts.map(() => new Set<number>());
      const least = hidden.every((rank) => counts[rank]! > 0) ? 1 : 0;
      const walk = (at: number, left: number, chosen: number[]) => {
        if (at < hidden.length) {
          for (let count = least; count <= left; count += 1) walk(at + 1, left - count, [...chosen, count]);
          return;
        }
        const all = counts.map((count, rank) => chosen[hidden.indexOf(rank)] ?? count);
        const sum = all.reduce((added, count, rank) => added + count * (rank + 1), 0);
        if (left === 0 && Math.round((10 * sum) / answers) === Math.round(10 * mean))
          hidden.forEach((rank) => possible[rank]!.add(all[rank]!));
      };
      walk(
        0,
        hidden.reduce((sum, rank) => sum + counts[rank]!, 0),
        [],
      );
      for (const rank of hidden) expect(possible[rank]!.size, String(counts)).toBeGreaterThan(1);
    }
    expect(means).toBeGreaterThan(20);
    // 12 answers: eleven persons gave 5, and one 4. The mean, 4.9, would tell it.
    expect(ask(0, 0, 0, 1, 11)).toMatchObject({ answers: 12, mean: null });
  });

  it('counts persons, not answers', () => {
    const one = [
      { score: 1, answers: 40, persons: 1 },
      { score: 5, answers: 60, persons: 50 },
    ];
    const { by_score } = protectSatisfaction(one, 51);
    expect(by_score[0]!.answers).toBeNull();
    expect(by_score[1]!.answers).toBeNull();
  });
});
