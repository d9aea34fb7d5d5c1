import { convertUnit, EARLIEST_MS, MAX_AGE_MS, resolveSenml } from '@bakeloop/contracts';
import { connectMqtt } from '@bakeloop/runtime';
import type { MqttInConfig } from '../config/driver-schemas.js';
import { aborted } from './aborted.js';
import type { Driver, DriverContext } from './driver.js';
import { numberOf, pointedAt } from './number-in.js';

type Channel = MqttInConfig['channels'][number];

/** A message of a sensor is small; a larger one is not parsed, bytes. */
const MAX_PAYLOAD = 64 * 1024;
/** Room for the topic, and what MQTT adds. Somewhat larger packets are taken, so that it can be said whose they are. */
const MAX_PACKET = 4 * MAX_PAYLOAD;

/**
 * Listens to sensors that publish on a local broker: SenML (times relative or absolute), a plain number, or a JSON
 * object with the number at a pointer. A sensor may be silent; only a missing connection is a fault.
 */
export function createMqttInDriver(config: MqttInConfig, kitchenId: string): Driver {
  return {
    async run(context) {
      const byTopic = new Map<string, Channel[]>();
      for (const channel of config.channels)
        byTopic.set(channel.topic, [...(byTopic.get(channel.topic) ?? []), channel]);
      context.trouble('not connected to the local broker yet');
      const link = connectMqtt({
        url: config.url,
        clientId: `bakeloop-${kitchenId}-${config.name}`,
        username: config.username,
        password: config.password,
        // The link tells of its own attempts; the supervisor tells of the state.
        logger: context.logger.child({}, { level: 'error' }),
        subscriptions: [...byTopic.keys()],
        maxPacketBytes: MAX_PACKET,
        onConnect: () => context.well(),
        onDisconnect: () => context.trouble('connection to the local broker lost'),
        onMessage: (topic, payload, { retained }) => {
          const channels = byTopic.get(topic) ?? [];
          try {
            for (const channel of channels) take(channel, payload, retained, context);
          } catch (error) {
            for (const { name } of channels)
              context.trouble(error instanceof Error ? error.message : String(error), name);
          }
        },
      });
      await aborted(context.signal);
      await link.close();
    },
  };
}

/** @throws Error saying why the message is no reading */
function take(channel: Channel, payload: Buffer, retained: boolean, context: DriverContext): void {
  if (payload.length > MAX_PAYLOAD)
    throw new Error(`a message of ${payload.length} bytes; the most is ${MAX_PAYLOAD}`);
  const text = payload.toString('utf8');
  const plain = numberOf(text);
  const document: unknown = plain ?? parsed(text);
  if (Array.isArray(document)) return takeSenml(channel, document, retained, context);
  // A retained number is of an unknown time: perhaps of a sensor that died last week.
  if (retained) return;
  const value =
    plain ?? (channel.pointer === undefined ? null : numberOf(pointedAt(document, channel.pointer)));
  if (value === null)
    throw new Error(
      channel.pointer === undefined
        ? 'a message that is no number and no SenML: does it need a pointer?'
        : `no number at "${channel.pointer}" of the message`,
    );
  context.report({ channel: channel.name, value });
}

function takeSenml(channel: Channel, records: unknown[], retained: boolean, context: DriverContext): void {
  const { clock } = context;
  const nowMs = clock.monotonicMs();
  const wallMs = clock.wallMs();
  // Without a clock only times relative to now can be placed: absolute ones are refused as lying in the future.
  const arrivalMs = wallMs ?? EARLIEST_MS + MAX_AGE_MS;
  const { readings, bad } = resolveSenml('', records, { arrivalMs, relativeTimes: true });
  const mine = readings.filter(
    ({ channel: name }) => channel.senmlName === undefined || name === channel.senmlName,
  );
  if (channel.senmlName === undefined && new Set(mine.map(({ channel: name }) => name)).size > 1)
    throw new Error('a SenML pack with several names: write in senmlName which one is meant');
  for (const reading of mine) {
    // What was kept by the broker has a time of its own only if it says one.
    if (retained && reading.timeMs === arrivalMs) continue;
    const value =
      reading.unit === null ? reading.value : convertUnit(reading.value, reading.unit, channel.unit);
    if (value === null) throw new Error(`measured in "${reading.unit}", which is no "${channel.unit}"`);
    context.report({
      channel: channel.name,
      value: Number(value.toPrecision(15)),
      atMs: nowMs + (reading.timeMs - arrivalMs),
    });
  }
  const [first] = bad;
  if (first) throw new Error(first.detail);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`a message that is no number and no JSON: ${JSON.stringify(text.slice(0, 40))}`);
  }
}
