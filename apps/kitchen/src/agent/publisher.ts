import { setTimeout as wait } from 'node:timers/promises';
import { deflateSync } from 'node:zlib';
import { applicationAck, DEFLATE, topics, type ApplicationAck, type Birth } from '@bakeloop/contracts';
import { connectMqtt, MqttLinkError, type Logger, type MqttLink, type TlsFiles } from '@bakeloop/runtime';
import { STREAMS, type Outbox, type StoredPack, type Stream } from './outbox.js';
import { ResendWindow, type Sending } from './resend.js';
import type { WireFaults } from './wire-faults.js';

export interface PublisherSettings {
  kitchenId: string;
  session: string;
  birth: Birth;
  mqttUrl: string;
  username?: string | undefined;
  password?: string | undefined;
  tls?: TlsFiles | undefined;
  outbox: Outbox;
  /** Unacknowledged packs per stream, default 20. */
  window?: number | undefined;
  /** Whether packs are deflated where the platform says that it reads them so (D1). */
  deflate: boolean;
  faults: WireFaults;
  logger: Logger;
  /** For the intervals between sendings: a step of the wall clock must not hold a pack back. */
  monotonicMs: () => number;
  /** The server's clock, from each acknowledgement as it comes, ms since the epoch. */
  onServerTime: (atMs: number) => void;
  /** A command that was sent just now, as it came (C1). Must not wait for an acknowledgement. */
  onCommand: (payload: Buffer) => Promise<void>;
  random: () => number;
}

export interface Publisher {
  readonly connected: boolean;
  /** A pack was stored: it goes out as soon as the window allows. */
  offer(pack: StoredPack): void;
  /** Resolves when every pack is acknowledged. */
  drained(): Promise<void>;
  /** Says goodbye and disconnects; what is unacknowledged stays in the outbox. */
  stop(): Promise<void>;
}

/** How often due packs are looked for, ms: short against the 30 s of the first resend. */
const CHECK_MS = 1_000;
/** Acknowledgements and commands are a tenth of this, bytes. */
const MAX_PACKET = 256 * 1024;
/** A goodbye that has not arrived by then is left to the will: the line is dead, ms. */
const GOODBYE_MS = 2_000;
/**
 * Not yet taken by the broker at most, bytes: on a line of 20 kbit/s what comes next waits six seconds behind them, with
 * 100 ms to the broker they still carry 160 kB a second. A larger pack goes alone. What is handed to the socket beyond
 * it cannot be overtaken by an event, nor by the answer to a ping that keeps the connection.
 */
const MAX_ON_WIRE = 16 * 1024;

