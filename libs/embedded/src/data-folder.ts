import { accessSync, constants, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Level } from 'level';
import { causeOf, EmbeddedError, messageOf, systemCode } from './errors.js';

/** The PostgreSQL major version whose files the embedded engine reads. */
const POSTGRES_MAJOR = '17';

const LOCK_RETRY_MS = 100;

/** Creates `folder` where it is missing and makes sure that this user may write to it. */
export function ensureWritable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = systemCode(error) ?? 'unknown error';
    throw new EmbeddedError(
      'DATA_FOLDER_NOT_WRITABLE',
      `Cannot write to the data folder ${folder} (${code}). Give this user the right to write there, or choose another folder with DATA_DIR.`,
    );
  }
}

export function damaged(folder: string, detail: string): EmbeddedError {
  return new EmbeddedError(
    'DATA_FOLDER_DAMAGED',
    `The database in ${folder} cannot be opened: ${detail}. Restore the folder from a backup; or, to begin again without its data, move it away and start once more.`,
  );
}

/**
 * Tells a new cluster folder (missing or empty) from an existing one, before the engine touches it:
 * the engine would run initdb over whatever lies in a folder without a version file.
 */
export function inspectCluster(cluster: string): 'new' | 'existing' {
  if (!existsSync(cluster)) return 'new';
  const names = readdirSync(cluster);
  if (names.length === 0) return 'new';
  if (!names.includes('PG_VERSION')) throw damaged(cluster, 'the file PG_VERSION is missing');
  const version = readFileSync(join(cluster, 'PG_VERSION'), 'latin1').trim();
  if (version !== POSTGRES_MAJOR) {
    throw damaged(
      cluster,
      `PG_VERSION holds ${JSON.stringify(version.slice(0, 20))}, expected "${POSTGRES_MAJOR}"`,
    );
  }
  for (const needed of ['base', 'global', 'pg_wal', 'pg_xact', 'global/pg_control']) {
    if (!existsSync(join(cluster, needed))) throw damaged(cluster, `${needed} is missing`);
  }
  return 'existing';
}

/**
 * Opens a LevelDB for this process alone. The operating system's lock on it needs no cleaning up, because
 * it ends with the process, however that ends. Waits `patienceMs` for a predecessor that is still closing.
 */
export async function openExclusively(
  folder: string,
  patienceMs: number,
  adviceWhenDamaged: string,
): Promise<Level<string, unknown>> {
  for (let waitedMs = 0; ; waitedMs += LOCK_RETRY_MS) {
    const level = new Level<string, unknown>(folder);
    try {
      await level.open();
      return level;
    } catch (error) {
      const cause = causeOf(error);
      if (systemCode(cause) !== 'LEVEL_LOCKED') {
        const detail = messageOf(cause ?? error);
        throw new EmbeddedError(
          'DATA_FOLDER_DAMAGED',
          `Cannot open ${folder}: ${detail}. ${adviceWhenDamaged}`,
        );
      }
      if (waitedMs >= patienceMs) throw inUse(folder);
      await delay(LOCK_RETRY_MS);
    }
  }
}

/** A database folder that nobody can start until it is let go. */
export interface HeldDatabase {
  release(): Promise<void>;
}

/** The folder that a running database locks; it holds no data. */
export const LOCK_FOLDER = 'lock';
export const LOCK_ADVICE = 'The folder "lock" holds no data: remove it and start again.';

/**
 * Keeps the database in this folder from being started, for whoever reads its files.
 * @throws EmbeddedError DATA_FOLDER_IN_USE while it runs
 */
export async function holdDatabase(dataDir: string): Promise<HeldDatabase> {
  const lock = await openExclusively(join(dataDir, LOCK_FOLDER), 0, LOCK_ADVICE);
  return { release: () => lock.close() };
}

function inUse(folder: string): EmbeddedError {
  return new EmbeddedError(
    'DATA_FOLDER_IN_USE',
    `Another process is using the data folder ${folder}. Stop it first (it may be Bakeloop in another window, or one still shutting down), or choose another folder with DATA_DIR.`,
  );
}
