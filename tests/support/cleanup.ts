import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

const ends: (() => Promise<void>)[] = [];

/** Registers what must be ended when the test file is done, whether its tests passed or not. Last begun, first ended. */
export function atEnd(end: () => Promise<void>): void {
  ends.push(end);
}

// Jest runs this after the hooks inside the file's describe blocks: close your own clients there.
afterAll(async () => {
  const failures: unknown[] = [];
  for (const end of ends.splice(0).reverse()) await end().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, 'something the tests started did not end');
});

/** A folder of its own, removed with all in it when the test file is done. */
export async function tempDir(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'bakeloop-test-'));
  atEnd(() => rm(path, { recursive: true, force: true, maxRetries: 5 }));
  return path;
}
