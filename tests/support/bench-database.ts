import { createDataSource, detectEngine, type Engine } from '@bakeloop/db';
import { startPostgres } from './postgres.js';

/** As an ordinary installation has it: what is committed is on the disk. */
const DURABLE = {
  timezone: 'UTC',
  fsync: 'on',
  synchronous_commit: 'on',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
};
const WITH_TIMESCALE = {
  ...DURABLE,
  shared_preload_libraries: 'timescaledb',
  'timescaledb.telemetry_level': 'off',
};

/** A migrated database on a native server with fsync on: with TimescaleDB where it is installed, else without. */
export async function startBenchDatabase(): Promise<{ url: string; engine: Engine; pid: () => number }> {
  const postgres = await startPostgres({ settings: WITH_TIMESCALE }).catch(() =>
    startPostgres({ settings: DURABLE }),
  );
  const url = await postgres.freshDatabase();
  const database = createDataSource(url, 1);
  await database.initialize();
  try {
    await database.runMigrations();
    return { url, engine: await detectEngine(database), pid: postgres.pid };
  } finally {
    await database.destroy();
  }
}
