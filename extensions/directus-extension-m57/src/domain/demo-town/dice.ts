/**
 * Chance that can start anew for each household: the same for the same three numbers on every machine. Unlike that of
 * `random.ts` its state has 128 bits, so that a million pseudonyms do not repeat themselves. Method: sfc32.
 */
export class Dice {
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 0;

  /** Different numbers start different sequences. */
  start(seed: number, index: number, purpose: number): this {
    this.a = seed | 0;
    this.b = index | 0;
    this.c = purpose | 0;
    this.d = 1;
    for (let round = 0; round < 12; round += 1) this.bits();
    return this;
  }

  /** 32 random bits, as a signed whole number. */
  bits(): number {
    const t = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + t) | 0;
    return t;
  }

  /** In [0, 1). */
  next(): number {
    return (this.bits() >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to `limit` − 1. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A position, by weights that have been added up. */
  pick(cumulative: readonly number[]): number {
    const last = cumulative.length - 1;
    const point = this.next() * cumulative[last]!;
    let index = 0;
    while (index < last && cumulative[index]! <= point) index += 1;
    return index;
  }

  /** Around 0, with a standard deviation of 1 (Box-Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** How often something happens that happens `mean` times on average. */
  poisson(mean: number): number {
    if (mean <= 0) return 0;
    if (mean > 20) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.next(); product > limit; product *= this.next()) count += 1;
    return count;
  }
}

export function addedUp(weights: readonly number[]): number[] {
  let sum = 0;
  return weights.map((weight) => (sum += weight));
}
