import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { UserError } from '../user-error.js';

/** The end of what a tool says is enough to tell why it failed. */
const MAX_SAID = 4_000;

/**
 * Runs `pg_dump` or `pg_restore` against a database. The password goes by the environment: a command line is for everybody
 * on the machine to see.
 * @throws UserError when it is not installed or fails, with what it said
 */
export async function runTool(
  tool: 'pg_dump' | 'pg_restore',
  databaseUrl: string,
  args: readonly string[],
): Promise<void> {
  const target = new URL(databaseUrl);
  const password = decodeURIComponent(target.password);
  target.password = '';
  const child = spawn(tool, [...args, `--dbname=${target.href}`], {
    env: { ...process.env, ...(password === '' ? {} : { PGPASSWORD: password }) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-MAX_SAID)));
  const [code] = await once(child, 'close').catch((error: unknown) => {
    const { code: reason, message } = error as NodeJS.ErrnoException;
    throw new UserError(
      reason === 'ENOENT'
        ? `${tool} is not installed. It comes with PostgreSQL (Debian: apt-get install postgresql-client); its version must not be older than the server's.`
        : `${tool} cannot be started: ${message}`,
    );
  });
  if (code !== 0) throw new UserError(`${tool} failed:\n${said.trim()}`);
}
