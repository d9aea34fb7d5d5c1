import { KITCHENS } from '@bakeloop/kitchen';
import { ConfigError, createLogger, loadEnv, onShutdown } from '@bakeloop/runtime';
import { Command, InvalidArgumentError } from 'commander';
import { backup } from './backup/backup.js';
import type { Manifest } from './backup/manifest.js';
import { restore } from './backup/restore.js';
import { engineNotice, migrate, withDatabase } from './database.js';
import { adminLink } from './first-admin.js';
import { loadHistory } from './history.js';
import { exportOrganisation } from './move/export.js';
import { importOrganisation } from './move/import.js';
import { rebuild } from './rebuild.js';
import { newestTimeMs, replay } from './replay.js';
import { readRunFile } from './run-file.js';
import { opsEnv, photosDirOf } from './settings.js';
import { describeStatus, readStatus } from './status.js';
import { up } from './up.js';
import { UserError } from './user-error.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const DEFAULT_HISTORY_DAYS = 21;
const DEFAULT_SEED = 1;

const whole =
  (from: number, to: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < from || value > to)
      throw new InvalidArgumentError(`A whole number from ${from} to ${to} is needed.`);
    return value;
  };

/** The database to work on: `DATABASE_URL`, or that of the Bakeloop running on the data folder. */
function databaseUrl(): string {
  const env = loadEnv(opsEnv);
  const url = env.DATABASE_URL ?? readRunFile(env.BAKELOOP_DATA)?.databaseUrl;
  if (!url)
    throw new UserError(
      'Which database? Set DATABASE_URL, or start Bakeloop ("npm start"): the embedded one runs only with it.',
    );
  return url;
}

const program = new Command('bakeloop')
  .description(
    'Follows every kilogram of plastic from the gate of a mobile kitchen to the wall it ends up in.',
  )
  .showHelpAfterError('("bakeloop --help" and "bakeloop <command> --help" tell more)')
  .addHelpText(
    'after',
    `
Environment: DATABASE_URL and MQTT_URL (with MQTT_USERNAME, MQTT_PASSWORD) use a database and a broker of your own;
HOST, PORT and MQTT_PORT say where to listen (127.0.0.1, 7700, 1883); BAKELOOP_DATA is the data folder (.bakeloop),
PHOTOS_DIR the one for photos (photos in it).`,
  );

program
  .command('up')
  .description('bring everything up: database, broker, ingest, API and web, and simulated kitchens to watch')
  .option(
    '--kitchens <n>',
    'simulated kitchens, 0 for none (default: 6, or 0 with DATABASE_URL)',
    whole(0, KITCHENS.length),
  )
  .option('--seed <n>', 'seed of the simulation', whole(0, 2 ** 31), DEFAULT_SEED)
  .option(
    '--history-days <n>',
    'days of simulated history on the first start',
    whole(0, 390),
    DEFAULT_HISTORY_DAYS,
  )
  .option('--faults <none|some|all>', 'faults that the simulated kitchens have', 'some')
  .action(async (options: { kitchens?: number; seed: number; historyDays: number; faults: string }) => {
    const env = loadEnv(opsEnv);
    // Simulated numbers never get into a database of one's own unless asked for.
    const kitchens = options.kitchens ?? (env.DATABASE_URL ? 0 : KITCHENS.length);
    await up(env, { ...options, kitchens }, say);
  });

program
  .command('migrate')
  .description('bring the schema of the database up to date')
  .action(async () => {
    const { ran, engine } = await migrate(databaseUrl());
    say(ran.length > 0 ? ran.map((name) => `applied ${name}`).join('\n') : 'The schema is up to date.');
    say(engine.version);
    const notice = engineNotice(engine);
    if (notice) say(notice);
  });

program
  .command('seed')
  .description('load simulated history, through the code that takes live data; done twice it changes nothing')
  .option('--kitchens <n>', 'simulated kitchens', whole(1, KITCHENS.length), KITCHENS.length)
  .option('--seed <n>', 'seed of the simulation', whole(0, 2 ** 31), DEFAULT_SEED)
  .option('--days <n>', 'days before now', whole(1, 390), DEFAULT_HISTORY_DAYS)
  .action(async (options: { kitchens: number; seed: number; days: number }) => {
    await withDatabase(databaseUrl(), async (database) => {
      const forget = onShutdown(() => database.destroy());
      await loadHistory(database, {
        kitchens: KITCHENS.slice(0, options.kitchens),
        seed: options.seed,
        days: options.days,
        toMs: Date.now(),
        onDay: (done, total) => say(`${done} of ${total} days`),
      });
      forget();
    });
    // Started by `up`: the channel to it would keep this process alive.
    if (process.connected) process.disconnect();
  });

program
  .command('rebuild')
  .description('derive batches, lots and totals again from the facts; safe while Bakeloop runs')
  .option('--kitchen <id>', 'only this kitchen')
  .option('--check', 'change nothing, tell what would change, and fail when anything would')
  .action(async ({ kitchen, check = false }: { kitchen?: string; check?: boolean }) => {
    const { kitchens, events, differences } = await withDatabase(databaseUrl(), (database) =>
      rebuild(database, { kitchen, check }, say),
    );
    say(
      `${kitchens} kitchens, ${events} events: ${differences.length === 0 ? 'everything is as the facts say.' : ''}`,
    );
    for (const difference of differences) say(`  ${difference}`);
    if (check && differences.length > 0)
      throw new UserError('The derived data differs from the facts. "bakeloop rebuild" puts it right.');
  });

