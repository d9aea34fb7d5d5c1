import { channelName, convertUnit, KITCHEN_ID, MAX_VALUE } from '@bakeloop/contracts';
import { z } from 'zod';

/** Ten samples a second: no sensor of a kitchen changes faster in a way a chart could show, s. */
const MIN_SAMPLE_S = 0.1;
/** The contract's longest interval of a channel, s (a day). */
const MAX_INTERVAL_S = 86_400;

const seconds = (low: number, fallback: number) =>
  z
    .number({ error: 'write a number of seconds' })
    .min(low, `write at least ${low} s`)
    .max(MAX_INTERVAL_S, `write at most ${MAX_INTERVAL_S} s (a day)`)
    .default(fallback);

/** What every channel has, whatever reads it. */
const channel = {
  name: channelName.regex(
    /^[^/]+\/[^/].*$/,
    'write machine/measure, for example extruder-1/barrel-1-temperature',
  ),
  unit: z
    .string()
    .regex(
      /^[\x20-\x7e]{1,16}$/,
      'write a SenML unit, for example Cel, kg, kWh, A, %RH or / (a share or a switch)',
    ),
  kind: z.enum(['gauge', 'counter']).default('gauge'),
  min: z.number().min(-MAX_VALUE).max(MAX_VALUE).optional(),
  max: z.number().min(-MAX_VALUE).max(MAX_VALUE).optional(),
  /** Between two looks at the sensor. */
  sampleSeconds: seconds(MIN_SAMPLE_S, 5),
  /** How long a reading may wait for others, so that many share one message. */
  reportSeconds: seconds(MIN_SAMPLE_S, 10),
  /** The longest silence about a sensor that works but does not move. */
  heartbeatSeconds: seconds(1, 60),
  /** A change up to this, in the channel's unit, is not worth a message. */
  deadband: z.number().min(0, 'write 0 or more, in the unit of the channel').default(0),
  /** Digits after the point that the sensor really has. */
  decimals: z.int().min(0).max(9).optional(),
};

const name = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'write a short name of a-z 0-9 and hyphens, for example plc')
  .max(40);
const timeoutSeconds = z.number().min(0.1).max(60).default(3);

const modbusChannel = z.strictObject({
  ...channel,
  table: z.enum(['holding', 'input', 'coil', 'discrete']).default('holding'),
  register: z
    .int()
    .min(0)
    .max(
      65_535,
      'write the address as the protocol counts, 0 to 65535: what a manual calls 40001 is table: holding, register: 0',
    ),
  dataType: z.enum(['int16', 'uint16', 'int32', 'uint32', 'float32', 'float64', 'bool']).optional(),
  /** Which bit of a register is the `bool`, 0 the lowest; without it any bit counts. */
  bit: z.int().min(0).max(15).optional(),
  /** `big`: the first register holds the high word (ABCD); `little`: the low word (CDAB). */
  wordOrder: z.enum(['big', 'little']).default('big'),
  /** `big` is what the protocol says; some devices swap the bytes of each register. */
  byteOrder: z.enum(['big', 'little']).default('big'),
  /** value = raw × factor + offset */
  factor: z
    .number()
    .refine((factor) => factor !== 0, 'a factor of 0 makes every reading the same')
    .default(1),
  offset: z.number().default(0),
  /** The device behind a gateway or on the bus; default that of the driver. */
  unitId: z.int().min(0).max(255).optional(),
});
export type ModbusChannel = z.output<typeof modbusChannel>;

const modbus = {
  name,
  unitId: z.int().min(0).max(255).default(1),
  timeoutSeconds: z.number().min(0.05).max(60).default(1),
  /** Registers between two channels that are read along, so that one request serves both. */
  gap: z.int().min(0).max(100).default(8),
  /** The most registers in one request; the protocol allows 125, some devices less. */
  registersPerRequest: z.int().min(4).max(125).default(125),
  channels: z
    .array(
      modbusChannel.superRefine((given, context) => {
        const bits = given.table === 'coil' || given.table === 'discrete';
        if (bits && given.dataType !== undefined && given.dataType !== 'bool')
          context.addIssue({
            code: 'custom',
            path: ['dataType'],
            message: `a ${given.table} is one bit: leave dataType out, or read table holding or input`,
          });
        if (given.bit !== undefined && (bits || given.dataType !== 'bool'))
          context.addIssue({
            code: 'custom',
            path: ['bit'],
            message: 'a bit is picked from a register of dataType bool only',
          });
      }),
    )
    .min(1),
};

const serial = {
  path: z.string().min(1, 'write the device, for example /dev/ttyUSB0 or /dev/serial/by-id/…'),
  baudRate: z.int().min(110).max(4_000_000).default(9_600),
  dataBits: z.union([z.literal(7), z.literal(8)]).default(8),
  parity: z.enum(['none', 'even', 'odd']).default('none'),
  stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
};
export type SerialSettings = z.output<z.ZodObject<typeof serial>>;

