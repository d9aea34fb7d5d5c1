/**
 * Gathers what comes within a window and hands it on at once. What comes after a quiet time is handed on without delay;
 * a hand-over that takes longer than the window is waited for, so that two never overtake each other.
 */
export class Coalescer<T> {
  private pending: T | undefined;
  private timer: NodeJS.Timeout | undefined;
  private handing = false;
  private lastMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly windowMs: number,
    private readonly merge: (before: T, added: T) => T,
    /** Must not fail: what to do about a failure is known only there. */
    private readonly handOn: (gathered: T) => Promise<void>,
    private readonly nowMs: () => number,
  ) {}

  add(item: T): void {
    this.pending = this.pending === undefined ? item : this.merge(this.pending, item);
    this.schedule();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.pending = undefined;
  }

  private schedule(): void {
    if (this.handing || this.timer || this.pending === undefined) return;
    const waitMs = Math.max(0, this.lastMs + this.windowMs - this.nowMs());
    this.timer = setTimeout(() => void this.run(), waitMs);
  }

  private async run(): Promise<void> {
    const gathered = this.pending;
    this.timer = undefined;
    this.pending = undefined;
    if (gathered === undefined) return;
    this.handing = true;
    this.lastMs = this.nowMs();
    await this.handOn(gathered);
    this.handing = false;
    this.schedule();
  }
}
