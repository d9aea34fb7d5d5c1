import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { topics } from '@bakeloop/contracts';
import {
  appliedMigrations,
  compressOneChunk,
  contentsOf,
  createDataSource,
  detectEngine,
  KNOWN_MIGRATIONS,
  type Engine,
} from '@bakeloop/db';
import { startDatabase } from '@bakeloop/embedded';
import { backup, restore } from '@bakeloop/ops';
import { maintain, Recorder } from '@bakeloop/record';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { isLong } from '../support/at-length.js';
import { runBakeloop } from '../support/bakeloop.js';
import { mb1Events } from '../support/batch-log.js';
import { startBenchDatabase } from '../support/bench-database.js';
import { atEnd, tempDir } from '../support/cleanup.js';
import { expectLedgerAddsUp } from '../support/ledger.js';
import { freshDatabase, withPostgresPrograms, type Postgres } from '../support/postgres.js';
import { describeWith, isTimescaleInstalled } from '../support/programs.js';
import { projectedTotals } from '../support/totals.js';

const DAY_MS = 86_400_000;
/** Old enough that its readings are compressed. */
const START_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS - 6 * DAY_MS;

type Database = ReturnType<typeof createDataSource>;

interface Manifest {
  engine: { kind: string; timescaledb: string | null };
  migrations: string[];
  rows: Record<string, number>;
  totals: Record<string, string>;
  files: { path: string; sha256: string }[];
}
const manifestIn = async (folder: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest;

/** Writes a manifest as a program would, its own sum beside it. */
async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const text = JSON.stringify(manifest);
  await writeFile(join(folder, 'manifest.json'), text);
  const sum = createHash('sha256').update(text).digest('hex');
  await writeFile(join(folder, 'manifest.json.sha256'), `${sum}  manifest.json\n`);
}

/** Turns one bit in the middle. */
async function damage(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes[bytes.length >> 1]! ^= 1;
  await writeFile(file, bytes);
}

/** What both commands say in words is told by one run of each; all else is asked of what they call. */
const settings = (o: { DATABASE_URL?: string; BAKELOOP_DATA?: string }): Parameters<typeof backup>[0] => ({
  HOST: '127.0.0.1',
  PORT: 7700,
  MQTT_PORT: 1883,
  BAKELOOP_DATA: 'none',
  ...o,
});

type Server = Pick<Postgres, 'freshDatabase' | 'migratedDatabase'>;

