import { once } from 'node:events';
import { mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type EmbeddedDatabase, startDatabase } from '@bakeloop/embedded';
import pg from 'pg';
import { atEnd, tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';

const password = 'a p@ss/word';

async function start(dataDir: string): Promise<EmbeddedDatabase> {
  const database = await startDatabase({ dataDir, password });
  atEnd(() => database.stop());
  return database;
}

async function openClient(database: EmbeddedDatabase): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url });
  client.on('error', () => undefined); // a killed server is part of some tests
  await client.connect();
  atEnd(() => client.end());
  return client;
}

async function scalar(client: pg.Client, sql: string, values: unknown[] = []): Promise<unknown> {
  const { rows } = await client.query<unknown[]>({ text: sql, values, rowMode: 'array' });
  return rows[0]?.[0];
}

const message = (type: string, body: string): Buffer => {
  const bytes = Buffer.from(`${type}0000${body}`, 'latin1');
  bytes.writeUInt32BE(bytes.length - 1, 1);
  return bytes;
};
const parse = (sql: string): Buffer => message('P', `\0${sql}\0\0\0`);
const bind = message('B', '\0\0\0\0\0\0\0\0');
const execute = message('E', '\0\0\0\0\0');
const sync = message('S', '');

/** A bare connection past its start-up, for what the driver does not send. */
async function openWire(database: EmbeddedDatabase): Promise<{
  send: (bytes: Buffer) => void;
  /** Types of the messages up to and with the next ReadyForQuery, notices left out, and the text of errors. */
  reply: () => Promise<{ types: string; errors: string }>;
}> {
  const socket = connect(Number(new URL(database.url).port), '127.0.0.1');
  atEnd(() => Promise.resolve(void socket.destroy()));
  await once(socket, 'connect');
  let received = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
  });
  const reply = async (): Promise<{ types: string; errors: string }> => {
    let types = '';
    let errors = '';
    while (!types.endsWith('Z')) {
      const size = await eventually(() => {
        expect(received.length).toBeGreaterThanOrEqual(5);
        expect(received.length).toBeGreaterThan(received.readUInt32BE(1));
        return received.readUInt32BE(1) + 1;
      });
      const type = String.fromCharCode(received[0] as number);
      if (type !== 'N') types += type;
      if (type === 'E') errors += received.toString('utf8', 5, size);
      received = received.subarray(size);
    }
    return { types, errors };
  };
  const startup = Buffer.from('00000000user\0postgres\0\0', 'latin1');
  startup.writeUInt32BE(startup.length, 0);
  startup.writeUInt32BE(196_608, 4);
  socket.write(startup);
  socket.write(message('p', `${password}\0`));
  await reply();
  return { send: (bytes) => void socket.write(bytes), reply };
}

describe('the embedded database', () => {
  let database: EmbeddedDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await start(await tempDir());
    client = await openClient(database);
    await client.query('CREATE EXTENSION IF NOT EXISTS timescaledb');
    await client.query('CREATE TABLE notes (author int, note int)');
  });

  it('gives each of six concurrent connections its own rows', async () => {
    await client.query('TRUNCATE notes');
    const clients = await Promise.all(Array.from({ length: 6 }, () => openClient(database)));
    const wrong: unknown[] = [];
    await Promise.all(
      clients.map(async (own, author) => {
        for (let note = 0; note < 25; note++) {
          await own.query('BEGIN');
          await own.query('INSERT INTO notes VALUES ($1, $2)', [author, note]);
          const seen = await scalar(own, 'SELECT count(*)::int FROM notes WHERE author = $1', [author]);
          if (seen !== note - Math.floor(note / 5) + 1) wrong.push({ author, note, seen });
          await own.query(note % 5 === 4 ? 'ROLLBACK' : 'COMMIT');
          const echo = await scalar(own, 'SELECT $1::int', [author * 1000 + note]);
          if (echo !== author * 1000 + note) wrong.push({ author, note, echo });
        }
      }),
    );
    expect(wrong).toEqual([]);
    expect(await scalar(client, 'SELECT count(*)::int FROM notes')).toBe(6 * 20);
  });

  it('rolls back for a connection that leaves in mid-transaction, and goes on with the next', async () => {
    await client.query('TRUNCATE notes');
    const wire = new pg.Client({ connectionString: database.url });
    wire.on('error', () => undefined);
    await wire.connect();
    await wire.query('BEGIN');
    await wire.query('INSERT INTO notes VALUES (1, 1)');
    const waiting = scalar(client, 'SELECT count(*)::int FROM notes');
    await wire.end();
    expect(await waiting).toBe(0);
  });

  it('answers an error in the middle of a pipeline once, rolls the pipeline back, and goes on', async () => {
    await client.query('TRUNCATE notes');
    const wire = await openWire(database);
    const statements = ['INSERT INTO notes VALUES (1, 1)', 'SELECT 1/0', 'INSERT INTO notes VALUES (2, 2)'];
    const pipeline = Buffer.concat([...statements.flatMap((sql) => [parse(sql), bind, execute]), sync]);
    // cut anywhere, as a network does
    for (let at = 0; at < pipeline.length; at += 7) wire.send(pipeline.subarray(at, at + 7));
    const answer = await wire.reply();
    expect(answer.types).toBe('12C1EZ');
    expect(answer.errors).toContain('division by zero');
    expect(await scalar(client, 'SELECT count(*)::int FROM notes')).toBe(0);
    wire.send(Buffer.concat([parse('SELECT 1'), bind, execute, sync]));
    expect((await wire.reply()).types).toBe('12DCZ');
  });

  it('never runs the statement that another connection prepared', async () => {
    const [one, two] = [await openWire(database), await openWire(database)];
    one.send(Buffer.concat([parse('SELECT 1'), sync]));
    await one.reply();
    two.send(Buffer.concat([parse('SELECT 2'), sync]));
    await two.reply();
    one.send(Buffer.concat([bind, execute, sync]));
    expect(await one.reply()).toMatchObject({
      types: 'EZ',
      errors: expect.stringContaining('26000') as unknown,
    });
    two.send(Buffer.concat([bind, execute, sync]));
    expect((await two.reply()).types).toBe('2DCZ');
  });

  it('says clearly what it cannot do, and stays usable', async () => {
    await expect(client.query({ name: 'named', text: 'SELECT 1' })).rejects.toMatchObject({ code: '0A000' });
    await expect(client.query('COPY notes FROM STDIN')).rejects.toMatchObject({ code: '0A000' });
    expect(await scalar(client, 'SELECT 7')).toBe(7);
  });

  it('forgets the session settings of a connection that has left', async () => {
    const own = await openClient(database);
    await own.query(`SET TIME ZONE 'Africa/Nairobi'`);
    await own.end();
    await eventually(async () => {
      expect(await scalar(client, 'SHOW timezone')).toBe('GMT');
    });
  });

  it('refuses a wrong password', async () => {
    const url = new URL(database.url);
    url.password = 'wrong';
    const stranger = new pg.Client({ connectionString: url.href });
    await expect(stranger.connect()).rejects.toMatchObject({ code: '28P01' });
  });

  it('refuses a second process on its folder', async () => {
    const dataDir = await tempDir();
    await start(dataDir);
    await expect(startDatabase({ dataDir })).rejects.toMatchObject({
      code: 'DATA_FOLDER_IN_USE',
      message: expect.stringContaining(dataDir) as unknown,
    });
  });
});

