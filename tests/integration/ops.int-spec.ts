import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { connectAsync } from 'mqtt';
import { bakeloopUp, runBakeloop } from '../support/bakeloop.js';
import { tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { childrenOf, isRunning } from '../support/processes.js';
import { freePort } from '../support/server-process.js';

const ports = async () => ({ PORT: String(await freePort()), MQTT_PORT: String(await freePort()) });

describe('bakeloop up', () => {
  it('refuses a second start on the same folder, leaves the first alone, gives the link of the first admin, and stops cleanly on Ctrl-C', async () => {
    const dataDir = await tempDir();
    const healthPort = await freePort();
    const running = await bakeloopUp(dataDir, ['--kitchens', '0'], undefined, {
      BROKER_HEALTH_PORT: String(healthPort),
    });
    const second = await runBakeloop(['up'], { BAKELOOP_DATA: dataDir, ...(await ports()) });
    expect(second.code).toBe(1);
    expect(second.said).toContain(`Bakeloop is running on ${dataDir} already`);
    expect(second.said).not.toContain('    at ');

    const copied = await runBakeloop(['backup', join(await tempDir(), 'backup')], running.env);
    expect(copied).toMatchObject({ code: 1, said: expect.stringMatching(/Bakeloop runs on .*Stop it/) });

    const status = await runBakeloop(['status'], running.env);
    expect(status).toMatchObject({ code: 0, said: expect.stringContaining('No kitchen has reported yet.') });

    // T1: who publishes for another is counted for a scraper, and named once.
    const refused = async (): Promise<string> =>
      (await fetch(`http://127.0.0.1:${healthPort}/health/metrics`)).text();
    expect(await refused()).toContain('bakeloop_broker_refused_total 0\n');
    const thief = await connectAsync(`mqtt://127.0.0.1:${running.mqttPort}`, {
      username: 'ke-nbo-01',
      reconnectPeriod: 0,
    });
    thief.publish('kitchens/v1/gh-acc-01/telemetry', 'forged', { qos: 1 }, () => undefined);
    await new Promise<void>((ended) => thief.once('close', () => ended()));
    await eventually(async () => expect(await refused()).toContain('bakeloop_broker_refused_total 1\n'));
    expect(running.said()).toMatch(/broker: .*kitchens\/v1\/gh-acc-01\/telemetry/);

    const linkIn = (said: string): string => /http:\S+\/link#\S+/.exec(said)?.[0] ?? '';
    const look = async (link: string): Promise<number> => {
      const { origin, hash } = new URL(link);
      const answer = await fetch(`${origin}/api/v1/links/look`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ secret: hash.slice(1) }),
      });
      return answer.status;
    };
    expect(await look(linkIn(running.said()))).toBe(200);
    const fresh = await runBakeloop(['admin-link'], running.env);
    expect(await look(linkIn(fresh.said))).toBe(200);
    expect(await look(linkIn(running.said()))).toBe(410);
    expect(await readFile(join(dataDir, 'logs', 'api.log'), 'utf8')).not.toContain('/link#');

    const children = await childrenOf(running.pid);
    running.signal('SIGINT');
    const ended = await running.ended;
    expect(ended.code).toBe(0);
    expect(ended.said).toContain(`The data is kept in ${dataDir}`);
    expect(children.filter(isRunning)).toEqual([]);
    const after = await runBakeloop(['status'], running.env);
    expect(after).toMatchObject({ code: 1, said: expect.stringContaining('Nothing runs on') });
  }, 240_000);

  it('ends cleanly on Ctrl-C while it still starts', async () => {
    const { startBakeloop } = await import('../support/bakeloop.js');
    const starting = startBakeloop(['up', '--kitchens', '0'], {
      BAKELOOP_DATA: await tempDir(),
      ...(await ports()),
    });
    await eventually(() => expect(starting.said()).toContain('Starting the embedded TimescaleDB'), {
      withinMs: 30_000,
    });
    starting.signal('SIGINT');
    const ended = await starting.ended;
    expect(ended.said).not.toContain('    at ');
    expect(ended.code).toBe(0);
  }, 120_000);

  it.each(['PORT', 'MQTT_PORT'])('names the setting when the port of %s is in use', async (setting) => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const address = squatter.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    try {
      const dataDir = await tempDir();
      const { code, said } = await runBakeloop(['up'], {
        BAKELOOP_DATA: dataDir,
        ...(await ports()),
        [setting]: String(address.port),
      });
      expect(code).toBe(1);
      expect(said).toContain(`Port ${address.port} on 127.0.0.1 is in use`);
      expect(said).toContain(`${setting}=`);
      expect(said).not.toContain('    at ');
    } finally {
      squatter.close();
    }
  });

  it('says which folder cannot be written and how to choose another', async () => {
    const file = join(await tempDir(), 'a-file');
    await writeFile(file, '');
    const { code, said } = await runBakeloop(['up'], {
      BAKELOOP_DATA: join(file, 'data'),
      ...(await ports()),
    });
    expect(code).toBe(1);
    expect(said).toContain(`${join(file, 'data')} cannot be written`);
    expect(said).toContain('BAKELOOP_DATA=');
    expect(said).not.toContain('    at ');
  });

  it('says what to do about a damaged data folder, and changes nothing in it', async () => {
    const dataDir = await tempDir();
    const cluster = join(dataDir, 'database', 'cluster');
    await mkdir(cluster, { recursive: true });
    await writeFile(join(cluster, 'half-a-file'), 'x');
    const { code, said } = await runBakeloop(['up'], { BAKELOOP_DATA: dataDir, ...(await ports()) });
    expect(code).toBe(1);
    expect(said).toMatch(/cannot be opened: .*PG_VERSION/);
    expect(said).toContain('begin again');
    expect(said).not.toContain('    at ');
    await rm(dataDir, { recursive: true });
  }, 120_000);

  it('says on an empty command line and for --help what it can do', async () => {
    const help = await runBakeloop(['--help'], {});
    expect(help.code).toBe(0);
    for (const command of [
      'up',
      'migrate',
      'seed',
      'status',
      'admin-link',
      'replay',
      'backup',
      'restore',
      'export',
      'import',
    ])
      expect(help.said).toContain(command);
    const wrong = await runBakeloop(['up', '--kitchens', 'many'], {});
    expect(wrong.code).not.toBe(0);
    expect(wrong.said).toContain('whole number');
  });
});
