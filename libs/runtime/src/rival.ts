/** Connections that end sooner than this, ms, so often in a row, although each was made at the first try. */
const SOON_MS = 5_000;
const OFTEN = 3;

/**
 * Notices that another client has the same client id, so that each ends the other's connection by making its own. MQTT 5
 * says so; with 3.1.1 it shows in connections that are made at once and end soon, again and again. Time is an argument.
 */
export class RivalWatch {
  private establishedAtMs: number | null = null;
  private endedSoon = 0;
  private isTold = false;

  established(nowMs: number): void {
    this.establishedAtMs = nowMs;
  }

  /** The broker says that another connection took the place of this one. */
  takenOver(): void {
    this.isTold = true;
  }

  /**
   * A connection, or a try to make one, has ended.
   * @param o.brokerTells it speaks MQTT 5: what it does not say is not guessed, and was the line
   * @returns whether another client probably ended it
   */
  ended(nowMs: number, { brokerTells }: { brokerTells: boolean }): boolean {
    // A broker that cannot be reached is down: what ended before ended with it.
    const soon = this.establishedAtMs !== null && nowMs - this.establishedAtMs < SOON_MS;
    this.endedSoon = soon ? this.endedSoon + 1 : 0;
    const isRival = this.isTold || (!brokerTells && this.endedSoon >= OFTEN);
    this.establishedAtMs = null;
    this.isTold = false;
    return isRival;
  }
}
