/** Work that goes on while its caller goes on too, by one step: each waits for the one before. */
export class Ahead {
  private running: Promise<void> = Promise.resolve();

  /** Begins `work` once the work before has ended, and waits for that one; throws what it threw. */
  async begin(work: () => Promise<void>): Promise<void> {
    const before = this.running;
    this.running = before.then(work);
    // Whoever waits for it next gets its error; until then, nobody does.
    this.running.catch(() => undefined);
    await before;
  }

  /** Waits for the last; throws what it threw. */
  async end(): Promise<void> {
    await this.running;
  }

  /** Waits until nothing goes on any more. */
  async settle(): Promise<void> {
    await this.running.catch(() => undefined);
  }
}
