import {
  birth,
  channelName,
  COMMAND_KINDS,
  isTimeZone,
  KITCHEN_ID,
  MAX_BIRTH_CHANNELS,
  MAX_PAYLOAD_BYTES,
} from '@bakeloop/contracts';
import { z } from 'zod';
import { birthOf } from './birth.js';
import { DRIVER_SCHEMAS } from './driver-schemas.js';

const MACHINE_ID = /^[A-Za-z0-9\-_.:]{1,64}$/;
/** Below this LevelDB's own files are most of what is kept, MB. */
const MIN_OUTBOX_MB = 4;
/** More than a year of any kitchen: beyond it a slip of the pen is likelier, MB. */
const MAX_OUTBOX_MB = 65_536;

const kitchen = z.strictObject({
  id: z
    .string()
    .regex(KITCHEN_ID, 'write 3 to 32 characters of a-z 0-9, words joined by hyphens, for example ke-nbo-01'),
  name: z.string().min(1).max(80).optional(),
  place: z.string().max(80).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'write the two capital letters of ISO 3166-1, for example KE')
    .optional(),
  timeZone: z.string().refine(isTimeZone, 'write an IANA time zone, for example Africa/Nairobi').optional(),
  position: z
    .tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)], {
      error: 'write [longitude, latitude] in degrees, for example [36.82, -1.29]',
    })
    .optional(),
});

const broker = z.strictObject({
  url: z.url({
    protocol: /^(mqtts?|wss?)$/,
    error: 'write where the broker is, for example mqtts://broker.example:8883',
  }),
  username: z.string().optional(),
  password: z.string().optional(),
  passwordFile: z.string().min(1).optional(),
  /** PEM files: of the authority behind the broker's certificate, where that is no public one; of our own certificate. */
  ca: z.string().min(1).optional(),
  cert: z.string().min(1).optional(),
  key: z.string().min(1).optional(),
  /** Whether it is spoken to without TLS although it is on another machine, since nobody else is on the network between. */
  plain: z.boolean().default(false),
  /** Packs are deflated once the platform says that it reads them so. */
  deflate: z.boolean().default(true),
});

const outbox = z.strictObject({
  folder: z.string().min(1).optional(),
  maxMegabytes: z.number().min(MIN_OUTBOX_MB).max(MAX_OUTBOX_MB).default(256),
});

const machine = z.strictObject({
  id: z.string().regex(MACHINE_ID, 'write 1 to 64 characters of A-Z a-z 0-9 - _ . :'),
  type: z.string().min(1).max(64),
  ratedKw: birth.shape.machines.element.shape.ratedKw,
  idealKgPerHour: birth.shape.machines.element.shape.idealKgPerHour,
});

/** The configuration file as it is written. What holds between its parts is checked by `checkWhole`. */
export const configFile = z.strictObject({
  kitchen,
  broker,
  outbox: outbox.prefault({}),
  /** What the platform may ask of the agent from afar; none of it reaches a machine. */
  commands: z
    .array(z.enum(COMMAND_KINDS))
    .max(COMMAND_KINDS.length)
    .default([...COMMAND_KINDS]),
  machines: z.array(machine).max(200).default([]),
  drivers: z.array(z.discriminatedUnion('type', DRIVER_SCHEMAS)).min(1, 'name at least one driver').max(100),
});
export type ConfigFile = z.output<typeof configFile>;
export type DriverConfig = ConfigFile['drivers'][number];
export type ChannelConfig = DriverConfig['channels'][number];

/** A fault of the whole: where it lies, and what to write instead. */
interface Fault {
  path: (string | number)[];
  message: string;
}

/**
 * What each part alone cannot know: names used twice, machines that are not there, intervals that cannot be kept, and more
 * than a birth certificate holds.
 */
