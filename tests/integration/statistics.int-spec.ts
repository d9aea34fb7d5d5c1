import { randomUUID } from 'node:crypto';
import { analyzeGrown, tidyTables } from '@bakeloop/db';
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
