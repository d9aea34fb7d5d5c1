import { createServer } from 'node:http';
import { once } from 'node:events';
import { expect, it } from '@jest/globals';
import { connect, connectAsync } from 'mqtt';
import pg from 'pg';
import { launchBrowser } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { startMosquitto } from '../support/mosquitto.js';
import { startPostgres } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';
import { freePort } from '../support/server-process.js';

async function rows(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
}

describeWith(['postgres'], 'a PostgreSQL of the test', () => {
  it('keeps what was committed over kill -9, and its databases apart', async () => {
    const postgres = await startPostgres();
    const [one, other] = [await postgres.freshDatabase(), await postgres.freshDatabase()];
    await rows(one, 'CREATE TABLE t AS SELECT 7 AS n');
    await postgres.kill9();
    await expect(rows(one, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
    await postgres.restart();
    expect(await rows(one, 'SELECT n FROM t')).toEqual([{ n: 7 }]);
    await expect(rows(other, 'SELECT n FROM t')).rejects.toThrow('does not exist');
    await postgres.stop();
    await expect(rows(one, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });
});

describeWith(['mosquitto'], 'a Mosquitto of the test', () => {
  it('carries a message, and keeps a queued one over kill -9', async () => {
    const mosquitto = await startMosquitto();
    const session = { clientId: 'reader', clean: false, reconnectPeriod: 0 };
    const reader = await connectAsync(mosquitto.url, session);
    const heard: string[] = [];
    reader.on('message', (_topic, payload) => void heard.push(payload.toString()));
    await reader.subscribeAsync('hall', { qos: 1 });
    const writer = await connectAsync(mosquitto.url, { reconnectPeriod: 0 });
    await writer.publishAsync('hall', 'hello', { qos: 1 });
    await eventually(() => expect(heard).toEqual(['hello']));

    await reader.endAsync();
    await writer.publishAsync('hall', 'while away', { qos: 1 });
    await writer.endAsync();
    await mosquitto.kill9();
    await mosquitto.restart();
    // `connect`, so that it listens before the stored message comes on the heels of the welcome.
    const again = connect(mosquitto.url, session);
    again.on('message', (_topic, payload) => void heard.push(payload.toString()));
    await eventually(() => expect(heard).toEqual(['hello', 'while away']));
    await again.endAsync();
  });
});

describeWith(['chromium'], 'a browser of the test', () => {
  it('shows a page served on loopback', async () => {
    const port = await freePort();
    const server = createServer((_request, response) => response.end('<title>Kitchen</title>')).listen(
      port,
      '127.0.0.1',
    );
    await once(server, 'listening');
    const browser = await launchBrowser();
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    expect(await page.title()).toBe('Kitchen');
    await browser.close();
    server.close();
  });
});
