/**
 * Does one piece of work at a time, and of those who wait each has one turn before anybody has a second: who brings much
 * waits for his own, not the others for him.
 */
export class FairLane {
  /** What waits, by whose it is, in the order of their turns. */
  private readonly waiting = new Map<string, (() => Promise<void>)[]>();
  private isBusy = false;

  run<T>(whose: string, work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const own = this.waiting.get(whose) ?? [];
      own.push(() => Promise.resolve().then(work).then(resolve, reject));
      this.waiting.set(whose, own);
      if (!this.isBusy) void this.goOn();
    });
  }

  private async goOn(): Promise<void> {
    this.isBusy = true;
    for (const [whose, own] of this.waiting) {
      // A map is walked in the order in which it was filled, what is added on the way too: to the end with whoever has more.
      this.waiting.delete(whose);
      const next = own.shift();
      if (own.length > 0) this.waiting.set(whose, own);
      await next?.();
    }
    this.isBusy = false;
  }
}
