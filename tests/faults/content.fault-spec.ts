import { randomUUID } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { topics, type UpStream } from '@bakeloop/contracts';
import { readMessage, Recorder, type Settlement } from '@bakeloop/record';
import { beforeAll, beforeEach, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sized } from '../support/at-length.js';
import { describeWith } from '../support/programs.js';
import { randomLog } from '../support/random-log.js';
import { freshDatabase } from '../support/postgres.js';
import { migrated, type Platform } from './platform.js';
import { report } from './report.js';
import { SEED } from './settings.js';

const DAY_MS = 86_400_000;
const SESSION = '0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a11';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Text that breaks programs: emoji joined into one, direction overridden, one letter in two codings, names of JavaScript. */
const TEXTS = [
  '👩‍👩‍👧‍👦',
  'abc\u202egnp.exe',
  '\u00e9',
  'e\u0301',
  `a${'\u0301'.repeat(10_000)}`,
  '__proto__',
  'constructor',
  'hasOwnProperty',
  '',
  ' ',
  "'; DROP TABLE reading; --",
  'NaN',
  'Infinity',
  '0x10',
  '12kg',
  '\\N',
  '1,5',
];
/** Text that no database stores. */
const UNSTORABLE = ['a\0b', '\ud800', 'x\udc00y'];
const INSTANTS = [
  '2016-12-31T23:59:60Z',
  '2026-02-30T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '+294000-01-01T00:00:00Z',
  '1970-01-01T00:00:00Z',
  'infinity',
  '-infinity',
  '2026-13-01T00:00:00Z',
  '2026-03-02T24:00:00Z',
  '2026-03-02T10:00:00+23:00',
  '2026-03-02',
];
const NUMBERS = [0, -0, -1, 2 ** 53 + 1, 1e15, 1e16, 1e308, 5e-324, 1e-7, 2 ** 31, 2 ** 63, 1e21];
const hostile: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(...TEXTS, ...UNSTORABLE, ...INSTANTS, ...NUMBERS, null, true, [], [5], {}),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
  fc.integer({ min: 1, max: 200 }).map((depth) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as Json),
);

