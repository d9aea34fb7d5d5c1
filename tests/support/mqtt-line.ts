import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { atEnd } from './cleanup.js';

const LAST_MESSAGE_ID = 65_535;
/** Connections opened at once: a broker's queue of those it has not accepted yet is a hundred long. */
const OPENED_AT_ONCE = 50;
const ACCEPTED_WITHIN_MS = 20_000;

/** An MQTT 3.1.1 connection that only writes bytes made beforehand: a client library would cost more than what it measures. */
export interface MqttLine {
  readonly socket: Socket;
  nextMessageId(): number;
  /** `message`: what comes on the topics subscribed to. `taken`: the broker acknowledged one more publish. */
  readonly events: EventEmitter<{ message: [topic: string, payload: Buffer]; taken: [] }>;
  subscribe(topics: readonly string[]): Promise<void>;
}

/** So many connections to one broker, closed when the test file is done. */
export async function openLines(mqttUrl: string, count: number): Promise<MqttLine[]> {
  const lines: MqttLine[] = [];
  while (lines.length < count) {
    const more = Math.min(OPENED_AT_ONCE, count - lines.length);
    lines.push(...(await Promise.all(Array.from({ length: more }, () => openLine(mqttUrl)))));
  }
  return lines;
}

async function openLine(mqttUrl: string): Promise<MqttLine> {
  const { hostname, port } = new URL(mqttUrl);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  const events: MqttLine['events'] = new EventEmitter();
  const parser = mqttPacket.parser();
  socket.on('data', (chunk: Buffer) => parser.parse(chunk));
  parser.on('packet', (packet: Packet) => {
    if (packet.cmd === 'publish') events.emit('message', packet.topic, packet.payload as Buffer);
    else if (packet.cmd === 'puback') events.emit('taken');
    else parser.emit(packet.cmd);
  });
  await once(socket, 'connect');
  atEnd(async () => {
    if (socket.closed) return;
    socket.destroy();
    await once(socket, 'close');
  });
  const connected = once(parser, 'connack', { signal: AbortSignal.timeout(ACCEPTED_WITHIN_MS) });
  socket.write(
    mqttPacket.generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      clientId: `load-${randomUUID()}`,
      keepalive: 0,
    }),
  );
  await connected.catch((cause: unknown) => {
    throw new Error('the broker accepts no more connections: are open files limited (ulimit -n)?', { cause });
  });
  let messageId = 0;
  const nextMessageId = (): number => (messageId = (messageId % LAST_MESSAGE_ID) + 1);
  return {
    socket,
    nextMessageId,
    events,
    // At QoS 0 an acknowledgement needs no answer; a lost one would show as a pack that never settles.
    async subscribe(names) {
      const subscribed = once(parser, 'suback');
      const subscriptions = names.map((topic) => ({ topic, qos: 0 as const }));
      socket.write(mqttPacket.generate({ cmd: 'subscribe', messageId: nextMessageId(), subscriptions }));
      await subscribed;
    },
  };
}
