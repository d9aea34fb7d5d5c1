import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Where a running Bakeloop is to be found by the other commands. */
const runFile = z.object({ pid: z.int(), web: z.url(), mqttUrl: z.url(), databaseUrl: z.url() });
export type RunFile = z.infer<typeof runFile>;

const NAME = 'run.json';

/** Readable by its owner alone: the database's password is in it. */
export function writeRunFile(dataDir: string, run: RunFile): void {
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, NAME), `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 });
}

export function removeRunFile(dataDir: string): void {
  rmSync(join(dataDir, NAME), { force: true });
}

/** @returns null when nothing runs on this folder (a file that a killed process left behind counts as nothing) */
export function readRunFile(dataDir: string): RunFile | null {
  try {
    const run = runFile.parse(JSON.parse(readFileSync(join(dataDir, NAME), 'utf8')));
    process.kill(run.pid, 0);
    return run;
  } catch {
    return null;
  }
}
