import { mkdir, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigError, type Logger } from '@bakeloop/runtime';
import { ClassicLevel } from 'classic-level';

/** LevelDB's own share, bytes: packs are written once and mostly read once, so little of it is worth keeping. */
const MEMORY = { writeBufferSize: 1024 * 1024, cacheSize: 512 * 1024 };
/** Files that hold packs. */
const DATA_FILE = /^\d+\.(log|ldb|sst)$/;
/**
 * How LevelDB says that a file of it is gone or cannot be read. Missing rights, room or handles are not among it: no
 * repair mends those. Nor is the lock, without which it is not known whether another agent is at work here.
 */
const FILE_DAMAGE =
  /^IO error: (?!.*LOCK: ).*(No such file|Input\/output error|Is a directory|Not a directory|Structure needs cleaning|Bad message|Invalid argument)/;

/**
 * Runs in a row that may end while they open a store. LevelDB ends the whole program over some damage, at each start; a
 * power cut or an impatient hand may do it as well, but hardly so often.
 */
const MAX_ENDED = 5;

/** The store lacks what it cannot do without, and LevelDB would not notice. */
class DamagedStore extends Error {
  override readonly name = 'DamagedStore';
}

/** Whether an error says that the store itself is damaged, as by a power cut or a worn-out flash card. */
export function isDamage(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message, cause } = error as Partial<NodeJS.ErrnoException>;
  return (
    error instanceof DamagedStore ||
    code === 'LEVEL_CORRUPTION' ||
    (code === 'LEVEL_IO_ERROR' && FILE_DAMAGE.test(message ?? '')) ||
    isDamage(cause)
  );
}

/**
 * Opens the store in a folder, which is made where there is none, and reads it; a damaged one is mended first. One whose
 * opening has ended five runs in a row is set aside.
 * @param read reads all that is needed, so that damage shows now; called again for a store that was mended
 * @returns what `read` gives
 * @throws Error when another program has it open, or it cannot be written
 * @throws ConfigError when it is damaged and its disk has no room for the repair
 */
export async function openStore<T>(
  folder: string,
  logger: Logger,
  read: (level: ClassicLevel) => Promise<T>,
): Promise<T> {
  await mkdir(dirname(folder), { recursive: true });
  const note = `${folder}.opening`;
  try {
    const ended = Number(await readFile(note, 'utf8').catch(() => '')) || 0;
    // Without the note a full disk is opened like any other.
    await writeFile(note, String(ended + 1)).catch(() => undefined);
    if (ended >= MAX_ENDED)
      await setAside(folder, logger, `the last ${ended} runs ended while they opened it`);
    return await openAndRead(folder, read);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return await mendStore(folder, logger, error, read);
  } finally {
    await rm(note, { force: true });
  }
}

/**
 * Repairs a damaged store that nobody has open, and reads what is left of it. One that cannot be repaired is set aside
 * and a new one begun. Nothing is deleted: what the repair left out lies in the folder `lost` of the store.
 * @param damage what the damage was found by
 * @throws as `openStore` does
 */
export async function mendStore<T>(
  folder: string,
  logger: Logger,
  damage: unknown,
  read: (level: ClassicLevel) => Promise<T>,
): Promise<T> {
  logger.warn(
    { folder, reason: reasonOf(damage) },
    'the outbox is damaged, as by a power cut or a worn-out card: it is repaired',
  );
  await requireRoom(folder);
  try {
    await ClassicLevel.repair(folder);
    const content = await openAndRead(folder, read);
    logger.warn(
      { leftOut: join(folder, 'lost') },
      'the outbox is repaired: all of it that can be read goes on; if this comes again, exchange the card',
    );
    return content;
  } catch (error) {
    if (!isDamage(error)) throw error;
    await setAside(folder, logger, reasonOf(error));
  }
  return openAndRead(folder, read);
}

async function setAside(folder: string, logger: Logger, reason: string): Promise<void> {
  const aside = `${folder}.damaged-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  await rename(folder, aside);
  logger.error(
    { folder: aside, reason },
    'the outbox cannot be repaired: set aside with all that is in it, and a new one begun; keep it, and exchange the card',
  );
}

async function openAndRead<T>(folder: string, read: (level: ClassicLevel) => Promise<T>): Promise<T> {
  const names = await readdir(folder).catch((): string[] => []);
  // LevelDB takes such a folder for a new one, and deletes the packs in it as left over.
  if (!names.includes('CURRENT') && names.some((name) => DATA_FILE.test(name)))
    throw new DamagedStore('the file CURRENT is missing');
  const level = new ClassicLevel(folder, MEMORY);
  await level.open();
  try {
    return await read(level);
  } catch (error) {
    await level.close();
    throw error;
  }
}

/** A repair writes anew what is in logs and in damaged tables, and goes on without what finds no room. */
async function requireRoom(folder: string): Promise<void> {
  const files = (await readdir(folder)).filter((name) => DATA_FILE.test(name));
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(folder, name))).size));
  const neededBytes = sizes.reduce((sum, size) => sum + size, 0);
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < neededBytes)
    throw new ConfigError(
      `The outbox ${folder} is damaged, and its disk is too full to repair it: make room for ${Math.ceil(neededBytes / 1e6)} MB and start again.`,
    );
}

/** The innermost cause says which file it is. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause === undefined ? message : reasonOf(cause);
}