/** Speaks the contract for one kitchen: birth, presence, packs until they are acknowledged by the platform. */
export function startPublisher(settings: PublisherSettings): Publisher {
  const { kitchenId, session, outbox, faults, logger, monotonicMs, random } = settings;
  const stored = outbox.list();
  const windows = Object.fromEntries(
    STREAMS.map((stream) => [
      stream,
      new ResendWindow(
        settings.window ?? 20,
        stored.filter((pack) => pack.stream === stream),
        random,
        // The log is told in order; of readings the newest show what is, the oldest what was.
        { bothEnds: stream === 'telemetry', holds: (pack) => outbox.has(pack) },
      ),
    ]),
  ) as Record<Stream, ResendWindow>;
  const topicOf = (stream: 'birth' | 'status' | 'ack' | 'commands' | Stream): string =>
    topics.of(kitchenId, stream);
  const statusOf = (state: 'online' | 'offline'): string => JSON.stringify({ state, session });
  let waiting: (() => void)[] = [];
  let onWire = 0;
  /** As the newest acknowledgement says (D1). */
  let readsDeflated = false;

  const publish = async (pack: StoredPack, body: string | Buffer): Promise<void> => {
    const bytes = Buffer.byteLength(body);
    onWire += bytes;
    try {
      await link.publish(topicOf(pack.stream), body);
    } catch (error) {
      // The pack stays in flight: it is sent again after the reconnect, or when it is due.
      const level = error instanceof MqttLinkError ? 'debug' : 'error';
      logger[level]({ err: error, stream: pack.stream, seq: pack.seq }, 'publish not confirmed');
    }
    onWire -= bytes;
    windows[pack.stream].handedOver(pack, monotonicMs());
    pump();
  };
  const send = async ({ pack, again }: Sending): Promise<void> => {
    const body = await outbox.body(pack);
    if (body === undefined) return windows[pack.stream].drop(pack);
    // Sent again it is plain: the acknowledgement may be missing because somebody could not read it (D3).
    const encoded = readsDeflated && !again ? smaller(body) : body;
    const copies = faults.deliveries(pack, encoded);
    if (copies.length === 0) windows[pack.stream].handedOver(pack, monotonicMs());
    for (const copy of copies) void publish(copy.pack, copy.body);
  };
  /** One after the other, so that packs go out in the order in which they were taken. */
  let sending: Promise<void> = Promise.resolve();
  const pump = (): void => {
    if (!link.connected || faults.silent(monotonicMs())) return;
    for (const stream of STREAMS)
      while (onWire < MAX_ON_WIRE) {
        const next = windows[stream].next(monotonicMs());
        if (!next) break;
        const { pack } = next;
        // Until it is known how many bytes it takes, it counts as it is stored.
        onWire += pack.size;
        sending = sending
          .then(() => send(next))
          .catch((error: unknown) => {
            logger.error({ err: error, stream, seq: pack.seq }, 'pack not readable');
            windows[stream].handedOver(pack, monotonicMs());
          })
          .then(() => {
            onWire -= pack.size;
            pump();
          });
      }
  };
  const isDrained = (): boolean =>
    STREAMS.every((stream) => windows[stream].waiting === 0 && windows[stream].inFlight === 0);

  const settle = async (ack: ApplicationAck, retained: boolean): Promise<void> => {
    // One that somebody had the broker keep says what time it was then.
    if (!retained) settings.onServerTime(Date.parse(ack.at));
    readsDeflated = settings.deflate && (ack.accepts?.includes(DEFLATE) ?? false);
    const rejected = new Map(ack.rejected.map(({ seq, reason }) => [seq, reason]));
    const done = windows[ack.stream].settle(ack.session, ack.seqs);
    for (const { seq, reason } of ack.rejected)
      logger.warn(
        { stream: ack.stream, session: ack.session, seq, reason },
        'platform rejected data, kept aside',
      );
    await outbox.settle(done, rejected);
    if (isDrained()) for (const resolve of waiting.splice(0)) resolve();
    pump();
  };

  const link: MqttLink = connectMqtt({
    url: settings.mqttUrl,
    // One agent per kitchen: a second one with the same id takes the connection over instead of doubling the data.
    clientId: `kitchen-${kitchenId}`,
    username: settings.username,
    password: settings.password,
    tls: settings.tls,
    will: { topic: topicOf('status'), payload: statusOf('offline'), retain: true },
    subscriptions: [topicOf('ack'), topicOf('commands')],
    maxPacketBytes: MAX_PACKET,
    logger,
    random,
    onConnect: ({ protocolVersion }) => {
      logger.info(
        { protocolVersion, waiting: STREAMS.reduce((sum, stream) => sum + windows[stream].waiting, 0) },
        'connected',
      );
      const introduce = async (): Promise<void> => {
        await link.publish(topicOf('birth'), JSON.stringify(settings.birth), { retain: true });
        await link.publish(topicOf('status'), statusOf('online'), { retain: true });
      };
      introduce().catch((error: unknown) => logger.warn({ err: error }, 'birth not confirmed'));
      for (const stream of STREAMS) windows[stream].reconnected();
      pump();
    },
    onDisconnect: () => logger.warn({ stored: outbox.count }, 'connection lost, packs are kept'),
    onMessage: async (topic, payload, { retained }) => {
      if (topic === topicOf('commands')) {
        // Nobody keeps a command for whoever comes next (C3).
        if (retained) return logger.warn({ bytes: payload.length }, 'a retained command: ignored');
        return settings.onCommand(payload);
      }
      const parsed = applicationAck.safeParse(JSON.parse(payload.toString()));
      if (parsed.success) await settle(parsed.data, retained);
      else logger.warn({ bytes: payload.length }, 'acknowledgement not understood');
    },
  });
  const checks = setInterval(pump, CHECK_MS);

  return {
    get connected() {
      return link.connected;
    },
    offer(pack) {
      windows[pack.stream].add(pack);
      pump();
    },
    drained: () => (isDrained() ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    async stop() {
      clearInterval(checks);
      waiting = [];
      if (link.connected) {
        const goodbye = link
          .publish(topicOf('status'), statusOf('offline'), { retain: true })
          .catch((error: unknown) => logger.debug({ err: error }, 'goodbye not confirmed'));
        await Promise.race([goodbye, wait(GOODBYE_MS, undefined, { ref: false })]);
      }
      await link.close();
    },
  };
}

/** The body deflated, where that makes it smaller: of a pack of one reading it does not. */
function smaller(body: string): string | Buffer {
  const deflated = deflateSync(body);
  return deflated.length < Buffer.byteLength(body) ? deflated : body;
}
