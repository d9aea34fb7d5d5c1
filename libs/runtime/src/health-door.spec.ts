import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { openHealthDoor, type HealthDoor, type Readiness } from './health-door.js';

describe('the health door', () => {
  let door: HealthDoor | undefined;
  afterEach(async () => {
    await door?.close();
    door = undefined;
  });

  async function opened(ready: () => Promise<Readiness>, read = async () => 'up 1\n'): Promise<string> {
    door = await openHealthDoor({
      port: 0,
      ready,
      metrics: { contentType: 'text/plain; version=0.0.4', read },
    });
    return `http://127.0.0.1:${door.port}`;
  }

  it('is ready only with all that is needed, and says each on a line of its own', async () => {
    let broker = true;
    const url = await opened(async () => ({ database: true, broker }));
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    broker = false;
    const answer = await fetch(`${url}/health/ready`);
    expect(answer.status).toBe(503);
    expect((await answer.text()).split('\n')).toEqual(
      expect.arrayContaining(['  "database": true,', '  "broker": false']),
    );
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  it('answers 503 for what cannot be read, and lives on', async () => {
    const url = await opened(
      () => Promise.reject(new Error('away')),
      () => Promise.reject(new Error('away')),
    );
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    const scraped = await fetch(`${url}/health/metrics`);
    expect(scraped.status).toBe(503);
    expect(await scraped.text()).not.toContain('away');
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  it('only reads, and knows no other address', async () => {
    const url = await opened(async () => ({}));
    expect((await fetch(`${url}/health/live`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${url}/health`)).status).toBe(404);
    const head = await fetch(`${url}/health/metrics`, { method: 'HEAD' });
    expect(head.headers.get('content-type')).toBe('text/plain; version=0.0.4');
    expect(await head.text()).toBe('');
  });

  it('names the settings when its port is taken', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as AddressInfo;
    const opening = openHealthDoor({
      port,
      ready: async () => ({}),
      metrics: { contentType: '', read: async () => '' },
    });
    await expect(opening).rejects.toThrow(/EADDRINUSE.*HEALTH_PORT/);
    squatter.close();
  });

  it('closes at once, also with a connection that is kept open', async () => {
    const url = await opened(async () => ({}));
    await fetch(`${url}/health/live`);
    await door?.close();
    door = undefined;
    await expect(fetch(`${url}/health/live`)).rejects.toThrow();
  });
});
