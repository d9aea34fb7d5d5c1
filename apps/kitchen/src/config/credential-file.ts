import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '@bakeloop/runtime';
import { z } from 'zod';

/** What this kitchen proves itself to the broker with, as it was claimed. */
const stored = z.object({ username: z.string(), password: z.string() });
export type StoredCredential = z.infer<typeof stored>;

/** Beside the outbox, since that is where the agent may write whatever it runs as. */
const pathOf = (folder: string, kitchenId: string): string => join(folder, `${kitchenId}.credential.json`);

/** @throws ConfigError where there is one that cannot be read: without it nothing would get through */
export function readCredential(folder: string, kitchenId: string): StoredCredential | null {
  const path = pathOf(folder, kitchenId);
  try {
    return stored.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new ConfigError(
      `The credential ${path} cannot be used (${code ?? 'it is damaged'}). Give this user the right to read it, or claim a new one: kitchen claim --help`,
    );
  }
}

/** A place for a credential that is not known yet. */
export interface CredentialPlace {
  readonly path: string;
  /** Puts it there whole and on disk, in place of the one before. */
  keep(credential: StoredCredential): void;
  giveUp(): void;
}

/**
 * Makes sure of a place before the code is used up: what is claimed is told once.
 * @throws ConfigError
 */
export function makePlace(folder: string, kitchenId: string): CredentialPlace {
  const path = pathOf(folder, kitchenId);
  const draft = `${path}.new`;
  let file: number;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    rmSync(draft, { force: true });
    file = openSync(draft, 'wx', 0o600);
  } catch (error) {
    throw new ConfigError(
      `The credential cannot be kept in ${folder} (${(error as NodeJS.ErrnoException).code}), so the code was not used. Run this as the user that the agent runs as, or name another folder with KITCHEN_OUTBOX.`,
    );
  }
  return {
    path,
    keep(credential) {
      writeSync(file, `${JSON.stringify(credential)}\n`);
      fsyncSync(file);
      closeSync(file);
      renameSync(draft, path);
    },
    giveUp() {
      closeSync(file);
      rmSync(draft, { force: true });
    },
  };
}
