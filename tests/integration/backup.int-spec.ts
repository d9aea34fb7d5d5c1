import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { topics } from '@bakeloop/contracts';
import { compressOneChunk, contentsOf, createDataSource, detectEngine, type Engine } from '@bakeloop/db';
import { maintain, Recorder } from '@bakeloop/record';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { bakeloopUp, runBakeloop, type BakeloopUp } from '../support/bakeloop.js';
import { mb1Events } from '../support/batch-log.js';
import { startBenchDatabase } from '../support/bench-database.js';
import { atEnd, tempDir } from '../support/cleanup.js';
import { expectLedgerAddsUp } from '../support/ledger.js';
import { startPostgres, withPostgresPrograms } from '../support/postgres.js';
import { describeWith, isTimescaleInstalled } from '../support/programs.js';
import { connectKitchen } from '../support/test-kitchen.js';
import { projectedTotals } from '../support/totals.js';

const DAY_MS = 86_400_000;
/** Old enough that its readings are compressed. */
const START_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS - 6 * DAY_MS;

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

function native(start: () => Promise<{ freshDatabase: () => Promise<string> }>, kind: Engine['kind']): void {
  let server: Awaited<ReturnType<typeof start>>;
  let url: string;
  let database: ReturnType<typeof createDataSource>;
  let recorder: Recorder;
  let folder: string;
  const session = randomUUID();

  const bakeloop = (command: string, place: string, databaseUrl: string) =>
    runBakeloop([command, place], { DATABASE_URL: databaseUrl, ...withPostgresPrograms() });
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
    url = await server.freshDatabase();
    database = await opened(url);
    await database.runMigrations();
    const engine = await detectEngine(database);
    expect(engine.kind).toBe(kind);
    recorder = new Recorder(database);
    await recorder.settleEvents('ke-nbo-01', mb1Events({ startMs: START_MS }), { receivedAt: new Date() });
    for (let hour = 0; hour < 24; hour++) await send(hour + 1, hour);
    for (let more = true; more;) ({ more } = await maintain(database, engine, Date.now()));
    if (kind === 'timescaledb')
      while (await compressOneChunk(database, engine, { afterDays: 3, busyHoursMs: [] }));
    folder = join(await tempDir(), 'backup');
    expect(await bakeloop('backup', folder, url)).toMatchObject({
      code: 0,
      said: expect.stringContaining(' 1440 readings '),
    });
  }, 240_000);

  it('comes back with identical rows, totals and charts, and goes on from there', async () => {
    const target = await server.freshDatabase();
    const { code, said } = await bakeloop('restore', folder, target);
    expect(said).toContain('found to be what the backup says');
    expect(code).toBe(0);
    expect((await stat(join(folder, 'database.dump'))).mode & 0o077).toBe(0);
    const restored = await opened(target);
    expect((await detectEngine(restored)).kind).toBe(kind);
    expect(await contentsOf(restored)).toEqual(await contentsOf(database));
    expect(await projectedTotals(restored, 'ke-nbo-01')).toMatchObject({
      intakeNetGrams: 480_000,
      goodGrams: 395_000,
    });
    const chart = `SELECT bucket, n::int, total, low, high FROM reading_1h ORDER BY bucket`;
    const hours = await restored.query<unknown[]>(chart);
    expect(hours.length).toBeGreaterThanOrEqual(24);
    expect(hours).toEqual(await database.query(chart));
    await expectLedgerAddsUp(restored);
    // What was known then is known still, and what is new is taken.
    const again = new Recorder(restored);
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
    expect((await runBakeloop(['migrate'], { DATABASE_URL: target })).said).toContain('up to date');
  }, 120_000);

  it('is of one moment, however much is written meanwhile', async () => {
    let writing = true;
    let seq = 1_000;
    const writer = (async () => {
      while (writing) await send(seq, seq++ - 976);
    })();
    const place = join(await tempDir(), 'meanwhile');
    const made = await bakeloop('backup', place, url);
    writing = false;
    await writer;
    expect(made.code).toBe(0);
    expect(seq).toBeGreaterThan(1_001);
    // It compares every count with what was counted when it was made.
    expect((await bakeloop('restore', place, await server.freshDatabase())).said).toContain(
      'found to be what the backup says',
    );
  }, 120_000);

  it('is never written over, and leaves nothing half done behind', async () => {
    const before = await stat(join(folder, 'manifest.json'));
    expect(await bakeloop('backup', folder, url)).toMatchObject({
      code: 1,
      said: expect.stringContaining('never written over'),
    });
    expect((await stat(join(folder, 'manifest.json'))).mtimeMs).toBe(before.mtimeMs);
    const place = await tempDir();
    const failed = await bakeloop('backup', join(place, 'nothing'), await server.freshDatabase());
    expect(failed).toMatchObject({ code: 1, said: expect.stringContaining('nothing to back up') });
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
    expect((await bakeloop('restore', copy, target)).said).toContain(
      'manifest.json is not as it was written',
    );
  });

  it('is refused by a database that holds something', async () => {
    const before = await contentsOf(database);
    const { code, said } = await bakeloop('restore', folder, url);
    expect(code).toBe(1);
    expect(said).toContain('not empty');
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
    const { code, said } = await bakeloop('restore', copy, target);
    expect(code).toBe(1);
    expect(said).toMatch(/newer Bakeloop.*FromTheFuture/);
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
    const { code, said } = await bakeloop('restore', copy, await server.freshDatabase());
    expect(code).toBe(1);
    expect(said).toMatch(/event: \d+, not 7/);
    expect(said).toContain(`${quantity}: 480000, not 1`);
  });
}

