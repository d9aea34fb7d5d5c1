import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from '@jest/globals';
import { startApi, type RunningApi } from '@bakeloop/api';
import { routes } from '@bakeloop/contracts';
import { createDataSource } from '@bakeloop/db';
import { startBroker, type EmbeddedBroker } from '@bakeloop/embedded';
import { KitchenDoor } from '@bakeloop/identity';
import { AGENT, agentEnvironment, writeAgentConfig } from '../support/agent-config.js';
import { atEnd, tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { logIn } from '../support/attacks.js';
import { freshDatabase } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';
import { startServer } from '../support/server-process.js';
import { fetchSignedIn } from '../support/signed-in.js';

const KITCHEN = 'ke-msa-01';
const platform = { username: 'platform', password: 'secret' };

let broker: EmbeddedBroker;
let api: RunningApi;
let folder: string;
let config: string;

const makeCode = async (kitchen: string): Promise<string> => {
  const response = await fetchSignedIn(`${api.url}/api/v1/kitchens/${kitchen}/claims`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  return routes.makeClaim.answer.parse(await response.json()).code;
};
const env = agentEnvironment();
const claim = (code: string, url = api.url) =>
  promisify(execFile)(process.execPath, [AGENT, 'claim', '--config', config, '--url', url, '--code', code], {
    env,
  });

describeWith(['postgres'], 'an agent', () => {
  beforeAll(async () => {
    const databaseUrl = await freshDatabase();
    const database = createDataSource(databaseUrl);
    await database.initialize();
    atEnd(() => database.destroy());
    await database.runMigrations();
    broker = await startBroker({
      dataDir: await tempDir(),
      platformPassword: platform.password,
      door: new KitchenDoor(database, 'required'),
    });
    atEnd(() => broker.stop());
    api = await startApi({ databaseUrl, mqttUrl: broker.url, port: 0, demo: true, logLevel: 'silent' });
    atEnd(() => api.stop());
    folder = await tempDir();
    config = join(folder, 'kitchen.yaml');
    await writeAgentConfig(config, KITCHEN, { url: broker.url });
  });

  it('sends no code in the clear, and says what to do about an address or a code that is none', async () => {
    const code = await makeCode(KITCHEN);
    for (const [given, url, told] of [
      [code, 'http://bakeloop.example', /write https:/],
      [code, 'bakeloop', /write https:/],
      ['K7W', api.url, /twelve letters and digits/],
      [await makeCode('ke-other-01'), api.url, /The code is not good.*Ask whoever gave it to you/],
      [code, 'http://127.0.0.1:9', /does not answer.*Check the address/],
    ] as const)
      await expect(claim(given, url)).rejects.toMatchObject({
        stderr: expect.stringMatching(told) as unknown,
      });
  });

  it('claims its credential once, keeps it for itself alone, and reports with it (K2)', async () => {
    const { stdout } = await claim(await makeCode(KITCHEN));
    const kept = join(folder, 'data', `${KITCHEN}.credential.json`);
    expect(stdout).toContain(kept);
    expect((await stat(kept)).mode & 0o777).toBe(0o600);
    const credential = JSON.parse(await readFile(kept, 'utf8')) as { username: string; password: string };
    expect(credential).toEqual({ username: KITCHEN, password: expect.any(String) as unknown });
    expect(stdout).not.toContain(credential.password);

    const listener = await logIn(broker.url, platform);
    await listener.client.subscribeAsync(`kitchens/v1/${KITCHEN}/+`, { qos: 1 });
    await startServer({
      url: broker.url,
      command: process.execPath,
      args: [AGENT, 'run', '--config', config],
      options: { env },
      stopSignal: 'SIGTERM',
      answers: () => eventually(() => expect(listener.messages).not.toEqual([])),
    });
    const topics = listener.messages.map(({ topic }) => topic);
    expect(topics).toContain(`kitchens/v1/${KITCHEN}/birth`);
  });

  it('changes over to a new credential while the one before is still taken (K3)', async () => {
    await claim(await makeCode(KITCHEN));
    const kept = await readFile(join(folder, 'data', `${KITCHEN}.credential.json`), 'utf8');
    const second = JSON.parse(kept) as { username: string; password: string };
    expect(second.username).toBe(`${KITCHEN}.2`);
    await logIn(broker.url, second);
  });
});
