/** Connections that end sooner than this, ms, so often in a row, although each was made at the first try. */
const SOON_MS = 5_000;
const OFTEN = 3;
/** One that broke was mostly the line, but a broker that is being sent to breaks those it ends too: so many count as one. */
const BROKEN_A_SOON = 3;

/**
 * Notices that another client has the same client id, so that each ends the other's connection by making its own. Some
 * brokers of MQTT 5 say so (Mosquitto 2.0.11 does not); else it shows in connections that are made at once and end soon,
 * again and again. Time is an argument.
 */
export class RivalWatch {
  private establishedAtMs: number | null = null;
  /** In broken ones. */
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
   * @param o.broke by an error, a reset for example; else the broker closed it
   * @returns whether another client probably ended it
   */
  ended(nowMs: number, { broke }: { broke: boolean }): boolean {
    // A broker that cannot be reached is down: what ended before ended with it.
    const soon = this.establishedAtMs !== null && nowMs - this.establishedAtMs < SOON_MS;
    this.endedSoon = soon ? this.endedSoon + (broke ? 1 : BROKEN_A_SOON) : 0;
    const isRival = this.isTold || this.endedSoon >= OFTEN * BROKEN_A_SOON;
    this.establishedAtMs = null;
    this.isTold = false;
    return isRival;
  }
}
