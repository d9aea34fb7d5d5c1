import { CANARY_ID, MAX_KITCHEN_CHANNELS, MAX_KITCHENS, type Birth } from '@bakeloop/contracts';
import { channelsBeyond, kitchensBeyond, type Sql } from '@bakeloop/db';
import { z } from 'zod';
import type { ReadMessage, Refusal } from './message.js';

/** The setting of every program that settles what kitchens send: the ingest, and the API, which replays dead letters. */
export const fleetEnv = {
  INGEST_MAX_KITCHENS: z.coerce
    .number()
    .int()
    .min(1)
    .default(MAX_KITCHENS)
    .describe('kitchens of the fleet at most; a device that makes up ids gets no further'),
};

/** Bounds the fleet, so that a device that makes up ids fills neither tables nor pages. */
export class FleetBound {
  /** Kitchens that there are. */
  private readonly known = new Set<string>();

  constructor(private readonly maxKitchens: number) {}

  /**
   * What of kitchens that would be one too many is taken: nothing. Their packs are counted only and stay with them, so
   * that they come once there is room; what nobody sends again becomes a dead letter.
   */
  async admit(sql: Sql, read: readonly ReadMessage[]): Promise<readonly ReadMessage[]> {
    const asking = new Set<string>();
    for (const { kitchenId, content } of read)
      if (kitchenId !== null && kitchenId !== CANARY_ID && !this.known.has(kitchenId) && isSpeaking(content))
        asking.add(kitchenId);
    if (asking.size === 0) return read;
    const { known, beyond } = await kitchensBeyond(sql, [...asking], this.maxKitchens);
    for (const kitchenId of known) this.known.add(kitchenId);
    if (beyond.size === 0) return read;
    return read.map((one) =>
      one.kitchenId !== null && beyond.has(one.kitchenId) && isSpeaking(one.content)
        ? this.oneTooMany(one)
        : one,
    );
  }

  private oneTooMany(one: ReadMessage): ReadMessage {
    const limited = 'turned-away';
    if (one.tracking !== null)
      return { ...one, tracking: null, content: { kind: 'ignored' }, refusals: [], limited };
    const detail = `there are ${this.maxKitchens} kitchens, and no more are taken (INGEST_MAX_KITCHENS)`;
    const refusals = [{ position: null, reason: 'too_many_kitchens', detail }];
    return { ...one, content: { kind: 'refused' }, refusals, limited };
  }
}

/** Whether a message says something of its kitchen: what cannot be read founds none. */
export function isSpeaking({ kind }: ReadMessage['content']): boolean {
  return kind !== 'refused' && kind !== 'ignored';
}

/** Why a certificate cannot be kept: with its channels the kitchen would have too many. Null when it can. */
export async function channelsRefusal(
  sql: Sql,
  kitchenId: string,
  { channels }: Birth,
): Promise<Refusal | null> {
  const names = channels.map(({ name }) => name);
  const beyond = await channelsBeyond(sql, kitchenId, names, MAX_KITCHEN_CHANNELS);
  return beyond.size === 0 ? null : tooManyChannels(null, `${beyond.size} channels of it`);
}

/** @param what would be one too many */
export function tooManyChannels(position: number | null, what: string): Refusal {
  return {
    position,
    reason: 'too_many_channels',
    detail: `${what} would be beyond the ${MAX_KITCHEN_CHANNELS} that a kitchen may have; a device may be making up names`,
  };
}
