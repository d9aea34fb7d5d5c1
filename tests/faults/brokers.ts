import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connect as connectTcp, type Socket } from 'node:net';
import { connectAsync, type IClientOptions } from 'mqtt';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { atEnd, tempDir } from '../support/cleanup.js';
import { startShippedMosquitto } from '../support/mosquitto.js';
import { freePort, startServer, type ServerProcess } from '../support/server-process.js';

export interface Broker {
  readonly process: ServerProcess;
  /** Ends connections that do not say CONNECT within a minute. */
  readonly isImpatient: boolean;
  /** How many devices it is meant for. */
  readonly devices: number;
  /** Of the user who hears everything. */
  readonly platform: IClientOptions;
}

/** The embedded broker as a process of its own. */
export async function startEmbeddedBroker(): Promise<Broker> {
  const port = await freePort();
  const url = `mqtt://127.0.0.1:${port}`;
  const entry = fileURLToPath(new URL('embedded-broker.mjs', import.meta.url));
  const platform = { username: 'platform', password: 'secret' };
  const server = await startServer({
    url,
    command: process.execPath,
    args: [entry, await tempDir(), String(port)],
    stopSignal: 'SIGTERM',
    answers: async () => {
      const options = { ...platform, reconnectPeriod: 0, connectTimeout: 2_000 };
      await (await connectAsync(url, options, false)).endAsync();
    },
  });
  return { process: server, platform, isImpatient: true, devices: 2_000 };
}

/** Mosquitto with the settings that we ship, and the embedded broker. */
export const BROKERS: readonly (readonly [name: string, start: () => Promise<Broker>])[] = [
  [
    'Mosquitto',
    async () => ({
      process: await startShippedMosquitto(),
      platform: {},
      isImpatient: false,
      devices: 9_000,
    }),
  ],
  ['the embedded broker', startEmbeddedBroker],
];

/** A well-behaved kitchen and a listener of the platform while others do their worst. */
export interface Witness {
  /** What the platform heard of any kitchen but the well-behaved one. */
  readonly strangers: string[];
  /** @returns the longest wait for a PUBACK, ms. @throws when anything of the kitchen was lost or its connection ended */
  stop(): Promise<number>;
}

const BEAT_EVERY_MS = 50;

export async function startWitness({ process: { url }, platform }: Broker): Promise<Witness> {
  const topic = 'kitchens/v1/good-kitchen/telemetry';
  const strangers: string[] = [];
  const heard = new Set<string>();
  const ears = await connectAsync(url, { ...platform, reconnectPeriod: 0 });
  ears.on('message', (from, payload) => {
    if (from === topic) heard.add(payload.toString());
    else strangers.push(`${from} ${payload.subarray(0, 60).toString()}`);
  });
  await ears.subscribeAsync(
    ['birth', 'status', 'telemetry', 'events'].map((stream) => `kitchens/v1/+/${stream}`),
    { qos: 1 },
  );
  const kitchen = await connectAsync(url, { reconnectPeriod: 0, protocolVersion: 4 });
  const ended: string[] = [];
  for (const [name, client] of Object.entries({ ears, kitchen })) {
    client.on('close', () => void ended.push(name));
    client.on('error', () => undefined);
    atEnd(() => client.endAsync(true));
  }

  let slowestMs = 0;
  let beats = 0;
  const failures: unknown[] = [];
  const under = new Set<Promise<void>>();
  const beat = setInterval(() => {
    const sentMs = performance.now();
    const sending = kitchen
      .publishAsync(topic, String(beats++), { qos: 1 })
      .then(() => void (slowestMs = Math.max(slowestMs, performance.now() - sentMs)))
      .catch((error: unknown) => void failures.push(error))
      .finally(() => under.delete(sending));
    under.add(sending);
  }, BEAT_EVERY_MS);
  atEnd(async () => clearInterval(beat));
  return {
    strangers,
    stop: async () => {
      clearInterval(beat);
      await Promise.race([
        Promise.all(under),
        new Promise<void>((ended) => kitchen.once('close', () => ended())),
      ]);
      const deadline = performance.now() + 10_000;
      while (heard.size < beats && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 25));
      if (ended.length > 0 || failures.length > 0 || heard.size < beats)
        throw new Error(
          `${heard.size} of ${beats} beats heard; ended: ${ended.join()}; ${failures.map(String).join()}`,
        );
      return Math.round(slowestMs);
    },
  };
}

/** A bare connection to a broker. */
export async function dial(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connectTcp({ host: hostname, port: Number(port), noDelay: true });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

export const connectPacket = (clientId: string, protocolVersion: 4 | 5 = 4): Buffer =>
  mqttPacket.generate(
    { cmd: 'connect', protocolId: 'MQTT', protocolVersion, clean: true, clientId, keepalive: 0 },
    { protocolVersion },
  );

/** Resolves with the first packet that the broker sends; null when it ends the connection instead. */
export function answerOf(socket: Socket, protocolVersion: 4 | 5 = 4): Promise<Packet | null> {
  return new Promise((resolve) => {
    const parser = mqttPacket.parser({ protocolVersion });
    parser.on('packet', (packet: Packet) => resolve(packet));
    parser.on('error', () => resolve(null));
    socket.on('data', (chunk: Buffer) => parser.parse(chunk));
    socket.once('close', () => resolve(null));
  });
}
