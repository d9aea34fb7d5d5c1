import { createLogger, linesEnv, loadEnv, onShutdown } from '@bakeloop/runtime';
import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { mishapsOf, startKitchen } from './agent/agent.js';
import { FAULTS, SOME_FAULTS, type Fault } from './agent/wire-faults.js';
import { recordingOf, writeRecording } from './record.js';
import { ALL_KITCHENS, KITCHENS, type SimulatedKitchen } from './world/kitchens.js';

const environment = z.object({
  MQTT_URL: z
    .url({ protocol: /^(mqtts?|wss?)$/ })
    .default('mqtt://127.0.0.1:1883')
    .describe('where the broker is, for example mqtt://127.0.0.1:1883'),
  MQTT_USERNAME: z.string().optional(),
  MQTT_PASSWORD: z.string().optional(),
  ...linesEnv,
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

interface Arguments {
  kitchens: readonly SimulatedKitchen[];
  seed: number;
  speed: number;
  interval?: number;
  faults: readonly Fault[];
  mqttUrl?: string;
  data: string;
  record?: string;
  from?: number;
  logFrom?: number;
  to?: number;
}

function kitchensOf(text: string): SimulatedKitchen[] {
  if (/^\d+$/.test(text)) {
    const count = Number(text);
    if (count >= 1 && count <= KITCHENS.length) return KITCHENS.slice(0, count);
    throw new InvalidArgumentError(`there are 1 to ${KITCHENS.length} of them.`);
  }
  return text.split(',').map((id) => {
    const found = ALL_KITCHENS.find((kitchen) => kitchen.id === id);
    if (found) return found;
    throw new InvalidArgumentError(
      `"${id}" is none of ${ALL_KITCHENS.map((kitchen) => kitchen.id).join(', ')}.`,
    );
  });
}

function faultsOf(text: string): readonly Fault[] {
  if (text === 'none') return [];
  if (text === 'some') return SOME_FAULTS;
  if (text === 'all') return FAULTS;
  return text.split(',').map((name) => {
    const found = FAULTS.find((fault) => fault === name);
    if (found) return found;
    throw new InvalidArgumentError(`"${name}" is none of none, some, all, ${FAULTS.join(', ')}.`);
  });
}

function numberOf(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text !== '' && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`a number from ${low} to ${high} is wanted.`);
  };
}

function instantOf(text: string): number {
  const timeMs = Date.parse(text);
  if (Number.isFinite(timeMs)) return timeMs;
  throw new InvalidArgumentError('a date is wanted, for example 2026-03-02 or 2026-03-02T06:00:00Z.');
}

/** The command line of the simulator. */
export const simulateCommand: Command = new Command('kitchen')
  .description('Simulated kitchens that speak the kitchen contract: readings and batch events over MQTT.')
  .addOption(
    new Option('--kitchens <n|ids>', 'the first n kitchens, or ids joined by commas')
      .argParser(kitchensOf)
      .default(KITCHENS, 'all six'),
  )
  .option(
    '--seed <number>',
    'chooses the world; the same seed tells the same story',
    numberOf(0, 4_294_967_295),
    1,
  )
  .option(
    '--speed <factor>',
    'above 1: begin at --from (default a day ago), run this much faster up to the present, then in real time',
    numberOf(1, 100_000),
    1,
  )
  .option(
    '--interval <seconds>',
    'between samples on shift; default 5, with --record 60',
    numberOf(1, 60 * 60),
  )
  .addOption(
    new Option('--faults <none|some|all|names>', `what goes wrong, joined by commas: ${FAULTS.join(', ')}`)
      .argParser(faultsOf)
      .default(['clog', 'pvc'], 'clog,pvc: what any kitchen meets'),
  )
  .option('--mqtt-url <url>', 'the broker; default $MQTT_URL or mqtt://127.0.0.1:1883')
  .option('--data <folder>', 'where unacknowledged packs are kept', '.bakeloop/kitchens')
  .option(
    '--record <file>',
    'write NDJSON of {"topic","payload"} instead of connecting; needs --from and --to',
  )
  .addOption(
    new Option('--from <time>', 'start of the recording, or of a run with --speed').argParser(instantOf),
  )
  .addOption(
    new Option(
      '--log-from <time>',
      'where a new kitchen begins its log; default its last working day',
    ).argParser(instantOf),
  )
  .addOption(new Option('--to <time>', 'end of the recording').argParser(instantOf))
  .addHelpText(
    'after',
    '\nA real kitchen: `kitchen run --config <file>`, and `kitchen check --config <file>` before; each has --help.',
  )
  .action(async (given: Arguments) => {
    if (given.record === undefined) return run(given);
    const { from, to, record } = given;
    if (from === undefined || to === undefined || to <= from)
      simulateCommand.error('--record needs --from and --to, and --to after --from');
    const lines = await writeRecording(record, recordings(given, from, to));
    process.stderr.write(`${lines} messages written to ${record}\n`);
  });

function* recordings(
  given: Arguments,
  fromMs: number,
  toMs: number,
): Generator<{ topic: string; payload: unknown }> {
  const { seed, interval: intervalSeconds = 60 } = given;
  for (const kitchen of given.kitchens)
    yield* recordingOf({ kitchen, seed, fromMs, toMs, intervalSeconds, mishaps: mishapsOf(given.faults) });
}

async function run(given: Arguments): Promise<void> {
  const env = loadEnv(environment, {
    ...process.env,
    ...(given.mqttUrl === undefined ? {} : { MQTT_URL: given.mqttUrl }),
  });
  const logger = createLogger('kitchen', { level: env.LOG_LEVEL });
  for (const kitchen of given.kitchens) {
    const running = await startKitchen({
      kitchen,
      seed: given.seed,
      speed: given.speed,
      fromMs: given.from,
      logFromMs: given.logFrom,
      faults: given.faults,
      intervalSeconds: given.interval,
      mqttUrl: env.MQTT_URL,
      // With a password alone each kitchen says who it is: a broker that knows them takes it from all of them.
      username: env.MQTT_USERNAME ?? (env.MQTT_PASSWORD === undefined ? undefined : kitchen.id),
      password: env.MQTT_PASSWORD,
      dataDir: given.data,
      logger: logger.child({ kitchenId: kitchen.id }),
    });
    onShutdown(() => running.stop());
  }
}
