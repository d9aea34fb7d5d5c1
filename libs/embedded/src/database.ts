import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve as resolvePath } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProcessReport, StartRequest } from './database-process.js';
import { DATABASE_NAME, DATABASE_USER } from './names.js';
import { EmbeddedError } from './errors.js';

export interface EmbeddedDatabase {
  /** For the `pg` driver. */
  url: string;
  /** Of the child process. */
  pid: number;
  /** Closes the database with a checkpoint and ends the child process. */
  stop(): Promise<void>;
  /** Resolves when the child process has ended, for whatever reason. */
  exited: Promise<{ code: number | null; signal: string | null }>;
}

export interface DatabaseOptions {
  /** Created if missing. Holds `cluster/` (PostgreSQL's files) and `lock/`. */
  dataDir: string;
  /** On 127.0.0.1; 0 or none means a free one. */
  port?: number;
  /** Asked of every connection when given. */
  password?: string;
  /** Warnings and errors of the database, one line each. */
  onLog?: (line: string) => void;
}

/** A statement that runs for long delays the close; after this the process is ended, and the next start recovers. */
const STOP_PATIENCE_MS = 20_000;

/** Also right when this file runs from `src`, as it does under jest: a child process needs the built one. */
const ENTRY = fileURLToPath(new URL('../dist/database-process.js', import.meta.url));

/**
 * Starts PostgreSQL 17 with TimescaleDB, in WebAssembly, as a child process (about 450 MB), and resolves
 * when it answers over the PostgreSQL wire. The first start takes about 10 s, later ones 1 to 2 s.
 *
 * A commit is on disk (fdatasync of the write-ahead log) before its reply is sent: it survives kill -9
 * and a power cut. The child ends itself when its parent ends.
 *
 * There is one backend behind all connections: one transaction runs at a time, in order of arrival.
 * So inside a transaction never wait for a second connection (after 30 s the first is rolled back).
 * Session state (`SET` without LOCAL, temporary tables, session advisory locks) is shared until a
 * connection that made some leaves; use SET LOCAL and pg_advisory_xact_lock. Named prepared statements
 * and COPY FROM STDIN are refused; LISTEN/NOTIFY between connections, cancelling, timeouts and background
 * workers (jobs, autovacuum) do not exist. The TimescaleDB build has no telemetry; the time zone is GMT.
 *
 * Fails with EmbeddedError: DATA_FOLDER_NOT_WRITABLE, DATA_FOLDER_IN_USE, DATA_FOLDER_DAMAGED,
 * PORT_IN_USE or START_FAILED.
 */
export async function startDatabase(options: DatabaseOptions): Promise<EmbeddedDatabase> {
  if (!existsSync(ENTRY)) {
    throw new EmbeddedError('START_FAILED', 'The embedded database is not built. Run "npm run build" first.');
  }
  const child = fork(ENTRY, [], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n')) if (line.trim() !== '') options.onLog?.(line.slice(0, 500));
  });

  const request: StartRequest = {
    dataDir: resolvePath(options.dataDir),
    port: options.port ?? 0,
    ...(options.password === undefined ? {} : { password: options.password }),
  };
  const port = await ready(child, request, options.onLog);
  const credentials =
    options.password === undefined
      ? DATABASE_USER
      : `${DATABASE_USER}:${encodeURIComponent(options.password)}`;
  return {
    url: `postgres://${credentials}@127.0.0.1:${port}/${DATABASE_NAME}`,
    pid: child.pid as number,
    exited,
    stop: async () => {
      child.kill('SIGTERM');
      const tooLate = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
      await exited;
      clearTimeout(tooLate);
    },
  };
}

function ready(
  child: ChildProcess,
  request: StartRequest,
  onLog: ((line: string) => void) | undefined,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let lastLine = '';
    child.on('message', (message: ProcessReport) => {
      if (message.kind === 'ready') resolve(message.port);
      else if (message.kind === 'failed') reject(new EmbeddedError(message.code, message.message));
      else {
        lastLine = message.line;
        onLog?.(message.line);
      }
    });
    child.once('error', (error) => {
      reject(new EmbeddedError('START_FAILED', `The database process did not start: ${error.message}`));
    });
    child.once('exit', (code, signal) => {
      const how = signal === null ? `with code ${code}` : `by ${signal}`;
      reject(
        new EmbeddedError('START_FAILED', `The database process ended ${how} while starting. ${lastLine}`),
      );
    });
    child.send(request);
  });
}
