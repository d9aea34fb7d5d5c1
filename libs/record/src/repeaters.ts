/** How long readings of a kitchen that sent some again are inserted rather than copied, ms: a resend storm lasts minutes. */
const REMEMBERED_MS = 10 * 60_000;

/**
 * Kitchens that lately sent a reading again under another pack, which no honest agent does: each such reading costs a
 * whole COPY, their own and their neighbours'. For some minutes theirs take the slower way that does not mind.
 */
export class Repeaters {
  private readonly untilMs = new Map<string, number>();

  add(kitchenId: string, nowMs: number): void {
    this.untilMs.set(kitchenId, nowMs + REMEMBERED_MS);
  }

  has(kitchenId: string, nowMs: number): boolean {
    const untilMs = this.untilMs.get(kitchenId);
    if (untilMs === undefined) return false;
    if (untilMs > nowMs) return true;
    this.untilMs.delete(kitchenId);
    return false;
  }
}