const modbusTcp = z.strictObject({
  ...modbus,
  type: z.literal('modbus-tcp'),
  host: z.string().min(1),
  port: z.int().min(1).max(65_535).default(502),
});
export type ModbusTcpConfig = z.output<typeof modbusTcp>;

const modbusRtu = z.strictObject({ ...modbus, type: z.literal('modbus-rtu'), ...serial });
export type ModbusRtuConfig = z.output<typeof modbusRtu>;

const scale = z
  .strictObject({
    name,
    type: z.literal('scale'),
    ...serial,
    /** `continuous`: "ST,GS,+  12.345 kg"; `sics`: Mettler-Toledo "S S      12.34 kg"; `pattern`: your own. */
    protocol: z.enum(['continuous', 'sics', 'pattern']),
    /** Asks the scale ("SI" of SICS) every sampleSeconds instead of only listening. */
    ask: z.boolean().default(false),
    /** A regular expression with a group `value`, and perhaps `unit` and `stable` (stable when it matched). */
    pattern: z.string().max(500).optional(),
    /** The unit of a scale that does not say it. */
    scaleUnit: z.enum(['kg', 'g']).default('kg'),
    channels: z.array(z.strictObject(channel)).length(1, 'a scale feeds exactly one channel'),
  })
  .superRefine((given, context) => {
    const complain = (path: PropertyKey[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    if (given.protocol === 'pattern') {
      const fault = patternFault(given.pattern);
      if (fault) complain(['pattern'], fault);
    } else if (given.pattern !== undefined) complain(['pattern'], 'a pattern is for protocol: pattern only');
    if (given.ask && given.protocol !== 'sics')
      complain(['ask'], 'only a scale with protocol: sics can be asked');
    const [weight] = given.channels;
    if (weight && convertUnit(1, 'kg', weight.unit) === null)
      complain(['channels', 0, 'unit'], 'a scale measures mass: write kg or g');
  });
export type ScaleConfig = z.output<typeof scale>;

function patternFault(pattern: string | undefined): string | null {
  const example = "for example '^\\s*(?<value>[-+]?\\d+\\.?\\d*)\\s*(?<unit>kg|g)'";
  if (pattern === undefined) return `protocol: pattern needs a regular expression, ${example}`;
  try {
    new RegExp(pattern);
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}; write one with a group "value", ${example}`;
  }
  return pattern.includes('(?<value>') ? null : `there is no group "value" in it, ${example}`;
}

/** RFC 6901: empty for the whole document, or steps that begin with a slash. */
const pointer = z
  .string()
  .regex(/^(\/([^~/]|~[01])*)*$/, 'write a JSON pointer (RFC 6901), for example /sensors/0/temperature');

const mqttIn = z.strictObject({
  name,
  type: z.literal('mqtt-in'),
  url: z.url({
    protocol: /^(mqtts?|wss?)$/,
    error: 'write the local broker, for example mqtt://127.0.0.1:1883',
  }),
  username: z.string().optional(),
  password: z.string().optional(),
  channels: z
    .array(
      z.strictObject({
        ...channel,
        topic: z
          .string()
          .min(1)
          .max(256)
          .regex(/^[^+#\0]*$/, 'write one whole topic, without + or #'),
        /** Takes this record of a SenML pack; without it a pack with a single name. */
        senmlName: z.string().min(1).max(128).optional(),
        /** Takes the number at this place of a JSON object. */
        pointer: pointer.optional(),
      }),
    )
    .min(1),
});
export type MqttInConfig = z.output<typeof mqttIn>;

const http = z.strictObject({
  name,
  type: z.literal('http'),
  url: z.url({
    protocol: /^https?$/,
    error: 'write the address, for example http://192.168.1.40/status.json',
  }),
  headers: z.record(z.string(), z.string()).default({}),
  timeoutSeconds,
  channels: z.array(z.strictObject({ ...channel, pointer: pointer.default('') })).min(1),
});
export type HttpConfig = z.output<typeof http>;

const simulated = z.strictObject({
  name,
  type: z.literal('simulated'),
  /** Whose sensors are told: one of the simulated kitchens. */
  kitchen: z.string().regex(KITCHEN_ID),
  seed: z.int().min(0).max(4_294_967_295).default(1),
  /** `sensor`: its name in the simulated kitchen, default the channel's own. */
  channels: z.array(z.strictObject({ ...channel, sensor: channelName.optional() })).min(1),
});
export type SimulatedConfig = z.output<typeof simulated>;

export const DRIVER_SCHEMAS = [modbusTcp, modbusRtu, scale, mqttIn, http, simulated] as const;
export const DRIVER_TYPES = ['modbus-tcp', 'modbus-rtu', 'scale', 'mqtt-in', 'http', 'simulated'] as const;
