import { execFile } from 'node:child_process';
import { createHash, createHmac, pbkdf2Sync, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startApi } from '@bakeloop/api';
import { topics } from '@bakeloop/contracts';
import {
  applyPrivacy,
  applyRetention,
  createDataSource,
  detectEngine,
  PeopleRepository,
  SharedLinkRepository,
  StoryRepository,
} from '@bakeloop/db';
import { Sessions } from '@bakeloop/identity';
import { startIngest } from '@bakeloop/ingest';
import { maintain, Recorder } from '@bakeloop/record';
import { beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { mb1Events } from '../support/batch-log.js';
import { atEnd, tempDir } from '../support/cleanup.js';
import { timescale } from '../support/engines.js';
import { eventually } from '../support/eventually.js';
import { startMosquitto } from '../support/mosquitto.js';
import { startPostgres, withPostgresPrograms } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';
import { connectKitchen } from '../support/test-kitchen.js';

const SCRIPT = new URL('../../infra/postgres/roles.sql', import.meta.url);
const PLATFORM = { kind: 'platform' as const, id: null, address: null, requestId: null };
const DAY_MS = 86_400_000;

describeWith(['postgres', 'mosquitto'], 'infra/postgres/roles.sql', () => {
  let owner: ReturnType<typeof createDataSource>;
  let ownerUrl: string;
  const urls = new Map<'bakeloop_api' | 'bakeloop_ingest', string>();

  beforeAll(async () => {
    const url = await (await startPostgres()).migratedDatabase();
    ownerUrl = url;
    owner = createDataSource(url);
    await owner.initialize();
    atEnd(() => owner.destroy());
    const script = await readFile(SCRIPT, 'utf8');
    // As it is run after every upgrade.
    for (const client of [new pg.Client(url), new pg.Client(url)]) {
      await client.connect();
      await client.query(script);
      await client.end();
    }
    for (const role of ['bakeloop_api', 'bakeloop_ingest'] as const)
      urls.set(role, url.replace('postgres@', `${role}@`));
  });
  it('gives each role the password of its file, of which the server keeps a hash', async () => {
    const folder = await tempDir();
    const script = (await readFile(new URL('passwords.sql', SCRIPT), 'utf8')).replaceAll(
      '/run/secrets',
      folder,
    );
    await writeFile(join(folder, 'passwords.sql'), script);
    const wanted = `of "it's" own $1`;
    for (const name of ['api', 'ingest'])
      await writeFile(join(folder, `database-password-${name}`), `${wanted} ${name}`);
    const psql = [ownerUrl, '-v', 'ON_ERROR_STOP=1', '-1', '-q', '-f', join(folder, 'passwords.sql')];
    await promisify(execFile)('psql', psql, { env: { ...process.env, ...withPostgresPrograms() } });
    const kept = await owner.query<{ role: string; hash: string }[]>(
      `SELECT rolname AS role, rolpassword AS hash FROM pg_authid WHERE rolname LIKE 'bakeloop_%' ORDER BY 1`,
    );
    expect(kept.map(({ role, hash }) => [role, hash.split('$')[0]])).toEqual([
      ['bakeloop_api', 'SCRAM-SHA-256'],
      ['bakeloop_ingest', 'SCRAM-SHA-256'],
    ]);
    for (const { role, hash } of kept) {
      const [, salted = '', keys = ''] = /^SCRAM-SHA-256\$(.*)\$(.*)$/.exec(hash) ?? [];
      const [rounds = '', salt = ''] = salted.split(':');
      const key = pbkdf2Sync(
        `${wanted} ${role.replace('bakeloop_', '')}`,
        Buffer.from(salt, 'base64'),
        Number(rounds),
        32,
        'sha256',
      );
      const stored = createHash('sha256')
        .update(createHmac('sha256', key).update('Client Key').digest())
        .digest('base64');
      expect(keys.split(':')[0]).toBe(stored);
    }
  });

  const urlOf = (role: 'bakeloop_api' | 'bakeloop_ingest'): string => urls.get(role) ?? '';
  const connectedAs = async (role: 'bakeloop_api' | 'bakeloop_ingest') => {
    const database = createDataSource(urlOf(role));
    await database.initialize();
    atEnd(() => database.destroy());
    return database;
  };
  const may = async (role: string, table: string, rights: string): Promise<boolean> => {
    const [row] = await owner.query<{ may: boolean }[]>(`SELECT has_table_privilege($1, $2, $3) AS may`, [
      role,
      table,
      rights,
    ]);
    return row?.may ?? false;
  };

  it('the ingest takes packs and events, and keeps up, with rights of its own', async () => {
    const mosquitto = await startMosquitto();
    const running = await startIngest({
      DATABASE_URL: urlOf('bakeloop_ingest'),
      MQTT_URL: mosquitto.url,
      INGEST_CLIENT_ID: 'roles',
      LOG_LEVEL: 'error',
    });
    atEnd(() => running.stop());
    const kitchen = await connectKitchen(mosquitto.url, 'ke-nbo-01');
    atEnd(() => kitchen.end());
    await kitchen.pack(1, [
      { n: 'extruder-1/temperature', u: 'Cel', bt: Math.floor(Date.now() / 1_000), v: 200 },
    ]);
    await eventually(() => expect(kitchen.settled('telemetry', 1)).toBe(true));
    const database = await connectedAs('bakeloop_ingest');
    const engine = await detectEngine(database);
    expect((await maintain(database, engine, Date.now())).failures).toEqual([]);
    await applyRetention(database, engine, new Date(Date.now() + 500 * DAY_MS));
    const [gone] = await owner.query<{ id: string }[]>(
      `INSERT INTO person (email, name, disabled_at) VALUES ('gone@example.org', 'Gone', now() - interval '2 years') RETURNING id`,
    );
    await applyPrivacy(database, new Date());
    expect(await owner.query(`SELECT email, forgotten FROM person WHERE id = $1`, [gone?.id])).toEqual([
      { email: null, forgotten: true },
    ]);
  });

  it('the API signs in, logs, corrects, invites, erases and sets with rights of its own', async () => {
    const people = new PeopleRepository(owner);
    const organisationId = (await people.makeOrganisation('The platform', 'platform')) ?? '';
    const adminId = await people.findOrMake('admin@example.org', 'Admin');
    await people.join(adminId, organisationId, 'admin');
    const cookie = `bakeloop=${await new Sessions(owner).open(owner, { personId: adminId, secondFactor: true }, { address: '127.0.0.1', agent: 'test' }, PLATFORM)}`;
    await owner.query(
      `INSERT INTO kitchen (id, name, first_seen_at, time_zone) VALUES ('nl-zwo-01', 'two', now(), 'UTC') ON CONFLICT DO NOTHING`,
    );
    const api = await startApi({
      databaseUrl: urlOf('bakeloop_api'),
      mqttUrl: 'mqtt://127.0.0.1:1',
      port: 0,
      logLevel: 'silent',
    });
    atEnd(() => api.stop());
    const ask = async (
      method: string,
      path: string,
      body?: object,
    ): Promise<{ status: number; body: never }> => {
      const response = await fetch(`${api.url}/api/v1${path}`, {
        method,
        headers: { cookie, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return { status: response.status, body: (await response.json()) as never };
    };
    const events = mb1Events({ batchId: 'ROLE-1', startMs: Date.now() - 3 * 3_600_000 });
    const [intake] = events;
    const correction = { ...intake, id: randomUUID(), supersedes: intake?.id, reason: 'a slip' };
    const why = { note: 'as a test' };
    const sponsorId = (await people.makeOrganisation('A sponsor', 'sponsor')) ?? '';
    const shares = [{ kitchenId: 'nl-zwo-01', batchId: 'ROLE-1', grams: 1_000 }];
    const asked: [string, string, object?][] = [
      ['POST', '/kitchens/nl-zwo-01/events', { events }],
      ['POST', `/sponsors/${sponsorId}/allocations`, { shares, why: 'as a test' }],
      [
        'POST',
        '/shared-links',
        { organisationId: sponsorId, scope: `sponsor:${sponsorId}`, title: 'x', days: 1 },
      ],
      ['POST', '/kitchens/nl-zwo-01/events', { events: [correction] }],
      ['GET', '/kitchens/nl-zwo-01/batches/ROLE-1'],
      ['GET', '/metrics'],
      ['GET', '/line'],
      ['GET', '/audit'],
      ['GET', '/people'],
      ['GET', '/kitchens'],
      ['GET', '/flows'],
      ['GET', '/dead-letters'],
      ['GET', '/alarms'],
      [
        'POST',
        '/kitchens/nl-zwo-01/silences',
        { until: new Date(Date.now() + DAY_MS).toISOString(), why: 'as a test' },
      ],
      ['POST', '/organisations', { name: 'Kitchens', kind: 'kitchens' }],
      ['POST', '/people/invitations', { email: 'new@example.org', organisationId, role: 'staff' }],
      ['POST', '/account/tokens', { name: 'n', scopes: ['kitchen.see'], days: 1 }],
      ['POST', '/privacy', { overDays: 30, addressDays: 90, disabledDays: 365, ...why }],
      [
        'POST',
        '/retention',
        { rawDays: 400, minuteDays: 1_095, hourDays: null, dayDays: null, compressAfterDays: 3, ...why },
      ],
    ];
    for (const [method, path, body] of asked)
      expect({ path, status: (await ask(method, path, body)).status }).toEqual({ path, status: 200 });
    const [link] = await owner.query<{ id: string }[]>(`SELECT id FROM shared_link`);
    expect((await ask('DELETE', `/shared-links/${link?.id ?? ''}`)).status).toBe(200);
    const asApi = await connectedAs('bakeloop_api');
    await new SharedLinkRepository(asApi).viewed(link?.id ?? '', 1);
    const stories = new StoryRepository(asApi);
    const told = { kitchenId: 'nl-zwo-01', language: 'nl', title: 'x', body: 'x', writtenBy: null };
    const decided = { published: true, note: null, by: adminId };
    expect(await stories.decide('nl-zwo-01', (await stories.write(told, 1)) ?? '', decided)).toBe(true);
    const [allocation] = await owner.query<{ serial: string }[]>(`SELECT serial FROM allocation`);
    const cancel = { to: 'cancelled', why: 'as a test' };
    expect((await ask('POST', `/allocations/${allocation?.serial ?? ''}`, cancel)).status).toBe(200);
    // What it looks after by itself: how far each kitchen was looked at for alarms.
    await eventually(
      async () => expect(await owner.query(`SELECT FROM alarm_watch WHERE kitchen_id = ''`)).toHaveLength(1),
      { withinMs: 20_000 },
    );
    const otherId = await people.findOrMake('other@example.org', 'Other');
    expect(
      (await ask('POST', `/people/${otherId}/membership`, { organisationId, role: 'staff' })).status,
    ).toBe(200);
    expect((await ask('POST', `/people/${otherId}/erase`, {})).status).toBe(200);
    const [kitchens] = await owner.query<{ id: string }[]>(
      `SELECT id FROM organisation WHERE name = 'Kitchens'`,
    );
    expect(
      (await ask('POST', `/organisations/${kitchens?.id ?? ''}/kitchens`, { kitchenIds: ['nl-zwo-01'] }))
        .status,
    ).toBe(200);
    expect((await ask('DELETE', '/session')).status).toBe(200);
  });

  it.each([
    ['bakeloop_api', 'event', 'UPDATE, DELETE, TRUNCATE'],
    ['bakeloop_api', 'reading_raw', 'UPDATE, DELETE, TRUNCATE'],
    ['bakeloop_api', 'audit_entry', 'UPDATE, DELETE, TRUNCATE'],
    ['bakeloop_api', 'audit_address', 'UPDATE, DELETE, TRUNCATE'],
    ['bakeloop_api', 'person', 'DELETE, TRUNCATE'],
    ['bakeloop_api', 'reference', 'UPDATE, DELETE, TRUNCATE'],
    ['bakeloop_api', 'retention', 'UPDATE, DELETE, TRUNCATE'],
    ['bakeloop_api', 'schema_migration', 'INSERT, UPDATE, DELETE'],
    ['bakeloop_api', 'posting', 'UPDATE, DELETE, TRUNCATE'],
    ['bakeloop_api', 'attributed', 'INSERT, UPDATE, DELETE, TRUNCATE'],
    ['bakeloop_api', 'share', 'UPDATE, DELETE, TRUNCATE'],
    ['bakeloop_api', 'allocation_step', 'UPDATE, DELETE, TRUNCATE'],
    ['bakeloop_api', 'shared_link', 'UPDATE, DELETE, TRUNCATE'],
    ['bakeloop_api', 'story', 'UPDATE, DELETE, TRUNCATE'],
    ['bakeloop_ingest', 'shared_link', 'SELECT, INSERT, UPDATE'],
    ['bakeloop_ingest', 'photo', 'SELECT, INSERT, UPDATE, DELETE'],
    ['bakeloop_ingest', 'annotation', 'SELECT, INSERT, UPDATE, DELETE'],
    ['bakeloop_ingest', 'kitchen_plan', 'SELECT, INSERT, UPDATE, DELETE'],
    ['bakeloop_ingest', 'alarm', 'SELECT, INSERT, UPDATE, DELETE'],
    ['bakeloop_ingest', 'alarm_entry', 'SELECT, INSERT, UPDATE, DELETE'],
    ['bakeloop_ingest', 'alarm_silence', 'SELECT, INSERT, UPDATE, DELETE'],
    ['bakeloop_ingest', 'posting', 'UPDATE, DELETE, TRUNCATE'],
    ['bakeloop_ingest', 'event', 'UPDATE, DELETE, TRUNCATE'],
    ['bakeloop_ingest', 'audit_entry', 'SELECT, UPDATE, DELETE, TRUNCATE'],
    ['bakeloop_ingest', 'person', 'SELECT, INSERT, UPDATE, DELETE'],
    ['bakeloop_ingest', 'session', 'SELECT, INSERT, UPDATE'],
    ['bakeloop_ingest', 'link', 'SELECT, INSERT, UPDATE'],
    ['bakeloop_ingest', 'api_token', 'SELECT, INSERT, UPDATE'],
    ['bakeloop_ingest', 'membership', 'SELECT, INSERT, UPDATE, DELETE'],
    ['bakeloop_ingest', 'kitchen_owner', 'SELECT, INSERT, UPDATE, DELETE'],
    ['bakeloop_ingest', 'reference', 'INSERT, UPDATE, DELETE'],
    ['bakeloop_ingest', 'privacy', 'INSERT, UPDATE, DELETE'],
  ])('%s has of %s none of: %s', async (role, table, rights) => {
    expect(await may(role, table, rights)).toBe(false);
  });

  it('neither makes a table, and the ingest forgets nobody who may still come in', async () => {
    const ingest = await connectedAs('bakeloop_ingest');
    const api = await connectedAs('bakeloop_api');
    for (const database of [ingest, api])
      for (const statement of [
        'CREATE TABLE mine (x int)',
        'CREATE TEMP TABLE mine (x int)',
        'DROP TABLE person',
      ])
        await expect(database.query(statement)).rejects.toMatchObject({ code: '42501' });
    const [here] = await owner.query<{ id: string }[]>(
      `INSERT INTO person (email, name) VALUES ('here@example.org', 'Here') RETURNING id`,
    );
    await expect(ingest.query('SELECT forget_person($1)', [here?.id])).rejects.toThrow(
      /only who is shut out/,
    );
    await expect(ingest.query('SELECT email FROM person')).rejects.toMatchObject({ code: '42501' });
    await expect(ingest.query('SELECT digest FROM session')).rejects.toMatchObject({ code: '42501' });
  });
});

describe('infra/postgres/roles.sql on TimescaleDB', () => {
  it('lets the ingest store, roll up, compress and drop readings, which it owns then, and the API read them', async () => {
    // One connection, so that its role holds for what follows.
    const database = createDataSource(await timescale(), 1);
    await database.initialize();
    atEnd(() => database.destroy());
    await database.runMigrations();
    const script = await readFile(SCRIPT, 'utf8');
    for (const _ of ['first', 'after an upgrade']) await database.query(script);
    const engine = await detectEngine(database);
    const readings = async (role: string) => {
      await database.query(`SET ROLE ${role}`);
      return database.query(
        `SELECT count(*)::int AS raw, (SELECT sum(n)::int FROM reading_1h) AS summed FROM reading`,
      );
    };
    await database.query('SET ROLE bakeloop_ingest');
    const record = {
      n: 'extruder-1/temperature',
      u: 'Cel',
      bt: Math.floor(Date.now() / 1_000) - 5 * 86_400,
      v: 200,
    };
    await new Recorder(database).settle([
      {
        topic: topics.of('ke-nbo-01', 'telemetry'),
        payload: Buffer.from(JSON.stringify({ session: randomUUID(), seq: 1, records: [record] })),
        receivedAt: new Date(),
      },
    ]);
    expect((await maintain(database, engine, Date.now() + 10 * DAY_MS)).failures).toEqual([]);
    expect(await readings('bakeloop_api')).toEqual([{ raw: 1, summed: 1 }]);
    await expect(database.query('DELETE FROM reading_raw')).rejects.toMatchObject({ code: '42501' });
    await database.query('RESET ROLE; SET ROLE bakeloop_ingest');
    await applyRetention(database, engine, new Date(Date.now() + 413 * DAY_MS));
    expect(await readings('bakeloop_api')).toEqual([{ raw: 0, summed: 1 }]);
  });
});
