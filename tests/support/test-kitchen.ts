import { randomUUID } from 'node:crypto';
import { applicationAck, topics, type ApplicationAck } from '@bakeloop/contracts';
import { connectAsync, type MqttClient } from 'mqtt';
import { eventually } from './eventually.js';

/** A kitchen as a test plays it: publishes what it is told to, remembers every acknowledgement it gets. */
export interface TestKitchen {
  readonly id: string;
  readonly session: string;
  readonly acks: ApplicationAck[];
  client: MqttClient;
  publish(
    stream: 'birth' | 'status' | 'telemetry' | 'events',
    body: unknown,
    options?: { retain?: boolean },
  ): Promise<void>;
  pack(seq: number, records: unknown[]): Promise<void>;
  log(seq: number, events: unknown[]): Promise<void>;
  settled(stream: 'telemetry' | 'events', seq: number): boolean;
  untilSettled(stream: 'telemetry' | 'events', ...seqs: number[]): Promise<void>;
  end(): Promise<void>;
}

export async function connectKitchen(
  mqttUrl: string,
  id: string,
  session: string = randomUUID(),
): Promise<TestKitchen> {
  const client = await connectAsync(mqttUrl, { reconnectPeriod: 200 });
  const acks: ApplicationAck[] = [];
  client.on('message', (_topic, payload) => acks.push(applicationAck.parse(JSON.parse(payload.toString()))));
  await client.subscribeAsync(topics.of(id, 'ack'), { qos: 1 });
  const publish: TestKitchen['publish'] = async (stream, body, { retain = false } = {}) => {
    const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    await client.publishAsync(topics.of(id, stream), payload, { qos: 1, retain });
  };
  const settled: TestKitchen['settled'] = (stream, seq) =>
    acks.some(
      (ack) =>
        ack.stream === stream &&
        ack.session === session &&
        ack.seqs.some(([first, last]) => first <= seq && seq <= last),
    );
  return {
    id,
    session,
    acks,
    client,
    publish,
    pack: (seq, records) => publish('telemetry', { session, seq, records }),
    log: (seq, events) => publish('events', { session, seq, events }),
    settled,
    untilSettled: (stream, ...seqs) =>
      eventually(
        () => {
          const missing = seqs.filter((seq) => !settled(stream, seq));
          if (missing.length > 0) throw new Error(`not acknowledged: ${stream} ${missing.join(', ')}`);
        },
        { withinMs: 30_000 },
      ),
    end: async () => {
      await client.endAsync(true);
    },
  };
}