export function checkWhole(config: ConfigFile): Fault[] {
  const faults: Fault[] = [];
  const machines = new Set<string>();
  config.machines.forEach(({ id }, at) => {
    if (machines.has(id))
      faults.push({
        path: ['machines', at, 'id'],
        message: `"${id}" is named twice: give each machine its own id`,
      });
    machines.add(id);
  });
  if (config.broker.password !== undefined && config.broker.passwordFile !== undefined)
    faults.push({
      path: ['broker', 'passwordFile'],
      message: 'write either password or passwordFile, not both',
    });

  faults.push(...tlsFaults(config.broker));

  const drivers = new Map<string, number>();
  const channels = new Map<string, string>();
  config.drivers.forEach((driver, driverAt) => {
    const first = drivers.get(driver.name);
    if (first !== undefined)
      faults.push({
        path: ['drivers', driverAt, 'name'],
        message: `"${driver.name}" is the name of drivers[${first}] too: give each driver its own name`,
      });
    drivers.set(driver.name, driverAt);
    driver.channels.forEach((channel, at) => {
      const place = ['drivers', driverAt, 'channels', at];
      const where = `drivers[${driverAt}].channels[${at}]`;
      const twin = channels.get(channel.name);
      if (twin !== undefined)
        faults.push({
          path: [...place, 'name'],
          message: `"${channel.name}" is read by ${twin} already: one channel has one source`,
        });
      channels.set(channel.name, where);
      faults.push(
        ...channelFaults(channel, machines).map(({ key, message }) => ({ path: [...place, key], message })),
      );
    });
  });
  return [...faults, ...sizeFaults(config)];
}

function tlsFaults({ url, ca, cert, key }: ConfigFile['broker']): Fault[] {
  if ((cert === undefined) !== (key === undefined))
    return [
      {
        path: ['broker', cert === undefined ? 'key' : 'cert'],
        message: `a certificate and its key belong together: write ${cert === undefined ? 'cert' : 'key'} too`,
      },
    ];
  const inTheClear = /^(mqtt|ws):/.test(url);
  return (ca ?? cert) !== undefined && inTheClear
    ? [{ path: ['broker', 'url'], message: 'certificates need TLS: write mqtts:// or wss://' }]
    : [];
}

/** A session as long as each. */
const ANY_SESSION = '00000000-0000-4000-8000-000000000000';

/** The platform would refuse the certificate, and then know of no channel what it is (B1, T3). */
function sizeFaults(config: ConfigFile): Fault[] {
  const count = config.drivers.reduce((sum, { channels }) => sum + channels.length, 0);
  const refuse = (message: string): Fault[] => [{ path: ['drivers'], message }];
  if (count > MAX_BIRTH_CHANNELS)
    return refuse(
      `${count} channels in all, and a kitchen declares at most ${MAX_BIRTH_CHANNELS}: leave out what nobody needs, or make it two kitchens`,
    );
  const bytes = Buffer.byteLength(JSON.stringify(birthOf(config, ANY_SESSION)));
  return bytes > MAX_PAYLOAD_BYTES
    ? refuse(
        `the birth certificate of these ${count} channels has ${bytes} bytes, and the platform takes at most ${MAX_PAYLOAD_BYTES}: shorten their names, leave out what nobody needs, or make it two kitchens`,
      )
    : [];
}

function channelFaults(
  channel: ChannelConfig,
  machines: ReadonlySet<string>,
): { key: keyof ChannelConfig; message: string }[] {
  const faults: { key: keyof ChannelConfig; message: string }[] = [];
  const machineId = channel.name.slice(0, channel.name.indexOf('/'));
  if (channelName.safeParse(channel.name).success && !machines.has(machineId))
    faults.push({
      key: 'name',
      message: `there is no machine "${machineId}": add it to machines, or write one of ${[...machines].join(', ') || '(none yet)'}`,
    });
  const { sampleSeconds, reportSeconds, heartbeatSeconds, deadband, min, max } = channel;
  if (reportSeconds < sampleSeconds)
    faults.push({
      key: 'reportSeconds',
      message: `${reportSeconds} s is shorter than sampleSeconds (${sampleSeconds} s): nothing new could be reported; write at least ${sampleSeconds}`,
    });
  if (heartbeatSeconds < reportSeconds)
    faults.push({
      key: 'heartbeatSeconds',
      message: `${heartbeatSeconds} s is shorter than reportSeconds (${reportSeconds} s), so it cannot be kept; write at least ${reportSeconds}`,
    });
  if (min !== undefined && max !== undefined && min >= max)
    faults.push({ key: 'min', message: `${min} is not below max (${max}): write the smaller value in min` });
  else if (min !== undefined && max !== undefined && deadband >= max - min)
    faults.push({
      key: 'deadband',
      message: `${deadband} is as wide as the range from min to max, so no change would ever be reported; write a smaller one`,
    });
  return faults;
}