/** @param whole also what is the same on every engine */
function native(start: () => Promise<Server>, kind: Engine['kind'], whole: boolean): void {
  let server: Server;
  let url: string;
  let database: ReturnType<typeof createDataSource>;
  let recorder: Recorder;
  let folder: string;
  const session = randomUUID();

  const bakeloop = (command: string, place: string, databaseUrl: string) =>
    runBakeloop([command, place], { DATABASE_URL: databaseUrl, ...withPostgresPrograms() });
  const backedUp = (databaseUrl: string, place: string) =>
    backup(settings({ DATABASE_URL: databaseUrl }), place);
  const restored = (databaseUrl: string, place: string) =>
    restore(settings({ DATABASE_URL: databaseUrl }), place);
  async function opened(databaseUrl: string): Promise<typeof database> {
    const source = createDataSource(databaseUrl, 2);
    await source.initialize();
    atEnd(() => source.destroy());
    return source;
  }
  const send = (seq: number, hours: number): Promise<unknown> =>
    recorder.settle([
      {
        topic: topics.of('ke-nbo-01', 'telemetry'),
        payload: Buffer.from(
          JSON.stringify({
            session,
            seq,
            records: Array.from({ length: 60 }, (_, minute) => ({
              n: 'm/x',
              bt: (START_MS + hours * 3_600_000 + minute * 60_000) / 1_000,
              v: minute / 3,
            })),
          }),
        ),
        receivedAt: new Date(),
      },
    ]);

  beforeAll(async () => {
    server = await start();
    Object.assign(process.env, withPostgresPrograms());
    url = await server.migratedDatabase();
    database = await opened(url);
    const engine = await detectEngine(database);
    expect(engine.kind).toBe(kind);
    recorder = new Recorder(database);
    await recorder.settleEvents('ke-nbo-01', mb1Events({ startMs: START_MS }), { receivedAt: new Date() });
    for (let hour = 0; hour < 3; hour++) await send(hour + 1, hour);
    for (let more = true; more;) ({ more } = await maintain(database, engine, Date.now()));
    if (kind === 'timescaledb')
      while (await compressOneChunk(database, engine, { afterDays: 3, busyHoursMs: [] }));
    folder = join(await tempDir(), 'backup');
    if (!whole) return void (await backedUp(url, folder));
    expect(await bakeloop('backup', folder, url)).toMatchObject({
      code: 0,
      said: expect.stringContaining(' 180 readings '),
    });
  }, 240_000);

  it('comes back with identical rows, totals and charts, and goes on from there', async () => {
    const target = await server.freshDatabase();
    if (whole)
      expect(await bakeloop('restore', folder, target)).toMatchObject({
        code: 0,
        said: expect.stringContaining('found to be what the backup says'),
      });
    else await restored(target, folder);
    expect((await stat(join(folder, 'database.dump'))).mode & 0o077).toBe(0);
    const copy = await opened(target);
    expect((await detectEngine(copy)).kind).toBe(kind);
    expect(await contentsOf(copy)).toEqual(await contentsOf(database));
    expect(await projectedTotals(copy, 'ke-nbo-01')).toMatchObject({
      intakeNetGrams: 480_000,
      goodGrams: 395_000,
    });
    const chart = `SELECT bucket, n::int, total, low, high FROM reading_1h ORDER BY bucket`;
    const hours = await copy.query<unknown[]>(chart);
    expect(hours.length).toBeGreaterThanOrEqual(3);
    expect(hours).toEqual(await database.query(chart));
    await expectLedgerAddsUp(copy);
    // What was known then is known still, and what is new is taken.
    const again = new Recorder(copy);
    const records = [
      { n: 'm/x', bt: START_MS / 1_000, v: 0 },
      { n: 'm/x', bt: Date.now() / 1_000, v: 1 },
    ];
    const { tally } = await again.settle([
      {
        topic: topics.of('ke-nbo-01', 'telemetry'),
        payload: Buffer.from(JSON.stringify({ session, seq: 900, records })),
        receivedAt: new Date(),
      },
    ]);
    expect(tally).toMatchObject({ stored: 1, duplicate: 1, deadLettered: 0 });
    expect(await appliedMigrations(copy)).toEqual(KNOWN_MIGRATIONS);
  }, 120_000);

  if (!whole && !isLong) return;

  it('is of one moment, however much is written meanwhile', async () => {
    let writing = true;
    let seq = 1_000;
    const writer = (async () => {
      while (writing) await send(seq, seq++ - 990);
    })();
    const place = join(await tempDir(), 'meanwhile');
    await backedUp(url, place).finally(() => (writing = false));
    await writer;
    expect(seq).toBeGreaterThan(1_001);
    // It compares every count with what was counted when it was made.
    await restored(await server.freshDatabase(), place);
  }, 120_000);
  if (!whole) return;

  it('is never written over, and leaves nothing half done behind', async () => {
    const before = await stat(join(folder, 'manifest.json'));
    await expect(backedUp(url, folder)).rejects.toThrow('never written over');
    expect((await stat(join(folder, 'manifest.json'))).mtimeMs).toBe(before.mtimeMs);
    const place = await tempDir();
    await expect(backedUp(await server.freshDatabase(), join(place, 'nothing'))).rejects.toThrow(
      'nothing to back up',
    );
    expect(await readdir(place)).toEqual([]);
  });

  it('is refused when a file of it is damaged, and nothing is restored', async () => {
    const copy = join(await tempDir(), 'copy');
    await cp(folder, copy, { recursive: true });
    await damage(join(copy, 'database.dump'));
    const target = await server.freshDatabase();
    const { code, said } = await bakeloop('restore', copy, target);
    expect(code).toBe(1);
    expect(said).toContain('database.dump is not as it was written');
    expect(said).not.toContain('    at ');
    expect((await contentsOf(await opened(target))).rows).toEqual({});
    await cp(join(folder, 'database.dump'), join(copy, 'database.dump'));
    await damage(join(copy, 'manifest.json'));
    await expect(restored(target, copy)).rejects.toThrow('manifest.json is not as it was written');
  });

  it('is refused by a database that holds something', async () => {
    const before = await contentsOf(database);
    await expect(restored(url, folder)).rejects.toThrow('not empty');
    expect(await contentsOf(database)).toEqual(before);
  });

  it('of a newer schema is refused before anything is done', async () => {
    const copy = join(await tempDir(), 'newer');
    await cp(folder, copy, { recursive: true });
    const manifest = await manifestIn(copy);
    await writeManifest(copy, {
      ...manifest,
      migrations: [...manifest.migrations, 'FromTheFuture9999999999999'],
    });
    const target = await server.freshDatabase();
    await expect(restored(target, copy)).rejects.toThrow(/newer Bakeloop.*FromTheFuture/);
    expect((await contentsOf(await opened(target))).rows).toEqual({});
  });

  it('that holds other than it says is told, quantity by quantity', async () => {
    const copy = join(await tempDir(), 'other');
    await cp(folder, copy, { recursive: true });
    const manifest = await manifestIn(copy);
    const [quantity = ''] = Object.keys(manifest.totals).filter((key) => manifest.totals[key] === '480000');
    await writeManifest(copy, {
      ...manifest,
      rows: { ...manifest.rows, event: 7 },
      totals: { ...manifest.totals, [quantity]: '1' },
    });
    const refused = restored(await server.freshDatabase(), copy);
    await expect(refused).rejects.toThrow(/event: \d+, not 7/);
    await expect(refused).rejects.toThrow(`${quantity}: 480000, not 1`);
  });
}

