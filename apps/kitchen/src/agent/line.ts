import type { Birth } from '@bakeloop/contracts';
import type { Logger } from '@bakeloop/runtime';
import { v7 as uuidV7 } from 'uuid';
import { Outbox, type OutboxLimits, type Stream } from './outbox.js';
import { startPublisher } from './publisher.js';
import type { WireFaults } from './wire-faults.js';

export interface LineSettings {
  kitchenId: string;
  birthOf: (session: string) => Birth;
  mqttUrl: string;
  username?: string | undefined;
  password?: string | undefined;
  /** Of this kitchen's outbox. */
  folder: string;
  outbox?: OutboxLimits | undefined;
  /** Unacknowledged packs per stream, default 20. */
  window?: number | undefined;
  /** Whether packs are deflated where the platform reads them so (D1); default not. */
  deflate?: boolean | undefined;
  faults?: WireFaults | undefined;
  logger: Logger;
  nowMs: () => number;
  monotonicMs: () => number;
  onServerTime: (atMs: number) => void;
  random: () => number;
}

/** From a reading or an event to the platform's acknowledgement: session, outbox and publisher of one kitchen. */
export interface Line {
  readonly session: string;
  readonly connected: boolean;
  /** Packs and bytes that are not settled. */
  readonly stored: { packs: number; bytes: number };
  /** Up to which instant a source has told its story, ms; null for a new outbox. */
  cursorMs(): Promise<number | null>;
  /**
   * Puts one pack into the outbox, durable as the outbox says, and on its way.
   * @throws Error when it cannot be written: the caller keeps what it has
   */
  store(
    stream: Stream,
    content: { records: readonly unknown[] } | { events: readonly unknown[] },
    cursorMs?: number,
  ): Promise<void>;
  /** Resolves when the platform has settled every pack. */
  drained(): Promise<void>;
  stop(): Promise<void>;
}

/** What a line that works does with packs. */
const FAULTLESS: WireFaults = {
  deliveries: (pack, body) => [{ pack, body }],
  silent: () => false,
  distort: (records) => records,
};

/**
 * Opens a kitchen's line: a new session, what earlier sessions left with their session and seq (P1). The broker may
 * come later.
 * @throws ConfigError when the outbox cannot be opened
 */
export async function openLine(o: LineSettings): Promise<Line> {
  const { logger, nowMs } = o;
  const outbox = await Outbox.open(o.folder, o.outbox);
  const bornMs = nowMs();
  const session = uuidV7();
  const seqs: Record<Stream, number> = { telemetry: 0, events: 0 };
  const publisher = startPublisher({
    kitchenId: o.kitchenId,
    session,
    birth: o.birthOf(session),
    mqttUrl: o.mqttUrl,
    username: o.username,
    password: o.password,
    outbox,
    window: o.window,
    deflate: o.deflate ?? false,
    faults: o.faults ?? FAULTLESS,
    logger,
    monotonicMs: o.monotonicMs,
    onServerTime: o.onServerTime,
    random: o.random,
  });
  /** One after the other, so that a pack that could not be written leaves no gap in the count (P1). */
  let storing: Promise<void> = Promise.resolve();
  const storeNow = async (...[stream, content, cursorMs]: Parameters<Line['store']>): Promise<void> => {
    const seq = seqs[stream] + 1;
    const { pack, thinned } = await outbox.append({
      stream,
      session,
      bornMs,
      seq,
      createdMs: nowMs(),
      body: JSON.stringify({ session, seq, ...content }),
      ...(cursorMs === undefined ? {} : { cursorMs }),
    });
    seqs[stream] = seq;
    if (thinned > 0) logger.warn({ packs: thinned }, 'outbox full: old readings thinned out, no event lost');
    publisher.offer(pack);
  };

  return {
    session,
    get connected() {
      return publisher.connected;
    },
    get stored() {
      return { packs: outbox.count, bytes: outbox.sizeBytes };
    },
    cursorMs: () => outbox.cursorMs(),
    store(stream, content, cursorMs) {
      const stored = storing.then(() => storeNow(stream, content, cursorMs));
      storing = stored.catch(() => undefined);
      return stored;
    },
    drained: () => publisher.drained(),
    async stop() {
      await publisher.stop();
      await outbox.close();
    },
  };
}
