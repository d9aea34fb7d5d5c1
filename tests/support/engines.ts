import type { Engine } from '@bakeloop/db';
import { startDatabase } from '@bakeloop/embedded';
import { describe } from '@jest/globals';
import { isLong } from './at-length.js';
import { atEnd, tempDir } from './cleanup.js';
import { freshDatabase, startPostgres } from './postgres.js';
import { describeWith, isTimescaleInstalled } from './programs.js';

async function embedded(): Promise<string> {
  const database = await startDatabase({ dataDir: await tempDir() });
  atEnd(() => database.stop());
  return database.url;
}

async function native(): Promise<string> {
  const postgres = await startPostgres({
    settings: { shared_preload_libraries: 'timescaledb', 'timescaledb.telemetry_level': 'off' },
  });
  return postgres.freshDatabase();
}

/** An empty TimescaleDB: the native one where this machine has it, which few have, else the embedded one. @returns its URL */
export const timescale = (): Promise<string> => (isTimescaleInstalled() ? native() : embedded());

/**
 * The same promises of plain PostgreSQL and of TimescaleDB; at length also of the embedded one where there is a native one.
 * It is the same extension, and in WebAssembly it takes several times as long.
 * @param promises given how to get a database, whose schema may still be missing
 */
export function onEachEngine(
  what: string,
  promises: (start: () => Promise<string>, kind: Engine['kind']) => void,
): void {
  describeWith(['postgres'], `${what}, on a plain PostgreSQL,`, () => promises(freshDatabase, 'postgresql'));
  describe(`${what}, on TimescaleDB,`, () => promises(timescale, 'timescaledb'));
  if (isLong && isTimescaleInstalled())
    describe(`${what}, on the embedded TimescaleDB,`, () => promises(embedded, 'timescaledb'));
}
