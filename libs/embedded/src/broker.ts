/// <reference path="./aedes-persistence-level.d.ts" />
import type { EventEmitter } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { join, resolve as resolvePath } from 'node:path';
import { Aedes, type Client } from 'aedes';
import AsyncLevelPersistence from 'aedes-persistence-level/asyncPersistence.js';
import { DoorGuard, OPEN_DOOR, type BrokerDoor } from './broker-door.js';
import { ensureWritable, openExclusively } from './data-folder.js';
import { EmbeddedError, systemCode } from './errors.js';
import { guardSocket } from './guard-socket.js';
import { Refusals } from './refusals.js';

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
  /** Who else may come in; default: anybody, as the kitchen that they say they are. */
  door?: BrokerDoor;
  /** The largest payload a client may publish, bytes; 1 MiB unless told otherwise. */
  maxPayloadBytes?: number;
  /** One line for each client that is refused something, once. */
  onLog?: (line: string) => void;
}

/**
 * More than T3 allows: what is somewhat too large has to reach the platform, which dead-letters and acknowledges it.
 * Cut off here, its kitchen would send it again for ever. What is larger still is no pack, and would cost memory.
 */
const DEFAULT_MAX_PAYLOAD_BYTES = 1024 * 1024;
const TOPIC_ROOM_BYTES = 1024;
const MAX_BYTES_BEFORE_CONNACK = 4 * 1024;
const LOCK_PATIENCE_MS = 5_000;

/**
 * Starts an MQTT 3.1.1 broker for one machine. Persistent sessions with their queued QoS 1 messages and
 * retained messages are in LevelDB and survive a restart and kill -9. A PUBACK is sent before the message
 * is stored: what must not be lost waits for the application acknowledgement (P2, P3).
 *
 * Who may do what is `mayPublish` and `maySubscribe` of the contract (T1). The user `platform` needs its
 * password. Of everybody else the door says who they are; a connection ends within five seconds of its credential. None of
 * them may use a client id that begins with PLATFORM_CLIENT_PREFIX, or that another is connected with.
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
  let stopping = false;
  const emitter: EventEmitter = aedes; // its own types leave out 'error'
  emitter.on('error', (error: Error) => {
    if (!stopping) options.onLog?.(`broker: ${error.message}`);
  });
  aedes.on('clientError', (client, error) => refusals.note(client.id, error.message, false));
  await aedes.listen();
  const guard = new DoorGuard(aedes, options.door ?? OPEN_DOOR, options.platformPassword, refusals);

  const limitBytes = (options.maxPayloadBytes ?? DEFAULT_MAX_PAYLOAD_BYTES) + TOPIC_ROOM_BYTES;
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    let client: Client | undefined;
    guardSocket(
      socket,
      () => (client !== undefined && guard.isKnown(client) ? limitBytes : MAX_BYTES_BEFORE_CONNACK),
      () => refusals.note(client?.id, `packet larger than ${limitBytes} bytes`, true),
    );
    const current = aedes.handle(socket);
    client = current;
    socket.on('close', () => guard.left(current));
    deliverOutOfOrder(current, aedes.id);
  });

  const stop = async (): Promise<void> => {
    stopping = true;
    guard.stop();
    server.close();
    await new Promise<void>((resolve) => aedes.close(resolve));
    for (const socket of sockets) socket.destroy();
    await store.close();
  };
  try {
    await guard.begin();
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