describeWith(['postgres'], 'whatever a message says', () => {
  let database: Platform['database'];
  let recorder: Recorder;
  let kitchenId = '';
  let kitchens = 0;
  beforeAll(async () => {
    database = await migrated(await freshDatabase());
    recorder = new Recorder(database);
  });
  beforeEach(() => {
    kitchenId = `content-${++kitchens}`;
  });

  const settle = (stream: UpStream, payload: string | Buffer, receivedAt = new Date()): Promise<Settlement> =>
    recorder.settle([
      { topic: topics.of(kitchenId, stream), payload: Buffer.from(payload as string), receivedAt },
    ]);
  const nowS = Math.floor(Date.now() / 1_000);
  const rows = async <T>(sql: string): Promise<T[]> => database.query(sql, [kitchenId]);
  const values = async (): Promise<number[]> =>
    (
      await rows<{ value: number }>(
        `SELECT value FROM reading r JOIN channel c ON c.id = r.channel_id WHERE kitchen_id = $1 ORDER BY device_time`,
      )
    ).map(({ value }) => value);
  const letters = (): Promise<{ position: number; reason: string }[]> =>
    rows(`SELECT position, reason FROM dead_letter WHERE kitchen_id = $1 ORDER BY position`);

  it('F26 a value is a finite number that a sensor can measure, or a dead letter of its own', async () => {
    const told = ['1', '-0', '-1.5', '1e15', '5e-324', 'true'];
    const refused = [
      '1e999',
      '-1e999',
      '1e16',
      '9007199254740993e9',
      '"12kg"',
      '"0x10"',
      '""',
      '[5]',
      '{}',
      'null',
    ];
    const records = [...told, ...refused].map(
      (v, index) => `{"n":"m/x","t":${nowS - 100 + index},"${v === 'true' ? 'vb' : 'v'}":${v}}`,
    );
    const { tally } = await settle(
      'telemetry',
      `{"session":"${SESSION}","seq":1,"records":[${records.join()}]}`,
    );
    expect(await values()).toEqual([1, 0, -1.5, 1e15, 5e-324, 1]);
    expect(Object.is((await values())[1], 0)).toBe(true);
    expect(await letters()).toEqual(
      refused.map((_, index) => ({ position: told.length + index, reason: 'value' })),
    );
    expect(tally).toMatchObject({ received: 16, stored: 6, duplicate: 0, deadLettered: 10 });
    // Words of JavaScript that are not of JSON cost the pack.
    await settle('telemetry', `{"session":"${SESSION}","seq":2,"records":[{"n":"m/x","t":${nowS},"v":NaN}]}`);
    expect((await letters())[0]).toEqual({ position: -1, reason: 'not_json' });
  });

  it('F25 an instant that no calendar has, or no kitchen lived in, never reaches the log', async () => {
    const event = (time: string) => ({
      id: randomUUID(),
      type: 'maintenance.recorded',
      time,
      data: { machine: 'm', task: 't' },
    });
    const good = new Date(Date.now() - DAY_MS).toISOString();
    const { answers } = await recorder.settleEvents(kitchenId, [...INSTANTS, good].map(event), {
      receivedAt: new Date(),
    });
    const refused = answers.slice(0, -1).filter(({ outcome }) => outcome === 'rejected');
    // An odd offset is an offset.
    expect(answers.filter(({ outcome }) => outcome === 'stored').map((_, index) => index)).toHaveLength(2);
    expect(refused).toHaveLength(INSTANTS.length - 1);
    const readings = [
      -1,
      0,
      59,
      -62_135_596_800,
      9.3e15,
      1e308,
      nowS + 400 * 86_400,
      nowS - 20 * 365.25 * 86_400,
    ];
    const { tally } = await settle(
      'telemetry',
      JSON.stringify({
        session: SESSION,
        seq: 1,
        records: readings.map((t) => ({ n: 'm/x', t, v: 1 })),
      }),
    );
    expect(tally).toMatchObject({ stored: 0, deadLettered: readings.length });
    const ofPack = (await letters()).filter(({ position }) => position >= 0);
    expect(ofPack).toEqual(readings.map((_, position) => ({ position, reason: 'clock_skew' })));
  });

  it('F27 text is kept as it came, or refused because no database keeps it', async () => {
    const event = (note: string) => ({
      id: randomUUID(),
      type: 'maintenance.recorded',
      time: new Date(Date.now() - DAY_MS).toISOString(),
      data: { machine: 'm', task: 't', note, [note]: note },
    });
    const events = [...TEXTS, ...UNSTORABLE].map(event);
    const { answers } = await recorder.settleEvents(kitchenId, events, { receivedAt: new Date() });
    const long = TEXTS.findIndex((text) => text.length > 2_000);
    expect(answers.map(({ outcome }) => outcome)).toEqual([
      ...TEXTS.map((_, index) => (index === long ? 'rejected' : 'stored')),
      ...UNSTORABLE.map(() => 'rejected'),
    ]);
    const stored = await rows<{ note: string; own: string }>(
      `SELECT body->'data'->>'note' AS note, body->'data'->>(body->'data'->>'note') AS own FROM event WHERE kitchen_id = $1`,
    );
    const kept = TEXTS.filter((_, index) => index !== long);
    expect(stored.map(({ note }) => note).sort()).toEqual([...kept].sort());
    // Unknown fields are kept, but for the one name that means something else to JavaScript.
    expect(stored.filter(({ note, own }) => note !== own)).toEqual([{ note: '__proto__', own: null }]);
  });

  it('F29 nesting and keys without end are refused, and block nobody for long', async () => {
    const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    const bodies = {
      'nested 10 deep': `[{"n":"m/x","v":1,"x":${deep(10)}}]`,
      'nested 10,000 deep': `[{"n":"m/x","v":2,"x":${deep(10_000)}}]`,
      'nested 120,000 deep': deep(120_000),
      'nested 500,000 deep': deep(500_000),
      '20,000 keys': JSON.stringify(
        Object.fromEntries(Array.from({ length: 20_000 }, (_, key) => [`k${key}`, 1])),
      ),
      '5,000 empty records': JSON.stringify(Array.from({ length: 5_000 }, () => ({}))),
      '130,000 empty records': `[${'{},'.repeat(129_999)}{}]`,
      'a deflated megabyte of brackets': deflateSync(deep(500_000)),
    };
    let slowestMs = 0;
    let slowestReadMs = 0;
    for (const [what, body] of Object.entries(bodies))
      for (const stream of ['telemetry', 'events', 'birth', 'status'] as const) {
        const message = {
          topic: topics.of(kitchenId, stream),
          payload: Buffer.from(body as string),
          receivedAt: new Date(),
        };
        const before = process.cpuUsage();
        readMessage(message);
        const { user, system } = process.cpuUsage(before);
        slowestReadMs = Math.max(slowestReadMs, (user + system) / 1_000);
        const beganMs = performance.now();
        const { tally } = await settle(stream, body);
        slowestMs = Math.max(slowestMs, performance.now() - beganMs);
        expect({ what, stream, sum: tally.stored + tally.duplicate + tally.deadLettered }).toEqual({
          what,
          stream,
          sum: tally.received,
        });
      }
    report('F29', {
      produced: Object.keys(bodies).length * 4,
      slowest_ms: Math.round(slowestMs),
      slowest_read_cpu_ms: Math.round(slowestReadMs),
    });
    // Of processor time. Nothing else is read meanwhile: all kitchens wait.
    expect(slowestReadMs).toBeLessThan(sized({ short: 250, long: 150 }));
    expect(slowestMs).toBeLessThan(5_000);
  });

  it('a pack with anything in the place of anything else is accounted for, and never surprises the database', async () => {
    const log = randomLog({ seed: SEED, batches: 3, startMs: Date.now() - 20 * DAY_MS });
    const records = Array.from({ length: 4 }, (_, index) => ({
      ...(index === 0 ? { bn: 'm-1/', bt: nowS - 3_600, bu: 'Cel', bv: 1 } : {}),
      n: `x-${index}`,
      t: index,
      v: index * 1.5,
    }));
    const birth = {
      session: SESSION,
      name: 'Kitchen',
      country: 'NL',
      timeZone: 'Europe/Amsterdam',
      position: [6.09, 52.51],
      machines: [{ id: 'extruder-1', type: 'extruder', ratedKw: 10, idealKgPerHour: 50 }],
      channels: [{ name: 'extruder-1/t', unit: 'Cel', kind: 'gauge', min: 0, max: 260, intervalSeconds: 10 }],
    };
    const base = fc.oneof(
      fc.constant({ stream: 'telemetry' as const, body: { session: SESSION, seq: 1, records } }),
      fc.constant({ stream: 'telemetry' as const, body: records }),
      fc.constant({ stream: 'birth' as const, body: birth }),
      fc.constant({ stream: 'status' as const, body: { state: 'online', session: SESSION } }),
      fc
        .subarray(log, { minLength: 1, maxLength: 6 })
        .map((events) => ({ stream: 'events' as const, body: { session: SESSION, seq: 1, events } })),
    );
    const changes = fc.array(fc.tuple(fc.nat(), hostile, fc.constantFrom('put', 'drop', 'rename')), {
      minLength: 1,
      maxLength: 4,
    });
    let runs = 0;
    const total = { received: 0, stored: 0, duplicate: 0, deadLettered: 0 };
    await fc.assert(
      fc.asyncProperty(base, changes, fc.boolean(), async ({ stream, body }, told, deflates) => {
        kitchenId = `content-${SEED}-${++runs}`;
        // Ids are of one event for ever: each run has its own.
        const own = JSON.parse(JSON.stringify(body), (key, value: unknown) =>
          key === 'id' && stream === 'events' ? randomUUID() : value,
        ) as Json;
        const text = JSON.stringify(told.reduce((json, change) => changed(json, change), own));
        const { tally } = await settle(stream, deflates ? deflateSync(text) : text);
        expect(tally.stored + tally.duplicate + tally.deadLettered).toBe(tally.received);
        for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += tally[key];
        expect((await letters()).filter(({ reason }) => reason === 'database')).toEqual([]);
        expect((await values()).filter((value) => !Number.isFinite(value))).toEqual([]);
      }),
      { seed: SEED, numRuns: sized({ short: 150, long: 5_000 }) },
    );
    report('fuzz', {
      produced: total.received,
      stored: total.stored,
      duplicates: total.duplicate,
      dead: total.deadLettered,
      runs,
    });
  });
});

/** The same with one of its places (counted through all of it) holding something else, gone, or under another name. */
function changed(json: Json, [which, value, how]: readonly [number, Json, string]): Json {
  const copy = structuredClone(json);
  const places: { parent: Json[] | { [key: string]: Json }; key: string }[] = [];
  const walk = (at: Json): void => {
    if (typeof at !== 'object' || at === null) return;
    for (const key of Object.keys(at)) {
      places.push({ parent: at, key });
      walk((at as { [key: string]: Json })[key] as Json);
    }
  };
  walk(copy);
  const place = places[which % Math.max(1, places.length)];
  if (place === undefined) return value;
  const parent = place.parent as { [key: string]: Json };
  if (how === 'put') parent[place.key] = value;
  else {
    if (how === 'rename' && !Array.isArray(parent) && typeof value === 'string')
      parent[value] = parent[place.key] as Json;
    Reflect.deleteProperty(parent, place.key);
  }
  return copy;
}