describeWith(['postgres'], 'a backup of a plain PostgreSQL', () => {
  const server: Server = {
    freshDatabase: () => freshDatabase({ migrated: false }),
    migratedDatabase: freshDatabase,
  };
  native(async () => server, 'postgresql', true);
});
const timescale = isTimescaleInstalled() ? describe : describe.skip;
timescale('a backup of TimescaleDB', () => {
  native(startBenchDatabase, 'timescaledb', false);
});

describe('a backup of the embedded database', () => {
  let dataDir: string;
  let folder: string;
  let totals: unknown;

  /** The database of a data folder, while `use` asks it. */
  const within = async (place: string, use: (database: Database) => Promise<void>): Promise<void> => {
    const embedded = await startDatabase({ dataDir: join(place, 'database'), port: 0, password: 'x' });
    const database = createDataSource(embedded.url, 1);
    await database.initialize();
    await use(database).finally(async () => {
      await database.destroy();
      await embedded.stop();
    });
  };

  beforeAll(async () => {
    dataDir = join(await tempDir(), 'data');
    folder = join(await tempDir(), 'backup');
    await within(dataDir, async (database) => {
      await database.runMigrations();
      const recorder = new Recorder(database);
      await recorder.settleEvents('my-kitchen', mb1Events({ startMs: START_MS }), { receivedAt: new Date() });
      const records = [{ n: 'm/x', bt: START_MS / 1_000, v: 201.4 }];
      await recorder.settle([
        {
          topic: topics.of('my-kitchen', 'telemetry'),
          payload: Buffer.from(JSON.stringify({ session: randomUUID(), seq: 1, records })),
          receivedAt: new Date(),
        },
      ]);
      totals = await projectedTotals(database, 'my-kitchen');
      expect(totals).toMatchObject({ intakeNetGrams: 480_000, goodGrams: 395_000 });
      await expect(backup(settings({ BAKELOOP_DATA: dataDir }), folder)).rejects.toThrow('Bakeloop runs on');
    });
    await backup(settings({ BAKELOOP_DATA: dataDir }), folder);
  }, 300_000);

  it('comes back in another folder with identical totals, and the first folder opens as before', async () => {
    const manifest = await manifestIn(folder);
    expect(manifest).toMatchObject({
      engine: { kind: 'embedded' },
      rows: { reading_raw: expect.any(Number) },
    });
    expect(Object.values(manifest.totals)).toContain('480000');
    // Readable by its owner alone, as the data folder is.
    expect((await stat(folder)).mode & 0o077).toBe(0);
    const again = join(await tempDir(), 'again');
    await mkdir(again);
    await restore(settings({ BAKELOOP_DATA: again }), folder);
    for (const place of [again, dataDir])
      await within(place, async (database) =>
        expect(await projectedTotals(database, 'my-kitchen')).toEqual(totals),
      );
  }, 300_000);

  it('is refused when a file of it is damaged or missing, and nothing is restored', async () => {
    const copy = join(await tempDir(), 'copy');
    await cp(folder, copy, { recursive: true });
    const cluster = 'data/database/cluster';
    await damage(join(copy, cluster, 'global/pg_control'));
    const target = join(await tempDir(), 'target');
    await expect(restore(settings({ BAKELOOP_DATA: target }), copy)).rejects.toThrow(
      `${cluster}/global/pg_control is not as it was written`,
    );
    await expect(stat(target)).rejects.toThrow('ENOENT');
  });

  it('is not restored over a data folder that holds something', async () => {
    await expect(restore(settings({ BAKELOOP_DATA: dataDir }), folder)).rejects.toThrow('not empty');
  });

  it('reads no file and writes none outside its own folder, whatever its manifest says', async () => {
    const copy = join(await tempDir(), 'hostile');
    await cp(folder, copy, { recursive: true });
    const manifest = await manifestIn(copy);
    for (const path of ['data/../../x', '/etc/passwd', '../x']) {
      await writeManifest(copy, { ...manifest, files: [{ ...manifest.files[0]!, path }] });
      const target = join(await tempDir(), 'target');
      await expect(restore(settings({ BAKELOOP_DATA: target }), copy)).rejects.toThrow('does not know');
    }
  });
});
