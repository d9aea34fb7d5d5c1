import { randomUUID } from 'node:crypto';
import { CANARY_ID, routes, topics, type DeadLetter, type DecidedDeadLetters } from '@bakeloop/contracts';
import { Recorder } from '@bakeloop/record';
import { beforeAll, expect, it } from '@jest/globals';
import { apiClient, type ApiClient } from '../support/api-client.js';
import { startApiProcess } from '../support/api-process.js';
import { startApiStack, type ApiStack } from '../support/api-stack.js';
import { eventually } from '../support/eventually.js';
import { describeWith } from '../support/programs.js';
import type { TestKitchen } from '../support/test-kitchen.js';
import { fetchSignedIn } from '../support/signed-in.js';

const KITCHEN = 'ke-nbo-01';

describeWith(['postgres', 'mosquitto'], 'dead letters, on PostgreSQL and Mosquitto (section 6)', () => {
  let stack: ApiStack;
  let client: ApiClient;
  let kitchen: TestKitchen;
  const atS = Math.floor(Date.now() / 1_000) - 600;
  let seq = 0;

  beforeAll(async () => {
    stack = await startApiStack();
    client = apiClient(stack.api.url);
    kitchen = await stack.kitchen(KITCHEN);
  });

  /** Sends a pack and waits for its acknowledgement. */
  const report = async (...records: unknown[]): Promise<void> => {
    await kitchen.pack(++seq, records);
    await kitchen.untilSettled('telemetry', seq);
  };
  const letters = async (query: string): Promise<DeadLetter[]> =>
    (await client.answer('deadLetters', `/dead-letters?${query}`)).items;
  const post = async (body: unknown, apiUrl = stack.api.url): Promise<{ status: number; body: unknown }> => {
    const response = await fetchSignedIn(`${apiUrl}/api/v1/dead-letters/decide`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  const decide = async (body: object, apiUrl?: string): Promise<DecidedDeadLetters> => {
    const answer = await post({ note: 'looked at it', ...body }, apiUrl);
    expect(answer).toMatchObject({ status: 200 });
    return routes.decideDeadLetters.answer.parse(answer.body);
  };
  /** Makes the database refuse one value, as no check of ours foresees, until the answer is called. */
  async function databaseRefuses(value: number): Promise<() => Promise<void>> {
    await stack.database.query(
      `ALTER TABLE reading_raw ADD CONSTRAINT refused CHECK (digits <> ${value} * 10 ^ decimals) NOT VALID`,
    );
    return async () => void (await stack.database.query(`ALTER TABLE reading_raw DROP CONSTRAINT refused`));
  }

  it('are found by reason, state and words, and say what to do', async () => {
    await report({ n: 'm/x', bt: atS, v: 'hot' }, { n: 'm/y', bt: atS, v: 1 });
    const [letter] = await letters(`kitchenId=${KITCHEN}&reason=value&state=open&text=FINITE%20number`);
    expect(letter).toMatchObject({ position: 0, reason: 'value', state: 'open' });
    expect(letter?.suggestion).toContain('sensor');
    expect(await letters('text=no%20such%20words')).toEqual([]);
    expect((await client.answer('deadLetterReasons', '/dead-letters/reasons')).items).toContainEqual({
      reason: 'value',
      count: 1,
    });
  });

  it('are stored by a replay once the cause is mended; again it changes nothing; each try is noted', async () => {
    const mend = await databaseRefuses(66);
    await report({ n: 'm/z', bt: atS, v: 66 }, { n: 'm/z', bt: atS + 1, v: 67 });
    const [letter] = await letters('reason=database');
    const id = letter?.id ?? '';
    const refused = await decide({ action: 'replay', which: { ids: [id] } });
    expect(refused.items).toMatchObject([{ id, state: 'open' }]);
    expect(refused.items[0]?.outcome).toContain('refused again:');
    await mend();
    const stored = (): Promise<{ value: number }[]> =>
      stack.database.query(
        `SELECT value FROM reading JOIN channel c ON c.id = channel_id WHERE c.name = 'm/z' ORDER BY device_time`,
      );
    for (const _ of ['once', 'and again']) {
      const { items } = await decide({ action: 'replay', which: { ids: [id] } });
      expect(items).toEqual([{ id, state: 'replayed', outcome: 'taken this time' }]);
      expect(await stored()).toEqual([{ value: 66 }, { value: 67 }]);
    }
    const { actions, state, hits, receivedAt } = await client.answer('deadLetterOne', `/dead-letters/${id}`);
    // A replay is no arrival.
    expect({ state, hits, receivedAt }).toEqual({
      state: 'replayed',
      hits: 1,
      receivedAt: letter?.receivedAt,
    });
    expect(actions.map(({ action, by, note }) => [action, by, note])).toEqual([
      ['replay', 'Anouk (demo)', 'looked at it'],
      ['replay', 'Anouk (demo)', 'looked at it'],
      ['replay', 'Anouk (demo)', 'looked at it'],
    ]);
  });

  it('that are dismissed trouble nobody, and stay readable and dismissed when the same comes again', async () => {
    const bad = { n: 'm/w', bt: atS, v: null };
    await report(bad);
    const [letter] = await letters('text=m/w');
    await decide({ action: 'dismiss', which: { ids: [letter?.id ?? ''] } });
    // The same bytes: another pack would be another message.
    await kitchen.pack(seq, [bad]);
    await eventually(async () =>
      expect(await letters('text=m/w')).toMatchObject([{ hits: 2, state: 'dismissed' }]),
    );
    expect(await letters('text=m/w&state=open')).toEqual([]);
  });

  it('of a kind are replayed together, a posted event among them', async () => {
    const event = {
      id: randomUUID(),
      type: 'moon.landed',
      time: new Date(atS * 1_000).toISOString(),
      data: {},
    };
    const posted = await fetchSignedIn(`${stack.api.url}/api/v1/kitchens/${KITCHEN}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ events: [event] }),
    });
    expect(posted.status).toBe(200);
    await kitchen.log(1, [{ ...event, id: randomUUID() }]);
    await kitchen.untilSettled('events', 1);
    const { items, next } = await decide({ action: 'replay', which: { reason: 'unknown_type' } });
    expect(items).toHaveLength(2);
    expect(items.every(({ state, outcome }) => state === 'open' && outcome.includes('moon.landed'))).toBe(
      true,
    );
    expect(next).toBeNull();
  });

  it('of one kitchen too many are refused again by an API with as little room, and taken by one with more', async () => {
    const [count] = await stack.database.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM kitchen WHERE id <> $1`,
      [CANARY_ID],
    );
    const maxKitchens = count?.n ?? 0;
    await new Recorder(stack.database, { maxKitchens }).settle([
      {
        topic: topics.of('one-too-many', 'telemetry'),
        payload: Buffer.from(JSON.stringify([{ n: 'm/x', bt: atS, v: 1 }])),
        receivedAt: new Date(),
      },
    ]);
    const [letter] = await letters('reason=too_many_kitchens');
    const replay = { action: 'replay', which: { ids: [letter?.id ?? ''] } };
    const small = await startApiProcess(stack.databaseUrl, stack.mosquitto.url, {
      INGEST_MAX_KITCHENS: String(maxKitchens),
    });
    const refused = await decide(replay, small.url);
    await small.stop();
    expect(refused.items).toMatchObject([{ state: 'open', outcome: expect.stringContaining('no more') }]);
    expect((await decide(replay)).items).toMatchObject([{ state: 'replayed' }]);
  });

  it('that do not exist, or nobody answers for, are refused with what to do', async () => {
    expect(await client.refusal('/dead-letters/999999')).toMatchObject({ status: 404 });
    expect(await client.refusal('/dead-letters/abc')).toMatchObject({ status: 400 });
    const ask = { action: 'replay', note: 'why not', which: { ids: ['999999'] } };
    expect(await post(ask)).toMatchObject({ status: 404 });
    expect(await post({ ...ask, by: 'Somebody else' })).toMatchObject({ status: 422 });
    expect(await post({ ...ask, note: '' })).toMatchObject({ status: 422 });
    expect(await post({ ...ask, which: {} })).toMatchObject({ status: 422 });
    expect(await post({ ...ask, action: 'burn' })).toMatchObject({ status: 422 });
  });
});
