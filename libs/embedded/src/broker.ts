/// <reference path="./aedes-persistence-level.d.ts" />
import { timingSafeEqual } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { join, resolve as resolvePath } from 'node:path';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import AsyncLevelPersistence from 'aedes-persistence-level/asyncPersistence.js';
import { type BrokerUser, mayPublish, maySubscribe } from '@bakeloop/contracts';
import { ensureWritable, openExclusively } from './data-folder.js';
import { EmbeddedError, systemCode } from './errors.js';
import { guardSocket } from './guard-socket.js';

export interface EmbeddedBroker {
  /** For MQTT.js: `mqtt://host:port`. */
  url: string;
  port: number;
  /** Publishes and connections refused since the start: foreign topics, wrong passwords, packets too large. */
  readonly refusedCount: number;
  stop(): Promise<void>;
}

export interface BrokerOptions {
  /** Created if missing. The broker keeps sessions, queues and retained messages in its folder `broker`. */
  dataDir: string;
  /** 127.0.0.1 unless told otherwise. */
  host?: string;
  /** 0 or none means a free one. */
  port?: number;
  /** Of the user `platform`, who may use every topic. */
  platformPassword: string;
  /** The largest payload a client may publish, bytes; 1 MiB unless told otherwise. */
  maxPayloadBytes?: number;
  /** One line for each client that is refused something, once. */
  onLog?: (line: string) => void;
}

/** Client ids that begin so are the platform's own: with one, another client would end or empty its session. */
export const PLATFORM_CLIENT_PREFIX = 'bakeloop-';
const PLATFORM_USER = 'platform';
/**
 * More than T3 allows: what is somewhat too large has to reach the platform, which dead-letters and acknowledges it.
 * Cut off here, its kitchen would send it again for ever. What is larger still is no pack, and would cost memory.
 */
const DEFAULT_MAX_PAYLOAD_BYTES = 1024 * 1024;
const TOPIC_ROOM_BYTES = 1024;
const MAX_BYTES_BEFORE_CONNACK = 4 * 1024;
const MAX_CLIENTS_REMEMBERED = 1_000;
const LOCK_PATIENCE_MS = 5_000;
const BAD_USERNAME_OR_PASSWORD = 4;

/**
 * Starts an MQTT 3.1.1 broker for one machine. Persistent sessions with their queued QoS 1 messages and
 * retained messages are in LevelDB and survive a restart and kill -9. A PUBACK is sent before the message
 * is stored: what must not be lost waits for the application acknowledgement (P2, P3).
 *
 * Who may do what is `mayPublish` and `maySubscribe` of the contract (T1). The user `platform` needs its
 * password. Any other user name is the kitchen of that id, its password is not checked (this broker is for
 * loopback; real brokers check it), and no user name is a kitchen that has not said which. Neither may use a client id
 * that begins with PLATFORM_CLIENT_PREFIX.
 * A refused publish ends the connection (MQTT 3.1.1 has no other answer); a refused subscribe gets 0x80.
 *
 * Fails with EmbeddedError: DATA_FOLDER_NOT_WRITABLE, DATA_FOLDER_IN_USE, DATA_FOLDER_DAMAGED or PORT_IN_USE.
 */
