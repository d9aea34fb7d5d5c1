import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import { startApi, type ApiOptions } from '@bakeloop/api';
import { CLAIM_CODE, problem, routes, type RouteName } from '@bakeloop/contracts';
import { createDataSource } from '@bakeloop/db';
import { startBroker } from '@bakeloop/embedded';
import type { z } from 'zod';
import { atEnd, tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { freshDatabase } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';
import { fetchSignedIn } from '../support/signed-in.js';

const HOOK_SECRET = 'a secret between the broker and us, long enough';
const platform = { username: 'platform', password: 'password of the platform' };

interface Door {
  database: ReturnType<typeof createDataSource>;
  get(path: string): Promise<{ status: number; body: unknown }>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** What a route of the contract answers, which holds nothing that it does not name. */
  answer<N extends RouteName>(
    name: N,
    path: string,
    body?: unknown,
  ): Promise<z.output<(typeof routes)[N]['answer']>>;
}

let shared: Promise<{ url: string; database: Door['database']; mqttUrl: string }> | undefined;
async function begin() {
  const [url, broker] = await Promise.all([
    freshDatabase(),
    startBroker({ dataDir: await tempDir(), platformPassword: platform.password }),
  ]);
  atEnd(() => broker.stop());
  const database = createDataSource(url);
  await database.initialize();
  atEnd(() => database.destroy());
  await database.runMigrations();
  return { url, database, mqttUrl: broker.url };
}

async function open(options: Partial<ApiOptions> = {}): Promise<Door> {
  const { url, database, mqttUrl } = await (shared ??= begin());
  const api = await startApi({
    databaseUrl: url,
    mqttUrl,
    mqttUsername: platform.username,
    mqttPassword: platform.password,
    port: 0,
    demo: true,
    logLevel: 'silent',
    ...options,
  });
  atEnd(() => api.stop());
  const post: Door['post'] = (path, body = {}, headers = {}) =>
    fetchSignedIn(`${api.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  return {
    database,
    post,
    async get(path) {
      const response = await fetchSignedIn(`${api.url}${path}`);
      return { status: response.status, body: await response.json() };
    },
    async answer(name, path, body) {
      const response = await (routes[name].method === 'GET'
        ? fetchSignedIn(`${api.url}/api/v1${path}`)
        : post(`/api/v1${path}`, body));
      const answered: unknown = await response.json();
      expect({ path, status: response.status, answered }).toMatchObject({ status: 200 });
      return routes[name].answer.parse(answered) as never;
    },
  };
}

const refusal = async (asked: Promise<Response>) => {
  const response = await asked;
  return { ...problem.parse(await response.json()), status: response.status };
};

describeWith(['postgres'], 'claim codes', () => {
  it('are good for one credential, whoever asks twice or at the same time (K2)', async () => {
    const { answer, post } = await open();
    const made = await answer('makeClaim', '/kitchens/claim-once/claims', {});
    expect(made.code).toMatch(CLAIM_CODE);
    expect(made.uri).toBe(`bakeloop:claim?kitchen=claim-once&code=${made.code}`);
    expect(Date.parse(made.expiresAt) - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
    const asked = await Promise.all(
      [made.code, made.code.toLowerCase().replaceAll('-', ' '), made.uri].map((code) =>
        post('/api/v1/devices/claim', { code }),
      ),
    );
    expect(asked.map(({ status }) => status).sort()).toEqual([200, 410, 410]);
  });

  it('answer alike when they are wrong, over, or in another’s hands, and stay good for their own kitchen (K2)', async () => {
    const { answer, post, database } = await open();
    const { code } = await answer('makeClaim', '/kitchens/claim-mine/claims', {});
    const wrong = await refusal(post('/api/v1/devices/claim', { code: 'AAAA-AAAA-AAAA' }));
    expect(wrong.status).toBe(410);
    expect(await refusal(post('/api/v1/devices/claim', { code, kitchenId: 'claim-other' }))).toEqual(wrong);
    const claimed = await answer('claimCredential', '/devices/claim', { code, kitchenId: 'claim-mine' });
    expect(claimed).toMatchObject({ kitchenId: 'claim-mine', username: 'claim-mine', expiresAt: null });
    expect(Buffer.from(claimed.password, 'base64url')).toHaveLength(32);

    const { code: replaced } = await answer('makeClaim', '/kitchens/claim-mine/claims', {});
    const { code: old } = await answer('makeClaim', '/kitchens/claim-mine/claims', { lifeHours: 1 });
    await database.query(`UPDATE device_claim SET expires_at = now() WHERE used_at IS NULL`);
    for (const code of [replaced, old])
      expect(await refusal(post('/api/v1/devices/claim', { code }))).toEqual(wrong);
  });

  it('say what a code looks like, and take no field that nobody knows', async () => {
    const { post } = await open();
    for (const body of [
      { code: 'K7W' },
      { code: '0000-0000-0000' },
      {},
      { code: 'K7WM-Q2X9-PD4T', kitchen: 'x' },
    ])
      expect(await refusal(post('/api/v1/devices/claim', body))).toMatchObject({ status: 422 });
    expect(await refusal(post('/api/v1/devices/claim', { code: 'K7W' }))).toMatchObject({
      detail: expect.stringContaining('twelve letters and digits, for example K7WM-Q2X9-PD4T') as unknown,
    });
    for (const body of [{ overlapDays: -1 }, { lifeDays: 0 }, { days: 3 }])
      expect((await post('/api/v1/kitchens/claim-odd/credentials', body)).status).toBe(422);
  });

  it('may be tried twenty times in ten minutes from one address, and then the answer says when again', async () => {
    const { post } = await open();
    const statuses = [];
    for (let tries = 0; tries < 20; tries++)
      statuses.push((await post('/api/v1/devices/claim', { code: 'AAAA-AAAA-AAAA' })).status);
    expect(new Set(statuses)).toEqual(new Set([410]));
    const limited = await post('/api/v1/devices/claim', { code: 'AAAA-AAAA-AAAA' });
    expect(limited.status).toBe(429);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(590);
  });
});

describeWith(['postgres'], 'credentials of a kitchen', () => {
  it('are listed with what became of each, and show what proves them once: a copy of the database has nothing of use', async () => {
    const { answer, database } = await open();
    const at = '/kitchens/listed-one/credentials';
    const first = await answer('issueCredential', at, { lifeDays: 30 });
    const { code } = await answer('makeClaim', '/kitchens/listed-one/claims', { overlapDays: 2 });
    const second = await answer('claimCredential', '/devices/claim', { code });
    const { items } = await answer('credentials', at);
    expect(items.map(({ username, state }) => [username, state])).toEqual([
      ['listed-one.2', 'valid'],
      ['listed-one', 'valid'],
    ]);
    const daysLeft = (Date.parse(items[1]?.expiresAt ?? '') - Date.now()) / 86_400_000;
    expect(daysLeft).toBeCloseTo(2, 1);

    const revoked = await answer('revokeCredential', `${at}/${first.credential.id}/revoke`, {});
    expect(revoked).toMatchObject({ state: 'revoked', revokedAt: expect.any(String) as unknown });
    const dump = JSON.stringify(
      await Promise.all(
        ['device_credential', 'device_claim', 'audit_entry'].map((table) =>
          database.query(`SELECT row_to_json(t)::text AS row FROM ${table} t`),
        ),
      ),
    );
    for (const secret of [first.password, second.password, code]) expect(dump).not.toContain(secret);
    const actions = await database.query<{ action: string }[]>(
      `SELECT action FROM audit_entry WHERE subject = 'kitchen:listed-one' ORDER BY id`,
    );
    expect(actions.map(({ action }) => action)).toEqual([
      'credential.issued',
      'claim.made',
      'credential.issued',
      'credential.revoked',
    ]);
  });

  it('cannot be ended under the address of another kitchen, nor twice', async () => {
    const { answer, post } = await open();
    const { credential } = await answer('issueCredential', '/kitchens/ended-one/credentials', {});
    const end = (kitchen: string) => post(`/api/v1/kitchens/${kitchen}/credentials/${credential.id}/revoke`);
    expect((await end('ended-other')).status).toBe(404);
    expect((await end('ended-one')).status).toBe(200);
    expect((await end('ended-one')).status).toBe(404);
  });

  it('are not made for an id that is a user of the platform', async () => {
    const { post } = await open({
      mqttUsername: 'own-platform',
      dynsec: { username: 'own-admin', password: 'x' },
    });
    for (const id of ['platform-canary', 'platform', 'own-platform', 'own-admin'])
      for (const what of ['claims', 'credentials'])
        expect(await refusal(post(`/api/v1/kitchens/${id}/${what}`))).toMatchObject({
          status: 409,
          detail: `${id} is the platform itself. Choose another id.`,
        });
  });

  it('end after the overlap that was asked for: at once, on a day, or never by themselves (K3)', async () => {
    const { answer } = await open();
    for (const [overlapDays, expected] of [
      [0, { state: 'revoked' }],
      [5, { state: 'valid', expiresAt: expect.any(String) as unknown }],
      [null, { state: 'valid', expiresAt: null }],
    ] as const) {
      const at = `/kitchens/overlap-${overlapDays ?? 'ever'}/credentials`;
      await answer('issueCredential', at, {});
      const { retired } = await answer('issueCredential', at, { overlapDays });
      expect(retired).toMatchObject([expected]);
    }
  });
});

describeWith(['postgres'], 'the door for EMQX, asked as its documentation says', () => {
  const withProof = { authorization: `Bearer ${HOOK_SECRET}` };
  const ask = (door: Door, what: 'auth' | 'acl', body: object) =>
    door.post(`/broker/emqx/${what}`, body, withProof).then((response) => response.json());
  const allow = { result: 'allow' };
  const deny = { result: 'deny' };

  it('is closed where no secret is set, and to whoever does not know it', async () => {
    const closed = await open();
    const body = { username: 'a-kitchen', password: 'x', clientid: 'c' };
    expect((await closed.post('/broker/emqx/auth', body, withProof)).status).toBe(404);
    const door = await open({ brokerHookSecret: HOOK_SECRET });
    for (const headers of [{}, { authorization: 'Bearer guess' }, { authorization: HOOK_SECRET }])
      for (const what of ['auth', 'acl'])
        expect((await door.post(`/broker/emqx/${what}`, body, headers)).status).toBe(401);
    expect((await door.post('/broker/emqx/acl', { username: 'a-kitchen' }, withProof)).status).toBe(422);
  });

  it('lets nobody in but the platform and kitchens with their own credential, and at once no more when that is revoked (K1, K4)', async () => {
    const door = await open({ brokerHookSecret: HOOK_SECRET });
    const { answer } = door;
    const a = await answer('issueCredential', '/kitchens/emqx-a/credentials', {});
    const b = await answer('issueCredential', '/kitchens/emqx-b/credentials', {});
    const auth = (username: unknown, password: unknown, clientid = username) =>
      ask(door, 'auth', { username, password, clientid });
    expect(await auth('emqx-a', a.password)).toEqual(allow);
    expect(await auth(platform.username, platform.password, 'bakeloop-ingest')).toEqual(allow);
    for (const [username, password, clientid] of [
      ['emqx-a', 'guess'],
      ['emqx-a', b.password],
      ['emqx-a.2', a.password],
      ['emqx-a', null],
      ['emqx-a', a.password, 'emqx-b'],
      ['emqx-a', a.password, 'any'],
      ['emqx-a', a.password, 'bakeloop-ingest'],
      ['emqx-unknown', a.password],
      ['', ''],
      [null, null],
      ['#', a.password],
      [platform.username, a.password],
    ])
      expect({
        username,
        clientid,
        ...(await auth(username, password, clientid ?? undefined)),
      }).toMatchObject(deny);

    const publish = { username: 'emqx-a', action: 'publish', topic: 'kitchens/v1/emqx-a/telemetry' };
    expect(await ask(door, 'acl', publish)).toEqual(allow);
    await answer('revokeCredential', `/kitchens/emqx-a/credentials/${a.credential.id}/revoke`, {});
    expect(await auth('emqx-a', a.password)).toEqual(deny);
    expect(await ask(door, 'acl', publish)).toEqual(deny);
    const { items } = await answer('credentials', '/kitchens/emqx-a/credentials');
    expect(items).toMatchObject([{ usedAt: expect.any(String) as unknown }]);
  });

  it('says when a credential ends, so that the broker ends the connection, and nothing that outlives a revocation', async () => {
    const door = await open({ brokerHookSecret: HOOK_SECRET });
    const { password, credential } = await door.answer('issueCredential', '/kitchens/emqx-ends/credentials', {
      lifeDays: 1,
    });
    const response = await door.post(
      '/broker/emqx/auth',
      { username: 'emqx-ends', password, clientid: 'emqx-ends' },
      withProof,
    );
    // Of anything else, or with another type, EMQX takes nothing.
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^application\/json/),
    ]);
    const ends = Math.ceil(Date.parse(credential.expiresAt ?? '') / 1_000);
    expect(await response.json()).toEqual({ result: 'allow', expire_at: ends });
  });

  it('ends the open connections of what is revoked by the API of EMQX, also where that answers only later', async () => {
    const asked: { line: string; authorization: string; body: unknown }[] = [];
    const answers = [503, 204];
    const emqx = createServer((request, response) => {
      void text(request).then((body) => {
        const { method = '', url = '', headers } = request;
        asked.push({
          line: `${method} ${url} ${headers['content-type'] ?? ''}`,
          authorization: headers.authorization ?? '',
          body: JSON.parse(body),
        });
        response.writeHead(answers.shift() ?? 204).end();
      });
    });
    emqx.listen(0, '127.0.0.1');
    await once(emqx, 'listening');
    atEnd(() => new Promise<void>((closed) => emqx.close(() => closed())));
    const { port } = emqx.address() as AddressInfo;
    const { answer } = await open({
      brokerHookSecret: HOOK_SECRET,
      emqx: { url: `http://127.0.0.1:${port}`, key: 'bakeloop', secret: 's:e' },
    });
    const { credential } = await answer('issueCredential', '/kitchens/emqx-kick/credentials', {});
    await answer('revokeCredential', `/kitchens/emqx-kick/credentials/${credential.id}/revoke`, {});
    const kick = {
      line: 'POST /api/v5/clients/kickout/bulk application/json',
      authorization: `Basic ${Buffer.from('bakeloop:s:e').toString('base64')}`,
      body: ['emqx-kick'],
    };
    await eventually(() => expect(asked).toEqual([kick, kick]));
  });

  it('lets a kitchen publish and subscribe below its own id and nowhere else (T1)', async () => {
    const door = await open({ brokerHookSecret: HOOK_SECRET });
    await door.answer('issueCredential', '/kitchens/emqx-own/credentials', {});
    const may = (action: string, topic: string, username: string | null = 'emqx-own') =>
      ask(door, 'acl', { username, action, topic });
    for (const stream of ['birth', 'status', 'telemetry', 'events', 'results'])
      expect(await may('publish', `kitchens/v1/emqx-own/${stream}`)).toEqual(allow);
    for (const filter of ['kitchens/v1/emqx-own/ack', 'kitchens/v1/emqx-own/+', 'kitchens/v1/emqx-own/#'])
      expect(await may('subscribe', filter)).toEqual(allow);
    for (const topic of [
      'kitchens/v1/emqx-b/telemetry',
      'kitchens/v1/emqx-own/ack',
      'platform/v1/changes/emqx-own',
      '$SYS/x',
      'other',
    ])
      expect({ topic, ...(await may('publish', topic)) }).toMatchObject(deny);
    for (const filter of [
      '#',
      'kitchens/#',
      'kitchens/v1/+/telemetry',
      'kitchens/v1/emqx-b/ack',
      '$share/g/kitchens/v1/+/ack',
      '$SYS/#',
    ])
      expect({ filter, ...(await may('subscribe', filter)) }).toMatchObject(deny);
    for (const username of ['', null, 'emqx-nobody'])
      expect(await may('publish', 'kitchens/v1/emqx-own/telemetry', username)).toEqual(deny);
    expect(await may('subscribe', 'kitchens/v1/+/telemetry', platform.username)).toEqual(allow);
    expect(await may('publish', 'kitchens/v1/emqx-own/ack', platform.username)).toEqual(allow);
  });
});
