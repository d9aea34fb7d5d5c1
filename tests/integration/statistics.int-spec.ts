import { randomUUID } from 'node:crypto';
import { analyzeGrown, createDataSource, SeriesRepository, tidyTables } from '@bakeloop/db';
import { beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { atEnd } from '../support/cleanup.js';
import { freshDatabase } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';

const MANY = 5_000;

describeWith(['postgres'], 'statistics of tables', () => {
  let client: pg.Client;
  const sql = {
    query: async <T>(text: string, values?: unknown[]) => (await client.query(text, values)).rows as T,
  };

  beforeAll(async () => {
    client = new pg.Client({ connectionString: await freshDatabase() });
    await client.connect();
    atEnd(() => client.end());
    await client.query(
      `INSERT INTO kitchen (id, name, first_seen_at, time_zone) VALUES ('k', 'k', now(), 'UTC')`,
    );
  });

  const events = async (count: number): Promise<string[]> => {
    const ids = Array.from({ length: count }, () => randomUUID());
    await client.query(
      `INSERT INTO event (id, kitchen_id, type, time, content_hash, body, source, received_at)
       SELECT id, 'k', 'intake.recorded', now(), '\\x00', '{}', 'mqtt', now() FROM unnest($1::uuid[]) AS e(id)`,
      [ids],
    );
    return ids;
  };
  /** How often the table of events is read whole to see that those which twenty lots name are there. */
  async function wholeReads(): Promise<number> {
    const ids = await events(20);
    await client.query('BEGIN');
    const before = await scans();
    await client.query(
      `INSERT INTO event_ref (kitchen_id, kind, ref, role, event_id)
       SELECT 'k', 'lot', 'LOT', 'produces', id FROM unnest($1::uuid[]) AS e(id)`,
      [ids],
    );
    const after = await scans();
    await client.query('ROLLBACK');
    return after - before;
  }
  /** Of this connection, as far as they are not yet told to the server. */
  async function scans(): Promise<number> {
    const { rows } = await client.query<{ n: number }>(
      `SELECT seq_scan::int AS n FROM pg_stat_xact_user_tables WHERE relname = 'event'`,
    );
    return rows[0]?.n ?? NaN;
  }

  it('follow a table that grows from nothing, so that no check of a reference goes on reading it whole', async () => {
    await events(1);
    // As an ingest does when it starts: the plan of the check is made while there is next to nothing.
    await tidyTables(sql);
    expect(await wholeReads()).toBe(20);
    await events(MANY);
    expect(await wholeReads()).toBe(20);
    expect(await analyzeGrown(sql)).toEqual(['event']);
    expect(await wholeReads()).toBe(0);
    expect(await analyzeGrown(sql)).toEqual([]);
  });
});

describeWith(['postgres'], 'what is asked again and again', () => {
  const ASKED = `SELECT * FROM kitchen WHERE id = $1`;
  let database: ReturnType<typeof createDataSource>;
  const ask = async (times: number): Promise<unknown[]> => {
    let rows: unknown[] = [];
    for (let time = 0; time < times; time++) rows = await database.query(ASKED, ['k']);
    return rows;
  };
  const prepared = async (): Promise<string[]> => {
    const rows = await database.query<{ name: string }[]>(
      `SELECT name FROM pg_prepared_statements WHERE statement = '${ASKED}' AND now() > $1`,
      [new Date(0)],
    );
    return rows.map(({ name }) => name);
  };

  beforeAll(async () => {
    database = createDataSource(await freshDatabase(), 1);
    await database.initialize();
    atEnd(() => database.destroy());
    await database.query(
      `INSERT INTO kitchen (id, name, first_seen_at, time_zone) VALUES ('k', 'k', now(), 'UTC')`,
    );
  });

  it('is read and planned by the server once, and answered the same', async () => {
    const first = await ask(1);
    expect(await prepared()).toEqual([]);
    expect(await ask(9)).toEqual(first);
    expect(await prepared()).toHaveLength(1);
  });

  it('is answered as well when a migration has changed the table meanwhile', async () => {
    await ask(3);
    await database.query(`ALTER TABLE kitchen ADD COLUMN since_then int DEFAULT 7`);
    expect(await ask(1)).toMatchObject([{ id: 'k', since_then: 7 }]);
    expect(await ask(9)).toMatchObject([{ id: 'k', since_then: 7 }]);
    expect(await prepared()).toHaveLength(2);
  });

  it('is not prepared within a transaction, where a failure could not be made good', async () => {
    await database.transaction(async (sql) => {
      for (let time = 0; time < 9; time++) await sql.query(`SELECT id FROM kitchen WHERE name = $1`, ['k']);
      expect(
        await sql.query(`SELECT name FROM pg_prepared_statements WHERE statement LIKE 'SELECT id %'`),
      ).toEqual([]);
    });
  });

  it('is planned anew where it is of readings: for any time at all a plan would go over every chunk', async () => {
    const series = new SeriesRepository(database);
    const range = { channelId: 1, from: new Date(0), to: new Date() };
    for (let time = 0; time < 9; time++) {
      await series.raw({ ...range, limit: 10 });
      await series.late({ ...range, bucketSeconds: 60, lateMs: 1 });
    }
    expect(
      await database.query(`SELECT name FROM pg_prepared_statements WHERE statement LIKE '%FROM reading%'`),
    ).toEqual([]);
  });

  it('is answered behind a pooler, that has another connection for each question', async () => {
    await ask(3);
    await database.query(`DEALLOCATE ALL`);
    expect(await ask(1)).toMatchObject([{ id: 'k' }]);
    expect(await ask(9)).toMatchObject([{ id: 'k' }]);
    expect(await prepared()).toEqual([]);
  });

  it('is not prepared for many elements, which another plan is made for', async () => {
    const many = `SELECT id FROM kitchen WHERE id = ANY($1::text[])`;
    const fresh = createDataSource(await freshDatabase(), 1);
    await fresh.initialize();
    atEnd(() => fresh.destroy());
    const preparedFor = async (elements: number): Promise<number> => {
      for (let time = 0; time < 9; time++) await fresh.query(many, [Array(elements).fill('k')]);
      const [row] = await fresh.query<{ n: number }[]>(
        `SELECT count(*)::int AS n FROM pg_prepared_statements WHERE statement = '${many}' AND now() > $1`,
        [new Date(0)],
      );
      return row?.n ?? NaN;
    };
    expect(await preparedFor(1_000)).toBe(0);
    expect(await preparedFor(10)).toBe(1);
  });
});

describeWith(['postgres'], 'what is written again and again by who goes again after a 40001', () => {
  const NOTED = `UPDATE kitchen SET name = $2 WHERE id = $1 RETURNING *`;
  const writer = async () => {
    const database = createDataSource(await freshDatabase(), 1, undefined, { retriesTransactions: true });
    await database.initialize();
    atEnd(() => database.destroy());
    await database.query(
      `INSERT INTO kitchen (id, name, first_seen_at, time_zone) VALUES ('k', 'k', now(), 'UTC')`,
    );
    return {
      database,
      /** Writes in a transaction, over and over. @returns the transactions that failed, by their code */
      note: async (times: number): Promise<unknown[]> => {
        const codes: unknown[] = [];
        for (let time = 0; time < times; time++)
          await database
            .transaction((sql) => sql.query(NOTED, ['k', `name ${time}`]))
            .catch((error: { code?: unknown }) => codes.push(error.code));
        return codes;
      },
      /** How often the prepared one was asked. */
      asked: async (): Promise<number | undefined> => {
        const [row] = await database.query<{ n: number }[]>(
          `SELECT (generic_plans + custom_plans)::int AS n FROM pg_prepared_statements WHERE statement = '${NOTED}' AND now() > $1`,
          [new Date(0)],
        );
        return row?.n;
      },
    };
  };

  it('is read and planned by the server once', async () => {
    const { note, asked } = await writer();
    expect(await note(9)).toEqual([]);
    expect(await asked()).toBe(7);
  });

  it('fails once with a 40001 when a migration has changed the table meanwhile, and goes on without', async () => {
    const { database, note, asked } = await writer();
    await note(5);
    await database.query(`ALTER TABLE kitchen ADD COLUMN since_then int DEFAULT 7`);
    expect(await note(9)).toEqual(['40001']);
    expect(await asked()).toBe(3);
  });

  it('fails once with a 40001 behind a pooler, and goes on without', async () => {
    const { database, note, asked } = await writer();
    await note(5);
    await database.query(`DEALLOCATE ALL`);
    expect(await note(9)).toEqual(['40001']);
    expect(await asked()).toBeUndefined();
  });
});
