import { existsSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { appliedMigrations, contentsOf, timescaleVersion, withSnapshot } from '@bakeloop/db';
import { EmbeddedError, holdDatabase, startDatabase } from '@bakeloop/embedded';
import { PhotoFolder } from '@bakeloop/record';
import { withDatabase } from '../database.js';
import { readRunFile } from '../run-file.js';
import { makeSealed } from '../sealed-folder.js';
import { photosDirOf, type OpsSettings } from '../settings.js';
import { UserError } from '../user-error.js';
import { copyFolder } from './copy-folder.js';
import { BACKUP, type Manifest } from './manifest.js';
import { runTool } from './native-tools.js';

/** Where a backup keeps the dump of a native server, and the copy of an embedded one. */
export const DUMP = 'database.dump';
export const COPY = 'data';
/** And the photos that are not within the copy. */
export const PHOTOS = 'photos';
/** Below a data folder: what a running Bakeloop makes for itself, and what nobody needs again. */
const LEFT_OUT = ['run.json', 'logs', join('database', 'lock'), join('photos', PhotoFolder.UPLOADS)];

type Made = Pick<Manifest, 'engine' | 'migrations' | 'rows' | 'totals'>;

/**
 * Makes a backup in a folder that is not there yet. It appears whole or not at all, and is checked to hold what it was made
 * of.
 * @returns what is in it
 * @throws UserError when the folder is there, or the embedded database runs
 */
export function backup(settings: OpsSettings, target: string): Promise<Manifest> {
  return makeSealed(target, BACKUP, async (folder) => {
    const made = settings.DATABASE_URL
      ? await dumpNative(settings.DATABASE_URL, folder)
      : await copyEmbedded(settings.BAKELOOP_DATA, folder);
    // After the database: a photo that it names was on the disk before.
    await copyPhotos(settings, folder, made);
    return made;
  });
}

/** Copies the photos, but those that lie in a data folder which is copied whole. @throws UserError where they cannot be found */
async function copyPhotos(settings: OpsSettings, folder: string, { rows }: Made): Promise<void> {
  const from = photosDirOf(settings);
  if (!settings.DATABASE_URL && settings.PHOTOS_DIR === undefined) return;
  if (existsSync(from)) return copyFolder(from, join(folder, PHOTOS), [PhotoFolder.UPLOADS]);
  if ((rows['photo'] ?? 0) > 0)
    throw new UserError(
      `The database knows of ${rows['photo']} photos, and there is no folder ${from}. Set PHOTOS_DIR to where they are kept, as for the API, and make the backup on that machine.`,
    );
}

async function dumpNative(databaseUrl: string, folder: string): Promise<Made> {
  return withDatabase(databaseUrl, async (database, engine) => {
    const migrations = await appliedMigrations(database);
    if (migrations.length === 0)
      throw new UserError(
        'This database holds no Bakeloop, so there is nothing to back up. Check DATABASE_URL.',
      );
    return withSnapshot(database, async (sql, snapshot) => {
      // Dump and counts see the same moment, whoever writes meanwhile.
      await runTool('pg_dump', databaseUrl, [
        '--format=custom',
        `--snapshot=${snapshot}`,
        `--file=${join(folder, DUMP)}`,
      ]);
      await chmod(join(folder, DUMP), 0o600);
      return {
        engine: { kind: 'native', version: engine.version, timescaledb: await timescaleVersion(sql) },
        migrations,
        ...(await contentsOf(sql)),
      };
    });
  });
}

async function copyEmbedded(dataDir: string, folder: string): Promise<Made> {
  if (!existsSync(join(dataDir, 'database', 'cluster')))
    throw new UserError(
      `There is no database in ${dataDir}. Set BAKELOOP_DATA to a data folder, or DATABASE_URL to a database of your own.`,
    );
  const running = readRunFile(dataDir);
  if (running) throw isRunning(dataDir, running.pid);
  const held = await holdDatabase(join(dataDir, 'database')).catch((error: unknown) => {
    if (error instanceof EmbeddedError && error.code === 'DATA_FOLDER_IN_USE') throw isRunning(dataDir);
    throw error;
  });
  try {
    await copyFolder(dataDir, join(folder, COPY), LEFT_OUT);
  } finally {
    await held.release();
  }
  // Counted in the copy, not in what it was made of: so it is known to open, and the counts are its own.
  return lookInto(join(folder, COPY));
}

/** Starts the database of a data folder for a look, and leaves it as one that was stopped. */
export async function lookInto(dataDir: string): Promise<Made> {
  const folder = join(dataDir, 'database');
  const embedded = await startDatabase({
    dataDir: folder,
    port: 0,
    password: randomBytes(24).toString('hex'),
  });
  try {
    return await withDatabase(embedded.url, async (database, engine) => ({
      engine: { kind: 'embedded', version: engine.version, timescaledb: await timescaleVersion(database) },
      migrations: await appliedMigrations(database),
      ...(await contentsOf(database)),
    }));
  } finally {
    await embedded.stop();
    await rm(join(folder, 'lock'), { recursive: true, force: true });
  }
}

function isRunning(dataDir: string, pid?: number): UserError {
  return new UserError(
    `Bakeloop runs on ${dataDir}${pid === undefined ? '' : ` (process ${pid})`}: its embedded database can only be copied while it rests. Stop it (Ctrl-C), make the backup, start it again.`,
  );
}