it('keeps what was committed before kill -9, hypertable, rollup and all', async () => {
  const dataDir = await tempDir();
  const first = await start(dataDir);
  const before = await openClient(first);
  await before.query('CREATE EXTENSION IF NOT EXISTS timescaledb');
  await before.query(
    'CREATE TABLE readings (channel int, at timestamptz NOT NULL, value float8, UNIQUE (channel, at))',
  );
  await before.query(`SELECT create_hypertable('readings', by_range('at', INTERVAL '1 day'))`);
  await before.query(`CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS
    SELECT channel, time_bucket('1 hour', at) AS hour, avg(value) AS mean FROM readings GROUP BY 1, 2 WITH NO DATA`);
  const insert = `INSERT INTO readings SELECT 1, '2026-03-02T00:00Z'::timestamptz + n * INTERVAL '1 minute', n
    FROM generate_series(0, 2999) n ON CONFLICT DO NOTHING`;
  await before.query(insert);
  await before.query(`CALL refresh_continuous_aggregate('hourly', NULL, NULL)`);
  await before.query('BEGIN');
  await before.query(`INSERT INTO readings VALUES (2, '2026-03-02T00:00Z', 1)`);
  process.kill(first.pid, 'SIGKILL');
  expect(await first.exited).toEqual({ code: null, signal: 'SIGKILL' });

  const after = await openClient(await start(dataDir));
  // the first statement a fresh backend sees goes into a hypertable
  expect((await after.query(insert)).rowCount).toBe(0);
  expect(await scalar(after, 'SELECT count(*)::int FROM readings')).toBe(3000);
  expect(await scalar(after, 'SELECT count(*)::int FROM hourly')).toBe(50);
  expect(await scalar(after, `SELECT mean FROM hourly WHERE hour = '2026-03-02T01:00Z'`)).toBe(89.5);
});

describe('a folder that is no sound database is refused with advice', () => {
  const refusal = { code: 'DATA_FOLDER_DAMAGED', message: expect.stringContaining('backup') as unknown };

  it('without its version file', async () => {
    const dataDir = await tempDir();
    await mkdir(join(dataDir, 'cluster', 'base'), { recursive: true });
    await expect(startDatabase({ dataDir })).rejects.toMatchObject(refusal);
  });

  it('with a version file of something else', async () => {
    const dataDir = await tempDir();
    await mkdir(join(dataDir, 'cluster'), { recursive: true });
    await writeFile(join(dataDir, 'cluster', 'PG_VERSION'), 'garbage');
    await expect(startDatabase({ dataDir })).rejects.toMatchObject(refusal);
  });

  it('with a cut control file', async () => {
    const dataDir = await tempDir();
    await (await start(dataDir)).stop();
    await truncate(join(dataDir, 'cluster', 'global', 'pg_control'), 100);
    await expect(startDatabase({ dataDir })).rejects.toMatchObject(refusal);
    await rm(join(dataDir, 'cluster', 'global', 'pg_control'));
    await expect(startDatabase({ dataDir })).rejects.toMatchObject(refusal);
  });

  it('but one whose first start was cut short is built again', async () => {
    const dataDir = await tempDir();
    await mkdir(join(dataDir, 'cluster', 'base'), { recursive: true });
    await writeFile(join(dataDir, 'cluster-is-being-built'), '');
    const client = await openClient(await start(dataDir));
    expect(await scalar(client, 'SELECT 1')).toBe(1);
  });

  it('and a folder that cannot be made is named', async () => {
    const file = join(await tempDir(), 'a-file');
    await writeFile(file, '');
    await expect(startDatabase({ dataDir: join(file, 'data') })).rejects.toMatchObject({
      code: 'DATA_FOLDER_NOT_WRITABLE',
      message: expect.stringContaining(file) as unknown,
    });
  });
});
