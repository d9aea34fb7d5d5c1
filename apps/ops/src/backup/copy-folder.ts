import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from './manifest.js';

/** Copies a folder with all in it, readable by its owner alone. @param leaveOut paths in it that stay behind */
export async function copyFolder(from: string, to: string, leaveOut: readonly string[]): Promise<void> {
  const copy = async (inner: string): Promise<void> => {
    await mkdir(join(to, inner), { recursive: true, mode: 0o700 });
    for (const entry of await readdir(join(from, inner), { withFileTypes: true })) {
      const name = join(inner, entry.name);
      if (leaveOut.includes(name)) continue;
      if (entry.isDirectory()) await copy(name);
      else if (entry.isFile()) await copyFile(join(from, name), join(to, name));
      else
        throw new Error(`${join(from, name)} is neither a file nor a folder: a data folder holds none such`);
    }
  };
  await copy('');
}

/** Copies what a manifest names below `inner`, and nothing else. */
export async function copyListed(
  { files, folders }: Pick<Manifest, 'files' | 'folders'>,
  from: string,
  to: string,
  inner: string,
): Promise<void> {
  const below = (path: string): string | null =>
    path.startsWith(`${inner}/`) ? path.slice(inner.length + 1) : null;
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const folder of folders) {
    const name = below(folder);
    if (name !== null) await mkdir(join(to, name), { mode: 0o700 });
  }
  for (const { path } of files) {
    const name = below(path);
    if (name !== null) await copyFile(join(from, path), join(to, name));
  }
}
