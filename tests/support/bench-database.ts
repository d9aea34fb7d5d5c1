import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createDataSource, detectEngine, type Engine } from '@bakeloop/db';
import { expect } from '@jest/globals';
import pg from 'pg';
import { atEnd } from './cleanup.js';
import { eventually } from './eventually.js';
import { startPostgres } from './postgres.js';

const SHIPPED = fileURLToPath(new URL('../../infra/timescaledb/postgresql.conf', import.meta.url));
/** As an ordinary installation has it: what is committed is on the disk. It answers on loopback alone. */
const WITH_TIMESCALE = Object.fromEntries(
  [...readFileSync(SHIPPED, 'utf8').matchAll(/^([\w.]+) = '?([^'\n]*)'?$/gm)].flatMap(([, name, value]) =>
    name === undefined || value === undefined || name === 'listen_addresses' ? [] : [[name, value]],
  ),
);
const WITHOUT_TIMESCALE = Object.fromEntries(
  Object.entries(WITH_TIMESCALE).filter(([name]) => !/timescaledb|shared_preload/.test(name)),
);

export interface BenchDatabase {
  url: string;
  engine: Engine;
  /** Of the server. */
  pid: () => number;
  /** A connection to look with, closed when the test file is done. */
  reader: pg.Client;
  /** Another database on the same server, empty. */
  freshDatabase: () => Promise<string>;
  /** And one with the schema in it. */
  migratedDatabase: () => Promise<string>;
}

/**
 * A migrated database on a native server with fsync on: with TimescaleDB where it is installed, else without.
 * @param settings of postgresql.conf, beside the usual
 */
export async function startBenchDatabase(
  settings: Readonly<Record<string, string>> = {},
): Promise<BenchDatabase> {
  const postgres = await startPostgres({ settings: { ...WITH_TIMESCALE, ...settings } }).catch(() =>
    startPostgres({ settings: { ...WITHOUT_TIMESCALE, ...settings } }),
  );
  const url = await postgres.migratedDatabase();
  const database = createDataSource(url, 1);
  await database.initialize();
  try {
    const engine = await detectEngine(database);
    return { ...postgres, url, engine, reader: await connectReader(url) };
  } finally {
    await database.destroy();
  }
}

/** A connection to look with, closed when the test file is done. */
export async function connectReader(url: string): Promise<pg.Client> {
  const reader = new pg.Client({ connectionString: url });
  await reader.connect();
  atEnd(() => reader.end());
  return reader;
}

/** Resolves when the ingest has refreshed the rollups of all that came, so that its upkeep slows nothing that is measured next. */
export async function upkeepDone(reader: pg.Client): Promise<void> {
  await eventually(
    async () => {
      const { rows } = await reader.query<{ busy: boolean }>(
        `SELECT EXISTS (SELECT FROM rollup_mark WHERE fresh) OR EXISTS (
           SELECT FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'CALL refresh_continuous_aggregate%') AS busy`,
      );
      expect(rows[0]?.busy).toBe(false);
    },
    { withinMs: 120_000, everyMs: 500 },
  );
}
