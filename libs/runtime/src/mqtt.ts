import type { Socket } from 'node:net';
import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt';
import { watchAnswers } from './answer-watch.js';
import { backoffMs } from './backoff.js';
import { deferAcks, type Unsettled } from './deferred-acks.js';
import type { Logger } from './logger.js';
import { MqttFrameGuard } from './mqtt-frame-guard.js';
import { RivalWatch } from './rival.js';

/** Contents of PEM files. */
export interface TlsFiles {
  /** Of the authority behind the broker's certificate, in place of those that the system trusts. */
  ca?: Buffer | undefined;
  /** Our own certificate, and its key. */
  cert?: Buffer | undefined;
  key?: Buffer | undefined;
}

export interface MqttSettings {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`. */
  url: string;
  clientId: string;
  /** Default true. False keeps the session, with its queue, on the broker. */
  clean?: boolean;
  /** How long the broker keeps a session that is not clean, s. MQTT 5 only; default one week. */
  sessionExpirySeconds?: number;
  username?: string | undefined;
  password?: string | undefined;
  tls?: TlsFiles | undefined;
  will?: { topic: string; payload: string; retain: boolean };
  /** Default 30 s. A broker from which nothing comes for half as long again is left. */
  keepaliveSeconds?: number;
  /** Subscribed at QoS 1 on every connection, before `onConnect`. */
  subscriptions?: readonly string[];
  /** After the subscriptions are granted, on every connection. */
  onConnect?: (connection: { sessionPresent: boolean; protocolVersion: 4 | 5 }) => void;
  onDisconnect?: () => void;
  /** The next message waits until this settles. A failure is logged and its message given up. Never publish and wait
   * in here: the broker's answer would queue behind the message being handled. */
  onMessage?: (topic: string, payload: Buffer, info: MessageInfo) => void | Promise<void>;
  /**
   * What may be in `onMessage` at once, default one message. With more, each of QoS 1 is acknowledged to the broker when its own
   * `onMessage` is done (P4), and a failure drops the connection instead, so that the broker delivers again.
   */
  maxUnsettled?: Unsettled;
  /**
   * The largest packet that is taken, bytes; default any. A broker of MQTT 5 is told, and keeps larger ones to itself;
   * what comes all the same ends the connection when its size is announced, and not when it is in memory.
   */
  maxPacketBytes?: number;
  logger: Logger;
  /** Jitter of the reconnects, [0, 1). */
  random?: () => number;
  /** The longest wait before a reconnect, ms, default 30 s: a fleet must not storm a broker that comes back. */
  maxRetryMs?: number;
}

export interface MessageInfo {
  /** The broker kept it from before the subscription: it says what was, not what is sent now. */
  retained: boolean;
  /**
   * Says how many bytes the message takes until it is settled, where that is not the length of its payload: it counts so
   * in `maxUnsettled`. To be said before `onMessage` waits for anything.
   */
  weighs(bytes: number): void;
}

/** A connection that comes back by itself until it is closed. */
export interface MqttLink {
  readonly connected: boolean;
  /** Resolves on the next established connection, at once when there is one. */
  ready(): Promise<void>;
  /**
   * Resolves at the broker's PUBACK, which is not storage: see P3 of the contract.
   * @throws MqttLinkError when not connected, when the connection is lost first, or when the topic has a wildcard
   */
  publish(
    topic: string,
    payload: string | Buffer,
    options?: { qos?: 0 | 1; retain?: boolean },
  ): Promise<void>;
  /** Disconnects cleanly (no will) and stays so. */
  close(): Promise<void>;
}

/** A publish that did not reach the broker. Nothing is queued here: what must arrive is kept by the caller. */
export class MqttLinkError extends Error {
  override readonly name = 'MqttLinkError';
}

const RECONNECT = { baseMs: 500, maxMs: 30_000 };
/** Waits while another client has the same client id, ms: at sooner tries each would only end the other's connection. */
const RIVAL_WAIT = { leastMs: 15_000, mostMs: 30_000 };
/** DISCONNECT reason of MQTT 5: another connection of the same client id took over. */
const SESSION_TAKEN_OVER = 142;
const CLOSE_LIMIT_MS = 2_000;
const KEEPALIVE_SECONDS = 30;
/** CONNACK codes for "not this protocol version": 1 in MQTT 3.1.1, 132 in MQTT 5. */
const WRONG_VERSION = [1, 132];

function clientOptions(settings: MqttSettings, protocolVersion: 4 | 5): IClientOptions {
  const {
    clean = true,
    sessionExpirySeconds = 7 * 86_400,
    will,
    username,
    password,
    tls,
    maxPacketBytes,
  } = settings;
  return {
    clientId: settings.clientId,
    protocolVersion,
    clean,
    // While messages wait for their commit nothing is read, PINGRESP neither: that link is watched by us.
    keepalive: settings.maxUnsettled ? 0 : (settings.keepaliveSeconds ?? KEEPALIVE_SECONDS),
    connectTimeout: 10_000,
    // MQTT.js waits a fixed time between attempts: the waits with jitter are ours.
    reconnectPeriod: 0,
    queueQoSZero: false,
    manualConnect: true,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls?.ca ? { ca: tls.ca } : {}),
    ...(tls?.cert && tls.key ? { cert: tls.cert, key: tls.key } : {}),
    ...(will
      ? { will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: will.retain } }
      : {}),
    ...(protocolVersion === 5
      ? {
          properties: {
            ...(clean ? {} : { sessionExpiryInterval: sessionExpirySeconds }),
            ...(maxPacketBytes === undefined ? {} : { maximumPacketSize: maxPacketBytes }),
          },
        }
      : {}),
  };
}

/**
 * Connects, and reconnects with exponential back-off and full jitter (0.5 s to 30 s, and not sooner than after 15 s when
 * another client took the connection). Speaks MQTT 5 and falls back to
 * 3.1.1 for good once the broker refuses the version (T2). Returns at once; the broker may come later.
 */
export function connectMqtt(settings: MqttSettings): MqttLink {
  const { logger, random = Math.random } = settings;
  const limits = { ...RECONNECT, maxMs: settings.maxRetryMs ?? RECONNECT.maxMs };
  const rival = new RivalWatch();
  let protocolVersion: 4 | 5 = 5;
  let client: MqttClient;
  let connected = false;
  let closed = false;
  let failures = 0;
  /** Connections that a packet too large has ended: each is waited after for longer, since it may well come again. */
  let oversized = 0;
  let retry: NodeJS.Timeout | undefined;
  let waiting: (() => void)[] = [];

  const established = (current: MqttClient, sessionPresent: boolean): void => {
    if (closed || current !== client || !current.connected) return;
    connected = true;
    failures = 0;
    rival.established(performance.now());
    settings.onConnect?.({ sessionPresent, protocolVersion });
    const ready = waiting;
    waiting = [];
    for (const resolve of ready) resolve();
  };

  // Each attempt is a client of its own, so that no packet, callback or store of a lost connection outlives it.
  const attempt = (): void => {
    const current = mqtt.connect(settings.url, clientOptions(settings, protocolVersion));
    client = current;
    // Every publish on its way listens for the close.
    current.setMaxListeners(0);
    let refusedVersion = false;
    let broke = false;
    const { onMessage, maxUnsettled } = settings;
    const handle = async (
      packet: IPublishPacket,
      weighs: MessageInfo['weighs'] = () => undefined,
    ): Promise<void> =>
      onMessage?.(packet.topic, Buffer.from(packet.payload), { retained: packet.retain, weighs });
    const listens = maxUnsettled && deferAcks(current, handle, maxUnsettled);
    if (!listens)
      current.handleMessage = (packet, done) => {
        handle(packet)
          .catch((error: unknown) =>
            logger.error({ err: error, topic: packet.topic }, 'message handler failed'),
          )
          .finally(() => done());
      };
    current.on('connect', (connack) => {
      if (listens)
        watchAnswers(current, {
          everyMs: (settings.keepaliveSeconds ?? KEEPALIVE_SECONDS) * 1_000,
          listens,
          onSilent: () => logger.warn('the broker does not answer: connection ended'),
        });
      const subscriptions = [...(settings.subscriptions ?? [])];
      if (subscriptions.length === 0) return established(current, connack.sessionPresent);
      current.subscribeAsync(subscriptions, { qos: 1 }).then(
        (grants) => {
          const refused = grants.filter((grant) => (grant.qos as number) >= 128).map((grant) => grant.topic);
          if (refused.length > 0) logger.error({ topics: refused }, 'broker refused a subscription');
          established(current, connack.sessionPresent);
        },
        (error: unknown) => {
          logger.warn({ err: error }, 'subscribing failed');
          current.end(true);
        },
      );
    });
    current.on('error', (error: Error & { code?: unknown }) => {
      broke = true;
      refusedVersion ||= protocolVersion === 5 && WRONG_VERSION.includes(Number(error.code));
      if (refusedVersion) return;
      // Told once per outage: the attempts that follow say nothing new.
      const level = failures === 0 ? 'warn' : 'debug';
      logger[level](
        { reason: error.message || String(error.code) },
        'broker connection failed, trying again',
      );
    });
    current.on('disconnect', ({ reasonCode }) => {
      if (reasonCode === SESSION_TAKEN_OVER) rival.takenOver();
    });
    current.on('close', () => {
      if (current !== client || retry) return;
      if (connected) settings.onDisconnect?.();
      connected = false;
      if (closed) return;
      let waitMs = 0;
      if (refusedVersion) protocolVersion = 4;
      else if (rival.ended(performance.now(), { broke })) {
        logger.error(
          { clientId: settings.clientId },
          'another client with the same client id took the connection: does this program run twice?',
        );
        waitMs = RIVAL_WAIT.leastMs + random() * (RIVAL_WAIT.mostMs - RIVAL_WAIT.leastMs);
      } else waitMs = backoffMs(failures++, limits, random);
      retry = setTimeout(() => {
        retry = undefined;
        attempt();
      }, waitMs);
    });
    current.connect();
    // Acknowledgements are small packets: Nagle's algorithm would hold each back for up to 40 ms.
    (current.stream as Partial<Socket>).setNoDelay?.(true);
    (current.stream as Partial<Socket>).setKeepAlive?.(true, 30_000);
    const { maxPacketBytes } = settings;
    if (maxPacketBytes === undefined) return;
    const guard = new MqttFrameGuard(() => maxPacketBytes);
    current.stream.on('data', (bytes: Buffer) => {
      if (current.stream.destroyed || guard.accept(bytes)) return;
      failures = ++oversized;
      logger.warn({ maxPacketBytes }, 'a packet larger than is taken: connection ended');
      current.stream.destroy();
    });
  };
  attempt();

  return {
    get connected() {
      return connected;
    },
    ready: () => (connected ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    async publish(topic, payload, { qos = 1, retain = false } = {}) {
      if (/[+#\0]/.test(topic))
        throw new MqttLinkError(`"${topic}" is a filter, not a topic: it has a wildcard`);
      if (!connected) throw new MqttLinkError('not connected to the broker');
      const current = client;
      await new Promise<void>((resolve, reject) => {
        const lost = (): void => reject(new MqttLinkError('connection lost before the broker answered'));
        current.once('close', lost);
        current.publish(topic, payload, { qos, retain }, (error) => {
          current.off('close', lost);
          if (error) reject(new MqttLinkError(error.message, { cause: error }));
          else resolve();
        });
      });
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      const wasConnected = connected;
      connected = false;
      if (!wasConnected) return void client.end(true);
      const ended = client.endAsync();
      let limit: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        limit = setTimeout(resolve, CLOSE_LIMIT_MS);
      });
      await Promise.race([ended, late]);
      clearTimeout(limit);
      // While something waits for an answer it does not end, and ending it again by force does nothing.
      client.stream.destroy();
    },
  };
}
