import { randomUUID } from 'node:crypto';
import {
  applicationAck,
  command,
  topics,
  type ApplicationAck,
  type Command,
  type TrackedStream,
} from '@bakeloop/contracts';
import { connectAsync, type MqttClient } from 'mqtt';
import { eventually } from './eventually.js';

/** A kitchen as a test plays it: publishes what it is told to, remembers every acknowledgement it gets. */
export interface TestKitchen {
  readonly id: string;
  readonly session: string;
  readonly acks: ApplicationAck[];
  /** Every delivery of a command, in order. */
  readonly commands: Command[];
  client: MqttClient;
  publish(
    stream: 'birth' | 'status' | TrackedStream,
    body: unknown,
    options?: { retain?: boolean },
  ): Promise<void>;
  pack(seq: number, records: unknown[]): Promise<void>;
  log(seq: number, events: unknown[]): Promise<void>;
  settled(stream: TrackedStream, seq: number): boolean;
  untilSettled(stream: TrackedStream, ...seqs: number[]): Promise<void>;
  end(): Promise<void>;
}

export async function connectKitchen(
  mqttUrl: string,
  id: string,
  session: string = randomUUID(),
): Promise<TestKitchen> {
  const client = await connectAsync(mqttUrl, { reconnectPeriod: 200 });
  const acks: ApplicationAck[] = [];
  const commands: Command[] = [];
  client.on('message', (topic, payload) => {
    const body: unknown = JSON.parse(payload.toString());
    if (topic === topics.of(id, 'commands')) commands.push(command.parse(body));
    else acks.push(applicationAck.parse(body));
  });
  await client.subscribeAsync([topics.of(id, 'ack'), topics.of(id, 'commands')], { qos: 1 });
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
    commands,
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