export async function startBroker(options: BrokerOptions): Promise<EmbeddedBroker> {
  const host = options.host ?? '127.0.0.1';
  const dataDir = resolvePath(options.dataDir);
  ensureWritable(dataDir);
  const store = await openExclusively(
    join(dataDir, 'broker'),
    LOCK_PATIENCE_MS,
    'It holds only messages on their way, which kitchens send again: the folder "broker" may be moved away.',
  );
  const refusals = new Refusals(options.onLog);
  const aedes = new Aedes({ persistence: new AsyncLevelPersistence(store), maxClientsIdLength: 128 });
  const isKnown = guardTopics(aedes, options.platformPassword, refusals);
  let stopping = false;
  const emitter: EventEmitter = aedes; // its own types leave out 'error'
  emitter.on('error', (error: Error) => {
    if (!stopping) options.onLog?.(`broker: ${error.message}`);
  });
  aedes.on('clientError', (client, error) => refusals.note(client.id, error.message, false));
  await aedes.listen();

  const limitBytes = (options.maxPayloadBytes ?? DEFAULT_MAX_PAYLOAD_BYTES) + TOPIC_ROOM_BYTES;
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    let client: Client | undefined;
    guardSocket(
      socket,
      () => (client !== undefined && isKnown(client) ? limitBytes : MAX_BYTES_BEFORE_CONNACK),
      () => refusals.note(client?.id, `packet larger than ${limitBytes} bytes`, true),
    );
    client = aedes.handle(socket);
    deliverOutOfOrder(client, aedes.id);
  });

  const stop = async (): Promise<void> => {
    stopping = true;
    server.close();
    await new Promise<void>((resolve) => aedes.close(resolve));
    for (const socket of sockets) socket.destroy();
    await store.close();
  };
  try {
    const port = await listen(server, host, options.port ?? 0);
    const shownHost = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
    return {
      url: `mqtt://${shownHost.includes(':') ? `[${shownHost}]` : shownHost}:${port}`,
      port,
      get refusedCount() {
        return refusals.count;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * aedes takes a message for a repetition when a later one reached the client before it. Messages overtake
 * each other while they are stored, so under load a subscriber with a persistent session would not get some
 * (measured: 42 of 2,000) before it connects anew. Here each is delivered; what this gives up is that two
 * overlapping subscriptions of one client get one copy, which MQTT 3.1.1 does not ask for.
 */
function deliverOutOfOrder(client: Client, brokerId: string): void {
  const forgetful = Object.create(null, { [brokerId]: { get: () => 0, set: () => undefined } }) as object;
  Object.assign(client, { duplicates: forgetful });
}

/** Counts what is refused and tells of each client once, so that a looping device does not fill the log. */
class Refusals {
  count = 0;
  private readonly told = new Set<string>();

  constructor(private readonly onLog: ((line: string) => void) | undefined) {}

  note(clientId: string | null | undefined, reason: string, counted: boolean): void {
    if (counted) this.count += 1;
    const who = clientId ?? 'a client before its CONNECT';
    if (this.told.has(who) || this.told.size >= MAX_CLIENTS_REMEMBERED) return;
    this.told.add(who);
    this.onLog?.(`broker: ${who}: ${reason}`);
  }
}

/** Installs who may do what. @returns whether a client has been let in; true before it can know of its CONNACK. */
function guardTopics(
  aedes: Aedes,
  platformPassword: string,
  refusals: Refusals,
): (client: Client) => boolean {
  const users = new WeakMap<Client, BrokerUser>();
  const willTopics = new WeakMap<Client, string>();
  const userOf = (client: Client): BrokerUser => users.get(client) ?? { kind: 'anonymous' };
  const refuse = (client: Client, reason: string): AuthenticateError => {
    refusals.note(client.id, reason, true);
    return Object.assign(new Error(reason), { returnCode: BAD_USERNAME_OR_PASSWORD });
  };

  aedes.preConnect = (client, packet, done) => {
    if (packet.will !== undefined) willTopics.set(client, packet.will.topic);
    done(null, true);
  };
  aedes.authenticate = (client, username, password, done) => {
    const user = userFor(username, password, platformPassword);
    if (user === undefined) return done(refuse(client, 'wrong password for the user platform'), false);
    if (user.kind !== 'platform' && client.id.startsWith(PLATFORM_CLIENT_PREFIX)) {
      return done(refuse(client, 'this client id is for the user platform'), false);
    }
    // after a crash the broker publishes stored wills on nobody's behalf, so they are judged here
    const will = willTopics.get(client);
    if (will !== undefined && !mayPublish(user, will)) {
      return done(refuse(client, `may not leave a will on ${will.slice(0, 200)}`), false);
    }
    users.set(client, user);
    done(null, true);
  };
  aedes.authorizePublish = (client, packet, done) => {
    // the broker's own wills come without a client; aedes leaves guarding $SYS/ to whoever replaces this
    const reserved = packet.topic.startsWith('$SYS/');
    if (!reserved && (client === null || mayPublish(userOf(client), packet.topic))) return done(null);
    const reason = `may not publish to ${packet.topic.slice(0, 200)}`;
    refusals.note(client?.id, reason, true);
    done(new Error(reason));
  };
  aedes.authorizeSubscribe = (client, subscription, done) => {
    if (maySubscribe(userOf(client), subscription.topic)) return done(null, subscription);
    refusals.note(client.id, `may not subscribe to ${subscription.topic.slice(0, 200)}`, true);
    done(null, null);
  };
  // a client may claim another's client id and so the messages queued for it
  aedes.authorizeForward = (client, packet) => (maySubscribe(userOf(client), packet.topic) ? packet : null);
  return (client) => users.has(client);
}

function userFor(
  username: string | undefined,
  password: Readonly<Buffer> | undefined,
  platformPassword: string,
): BrokerUser | undefined {
  if (username === undefined || username === '') return { kind: 'anonymous' };
  if (username !== PLATFORM_USER) return { kind: 'kitchen', id: username };
  const expected = Buffer.from(platformPassword);
  const given = password ?? Buffer.alloc(0);
  const right = given.length === expected.length && timingSafeEqual(given, expected);
  return right ? { kind: 'platform' } : undefined;
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  }).catch((error: unknown) => {
    const code = systemCode(error);
    if (code === 'EADDRINUSE') {
      throw new EmbeddedError(
        'PORT_IN_USE',
        `Port ${port} for the MQTT broker is in use. Stop what listens there (another Bakeloop or a Mosquitto?), or choose another port with MQTT_PORT.`,
      );
    }
    throw new EmbeddedError('START_FAILED', `The MQTT broker cannot listen on ${host}:${port} (${code}).`);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
