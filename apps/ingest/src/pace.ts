import type { ReadMessage } from '@bakeloop/record';

/** What one kitchen may send, counted in readings; everything else costs as many readings as it is work. */
export interface Pace {
  /** Readings a second, on end. */
  readingsPerSecond: number;
  /** Readings at once, after a silence. */
  burstReadings: number;
}

/**
 * How long an acknowledgement is held back at most, ms: shorter than the 30 s after which a kitchen sends a pack again, so
 * that nothing comes twice because of it. A kitchen that is further ahead of its rate does not wait for answers: what it
 * sends then is turned away.
 */
export const PATIENCE_MS = 20_000;

/** Above so many kitchens those that owe nothing are forgotten; 100 bytes each. */
const SWEEP_ABOVE = 10_000;

/**
 * A token bucket for every kitchen, as the instant at which what it sent would have been due at its rate (the generic cell
 * rate algorithm: ITU-T I.371, annex A). Pure bookkeeping: the time is an argument.
 */
export class KitchenPaces {
  private readonly dueMs = new Map<string, number>();
  private readonly burstMs: number;
  private readonly msAReading: number;

  constructor({ readingsPerSecond, burstReadings }: Pace) {
    this.msAReading = 1_000 / readingsPerSecond;
    this.burstMs = burstReadings * this.msAReading;
  }

  /** How far a kitchen is ahead of its rate, ms; 0 within its burst. */
  aheadMs(kitchenId: string, nowMs: number): number {
    return Math.max(0, (this.dueMs.get(kitchenId) ?? nowMs) - nowMs - this.burstMs);
  }

  /** A kitchen sent what costs so many readings. @returns how far it is ahead now, ms */
  spend(kitchenId: string, readings: number, nowMs: number): number {
    const due = Math.max(this.dueMs.get(kitchenId) ?? nowMs, nowMs) + readings * this.msAReading;
    this.dueMs.set(kitchenId, due);
    if (this.dueMs.size > SWEEP_ABOVE)
      for (const [id, dueMs] of this.dueMs) if (dueMs <= nowMs) this.dueMs.delete(id);
    return this.aheadMs(kitchenId, nowMs);
  }
}

/** Settling a message takes about as long as ten readings do. */
const MESSAGE = 10;
/**
 * An event, with its batch derived again, takes somewhat longer. But what an agent has unanswered at most, 20 packs of 200
 * events, must be no more than the patience at the rate: an agent that catches up is slowed down, and never turned away.
 */
const EVENT = 10;
/** A certificate may have everything of its kitchen derived again. */
const BIRTH = 500;

/** What a message costs, in readings. */
export function costOf({ content, refusals }: ReadMessage): number {
  switch (content.kind) {
    case 'telemetry':
      return Math.max(MESSAGE, content.readings.values.length + refusals.length);
    case 'events':
      return Math.max(MESSAGE, EVENT * (content.events.length + refusals.length));
    case 'results':
      return Math.max(MESSAGE, EVENT * (content.results.length + refusals.length));
    case 'birth':
      return BIRTH;
    default:
      return MESSAGE;
  }
}
