import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { chown, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createDataSource, timescaleVersion } from '@bakeloop/db';
import pg from 'pg';
import { atEnd, tempDir } from './cleanup.js';
import { eventually } from './eventually.js';
import { requireProgram } from './programs.js';
import { type ServerProcess, freePort, startServer } from './server-process.js';

export interface Postgres extends ServerProcess {
  /** Those of postgresql.conf that it was started with. */
  readonly settings: Readonly<Record<string, string>>;
  /** Makes an empty database of its own on this server and gives its URL. */
  freshDatabase(): Promise<string>;
  /** The same with the schema in it, copied from one that was migrated once: a tenth of the time of the migrations. */
  migratedDatabase(): Promise<string>;
}

async function query<R extends pg.QueryResultRow>(url: string, sql: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // The server may be killed while a probe is under way: the query's own rejection tells it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<R>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** PostgreSQL refuses to run as root; it then runs as the system's unprivileged `postgres` (or `nobody`). */
async function unprivileged(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (user === undefined)
    throw new Error('PostgreSQL refuses to run as root, and there is no user `postgres`');
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

/** No waiting for the disk: what was committed outlives a killed server (synchronous_commit stays on), not a power cut. */
const quick: Readonly<Record<string, string>> = {
  timezone: 'UTC',
  fsync: 'off',
  full_page_writes: 'off',
  shared_buffers: '64MB',
};

/** The folder of the server that the test files of a run share; jest's configuration names it, and removes it at the end. */
const SHARED = process.env['BAKELOOP_TEST_SHARED'];
const MIGRATED = 'migrated';

/**
 * An empty or migrated database on the server that the test files of a run share, dropped when this one is done. For files
 * that end the server, or change what is the same in all its databases (roles, settings), there is `startPostgres`.
 * @returns its URL
 */
export async function freshDatabase({ migrated = true } = {}): Promise<string> {
  const server = await sharedServer();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await query(server, `CREATE DATABASE ${name} TEMPLATE ${migrated ? MIGRATED : 'template0'}`);
  atEnd(async () => void (await query(server, `DROP DATABASE ${name} WITH (FORCE)`)));
  return server.replace(/postgres$/, name);
}

/** Started by the first file that needs it, since many runs need none; the others wait for it. */
async function sharedServer(): Promise<string> {
  if (SHARED === undefined) throw new Error('tests/jest.config.mjs names the folder');
  const said = join(SHARED, 'url');
  const isFirst = await mkdir(SHARED, { mode: 0o700 }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
  if (isFirst) {
    const server = await startShared(SHARED);
    await writeFile(`${said}.new`, server);
    await rename(`${said}.new`, said);
  }
  return eventually(() => readFile(said, 'utf8'), { withinMs: 60_000, everyMs: 50 });
}

async function startShared(folder: string): Promise<string> {
  const user = await unprivileged();
  if (user) await chown(folder, user.uid, user.gid);
  await initialise(folder);
  const port = await freePort();
  const url = urlAt(port);
  // It outlives this test file, and answers a Ctrl-C as the tests do.
  spawn(requireProgram('postgres'), serverArgs(folder, port, { ...quick, max_connections: '300' }), {
    cwd: folder,
    stdio: 'ignore',
    ...user,
  }).unref();
  await eventually(() => query(url, 'SELECT 1'), { withinMs: 30_000, everyMs: 50 });
  await query(url, `CREATE DATABASE ${MIGRATED}`);
  await migrate(url.replace(/postgres$/, MIGRATED));
  return url;
}

/**
 * A native PostgreSQL of this test file alone, on loopback.
 * @param o.settings those of postgresql.conf
 * @param o.folder where its data folder is made; default a temporary one
 */
export async function startPostgres(
  o: { settings?: Readonly<Record<string, string>>; folder?: string } = {},
): Promise<Postgres> {
  const user = await unprivileged();
  const folder = o.folder ?? (await tempDir());
  if (user) await chown(folder, user.uid, user.gid);
  await initialise(folder);
  return serve(folder, o.settings ?? quick);
}

/** Makes the data folder in `folder`. */
async function initialise(folder: string): Promise<void> {
  const data = join(folder, 'data');
  const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  await promisify(execFile)(besidePostgres('initdb'), initdb, { cwd: folder, ...(await unprivileged()) });
}

const urlAt = (port: number): string => `postgres://postgres@127.0.0.1:${port}/postgres`;

const serverArgs = (folder: string, port: number, settings: Readonly<Record<string, string>>): string[] => [
  ...['-D', join(folder, 'data')],
  ...Object.entries({
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    ...settings,
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
];

/** Copies a server as it runs, as a nightly backup does, and starts another one on the copy, as after a loss. */
export async function restoredCopy(postgres: Postgres): Promise<Postgres> {
  const user = await unprivileged();
  const folder = await tempDir();
  if (user) await chown(folder, user.uid, user.gid);
  const { hostname, port } = new URL(postgres.url);
  const how = ['-h', hostname, '-p', port, '-U', 'postgres', '-D', join(folder, 'data')];
  await promisify(execFile)(
    besidePostgres('pg_basebackup'),
    [...how, '-X', 'stream', '-c', 'fast', '--no-sync'],
    {
      cwd: folder,
      ...user,
    },
  );
  return serve(folder, postgres.settings);
}

const besidePostgres = (program: string): string =>
  join(dirname(realpathSync(requireProgram('postgres'))), program);

/** An environment in which the programs beside the server, `pg_dump` among them, are found. */
export const withPostgresPrograms = (): Readonly<Record<string, string>> => ({
  PATH: `${dirname(besidePostgres('pg_dump'))}${delimiter}${process.env['PATH'] ?? ''}`,
});

/** A server on the data folder in `folder`. */
async function serve(folder: string, settings: Readonly<Record<string, string>>): Promise<Postgres> {
  const port = await freePort();
  const url = urlAt(port);
  const server = await startServer({
    url,
    command: requireProgram('postgres'),
    args: serverArgs(folder, port, settings),
    options: { cwd: folder, ...(await unprivileged()) },
    stopSignal: 'SIGINT', // "fast" shutdown: open sessions are cut, data is flushed
    answers: async () => void (await query(url, 'SELECT 1')),
  });

  let databases = 0;
  let template: Promise<string> | undefined;
  const make = async (like = ''): Promise<string> => {
    databases += 1;
    await query(url, `CREATE DATABASE test_${databases}${like}`);
    return url.replace(/postgres$/, `test_${databases}`);
  };
  return {
    ...server,
    settings,
    freshDatabase: () => make(),
    migratedDatabase: async () => {
      template ??= make().then(async (made) => {
        await migrate(made);
        // One that somebody is connected to is not copied, and TimescaleDB's scheduler would be.
        const name = new URL(made).pathname.slice(1);
        await query(url, `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
        await query(url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
        return name;
      });
      return make(` TEMPLATE ${await template}`);
    },
  };
}

async function migrate(url: string): Promise<void> {
  const database = createDataSource(url, 1);
  await database.initialize();
  await database.runMigrations();
  if ((await timescaleVersion(database)) !== null)
    await database.query(`SELECT _timescaledb_functions.stop_background_workers()`);
  await database.destroy();
}
