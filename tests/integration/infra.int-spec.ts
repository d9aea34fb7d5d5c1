import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { connectAsync } from 'mqtt';
import pg from 'pg';
import { tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { mosquittoWith } from '../support/mosquitto.js';
import { startPostgres } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';

const infra = fileURLToPath(new URL('../../infra/', import.meta.url));

describeWith(['mosquitto'], 'infra/mosquitto/mosquitto.conf', () => {
  it('carries what is larger than the contract allows too, up to 1 MiB, so that it is dead-lettered (T3)', async () => {
    const folder = await tempDir();
    const conf = await readFile(join(infra, 'mosquitto/mosquitto.conf'), 'utf8');
    const mosquitto = await mosquittoWith(folder, (port) =>
      conf.replace('listener 1883', `listener ${port} 127.0.0.1`).replace('/mosquitto/data/', `${folder}/`),
    );
    const client = await connectAsync(mosquitto.url, { reconnectPeriod: 0 });
    const sizes: number[] = [];
    client.on('message', (_topic, payload) => void sizes.push(payload.length));
    await client.subscribeAsync('kitchens/v1/+/telemetry', { qos: 1 });
    for (const bytes of [256 * 1024, 1024 * 1024])
      await client.publishAsync('kitchens/v1/ke-nbo-01/telemetry', Buffer.alloc(bytes, ' '), { qos: 1 });
    await eventually(() => expect(sizes).toEqual([256 * 1024, 1024 * 1024]));
    await client.endAsync();
  });
});

describeWith(['postgres'], 'infra/timescaledb/postgresql.conf', () => {
  it('starts, and never answers before a commit is on disk', async () => {
    const folder = await tempDir();
    await chmod(folder, 0o755); // PostgreSQL may run as another user
    const config = join(folder, 'postgresql.conf');
    // The extension itself comes with the image; the rest must hold on any PostgreSQL.
    const lines = await readFile(join(infra, 'timescaledb/postgresql.conf'), 'utf8');
    await writeFile(config, lines.replace(/^shared_preload_libraries.*$/m, ''));
    const postgres = await startPostgres({ settings: { config_file: config } });
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    const settings = await client.query<{
      name: string;
      setting: string;
    }>(`SELECT name, setting FROM pg_settings
      WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'max_locks_per_transaction')`);
    // The test itself overrides the address on the command line.
    const faults = await client.query(
      `SELECT name, error FROM pg_file_settings WHERE error IS NOT NULL AND name <> 'listen_addresses'`,
    );
    await client.end();
    expect(Object.fromEntries(settings.rows.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      max_locks_per_transaction: '512', // not the default: the file was read
    });
    expect(faults.rows).toEqual([]);
  });
});
