/** Acts that wait a while; all are done at once when the process ends. */
export class HeldBack {
  private readonly waiting = new Map<NodeJS.Timeout, () => void>();

  hold(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.waiting.delete(timer);
      act();
    }, ms);
    this.waiting.set(timer, act);
  }

  release(): void {
    for (const [timer, act] of this.waiting) {
      clearTimeout(timer);
      act();
    }
    this.waiting.clear();
  }
}