describeWith(['postgres'], 'a backup of a plain PostgreSQL', () => {
  native(startPostgres, 'postgresql');
});
const timescale = isTimescaleInstalled() ? describe : describe.skip;
timescale('a backup of TimescaleDB', () => {
  native(startBenchDatabase, 'timescaledb');
});

describe('a backup of the embedded database', () => {
  let dataDir: string;
  let folder: string;
  let totals: unknown;

  const totalsAt = async ({ url }: BakeloopUp): Promise<unknown> => {
    const { sum } = (await (await fetch(`${url}/api/v1/totals`)).json()) as { sum: unknown };
    return sum;
  };

  beforeAll(async () => {
    dataDir = join(await tempDir(), 'data');
    const running = await bakeloopUp(dataDir);
    const kitchen = await connectKitchen(`mqtt://127.0.0.1:${running.mqttPort}`, 'my-kitchen');
    await kitchen.log(1, mb1Events({ startMs: START_MS }));
    await kitchen.pack(1, [{ n: 'm/x', bt: START_MS / 1_000, v: 201.4 }]);
    await kitchen.untilSettled('events', 1);
    await kitchen.untilSettled('telemetry', 1);
    await kitchen.end();
    totals = await totalsAt(running);
    expect(totals).toMatchObject({ intakeNetGrams: 480_000, goodGrams: 395_000 });

    folder = join(await tempDir(), 'backup');
    const refused = await runBakeloop(['backup', folder], { BAKELOOP_DATA: dataDir });
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('Bakeloop runs on') });
    expect(refused.said).toContain('Stop it');
    running.signal('SIGINT');
    expect(await running.ended).toMatchObject({ code: 0 });
    expect(await runBakeloop(['backup', folder], { BAKELOOP_DATA: dataDir })).toMatchObject({ code: 0 });
  }, 300_000);

  it('comes back in another folder with identical totals, and the first folder starts as before', async () => {
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
    expect(await runBakeloop(['restore', folder], { BAKELOOP_DATA: again })).toMatchObject({
      code: 0,
      said: expect.stringContaining('found to be what the backup says'),
    });
    for (const place of [again, dataDir]) {
      const running = await bakeloopUp(place);
      expect(await totalsAt(running)).toEqual(totals);
      running.signal('SIGINT');
      expect(await running.ended).toMatchObject({ code: 0 });
    }
  }, 300_000);

  it('is refused when a file of it is damaged or missing, and nothing is restored', async () => {
    const copy = join(await tempDir(), 'copy');
    await cp(folder, copy, { recursive: true });
    const cluster = 'data/database/cluster';
    await damage(join(copy, cluster, 'global/pg_control'));
    const target = join(await tempDir(), 'target');
    const { code, said } = await runBakeloop(['restore', copy], { BAKELOOP_DATA: target });
    expect(code).toBe(1);
    expect(said).toContain(`${cluster}/global/pg_control is not as it was written`);
    await expect(stat(target)).rejects.toThrow('ENOENT');
  });

  it('is not restored over a data folder that holds something', async () => {
    const { code, said } = await runBakeloop(['restore', folder], { BAKELOOP_DATA: dataDir });
    expect(code).toBe(1);
    expect(said).toContain('not empty');
  });

  it('reads no file and writes none outside its own folder, whatever its manifest says', async () => {
    const copy = join(await tempDir(), 'hostile');
    await cp(folder, copy, { recursive: true });
    const manifest = await manifestIn(copy);
    for (const path of ['data/../../x', '/etc/passwd', '../x']) {
      await writeManifest(copy, { ...manifest, files: [{ ...manifest.files[0]!, path }] });
      const target = join(await tempDir(), 'target');
      const { code, said } = await runBakeloop(['restore', copy], { BAKELOOP_DATA: target });
      expect([path, code]).toEqual([path, 1]);
      expect(said).toContain('does not know');
    }
  });
});
