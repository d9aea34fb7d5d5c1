import { createHash, randomUUID } from 'node:crypto';
import {
  CANARY_ID,
  routes,
  topics,
  type DeadLetter,
  type DecidedDeadLetters,
  type TriedAmendment,
} from '@bakeloop/contracts';
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
  const post = async (
    body: unknown,
    apiUrl = stack.api.url,
    to = 'decide',
  ): Promise<{ status: number; body: unknown }> => {
    const response = await fetchSignedIn(`${apiUrl}/api/v1/dead-letters/${to}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  const tried = async (id: string, amendment: object): Promise<TriedAmendment> => {
    const { status, body } = await post({ amendment }, undefined, `${id}/try`);
    expect(status).toBe(200);
    return routes.tryAmendment.answer.parse(body);
  };
  const stored = (channel: string): Promise<{ value: number; time: Date }[]> =>
    stack.database.query(
      `SELECT value, device_time AS time FROM reading JOIN channel c ON c.id = channel_id WHERE c.name = $1 ORDER BY device_time`,
      [channel],
    );
  const values = async (channel: string): Promise<number[]> =>
    (await stored(channel)).map(({ value }) => value);
  /** What the audit log says was done with a letter, the newest first. */
  const audited = async (id: string): Promise<string[]> =>
    (await client.answer('audit', `/audit?text=dead-letter:${id}`)).items
      .filter(({ subject }) => subject === `dead-letter:${id}`)
      .map(({ action, actorName }) => `${actorName} ${action}`);
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
    for (const _ of ['once', 'and again']) {
      const { items } = await decide({ action: 'replay', which: { ids: [id] } });
      expect(items).toEqual([{ id, state: 'replayed', outcome: 'taken this time' }]);
      expect(await values('m/z')).toEqual([66, 67]);
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
    expect(await audited(id)).toEqual(Array(3).fill('Anouk (demo) dead-letter.replayed'));
  });

  it('are amended: what should have come is stored once, and what came stays as it came, to the byte', async () => {
    const records = [
      { n: 'm/a', bt: atS, v: 1 },
      { n: 'm/a', bt: atS + 1, v: 'two' },
    ];
    await report(...records);
    const [letter] = await letters('text=m/a&state=open');
    const id = letter?.id ?? '';
    const came = JSON.stringify({ session: kitchen.session, seq, records });
    const raw = async (): Promise<Buffer> => {
      const response = await fetchSignedIn(`${stack.api.url}/api/v1/dead-letters/${id}/payload`);
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        'application/octet-stream',
      ]);
      return Buffer.from(await response.arrayBuffer());
    };
    const { sha256 } = await client.answer('deadLetterOne', `/dead-letters/${id}`);
    expect((await raw()).toString()).toBe(came);
    expect(sha256).toBe(createHash('sha256').update(came).digest('hex'));
    const { json } = await client.answer('deadLetterDraft', `/dead-letters/${id}/draft`);
    expect(JSON.parse(json ?? '')).toEqual(records[1]);

    const amend = (how: object) => decide({ action: 'amend', which: { ids: [id] }, amendment: how });
    const wrong = { json: JSON.stringify({ ...records[1], v: 'zwei' }) };
    const right = { json: JSON.stringify({ ...records[1], u: 'K', v: 373.15 }) };
    // In another unit than its channel's, as only the database knows.
    await report({ n: 'm/a', u: 'Cel', bt: atS + 2, v: 3 });
    expect(await tried(id, wrong)).toMatchObject({
      refusals: [{ position: 1, reason: 'value' }],
      records: [],
    });
    expect(await tried(id, { json: JSON.stringify({ ...records[1], u: 'kg', v: 2 }) })).toMatchObject({
      refusals: [{ position: 1, reason: 'unit_mismatch' }],
    });
    expect(await tried(id, right)).toEqual({
      refusals: [],
      records: [
        { what: 'reading', name: 'm/a', says: '100 Cel', time: new Date((atS + 1) * 1_000).toISOString() },
      ],
      stored: 1,
      known: 0,
    });
    expect((await amend(wrong)).items).toMatchObject([
      {
        id,
        state: 'open',
        outcome: expect.stringMatching(/^not taken: record 1: m\/a has no finite number/),
      },
    ]);
    expect(await values('m/a')).toEqual([1, 3]);
    for (const _ of ['once', 'and again'])
      expect((await amend(right)).items).toEqual([{ id, state: 'amended', outcome: 'taken: 1 stored' }]);
    const otherwise = { json: JSON.stringify({ ...records[1], v: 7 }) };
    expect((await amend(otherwise)).items).toMatchObject([
      { id, state: 'amended', outcome: expect.stringContaining('amended already') },
    ]);
    expect((await tried(id, otherwise)).refusals).toMatchObject([{ reason: 'not_amended' }]);
    expect(await values('m/a')).toEqual([1, 100, 3]);

    expect((await raw()).toString()).toBe(came);
    const { actions, state } = await client.answer('deadLetterOne', `/dead-letters/${id}`);
    expect(state).toBe('amended');
    expect(actions).toMatchObject([
      { action: 'amend', by: 'Anouk (demo)', note: 'looked at it', amended: null },
      {
        action: 'amend',
        outcome: 'taken: 1 stored',
        amended: {
          sha256: createHash('sha256')
            .update(came.replace(JSON.stringify(records[1]), right.json))
            .digest('hex'),
          before: JSON.stringify(records[1], null, 2),
          after: JSON.stringify(JSON.parse(right.json), null, 2),
        },
      },
    ]);
    expect(await audited(id)).toEqual(
      ['read', 'amended', 'amended', 'read', 'read'].map((done) => `Anouk (demo) dead-letter.${done}`),
    );
    // The pack is whole now: sent again as it came it is known, and its kitchen is not told what was wrong with it once.
    const acks = kitchen.acks.length;
    await kitchen.pack(seq - 1, records);
    await eventually(() => expect(kitchen.acks.length).toBeGreaterThan(acks));
    expect(kitchen.acks.at(-1)).toMatchObject({ seqs: [[seq - 1, seq - 1]], rejected: [] });
    expect(await letters('text=m/a')).toMatchObject([{ state: 'amended', hits: 1 }]);
  });

  it('of a wrong clock are shifted in time, all of a kind; what was stored is not stored once more', async () => {
    const aheadS = atS + 3_600;
    await report(
      { n: 'm/t', bt: aheadS, v: 1 },
      { n: 'm/t', bt: aheadS + 60, v: 2 },
      { n: 'm/t', bt: atS + 30, v: 3 },
    );
    const shift = (which: object, shiftSeconds: number) =>
      decide({ action: 'amend', which, amendment: { shiftSeconds } });
    const all = { reason: 'clock_skew', kitchenId: KITCHEN };
    expect((await shift(all, -60)).items).toMatchObject([{ state: 'open' }, { state: 'open' }]);
    const { items } = await shift(all, -3_600);
    expect(items).toMatchObject(Array(2).fill({ state: 'amended', outcome: 'taken: 2 stored' }));
    expect((await shift(all, -3_600)).items).toEqual([]);
    const ids = { ids: items.map(({ id }) => id) };
    expect((await shift(ids, -3_600)).items).toEqual(items);
    // Nor is it dismissed to be amended otherwise, or replayed: what is stored would be stored twice.
    for (const action of ['dismiss', 'replay'])
      expect((await decide({ action, which: ids })).items).toMatchObject(Array(2).fill({ state: 'amended' }));
    expect((await shift(ids, -7_200)).items).toMatchObject(Array(2).fill({ state: 'amended' }));
    expect(await stored('m/t')).toEqual(
      [
        [1, atS],
        [3, atS + 30],
        [2, atS + 60],
      ].map(([value = 0, timeS = 0]) => ({
        value,
        time: new Date(timeS * 1_000),
      })),
    );
  });

  it('that are dismissed trouble nobody, and stay readable and dismissed when the same comes again', async () => {
    const bad = { n: 'm/w', bt: atS, v: null };
    await report(bad);
    const [letter] = await letters('text=m/w');
    await decide({ action: 'dismiss', which: { ids: [letter?.id ?? ''] } });
    expect(await audited(letter?.id ?? '')).toEqual(['Anouk (demo) dead-letter.dismissed']);
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
    // One that was posted is put right like any other, and stays one that was posted.
    const [byHttps] = await letters('reason=unknown_type&text=https');
    const json = JSON.stringify({
      ...event,
      type: 'labour.recorded',
      data: { people: 2, minutes: 30, kind: 'work' },
    });
    const amended = await decide({
      action: 'amend',
      which: { ids: [byHttps?.id ?? ''] },
      amendment: { json },
    });
    expect(amended.items).toMatchObject([{ state: 'amended', outcome: 'taken: 1 stored' }]);
    expect(await stack.database.query(`SELECT type, source FROM event WHERE id = $1`, [event.id])).toEqual([
      { type: 'labour.recorded', source: 'http' },
    ]);
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
    const amend = { ...ask, action: 'amend' };
    expect(await post({ ...amend, amendment: { shiftSeconds: 60 } })).toMatchObject({ status: 404 });
    expect(await post({ ...amend, amendment: { shiftSeconds: 0 } })).toMatchObject({ status: 422 });
    expect(await post({ ...amend, amendment: { json: 'x'.repeat(262_145) } })).toMatchObject({ status: 422 });
    const several = { ...amend, which: { reason: 'value' }, amendment: { json: '{}' } };
    expect(await post(several)).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'body.which', message: expect.stringContaining('one letter at a time') }] },
    });
    expect(await client.refusal('/dead-letters/999999/payload')).toMatchObject({ status: 404 });
    expect(await client.refusal('/dead-letters/999999/draft')).toMatchObject({ status: 404 });
  });
});
