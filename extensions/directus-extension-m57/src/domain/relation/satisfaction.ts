import { DEFAULT_RULE, protectList, type SuppressionRule } from '../suppression';

/** Answers of one score. */
export interface Answers {
  score: number;
  answers: number;
  /** Distinct persons behind them; an anonymous answer is one. */
  persons: number;
}

export interface ProtectedSatisfaction {
  /** Null: secret. */
  answers: number | null;
  /** One decimal; null where there is none, or where it would tell a score that is secret. */
  mean: number | null;
  by_score: { score: number; answers: number | null }[];
}

/**
 * Satisfaction answers by score with their mean, small counts hidden. The mean is one more equation on the counts: it
 * is published only where every hidden count could be another one, with the same total and the same mean.
 * `persons`: distinct persons behind all of them.
 */
export function protectSatisfaction(
  scores: readonly Answers[],
  persons: number,
  rule: SuppressionRule = DEFAULT_RULE,
): ProtectedSatisfaction {
  const count = scores.reduce((sum, { answers }) => sum + answers, 0);
  const { parts, total } = protectList(
    {
      parts: scores.map((one) => ({ count: one.answers, contributors: one.persons })),
      total: { count, contributors: persons },
    },
    rule,
  );
  const by_score = scores.map(({ score }, rank) => ({ score, answers: parts[rank]!.count }));
  const hidden = scores.filter((_, rank) => parts[rank]!.reason !== null);
  const sum = scores.reduce((added, { score, answers }) => added + score * answers, 0);
  const open = total!.reason === null && count > 0 && !tells(hidden, sum, count);
  return { answers: total!.count, mean: open ? meanOf(sum, count) : null, by_score };
}

/** To one decimal, halves up, in whole numbers. */
const meanOf = (sum: number, count: number) => Math.floor((20 * sum + count) / (2 * count)) / 10;

/** Whether the mean, with the total, leaves a hidden count no other value. */
function tells(hidden: readonly Answers[], sum: number, count: number): boolean {
  const mean = meanOf(sum, count);
  // One answer given another hidden score instead, either way.
  const canMove = (from: Answers, to: Answers) =>
    from.answers > 1 && meanOf(sum - from.score + to.score, count) === mean;
  return !hidden.every((one) =>
    hidden.some((other) => other !== one && (canMove(one, other) || canMove(other, one))),
  );
}
