import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  contentsOf,
  isEmptyDatabase,
  restoring,
  timescaleVersions,
  unknownMigrations,
  type DatabaseContents,
} from '@bakeloop/db';
import { withDatabase, type DataSource } from '../database.js';
import { readManifest, verifyFiles } from '../sealed-folder.js';
import { photosDirOf, type OpsSettings } from '../settings.js';
import { UserError } from '../user-error.js';
import { COPY, DUMP, lookInto, PHOTOS } from './backup.js';
import { copyListed } from './copy-folder.js';
import { BACKUP, manifest as schema, type Manifest } from './manifest.js';
import { runTool } from './native-tools.js';

/**
 * Brings a backup into an empty database, or an empty data folder for an embedded one, after every file was checked; then
 * counts what came.
 * @returns what was restored
 * @throws UserError when the backup is damaged, newer than this program or of another engine, or the target is not empty
 */
export async function restore(settings: OpsSettings, source: string): Promise<Manifest> {
  const folder = resolve(source);
  const manifest = await readManifest(folder, BACKUP, schema);
  const newer = unknownMigrations(manifest.migrations);
  if (newer.length > 0)
    throw new UserError(
      `This backup was made by a newer Bakeloop (${manifest.program}): its schema has ${newer.at(-1)}, which this program does not know. Restore it with that version or a later one.`,
    );
  await verifyFiles(folder, BACKUP, manifest);
  const photos = await roomForPhotos(settings, manifest);
  if (manifest.engine.kind === 'native') {
    if (!settings.DATABASE_URL)
      throw new UserError(
        `This backup is of ${manifest.engine.version}. Set DATABASE_URL to an empty database to restore it into.`,
      );
    await restoreNative(settings.DATABASE_URL, folder, manifest);
  } else {
    if (settings.DATABASE_URL)
      throw new UserError(
        'This backup is of an embedded database. Unset DATABASE_URL, and set BAKELOOP_DATA to an empty folder or one that is not there.',
      );
    await restoreEmbedded(settings.BAKELOOP_DATA, folder, manifest);
  }
  if (photos !== null) await copyListed(manifest, folder, photos, PHOTOS);
  return manifest;
}

/**
 * Where photos that lie beside the database in a backup are to go.
 * @returns null: there are none
 * @throws UserError when something is there already
 */
async function roomForPhotos(settings: OpsSettings, { files }: Manifest): Promise<string | null> {
  if (!files.some(({ path }) => path.startsWith(`${PHOTOS}/`))) return null;
  const place = photosDirOf(settings);
  const there = await readdir(place).catch(() => []);
  if (there.length > 0)
    throw new UserError(
      `The folder for photos ${place} is not empty, and nothing is restored over anything. Move it away, or choose another: PHOTOS_DIR=<folder>`,
    );
  await mkdir(place, { recursive: true, mode: 0o700 });
  // Its folders are made anew.
  await rmdir(place);
  return place;
}

async function restoreNative(databaseUrl: string, folder: string, manifest: Manifest): Promise<void> {
  const { timescaledb } = manifest.engine;
  const bring = async (database: DataSource): Promise<void> => {
    if (!(await isEmptyDatabase(database)))
      throw new UserError(
        'The database that DATABASE_URL names is not empty, and nothing is restored over anything. Make a new one (createdb) and name that.',
      );
    if (timescaledb !== null && !(await timescaleVersions(database)).includes(timescaledb))
      throw new UserError(
        `This backup needs TimescaleDB ${timescaledb}, which this server does not have. Install that version; update the extension when all is restored.`,
      );
    await restoring(database, timescaledb, () =>
      // Who owns what, and who may do what, is for the target to say.
      runTool('pg_restore', databaseUrl, [
        '--exit-on-error',
        '--no-owner',
        '--no-acl',
        '--no-comments',
        join(folder, DUMP),
      ]),
    ).catch((error: unknown) => {
      throw new UserError(
        `${(error as Error).message}\nThe database is restored in part only: drop it, and restore into a new one.`,
      );
    });
  };
  // One connection: TimescaleDB has its sessions know that something is being restored.
  await withDatabase(databaseUrl, bring, 1);
  // On a connection of its own: what was asked before knew another catalogue.
  await withDatabase(databaseUrl, async (database) => {
    await database.query('ANALYZE');
    requireSame(manifest, await contentsOf(database));
  });
}

async function restoreEmbedded(dataDir: string, folder: string, manifest: Manifest): Promise<void> {
  const there = await readdir(dataDir).catch(() => null);
  if (there !== null && there.length > 0)
    throw new UserError(
      `The data folder ${dataDir} is not empty, and nothing is restored over anything. Move it away, or choose another: BAKELOOP_DATA=<folder>`,
    );
  await mkdir(dirname(dataDir), { recursive: true });
  const partial = `${dataDir}.partial-${randomBytes(4).toString('hex')}`;
  try {
    await copyListed(manifest, folder, partial, COPY);
    requireSame(manifest, await lookInto(partial));
    if (there !== null) await rmdir(dataDir);
    await rename(partial, dataDir);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** @throws UserError that names what is other than the backup says */
function requireSame(manifest: Manifest, restored: DatabaseContents): void {
  const differences = (['rows', 'totals'] as const).flatMap((kind) => {
    const names = new Set([...Object.keys(manifest[kind]), ...Object.keys(restored[kind])]);
    return [...names]
      .filter((name) => manifest[kind][name] !== restored[kind][name])
      .map(
        (name) => `  ${name}: ${restored[kind][name] ?? 'missing'}, not ${manifest[kind][name] ?? 'there'}`,
      );
  });
  if (differences.length === 0) return;
  throw new UserError(
    `What was restored is not what the backup says:\n${differences.join('\n')}\nDo not use it. Keep the backup, and report this.`,
  );
}