program
  .command('backup')
  .description(
    'copy the whole database and the photos into a new folder, with checksums and counts; an embedded one while it rests',
  )
  .argument('<folder>', 'where to; it must not be there yet')
  .action(async (folder: string) => {
    const made = await backup(loadEnv(opsEnv), folder);
    say(`${folder} holds ${describeBackup(made)}.`);
  });

program
  .command('restore')
  .description('bring a backup into an empty database or data folder, and check that all of it came')
  .argument('<folder>', 'a backup that "bakeloop backup" made')
  .action(async (folder: string) => {
    const restored = await restore(loadEnv(opsEnv), folder);
    say(`Restored, and found to be what the backup says: ${describeBackup(restored)}.`);
  });

program
  .command('export')
  .description(
    'write everything of one organisation into a new folder, in open formats; nothing that lets anybody in',
  )
  .argument('<folder>', 'where to; it must not be there yet')
  .requiredOption('--organisation <name>', 'its name or id')
  .action(async (folder: string, { organisation }: { organisation: string }) => {
    const made = await withDatabase(databaseUrl(), (database) =>
      exportOrganisation(database, organisation, folder, say, photosDirOf(loadEnv(opsEnv))),
    );
    say(
      `${folder} holds "${made.organisation.name}": ${Object.keys(made.kitchens).length} kitchens and ${made.people} people.`,
    );
  });

program
  .command('import')
  .description(
    'bring an export of an organisation in; done twice it changes nothing, and one that ended half-way is run again',
  )
  .argument('<folder>', 'an export that "bakeloop export" made')
  .option('--publish', 'publish reference data that is not here also where other kitchens are')
  .action(async (folder: string, { publish = false }: { publish?: boolean }) => {
    const { manifest, notices } = await withDatabase(databaseUrl(), (database, engine) =>
      importOrganisation(database, engine, folder, { publish, photosDir: photosDirOf(loadEnv(opsEnv)) }, say),
    );
    for (const notice of notices) say(notice);
    say(`"${manifest.organisation.name}" is here, with all that the export of ${manifest.madeAt} holds.`);
  });

program
  .command('status')
  .description('tell how the running Bakeloop and its kitchens are')
  .option('--url <address>', 'its address (default: the one running on the data folder)')
  .action(async ({ url }: { url?: string }) => {
    const env = loadEnv(opsEnv);
    const web = url ?? readRunFile(env.BAKELOOP_DATA)?.web;
    if (!web)
      throw new UserError(
        `Nothing runs on ${env.BAKELOOP_DATA}. Start it with "npm start", or name its address with --url.`,
      );
    for (const line of describeStatus(await readStatus(web))) say(line);
  });

program
  .command('admin-link')
  .description('make a fresh link for the first admin, or for one who cannot come in; those before it end')
  .option('--url <address>', 'where Bakeloop answers (default: the one running on the data folder)')
  .option('--email <address>', 'of an admin who has lost their password or second factor')
  .action(async ({ url, email }: { url?: string; email?: string }) => {
    const env = loadEnv(opsEnv);
    const web = url ?? readRunFile(env.BAKELOOP_DATA)?.web ?? `http://localhost:${env.PORT}`;
    say(await adminLink(databaseUrl(), { web, email }));
  });

program
  .command('replay')
  .description('play a recorded file (NDJSON of messages) through the broker, as the kitchen itself would')
  .argument('<file>')
  .option('--until-now', 'shift its times so that it ends now (its sessions and event ids become others)')
  .action(async (file: string, { untilNow = false }: { untilNow?: boolean }) => {
    const env = loadEnv(opsEnv);
    const mqttUrl = env.MQTT_URL ?? readRunFile(env.BAKELOOP_DATA)?.mqttUrl;
    if (!mqttUrl) throw new UserError('Which broker? Set MQTT_URL, or start Bakeloop ("npm start").');
    const newest = untilNow ? await newestTimeMs(file) : null;
    const shiftMs = newest === null ? 0 : Date.now() - newest;
    const result = await replay({
      file,
      mqttUrl,
      username: env.MQTT_USERNAME,
      password: env.MQTT_PASSWORD,
      shiftMs,
      logger: createLogger('replay', { level: 'error' }),
      onProgress: (packs) => {
        if (packs % 100 === 0) say(`${packs} packs`);
      },
    });
    say(`${result.packs} packs settled, ${result.rejected.length} with something refused`);
    for (const { seq, reason } of result.rejected) say(`  pack ${seq}: ${reason}`);
  });

function describeBackup({ engine, migrations, rows, files, madeAt }: Manifest): string {
  const mebibytes = files.reduce((sum, { bytes }) => sum + bytes, 0) / 1_048_576;
  const events = rows['event'] ?? 0;
  const readings = rows['reading_raw'] ?? rows['reading'] ?? 0;
  return `${events} events and ${readings} readings of ${madeAt} (${engine.version}, schema ${migrations.at(-1)}, ${mebibytes.toFixed(1)} MiB)`;
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof UserError || error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else process.stderr.write(`${(error as Error).stack ?? String(error)}\n`);
  process.exit(1);
}
