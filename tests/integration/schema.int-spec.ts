import { startApi } from '@bakeloop/api';
import { appliedMigrations, createDataSource, KNOWN_MIGRATIONS, type Sql } from '@bakeloop/db';
import { startIngest } from '@bakeloop/ingest';
import { Recorder } from '@bakeloop/record';
import { describe, expect, it } from '@jest/globals';
import { sized } from '../support/at-length.js';
import { runBakeloop } from '../support/bakeloop.js';
import { mb1Events } from '../support/batch-log.js';
import { atEnd, tempDir } from '../support/cleanup.js';
import { timescale } from '../support/engines.js';
import { freshDatabase } from '../support/postgres.js';
import { describeWith, isTimescaleInstalled } from '../support/programs.js';
import { freePort } from '../support/server-process.js';
import { projectedTotals } from '../support/totals.js';

type Database = ReturnType<typeof createDataSource>;

async function opened(url: string): Promise<Database> {
  const database = createDataSource(url, 2);
  await database.initialize();
  atEnd(() => database.destroy());
  return database;
}

describeWith(['postgres'], 'the schema of a database', () => {
  const ingestOn = (databaseUrl: string) =>
    startIngest({ DATABASE_URL: databaseUrl, MQTT_URL: 'mqtt://127.0.0.1:9', LOG_LEVEL: 'error' });
  const apiOn = (databaseUrl: string) =>
    startApi({ databaseUrl, mqttUrl: 'mqtt://127.0.0.1:9', port: 0, logLevel: 'error' });

  it('that is newer than the program is left as it is by every program, with what to do', async () => {
    const url = await freshDatabase();
    const database = await opened(url);
    await database.query(
      `INSERT INTO schema_migration (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')`,
    );
    const before = await appliedMigrations(database);
    const told = /newer than this program: it has FromTheFuture9999999999999.*Start the newer version/s;

    await expect(ingestOn(url)).rejects.toThrow(told);
    await expect(apiOn(url)).rejects.toThrow(told);
    const env = {
      DATABASE_URL: url,
      MQTT_URL: 'mqtt://127.0.0.1:9',
      BAKELOOP_DATA: await tempDir(),
      PORT: String(await freePort()),
    };
    for (const command of ['migrate', 'up', 'rebuild', 'seed']) {
      const { code, said } = await runBakeloop([command], env);
      expect([command, code]).toEqual([command, 1]);
      expect(said).toMatch(told);
      expect(said).not.toContain('    at ');
    }
    expect(await appliedMigrations(database)).toEqual(before);
  }, 120_000);

  it('that is older, or none, is migrated by nobody who serves: they say which command does it', async () => {
    const url = await freshDatabase({ migrated: false });
    const told = /older than this program: it lacks .*npx bakeloop migrate/s;
    await expect(ingestOn(url)).rejects.toThrow(told);
    const database = await opened(url);
    await database.runMigrations();
    await database.undoLastMigration();
    await expect(ingestOn(url)).rejects.toThrow(told);
    await expect(apiOn(url)).rejects.toThrow(told);
    expect(await runBakeloop(['migrate'], { DATABASE_URL: url })).toMatchObject({
      code: 0,
      said: expect.stringContaining(`applied ${KNOWN_MIGRATIONS.at(-1)}`),
    });
    expect(await appliedMigrations(database)).toEqual(KNOWN_MIGRATIONS);
  }, 120_000);
});

/** Of the newest so many each is done again by itself in the gate; at length of all. Older ones change no more. */
const DONE_AGAIN = sized({ short: 3, long: Infinity });

/**
 * Down from the newest version, one migration at a time, and each time up again by that one: the schema is then what it was
 * and no fact is lost, so whoever comes from an earlier version meets the next as if from there. At last the whole way up.
 */
function fromEveryVersion(start: () => Promise<string>): void {
  it('comes up from every earlier version, whatever the totals, readings and events', async () => {
    const database = await opened(await start());
    await database.runMigrations();
    const recorder = new Recorder(database);
    await recorder.settleEvents('ke-nbo-01', mb1Events({ startMs: Date.UTC(2026, 2, 2, 6) }), {
      receivedAt: new Date(Date.UTC(2026, 2, 2, 12)),
    });
    const records = [{ n: 'm/x', bt: Date.UTC(2026, 2, 2, 7) / 1_000, v: 201.4 }];
    await recorder.settle([
      {
        topic: 'kitchens/v1/ke-nbo-01/telemetry',
        payload: Buffer.from(JSON.stringify(records)),
        receivedAt: new Date(Date.UTC(2026, 2, 2, 7)),
      },
    ]);
    const facts = factsOf(database);
    const before = await facts();
    const totals = await projectedTotals(database, 'ke-nbo-01');
    const newest = await shapeOf(database);
    // All that are known are run: so those that are undone for good are known no longer, until the last step.
    const undone: typeof database.migrations = [];
    // The first made the facts: below it there is nothing to keep.
    while (database.migrations.length > 1) {
      const name = KNOWN_MIGRATIONS[database.migrations.length - 1];
      if (undone.length < DONE_AGAIN) {
        const shape = await shapeOf(database);
        await database.undoLastMigration();
        await database.runMigrations();
        expect([name, await facts(), await shapeOf(database)]).toEqual([name, before, shape]);
      }
      await database.undoLastMigration();
      expect([name, await facts()]).toEqual([name, before]);
      undone.unshift(...database.migrations.splice(-1));
    }
    database.migrations.push(...undone);
    await database.runMigrations();
    expect([await facts(), await shapeOf(database)]).toEqual([before, newest]);
    expect(await appliedMigrations(database)).toEqual(KNOWN_MIGRATIONS);
    expect(before).toMatchObject({ readings: 1 });
    expect(totals.intakeNetGrams).toBe(480_000);
  }, 600_000);
}

/** Every column with its type, every index, constraint, view and trigger, whatever their order. */
async function shapeOf(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ line: string }[]>(
    `SELECT line FROM (
       SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default, is_identity) AS line
       FROM information_schema.columns WHERE table_schema = 'public'
       UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
       UNION ALL SELECT concat_ws(' ', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace
       UNION ALL SELECT concat_ws(' ', viewname, definition) FROM pg_views WHERE schemaname = 'public'
       UNION ALL SELECT concat_ws(' ', tgrelid::regclass, tgname) FROM pg_trigger WHERE NOT tgisinternal
     ) shape WHERE line !~ '_timescaledb_internal|_hyper_' ORDER BY line COLLATE "C"`,
  );
  return rows.map(({ line }) => line);
}

const factsOf = (sql: Sql) => async (): Promise<unknown> => {
  const [row] = await sql.query<unknown[]>(
    `SELECT (SELECT count(*)::int FROM event) AS events, (SELECT count(*)::int FROM reading) AS readings,
       (SELECT max(value) FROM reading) AS value, (SELECT count(*)::int FROM kitchen) AS kitchens`,
  );
  return row;
};

describeWith(['postgres'], 'a database on a plain PostgreSQL', () => {
  fromEveryVersion(freshDatabase);
});
const native = isTimescaleInstalled() ? describe : describe.skip;
native('a database on TimescaleDB', () => {
  fromEveryVersion(timescale);
});
