import { EARLIEST_MS, type Birth, type CommandResult } from '@bakeloop/contracts';
import type { Logger, TlsFiles } from '@bakeloop/runtime';
import { v7 as uuidV7 } from 'uuid';
import { CommandRunner, type CommandHandlers } from './commands.js';
import { Outbox, type HeardCommand, type OutboxLimits, type Stream } from './outbox.js';
import { startPublisher } from './publisher.js';
import type { WireFaults } from './wire-faults.js';

export interface LineSettings {
  kitchenId: string;
  birthOf: (session: string) => Birth;
  mqttUrl: string;
  username?: string | undefined;
  password?: string | undefined;
  tls?: TlsFiles | undefined;
  /** Of this kitchen's outbox. */
  folder: string;
  outbox?: OutboxLimits | undefined;
  /** Unacknowledged packs per stream, default 20. */
  window?: number | undefined;
  /** Whether packs are deflated where the platform reads them so (D1); default not. */
  deflate?: boolean | undefined;
  faults?: WireFaults | undefined;
  /** What is done of the commands there are (C1); default nothing. */
  commands?: CommandHandlers | undefined;
  logger: Logger;
  nowMs: () => number;
  monotonicMs: () => number;
  /** The server's clock, from each acknowledgement as it comes, ms since the epoch; never before 2020. */
  onServerTime: (atMs: number) => void;
  random: () => number;
}

/** From a reading or an event to the platform's acknowledgement: session, outbox and publisher of one kitchen. */
export interface Line {
  readonly session: string;
  readonly connected: boolean;
  /** Packs and bytes that are not settled. */
  readonly stored: { packs: number; bytes: number };
  /** Packs, or packs with records, that the platform has refused and that are kept aside: the newest of them (P2). */
  readonly rejected: number;
  /** Up to which instant a source has told its story, ms; null for a new outbox. */
  cursorMs(): Promise<number | null>;
  /**
   * Puts one pack into the outbox, durable as the outbox says, and on its way.
   * @throws Error when it cannot be written: the caller keeps what it has
   */
  store(stream: Stream, content: Content, beside?: StoredBeside): Promise<void>;
  /** Asks the platform what time it is, at most once a minute while it does not answer (P7). */
  askTime(): void;
  /** Resolves when the platform has settled every pack. */
  drained(): Promise<void>;
  stop(): Promise<void>;
}

type Content =
  { records: readonly unknown[] } | { events: readonly unknown[] } | { results: readonly CommandResult[] };
/** What is stored with a pack, or not at all. */
interface StoredBeside {
  cursorMs?: number;
  command?: HeardCommand | undefined;
}

/** How often the time is asked for while it is not told, ms. */
const ASK_TIME_MS = 60_000;

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
  const outbox = await Outbox.open(o.folder, logger, o.outbox);
  const bornMs = nowMs();
  const session = uuidV7();
  const seqs: Record<Stream, number> = { results: 0, events: 0, telemetry: 0 };
  /** The server's clock as it was last told, beside ours: what time it is there, whatever our wall clock says. */
  let server: { atMs: number; heardMs: number } | null = null;
  let disbelieved = false;
  const publisher = startPublisher({
    kitchenId: o.kitchenId,
    session,
    birth: o.birthOf(session),
    mqttUrl: o.mqttUrl,
    username: o.username,
    password: o.password,
    tls: o.tls,
    outbox,
    window: o.window,
    deflate: o.deflate ?? false,
    faults: o.faults ?? FAULTLESS,
    logger,
    monotonicMs: o.monotonicMs,
    onServerTime: (atMs) => {
      if (atMs < EARLIEST_MS) {
        if (!disbelieved)
          logger.warn(
            { server: new Date(atMs).toISOString() },
            'the platform says a time before 2020: not believed',
          );
        disbelieved = true;
        return;
      }
      const first = server === null;
      server = { atMs, heardMs: o.monotonicMs() };
      o.onServerTime(atMs);
      if (first) commands.timeKnown();
    },
    onCommand: (payload) => commands.hear(payload),
    random: o.random,
  });
  /** One after the other, so that a pack that could not be written leaves no gap in the count (P1). */
  let storing: Promise<void> = Promise.resolve();
  const storeNow = async (...[stream, content, beside]: Parameters<Line['store']>): Promise<void> => {
    const seq = seqs[stream] + 1;
    const { pack, thinned } = await outbox.append({
      stream,
      session,
      bornMs,
      seq,
      createdMs: nowMs(),
      body: JSON.stringify({ session, seq, ...content }),
      ...beside,
    });
    seqs[stream] = seq;
    if (thinned > 0) logger.warn({ packs: thinned }, 'outbox full: old readings thinned out, no event lost');
    publisher.offer(pack);
  };
  const store: Line['store'] = (stream, content, beside) => {
    const done = storing.then(() => storeNow(stream, content, beside));
    storing = done.catch(() => undefined);
    return done;
  };
  let askAtMs = -Infinity;
  const askTime = (): void => {
    if (o.monotonicMs() < askAtMs) return;
    askAtMs = o.monotonicMs() + ASK_TIME_MS;
    // A pack with a base name and no reading: it stores nothing, and its acknowledgement says what time it is (P7).
    store('telemetry', { records: [{ bn: 'agent/' }] }).catch((error: unknown) =>
      logger.error({ err: error }, 'cannot ask for the time'),
    );
  };
  const commands = new CommandRunner({
    handlers: o.commands ?? {},
    heard: outbox.commands,
    tell: (result, command) => store('results', { results: [result] }, { command }),
    forget: (ids) => outbox.forgetCommands(ids),
    serverMs: () => server && server.atMs + o.monotonicMs() - server.heardMs,
    askTime,
    logger,
    monotonicMs: o.monotonicMs,
  });
  commands.begin();

  return {
    session,
    get connected() {
      return publisher.connected;
    },
    get stored() {
      return { packs: outbox.count, bytes: outbox.sizeBytes };
    },
    get rejected() {
      return outbox.rejectedCount;
    },
    cursorMs: () => outbox.cursorMs(),
    store,
    askTime,
    drained: () => publisher.drained(),
    async stop() {
      await commands.stop();
      await publisher.stop();
      await outbox.close();
    },
  };
}
