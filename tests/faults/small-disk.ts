import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { chmod, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { atEnd, tempDir } from '../support/cleanup.js';

const run = promisify(execFile);

export interface SmallDisk {
  /** On the disk, for everybody. */
  readonly folder: string;
  /** Leaves no byte of room. */
  fill(): Promise<void>;
  /** Takes away what `fill` wrote. */
  empty(): Promise<void>;
}

/** @returns why this machine cannot have one, or null */
export function whyNoSmallDisk(): string | null {
  if (process.platform !== 'linux') return 'a disk of a few megabytes is a tmpfs, which is of Linux';
  // Tried, not asked for: root of a container may often not.
  const folder = mkdtempSync(join(tmpdir(), 'bakeloop-disk-'));
  const mounted = spawnSync('mount', [...tmpfs(4_096), folder]).status === 0;
  if (mounted) spawnSync('umount', [folder]);
  rmdirSync(folder);
  return mounted ? null : 'mounting a disk of a few megabytes needs root with CAP_SYS_ADMIN';
}

const tmpfs = (bytes: number): string[] => ['-t', 'tmpfs', '-o', `size=${bytes},mode=0777`, 'bakeloop-test'];

/** A disk of its own (tmpfs) of so many bytes; unmounted when the test file is done. */
export async function mountSmallDisk(bytes: number): Promise<SmallDisk> {
  const folder = await tempDir();
  await run('mount', [...tmpfs(bytes), folder]);
  atEnd(async () => void (await run('umount', [folder])));
  await chmod(folder, 0o777);
  const filler = join(folder, 'filler');
  return {
    folder,
    fill: async () => {
      const file = await open(filler, 'w');
      const block = Buffer.alloc(1024 * 1024);
      try {
        for (let size = block.length; size >= 4_096;)
          await file.write(block, 0, size).catch(() => {
            size /= 2;
          });
      } finally {
        await file.close();
      }
    },
    empty: () => rm(filler),
  };
}
