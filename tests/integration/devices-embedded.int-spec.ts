import { describe, expect, it } from '@jest/globals';
import { createDataSource, type Actor } from '@bakeloop/db';
import { startBroker, startDatabase, type BrokerDoor } from '@bakeloop/embedded';
import { DeviceDesk, KitchenDoor } from '@bakeloop/identity';
import { KITCHENS } from '@bakeloop/kitchen';
import { kitchenDoor } from '@bakeloop/ops';
import type { CredentialRule } from '@bakeloop/contracts';
import { ATTACKS, ended, logIn, type Login, type Stage } from '../support/attacks.js';
import { atEnd, tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';

const nobody: Actor = { kind: 'platform', id: null, address: null, requestId: null };
type Database = ReturnType<typeof createDataSource>;
const making = { overlapDays: 7, lifeDays: null };

let opened: Promise<Database> | undefined;
/** One database for all tests of this file. */
const open = (): Promise<Database> => (opened ??= begin());
async function begin(): Promise<Database> {
  const server = await startDatabase({ dataDir: await tempDir() });
  atEnd(() => server.stop());
  const database = createDataSource(server.url);
  await database.initialize();
  atEnd(() => database.destroy());
  await database.runMigrations();
  return database;
}

async function start(
  rule: CredentialRule,
  doorOf: (database: Database) => BrokerDoor = (database) => new KitchenDoor(database, rule),
): Promise<{ url: string; desk: DeviceDesk; platform: Login }> {
  const database = await open();
  const broker = await startBroker({
    dataDir: await tempDir(),
    platformPassword: 'secret',
    door: doorOf(database),
  });
  atEnd(() => broker.stop());
  return {
    url: broker.url,
    desk: new DeviceDesk(database),
    platform: { username: 'platform', password: 'secret' },
  };
}

let kitchens = 0;
const newKitchen = (): string => `kitchen-${++kitchens}`;
async function issued(
  desk: DeviceDesk,
  id = newKitchen(),
): Promise<Login & { id: string; credential: string }> {
  const { credential, password } = await desk.issue(id, making, nobody);
  return { id, username: credential.username, password, credential: credential.id };
}

describe('the embedded broker, where credentials are required (T1, K1, K5)', () => {
  let stage: Promise<Stage> | undefined;
  const set = async (): Promise<Stage> => {
    const { desk, ...broker } = await start('required');
    return { ...broker, a: await issued(desk), b: await issued(desk) };
  };
  for (const [promise, attack] of Object.entries(ATTACKS))
    it(promise, async () => attack(await (stage ??= set())));

  it('ends an open connection within five seconds of its credential, and no other (K4)', async () => {
    const { url, desk } = await start('required');
    const revoked = await issued(desk);
    const other = await logIn(url, await issued(desk));
    const connection = await logIn(url, revoked);
    const begunMs = performance.now();
    await desk.revoke(revoked.id, revoked.credential, nobody);
    await ended(connection);
    expect(performance.now() - begunMs).toBeLessThan(5_000);
    await expect(logIn(url, revoked)).rejects.toThrow();
    expect(other.client.connected).toBe(true);
  });

  it('ends a connection when the time of its credential is over (K4)', async () => {
    const { url, desk } = await start('required');
    const login = await issued(desk);
    const connection = await logIn(url, login);
    await (
      await open()
    ).query(`UPDATE device_credential SET expires_at = now() WHERE id = $1`, [login.credential]);
    await ended(connection);
    await expect(logIn(url, login)).rejects.toThrow();
    const [listed] = await desk.list(login.id);
    expect(listed).toMatchObject({ state: 'expired', revokedAt: null });
    expect((await issued(desk, login.id)).username).toBe(login.id);
  });

  it('takes the credential before and the new one during the overlap, each by its own name (K3)', async () => {
    const { url, desk } = await start('required');
    const first = await issued(desk);
    const running = await logIn(url, first);
    const second = await issued(desk, first.id);
    expect(second.username).toBe(`${first.id}.2`);
    const changed = await logIn(url, second);
    await running.client.publishAsync(`kitchens/v1/${first.id}/telemetry`, 'old', { qos: 1 });
    await changed.client.publishAsync(`kitchens/v1/${first.id}/telemetry`, 'new', { qos: 1 });
    await logIn(url, first);
  });
});

describe('the embedded broker of a demonstration', () => {
  it('hears a simulated kitchen by the secret of the data folder, also when somebody gives it a credential', async () => {
    const simulated = 'secret of the simulated kitchens';
    const { desk, platform, url } = await start('required', (database) =>
      kitchenDoor(database, 'required', simulated),
    );
    const id = KITCHENS[0]?.id ?? '';
    await issued(desk, id);
    const listener = await logIn(url, platform);
    await listener.client.subscribeAsync('kitchens/v1/+/telemetry', { qos: 1 });
    const kitchen = await logIn(url, { username: id, password: simulated });
    await kitchen.client.publishAsync(`kitchens/v1/${id}/telemetry`, 'simulated', { qos: 1 });
    await eventually(() => expect(listener.messages.map(({ payload }) => payload)).toEqual(['simulated']));
    for (const username of [newKitchen(), `${id}.2`, ''])
      await expect(logIn(url, { username, password: simulated })).rejects.toThrow();
    kitchen.client.publish(`kitchens/v1/${newKitchen()}/telemetry`, 'forged', { qos: 1 }, () => undefined);
    await ended(kitchen);
  });
});

describe('the embedded broker, where credentials are optional', () => {
  it('lets a kitchen without one speak, by name or without, until it is given one: then only that counts (K1)', async () => {
    const { url, desk, platform } = await start('optional');
    const id = newKitchen();
    const listener = await logIn(url, platform);
    await listener.client.subscribeAsync('kitchens/v1/+/telemetry', { qos: 1 });
    const topic = `kitchens/v1/${id}/telemetry`;
    const named = await logIn(url, { username: id });
    const nameless = await logIn(url, {});
    for (const { client } of [named, nameless]) await client.publishAsync(topic, 'open', { qos: 1 });

    const { credential, ...login } = await issued(desk, id);
    await ended(named);
    await expect(logIn(url, { username: id })).rejects.toThrow();
    nameless.client.publish(topic, 'forged', { qos: 1 }, () => undefined);
    await ended(nameless);
    const known = await logIn(url, login);
    await known.client.publishAsync(topic, 'known', { qos: 1 });
    await eventually(() =>
      expect(listener.messages.map(({ payload }) => payload)).toEqual(['open', 'open', 'known']),
    );

    await desk.revoke(id, credential, nobody);
    await ended(known);
    await expect(logIn(url, { username: id })).rejects.toThrow();
    const other = await logIn(url, {});
    await other.client.publishAsync(`kitchens/v1/${newKitchen()}/telemetry`, 'open', { qos: 1 });
  });
});
