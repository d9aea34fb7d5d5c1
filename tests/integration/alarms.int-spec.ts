import {
  createDecipheriv,
  createECDH,
  createHmac,
  hkdfSync,
  randomBytes,
  randomUUID,
  verify,
  createPublicKey,
} from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { routes, topics, type AlarmView, type RouteName } from '@bakeloop/contracts';
import { DeliveryRepository } from '@bakeloop/db';
import { DEFAULT_RULES } from '@bakeloop/domain';
import { evaluateAlarms, Recorder } from '@bakeloop/record';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { atEnd } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startIdentityStack, type IdentityStack, type Visitor } from '../support/identity-stack.js';
import { mailServer } from '../support/mail-server.js';
import { describeWith } from '../support/programs.js';
import { walk } from '../support/walk.js';

type AnswerTo<N extends RouteName> = z.output<(typeof routes)[N]['answer']>;
const BARREL = 'extruder-1/barrel-1-temperature';

describeWith(['postgres'], 'alarms', () => {
  let stack: IdentityStack;
  let recorder: Recorder;
  let staff: Visitor & { id: string };
  let lead: Visitor & { id: string };
  let operator: Visitor;
  const posts: { url: string; headers: IncomingHttpHeaders; body: Buffer }[] = [];
  let mails: readonly string[] = [];
  let answerWith: number[] = [];
  /** Whoever is asked there never answers. */
  const unanswered: ServerResponse[] = [];
  let hooks: string;

  beforeAll(async () => {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        posts.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) });
        if (request.url === '/never') unanswered.push(response);
        else response.writeHead(answerWith.shift() ?? 201).end('said');
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    atEnd(() => new Promise((closed) => server.close(() => closed())));
    hooks = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const smtp = await mailServer();
    mails = smtp.mails;
    stack = await startIdentityStack({
      alarmSeconds: 0.2,
      webhooksToLoopback: true,
      mail: {
        smtpUrl: smtp.url,
        from: 'Bakeloop <alarms@bakeloop.example>',
      },
    });
    recorder = new Recorder(stack.database);
    const platform = await stack.organisation('The platform', 'platform');
    const kitchens = await stack.organisation('Kitchens of Nairobi', 'kitchens', ['ke-nbo-01']);
    staff = await stack.person('staff', platform);
    lead = await stack.person('lead', kitchens);
    operator = await stack.person('operator', kitchens);
  });

  const get = async <N extends RouteName>(
    name: N,
    path: string,
    who: Visitor = staff,
  ): Promise<AnswerTo<N>> => {
    const { status, body } = await who.ask('GET', `/api/v1${path}`);
    expect({ path, status }).toEqual({ path, status: 200 });
    return routes[name].answer.parse(body) as AnswerTo<N>;
  };
  const post = async <N extends RouteName>(
    name: N,
    path: string,
    body: object,
    who: Visitor = staff,
  ): Promise<AnswerTo<N>> => {
    const answer = await who.ask('POST', `/api/v1${path}`, body);
    expect({ path, status: answer.status, body: answer.status === 200 ? null : answer.body }).toEqual({
      path,
      status: 200,
      body: null,
    });
    return routes[name].answer.parse(answer.body) as AnswerTo<N>;
  };
  /** Sends readings as the ingest settles them: `[seconds ago, channel, value]`, as they were taken or so many seconds later. */
  const send = async (
    kitchenId: string,
    readings: readonly (readonly [agoS: number, channel: string, value: number])[],
    { arrivesAgoS = null }: { arrivesAgoS?: number | null } = {},
  ): Promise<void> => {
    const nowMs = Date.now();
    const session = randomUUID();
    let seq = 0;
    for (const [agoS, n, v] of readings)
      await recorder.settle([
        {
          topic: topics.of(kitchenId, 'telemetry'),
          payload: Buffer.from(
            JSON.stringify({
              session,
              seq: ++seq,
              records: [{ n, u: 'Cel', t: (nowMs - agoS * 1_000) / 1_000, v }],
            }),
          ),
          receivedAt: new Date(nowMs - (arrivesAgoS ?? agoS) * 1_000),
        },
      ]);
  };
  const log = async (kitchenId: string, type: string, data: object, agoS = 0): Promise<string> => {
    const id = randomUUID();
    const time = new Date(Date.now() - agoS * 1_000).toISOString();
    await recorder.settleEvents(kitchenId, [{ id, type, time, data }], { receivedAt: new Date() });
    return id;
  };
  const alarmsOf = async (kitchenId: string, filter = ''): Promise<AlarmView[]> =>
    (await get('alarms', `/alarms?kitchenId=${kitchenId}${filter}`)).items;
  const one = (kitchenId: string, wanted: object): Promise<AlarmView> =>
    eventually(
      async () => {
        // What is logged is looked at once a minute.
        await stack.database.query(`UPDATE alarm_watch SET log_at = 'epoch' WHERE kitchen_id = $1`, [
          kitchenId,
        ]);
        const [found] = (await alarmsOf(kitchenId)).filter(
          ({ kind }) => !('kind' in wanted) || kind === wanted.kind,
        );
        expect(found).toMatchObject(wanted);
        return found as AlarmView;
      },
      { withinMs: 15_000 },
    );
  /** All that is new has been looked at. */
  const look = async (): Promise<void> => {
    const o = { startedMs: Date.now(), driftOf: () => Promise.resolve(null) };
    await eventually(async () => {
      const { held, more } = await evaluateAlarms(stack.database, { ...o, now: new Date() });
      expect([held, more]).toEqual([true, false]);
    });
  };
  const kitchen = async (id: string): Promise<void> => {
    await stack.database.query(
      `INSERT INTO kitchen (id, name, first_seen_at, time_zone) VALUES ($1, $1, now(), 'UTC') ON CONFLICT DO NOTHING`,
      [id],
    );
  };
  const waitingRules = async (id: string): Promise<string[]> => {
    const [row] = await stack.database.query<
      { timers: Record<string, { badSinceMs: number | null; activeSinceMs: number | null }> }[]
    >(`SELECT timers FROM alarm_watch WHERE kitchen_id = $1`, [id]);
    return Object.entries(row?.timers ?? {})
      .filter(([, { badSinceMs, activeSinceMs }]) => badSinceMs !== null && activeSinceMs === null)
      .map(([name]) => name.split(' ')[0] ?? '');
  };

  describe('are raised', () => {
    it('when a barrel is too hot for as long as the rule says, and cleared beyond the hysteresis', async () => {
      const id = 'hot-kitchen';
      await send(id, [[100, BARREL, 200]]);
      await look();
      await send(id, [
        [90, BARREL, 240],
        [40, BARREL, 240],
      ]);
      await look();
      // Pending for 50 of 60 seconds, and a value of 40 s ago still stands: so it is on once its time is over.
      const hot = await one(id, {
        kind: 'threshold',
        severity: 'warning',
        clearedAt: null,
        detectedLate: false,
      });
      expect(hot).toMatchObject({
        subject: `channel:${BARREL}`,
        title: 'Barrel hot',
        text: 'Extruder 1: barrel 1 temperature was 240 °C, allowed up to 230 °C.',
      });
      expect(Date.now() - Date.parse(hot.since)).toBeGreaterThan(85_000);
      await send(id, [
        [30, BARREL, 262],
        [15, BARREL, 263],
      ]);
      const worse = await one(id, { id: hot.id, severity: 'critical', title: 'Barrel too hot' });
      expect((await get('alarms', `/alarms?kitchenId=${id}&state=unseen`)).items).toHaveLength(1);
      expect((await get('alarms', `/alarms?kitchenId=${id}&state=acknowledged`)).items).toEqual([]);
      await send(id, [[10, BARREL, 228]]);
      await look();
      expect((await alarmsOf(id))[0]).toMatchObject({ severity: 'warning', clearedAt: null });
      await send(id, [[5, BARREL, 224]]);
      const over = await one(id, { id: worse.id });
      await eventually(async () => expect((await alarmsOf(id))[0]?.clearedAt).not.toBeNull());
      const { history } = await get('alarm', `/alarms/${over.id}`);
      expect(history.map(({ what }) => what)).toEqual(['raised', 'worse', 'cleared']);
      expect((await get('openAlarms', '/alarms/open')).kitchens).toContainEqual(
        expect.objectContaining({ kitchenId: id, active: 0, unacknowledged: 1 }),
      );
    });

    it('when heat rises while nothing flows, on the phone of that kitchen too', async () => {
      const id = 'ke-nbo-01';
      const flow = 'extruder-1/screw-speed';
      await send(id, [
        [400, flow, 80],
        [300, flow, 0],
        [280, BARREL, 210],
      ]);
      await look();
      const rise = [100, 85, 70, 55, 40, 25, 10].map(
        (agoS, index) => [agoS, BARREL, 212 + 1.2 * index] as const,
      );
      await send(id, rise);
      const alarm = await one(id, { kind: 'zero-flow', severity: 'critical', clearedAt: null });
      expect(alarm.text).toContain('Switch the heating off');
      expect(await get('safety', `/kitchens/${id}/safety`, operator)).toEqual({
        items: [{ id: alarm.id, kind: 'zero-flow', machine: 'extruder-1', since: alarm.since }],
      });
      expect((await get('kitchens', '/kitchens', operator)).items[0]?.openAlarms).toEqual({
        active: 1,
        unacknowledged: 1,
        worst: 'critical',
      });
      await send(id, [
        [0, flow, 60],
        [0, BARREL, 222],
      ]);
      await eventually(async () =>
        expect((await get('safety', `/kitchens/${id}/safety`, operator)).items).toEqual([]),
      );
    });

    it('when PVC is delivered or found, and no longer once that was taken back', async () => {
      const id = 'pvc-kitchen';
      await kitchen(id);
      const eventId = await log(id, 'intake.recorded', {
        lotId: 'L-1',
        sourceType: 'household',
        polymer: 'PVC',
        grossGrams: 900,
        tareGrams: 0,
      });
      await one(id, { kind: 'pvc', subject: 'lot:L-1', clearedAt: null });
      await recorder.settleEvents(
        id,
        [
          {
            id: randomUUID(),
            type: 'event.voided',
            time: new Date().toISOString(),
            supersedes: eventId,
            reason: 'it was PP',
            data: {},
          },
        ],
        { receivedAt: new Date() },
      );
      await one(id, { clearedAt: expect.any(String) });
    });

    it('when a kitchen is silent, refuses pile up, a calibration is overdue and a batch does not add up', async () => {
      const id = 'quiet-kitchen';
      await send(id, [[10, 'site/temperature', 20]]);
      await log(
        id,
        'scale.calibrated',
        { scaleId: 'gate', referenceGrams: 1_000, readGrams: 1_000, uncertaintyGrams: 1 },
        200 * 86_400,
      );
      const batch = 'B-9';
      const events = [
        ['batch.started', { recipeId: 'r', recipeVersion: 1, machine: 'extruder-1' }],
        ['batch.input', { material: 'flake', origin: 'post-consumer', grams: 10_000 }],
        ['batch.output', { kind: 'product', productCode: 'tile', pieces: 1, grams: 8_000 }],
        ['batch.finished', {}],
      ].map(([type, data], index) => ({
        id: randomUUID(),
        type,
        time: new Date(Date.now() - 3_600_000 + index * 60_000).toISOString(),
        batchId: batch,
        data,
      }));
      await recorder.settleEvents(id, events, { receivedAt: new Date() });
      await stack.database.query(
        `UPDATE kitchen SET last_message_at = now() - interval '40 minutes' WHERE id = $1`,
        [id],
      );
      await one(id, { kind: 'silence', subject: 'kitchen', clearedAt: null });
      await one(id, { kind: 'calibration', subject: 'scale:gate', severity: 'notice' });
      expect(await one(id, { kind: 'closure', subject: 'batch:B-9' })).toMatchObject({
        text: 'Batch B-9 is off by 20% of its feed; up to 5% is usual.',
      });
      await stack.database.query(`UPDATE kitchen SET last_message_at = now() WHERE id = $1`, [id]);
      await one(id, { kind: 'silence', clearedAt: expect.any(String) });
    });

    it('in the time they take, also when the process that waited is gone', async () => {
      const id = 'restarted-kitchen';
      await send(id, [[80, BARREL, 200]]);
      await look();
      await send(id, [[20, BARREL, 235]]);
      await look();
      expect(await waitingRules(id)).toEqual(['barrel-hot']);
      // The next look is another process's, for all that it knows; a minute later by its clock, with what is stored alone.
      const later = new Date(Date.now() + 41_000);
      await eventually(async () => {
        const looked = await evaluateAlarms(stack.database, {
          now: later,
          startedMs: 0,
          driftOf: () => Promise.resolve(null),
        });
        expect(looked.held).toBe(true);
      });
      const [alarm] = await alarmsOf(id);
      expect(alarm).toMatchObject({ title: 'Barrel hot', clearedAt: null });
      expect(Math.round((Date.now() - Date.parse(alarm?.since ?? '')) / 10_000)).toBe(2);
    });

    it('once, however many look at the same time', async () => {
      const id = 'crowded-kitchen';
      await send(id, [[80, BARREL, 200]]);
      await look();
      await send(id, [
        [75, BARREL, 235],
        [5, BARREL, 236],
      ]);
      const o = { now: new Date(), startedMs: Date.now(), driftOf: () => Promise.resolve(null) };
      await Promise.all(Array.from({ length: 6 }, () => evaluateAlarms(stack.database, o)));
      await look();
      const found = await alarmsOf(id);
      expect(found.map(({ kind, occurrences }) => [kind, occurrences])).toEqual([['threshold', 1]]);
      // And without the lease: the database itself takes no second one.
      await expect(
        stack.database.query(
          `INSERT INTO alarm (kitchen_id, kind, subject, severity, rule_key, data, since, raised_at, detected_late, changed_at)
           SELECT kitchen_id, kind, subject, severity, rule_key, data, since, raised_at, detected_late, changed_at FROM alarm WHERE id = $1`,
          [found[0]?.id],
        ),
      ).rejects.toThrow('alarm_open');
    });
  });

  describe('are told', () => {
    let hook: AnswerTo<'makeAlarmChannel'>;
    const wish = {
      kinds: ['threshold'],
      least: 'notice',
      kitchenIds: [
        'told-kitchen',
        'late-kitchen',
        'moved-kitchen',
        'silenced-kitchen',
        'prompt-kitchen',
        'lost-kitchen',
      ],
      quiet: null,
    };
    const toldOf = (id: string): unknown[] =>
      posts
        .filter(({ body }) => body.toString().includes(id))
        .map(({ body }) => JSON.parse(body.toString()) as unknown);
    const overheat = async (id: string, late = false): Promise<void> => {
      await send(id, [[late ? 4_000 : 70, BARREL, 200]]);
      await look();
      const options = late ? { arrivesAgoS: 0 } : {};
      const ago = late ? [3_900, 3_800] : [65, 2];
      await send(
        id,
        ago.map((agoS) => [agoS, BARREL, 240] as const),
        options,
      );
    };

    beforeAll(async () => {
      hook = await post('makeAlarmChannel', '/account/alarm-channels', {
        kind: 'webhook',
        name: 'Our pager',
        language: 'nl',
        wish,
        target: { url: `${hooks}/hook` },
      });
    });

    it('by a webhook, signed, tried again after a failure with the same id, and logged', async () => {
      answerWith = [500];
      await overheat('told-kitchen');
      await eventually(() => expect(toldOf('told-kitchen')).toHaveLength(1), { withinMs: 15_000 });
      const waiting = await eventually(async () => {
        const [first] = (await get('deliveries', '/account/alarm-deliveries')).items;
        expect(first).toMatchObject({
          state: 'waiting',
          tries: 1,
          answer: '500 said',
          channelName: 'Our pager',
        });
        return first;
      });
      expect(Date.parse(waiting?.nextAt ?? '')).toBeGreaterThan(Date.now() + 3_000);
      await stack.database.query(`UPDATE alarm_delivery SET next_at = now() WHERE state = 'waiting'`);
      await eventually(async () => {
        const [first] = (await get('deliveries', '/account/alarm-deliveries')).items;
        expect(first).toMatchObject({
          id: waiting?.id,
          state: 'sent',
          tries: 2,
          answer: '201 said',
          say: 'raised',
        });
      });
      const { body } = await staff.ask('GET', '/api/v1/account/alarm-deliveries.csv');
      expect(String(body).split('\r\n')[1]).toContain(`${waiting?.id},${hook.id},Our pager,`);
      const [one_, again] = posts.slice(-2);
      expect(one_?.headers['webhook-id']).toBe(waiting?.id);
      expect(again?.headers['webhook-id']).toBe(waiting?.id);
      const key = Buffer.from(String(hook.secret).replace('whsec_', ''), 'base64');
      const signed = `${again?.headers['webhook-id']}.${again?.headers['webhook-timestamp']}.${again?.body.toString()}`;
      expect(again?.headers['webhook-signature']).toBe(
        `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
      );
      expect(toldOf('told-kitchen')[0]).toMatchObject({
        type: 'alarm.raised',
        data: { title: 'Waarschuwing: Buiten de grenzen (told-kitchen)', alarm: { kind: 'threshold' } },
      });
      await send('told-kitchen', [[0, BARREL, 200]]);
      await eventually(() => expect(toldOf('told-kitchen').at(-1)).toMatchObject({ type: 'alarm.cleared' }));
    });

    it('to nobody when what says so came too late: it is shown as detected late', async () => {
      await overheat('late-kitchen', true);
      await one('late-kitchen', { kind: 'threshold', detectedLate: true });
      await look();
      expect(toldOf('late-kitchen')).toEqual([]);
    });

    it('to nobody when it came behind what was looked at: the time is looked at again, once, and noted as over', async () => {
      const id = 'behind-kitchen';
      const flow = 'extruder-1/screw-speed';
      await send(id, [
        [9_000, BARREL, 200],
        [9_000, flow, 80],
      ]);
      await look();
      // After an outage the newest comes first.
      await send(id, [
        [5, BARREL, 205],
        [5, flow, 80],
      ]);
      await look();
      const quiet = () => stack.database.query(`UPDATE alarm_late SET at = now() - interval '1 minute'`);
      const late = { arrivesAgoS: 0 };
      await send(id, [[7_300, flow, 0]], late);
      await send(
        id,
        [200, 185, 170, 155, 140, 125, 110, 100].map((agoS, index) => [
          7_000 + agoS,
          BARREL,
          216 + 3 * index,
        ]),
        late,
      );
      await send(
        id,
        [
          [7_080, flow, 80],
          [7_060, BARREL, 210],
        ],
        late,
      );
      await eventually(async () => {
        await quiet();
        const found = (await alarmsOf(id, '&kind=zero-flow')).map(
          ({ kind, severity, detectedLate, clearedAt }) => [kind, severity, detectedLate, clearedAt !== null],
        );
        expect(found).toEqual([['zero-flow', 'critical', true, true]]);
      });
      const [alarm] = await alarmsOf(id, '&kind=zero-flow');
      expect(Date.now() - Date.parse(alarm?.since ?? '')).toBeGreaterThan(7_000_000);
      // What comes again, or beside it, is no other alarm; nor does it come on by what is long over.
      await send(id, [[7_105, BARREL, 239]], late);
      await quiet();
      await look();
      const { history } = await get('alarm', `/alarms/${alarm?.id ?? ''}`);
      expect(history.map(({ what }) => what)).toEqual(['detected-late']);
      expect(await get('safety', `/kitchens/${id}/safety`)).toEqual({ items: [] });
      expect(await stack.database.query(`SELECT FROM alarm_late WHERE kitchen_id = $1`, [id])).toEqual([]);
      expect(
        await stack.database.query(`SELECT FROM alarm_delivery WHERE alarm_id = $1`, [alarm?.id]),
      ).toEqual([]);
    });

    it('to nobody while the kitchen is being set up at another place', async () => {
      await kitchen('moved-kitchen');
      await log('moved-kitchen', 'kitchen.moved', {
        position: [6, 52],
        place: 'Zwolle',
        country: 'NL',
        timeZone: 'Europe/Amsterdam',
      });
      await overheat('moved-kitchen');
      const { id } = await one('moved-kitchen', { kind: 'threshold', clearedAt: null, detectedLate: false });
      expect((await get('alarm', `/alarms/${id}`)).mutedBy).toBe('moving');
      await look();
      expect(toldOf('moved-kitchen')).toEqual([]);
    });

    it('to nobody while it is silenced, and at the end of the silence', async () => {
      const id = 'silenced-kitchen';
      await kitchen(id);
      const ask = (body: object) => staff.ask('POST', `/api/v1/kitchens/${id}/silences`, body);
      expect((await ask({ why: 'it is worked on' })).status).toBe(422);
      expect(
        (await ask({ why: 'it is worked on', until: new Date(Date.now() - 1).toISOString() })).status,
      ).toBe(422);
      await post('silenceKitchen', `/kitchens/${id}/silences`, {
        why: 'it is worked on',
        until: new Date(Date.now() + 3_600_000).toISOString(),
      });
      await overheat(id);
      const alarm = await one(id, { kind: 'threshold', clearedAt: null });
      expect(alarm.silencedUntil).not.toBeNull();
      expect((await get('alarm', `/alarms/${alarm.id}`)).mutedBy).toBe('silenced');
      await look();
      expect(toldOf(id)).toEqual([]);
      const { items } = await get('silences', '/silences');
      expect(items).toMatchObject([{ kitchenId: id, kind: null, why: 'it is worked on', by: 'staff' }]);
      await post('endSilence', `/silences/${items[0]?.id}/end`, {});
      await eventually(() => expect(toldOf(id)).toHaveLength(1), { withinMs: 15_000 });
      expect((await get('alarm', `/alarms/${alarm.id}`)).mutedBy).toBeNull();
    });

    it('of what silences say, soonest over first, page by page: found by words, by kitchen, and within reach', async () => {
      const silence = async (id: string, hours: number, why: string): Promise<void> => {
        await kitchen(id);
        const until = new Date(Date.now() + hours * 3_600_000).toISOString();
        await post('silenceKitchen', `/kitchens/${id}/silences`, { why, until });
      };
      await silence('ke-nbo-01', 3, 'new barrel heater');
      await silence('quiet-kitchen', 2, 'it moves');
      await silence('quiet-kitchen', 1, 'new heater');
      const reasons = async (query: string, who?: Visitor) =>
        (await walk((page) => get('silences', `/silences?${page}&${query}`, who), 1)).map(({ why }) => why);
      expect(await reasons('')).toEqual(['new heater', 'it moves', 'new barrel heater']);
      expect(await reasons('q=HEATER%20new')).toEqual(['new heater', 'new barrel heater']);
      expect(await reasons('q=quiet%20staff')).toEqual(['new heater', 'it moves']);
      expect(await reasons('kitchenId=quiet-kitchen')).toEqual(['new heater', 'it moves']);
      expect(await reasons('q=new', lead)).toEqual(['new barrel heater']);
      expect((await lead.ask('GET', '/api/v1/silences?kitchenId=quiet-kitchen')).status).toBe(404);
      for (const { id } of (await get('silences', '/silences')).items)
        await post('endSilence', `/silences/${id}/end`, {});
    });

    it('while somebody has tests sent to where nobody answers: one at a time, and so many', async () => {
      const { id } = await post(
        'makeAlarmChannel',
        '/account/alarm-channels',
        {
          kind: 'webhook',
          name: 'Nobody there',
          language: 'en',
          wish: { ...wish, kitchenIds: null, kinds: ['canary'] },
          target: { url: `${hooks}/never` },
        },
        operator,
      );
      const test = () => operator.ask('POST', `/api/v1/account/alarm-channels/${id}/test`, {});
      expect((await test()).status).toBe(200);
      await eventually(() => expect(unanswered).toHaveLength(1));
      await overheat('prompt-kitchen');
      await eventually(() => expect(toldOf('prompt-kitchen')).toHaveLength(1));
      for (let asked = 1; asked < 10; asked++) expect((await test()).status).toBe(200);
      expect((await test()).status).toBe(429);
      expect((await get('deliveries', '/account/alarm-deliveries', operator)).items).toMatchObject([
        { state: 'waiting', tries: 1, say: 'test' },
      ]);
      for (const response of unanswered) response.destroy();
    });

    it('no more to whoever lost the kitchen or was shut out, not even that it is over', async () => {
      const owners = await stack.organisation('Other kitchens', 'kitchens', ['lost-kitchen']);
      const owner = await stack.person('lead', owners);
      const target = { url: `${hooks}/lost` };
      const made = { kind: 'webhook', name: 'Ours', language: 'en', wish, target };
      const { id } = await post('makeAlarmChannel', '/account/alarm-channels', made, owner);
      const changed = await post(
        'changeAlarmChannel',
        `/account/alarm-channels/${id}`,
        { name: 'Ours too', language: 'nl', wish },
        owner,
      );
      expect(changed).toEqual({ done: true });
      expect(
        await stack.database.query(
          `SELECT after -> 'language' AS language FROM audit_entry WHERE action = 'alarm-channel.changed' AND subject = $1`,
          [`alarm-channel:${id}`],
        ),
      ).toEqual([{ language: 'nl' }]);
      await overheat('lost-kitchen');
      const lost = () => posts.filter(({ url }) => url === '/lost');
      await eventually(() => expect(lost()).toHaveLength(1));
      await stack.database.query(`DELETE FROM kitchen_owner WHERE kitchen_id = 'lost-kitchen'`);
      await send('lost-kitchen', [[0, BARREL, 200]]);
      await eventually(() => expect(toldOf('lost-kitchen').at(-1)).toMatchObject({ type: 'alarm.cleared' }));
      await stack.database.query(`UPDATE person SET disabled_at = now() WHERE id = $1`, [owner.id]);
      await new DeliveryRepository(stack.database).queueTest(id);
      const before = posts.length;
      await post('testAlarmChannel', `/account/alarm-channels/${hook.id}/test`, {});
      await eventually(() => expect(posts.length).toBeGreaterThan(before));
      expect(
        await stack.database.query(
          `SELECT message ->> 'say' AS say, state FROM alarm_delivery WHERE channel_id = $1 ORDER BY created_at`,
          [id],
        ),
      ).toEqual([
        { say: 'raised', state: 'sent' },
        { say: 'test', state: 'waiting' },
      ]);
    });

    it('by e-mail to the address of the account and no other, as a test says', async () => {
      const body = { kind: 'email', name: 'Mail', language: 'en', wish: { ...wish, kitchenIds: null } };
      const elsewhere = { ...body, target: { address: 'somebody@else.example' } };
      expect((await staff.ask('POST', '/api/v1/account/alarm-channels', elsewhere)).status).toBe(422);
      const { id, leadsTo } = await post('makeAlarmChannel', '/account/alarm-channels', body);
      const [account] = await stack.database.query<{ email: string }[]>(
        `SELECT email FROM person WHERE id = $1`,
        [staff.id],
      );
      expect(leadsTo).toBe(account?.email);
      await post('testAlarmChannel', `/account/alarm-channels/${id}/test`, {});
      const mail = await eventually(() => {
        const found = mails.find((text) => text.includes('Alarms of Bakeloop reach you here.'));
        expect(found).toBeDefined();
        return found ?? '';
      });
      expect(mail.split(/\r?\n/)).toContain(`To: ${account?.email}`);
      expect(mail).toMatch(/^From: Bakeloop <alarms@bakeloop\.example>\r?$/m);
      const removed = await staff.ask('DELETE', `/api/v1/account/alarm-channels/${id}`);
      expect(removed.status).toBe(200);
    });

    it('by push, which only the browser that asked for it can read, and no more once it is gone', async () => {
      const browser = createECDH('prime256v1');
      const p256dh = browser.generateKeys();
      const auth = randomBytes(16);
      const { id } = await post('makeAlarmChannel', '/account/alarm-channels', {
        kind: 'push',
        name: 'This browser',
        language: 'en',
        wish: { ...wish, kitchenIds: null, least: 'critical', kinds: ['canary'] },
        target: {
          endpoint: `${hooks}/push`,
          keys: { p256dh: p256dh.toString('base64url'), auth: auth.toString('base64url') },
        },
      });
      await post('testAlarmChannel', `/account/alarm-channels/${id}/test`, {});
      const pushed = await eventually(() => {
        const found = posts.find(({ url }) => url === '/push');
        expect(found).toBeDefined();
        return found as (typeof posts)[number];
      });
      expect(JSON.parse(decrypted(pushed.body, browser, p256dh, auth))).toMatchObject({
        title: 'A test',
        tag: 'test',
      });
      // The platform proves itself with the key that it tells browsers.
      const [, token = '', key = ''] =
        /^vapid t=([^,]+), ?k=(.+)$/.exec(String(pushed.headers.authorization)) ?? [];
      expect(key).toBe((await get('alarmWays', '/account/alarm-ways')).pushKey);
      const [head, claims = '', signature = ''] = token.split('.');
      const raw = Buffer.from(key, 'base64url');
      const jwk = {
        kty: 'EC',
        crv: 'P-256',
        x: raw.subarray(1, 33).toString('base64url'),
        y: raw.subarray(33).toString('base64url'),
      };
      expect(
        verify(
          'sha256',
          Buffer.from(`${head}.${claims}`),
          { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
          Buffer.from(signature, 'base64url'),
        ),
      ).toBe(true);
      answerWith = [410];
      await post('testAlarmChannel', `/account/alarm-channels/${id}/test`, {});
      await eventually(async () => {
        const { items } = await get('alarmChannels', '/account/alarm-channels');
        expect(items.find((channel) => channel.id === id)?.goneAt).not.toBeNull();
      });
    });

    it('at no address of a private network or a cloud, and to nobody else’s channel', async () => {
      for (const url of [
        'https://169.254.169.254/latest',
        'https://10.0.0.1/',
        'ftp://hooks.example/',
        'https://me:pw@hooks.example/',
      ]) {
        const body = { kind: 'webhook', name: 'Hook', language: 'en', wish, target: { url } };
        const answer = await staff.ask('POST', '/api/v1/account/alarm-channels', body);
        expect({ url, status: answer.status }).toEqual({ url, status: 422 });
      }
      expect((await lead.ask('POST', `/api/v1/account/alarm-channels/${hook.id}/test`, {})).status).toBe(404);
      expect((await get('alarmChannels', '/account/alarm-channels', lead)).items).toEqual([]);
    });
  });

  it('are acknowledged, assigned, commented and silenced by who may, and all of it is noted', async () => {
    const [alarm] = await alarmsOf('ke-nbo-01');
    const path = `/alarms/${alarm?.id}`;
    expect((await operator.ask('POST', `/api/v1${path}/acknowledge`, {})).status).toBe(403);
    const { items: people } = await get('alarmPeople', `${path}/people`, lead);
    expect(people.map(({ id }) => id)).toEqual(expect.arrayContaining([lead.id, staff.id]));
    expect((await lead.ask('POST', `/api/v1${path}/assign`, { personId: randomUUID() })).status).toBe(422);
    await post('assignAlarm', `${path}/assign`, { personId: lead.id }, lead);
    await post('commentAlarm', `${path}/comments`, { text: 'The die was blocked.' }, lead);
    await post(
      'silenceAlarm',
      `${path}/silence`,
      { until: new Date(Date.now() + 60_000).toISOString(), why: 'being cleaned' },
      lead,
    );
    const done = await post('acknowledgeAlarm', `${path}/acknowledge`, {}, lead);
    expect(done).toMatchObject({ acknowledgedBy: 'lead', assignee: { id: lead.id } });
    expect(done.history.slice(-4).map(({ what, by }) => [what, by])).toEqual([
      ['assigned', 'lead'],
      ['commented', 'lead'],
      ['silenced', 'lead'],
      ['acknowledged', 'lead'],
    ]);
    const audited = await stack.database.query<{ action: string }[]>(
      `SELECT action FROM audit_entry WHERE subject = $1 ORDER BY id`,
      [`alarm:${alarm?.id}`],
    );
    expect(audited.map(({ action }) => action)).toEqual([
      'alarm.assigned',
      'alarm.commented',
      'alarm.silenced',
      'alarm.acknowledged',
    ]);
    // Each of the four states by itself.
    for (const state of ['unseen', 'acknowledged', 'cleared', 'closed']) {
      const { items } = await get('alarms', `/alarms?state=${state}`, lead);
      const isIt = state === (done.clearedAt === null ? 'acknowledged' : 'closed');
      expect([state, items.some(({ id }) => id === alarm?.id)]).toEqual([state, isIt]);
    }
    // Found by whose it is and by words in any order: of its rule, its channel, its kitchen, who looks after it, a comment.
    const found = async (query: string, who: Visitor = lead): Promise<string[]> =>
      (await get('alarms', `/alarms?${query}`, who)).items.map(({ id }) => id);
    for (const query of ['assignee=me', 'q=BARREL+nbo', 'q=die+blocked', 'q=lead&kind=zero-flow'])
      expect([query, await found(query)]).toEqual([query, expect.arrayContaining([alarm?.id])]);
    for (const query of ['assignee=nobody', 'q=barrel+press-9', 'q=%25', 'q=die&kind=pvc'])
      expect([query, await found(query)]).toEqual([query, expect.not.arrayContaining([alarm?.id])]);
    expect(await found('assignee=me', staff)).toEqual([]);
    expect(await found('q=hot-kitchen')).toEqual([]);
    expect((await found('q=hot-kitchen', staff)).length).toBeGreaterThan(0);
    // Another kitchen's are nobody's business.
    const [other] = await alarmsOf('hot-kitchen');
    expect((await lead.ask('GET', `/api/v1/alarms/${other?.id}`)).status).toBe(404);
    expect(
      (await get('alarms', '/alarms', lead)).items.every(({ kitchenId }) => kitchenId === 'ke-nbo-01'),
    ).toBe(true);
  });

  it('follow rules that staff set, everywhere, for a kitchen or a machine, version by version', async () => {
    const id = 'ruled-kitchen';
    await send(id, [[80, BARREL, 200]]);
    await look();
    const { items } = await get('alarmRules', '/alarm-rules');
    expect(items.map(({ key }) => key).sort()).toEqual(DEFAULT_RULES.map(({ key }) => key).sort());
    const hot = items.find(({ key }) => key === 'barrel-hot')?.rule;
    const set = (body: object, who: Visitor = staff) =>
      who.ask('POST', '/api/v1/alarm-rules/barrel-hot', body);
    const own = {
      kitchenId: id,
      machine: 'extruder-1',
      version: 1,
      note: 'it runs PET',
      rule: { ...hot, forSeconds: 5, limit: { of: 'value', above: 205, below: null } },
    };
    expect((await set(own, lead)).status).toBe(403);
    expect((await set({ ...own, rule: { ...hot, kind: 'pvc' } })).status).toBe(422);
    expect((await set({ ...own, version: 2 })).status).toBe(409);
    expect((await set(own)).status).toBe(200);
    await send(id, [
      [20, BARREL, 210],
      [5, BARREL, 210],
    ]);
    await one(id, { kind: 'threshold', clearedAt: null });
    expect((await set({ ...own, version: 2, rule: null, note: 'no longer' })).status).toBe(200);
    await send(id, [[1, BARREL, 210]]);
    await eventually(async () => expect((await alarmsOf(id))[0]?.clearedAt).not.toBeNull());
    const versions = await get(
      'alarmRuleVersions',
      `/alarm-rules/barrel-hot?kitchenId=${id}&machine=extruder-1`,
    );
    expect(versions.items.map(({ version, note, by, rule }) => [version, note, by, rule === null])).toEqual([
      [2, 'no longer', 'staff', true],
      [1, 'it runs PET', 'staff', false],
    ]);
    // What was withdrawn is still told of where all is, with the unit of what it was about; of another's kitchen it is not.
    const all = '/alarm-rules/barrel-hot?places=all';
    const told = async (who: Visitor) =>
      (await get('alarmRuleVersions', all, who)).items.map(({ kitchenId, version }) => [kitchenId, version]);
    expect(await told(staff)).toEqual([
      [id, 2],
      [id, 1],
      [null, 1],
    ]);
    expect(await told(lead)).toEqual([[null, 1]]);
    const units = async (who?: Visitor) =>
      (await get('alarmRuleVersions', all, who)).items.map(({ units: { channels } }) => channels);
    expect(await units()).toEqual([null, 'Cel', 'Cel']);
    // Units are those of where a version holds: its machine, its kitchen, the kitchens that who asks may see.
    const channel = (kitchenId: string, name: string) =>
      stack.database.query(`INSERT INTO channel (kitchen_id, name, unit) VALUES ($1, $2, 'K')`, [
        kitchenId,
        name,
      ]);
    await channel(id, 'extruder-2/barrel-1-temperature');
    expect(await units()).toEqual([null, 'Cel', null]);
    expect(await units(lead)).toEqual(['Cel']);
    expect((await set({ ...own, machine: null })).status).toBe(200);
    expect(await units()).toEqual([null, null, 'Cel', null]);
    expect((await set({ ...own, machine: null, version: 2, rule: null, note: 'no longer' })).status).toBe(
      200,
    );
  });
});

/** What a browser makes of a push message (RFC 8291, RFC 8188), with nothing but its own keys. */
function decrypted(body: Buffer, browser: ReturnType<typeof createECDH>, own: Buffer, auth: Buffer): string {
  const salt = body.subarray(0, 16);
  const idLength = body.readUInt8(20);
  const sender = body.subarray(21, 21 + idLength);
  const sealed = body.subarray(21 + idLength);
  const hkdf = (key: Buffer, with_: Buffer, info: Buffer, length: number): Buffer =>
    Buffer.from(hkdfSync('sha256', key, with_, info, length));
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), own, sender]);
  const secret = hkdf(browser.computeSecret(sender), auth, info, 32);
  const key = hkdf(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = hkdf(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return plain.subarray(0, plain.lastIndexOf(2)).toString();
}
