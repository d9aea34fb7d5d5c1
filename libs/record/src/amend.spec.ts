import { deflateSync } from 'node:zlib';
import { topics, type Amendment } from '@bakeloop/contracts';
import { describe, expect, it } from '@jest/globals';
import { amend, readAgain, textOf, type Amended, type Refused } from './amend.js';
import { inRows } from './readings.js';

const ARRIVED_S = 1_772_447_400;
const SESSION = '0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a11';
const HOUR_S = 3_600;

const telemetry = (records: unknown, position: number | null = null): Refused => ({
  topic: topics.of('ke-nbo-01', 'telemetry'),
  payload: Buffer.from(JSON.stringify({ session: SESSION, seq: 1, records })),
  receivedAt: new Date(ARRIVED_S * 1_000),
  position,
});
const event = (over: object = {}) => ({
  id: '0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a12',
  type: 'labour.recorded',
  time: '2026-03-02T13:00:00+03:00',
  data: { people: 3, minutes: 60, kind: 'work' },
  ...over,
});
const posted = (body: unknown): Refused => ({
  topic: 'https kitchens/ke-nbo-01/events',
  payload: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  receivedAt: new Date(ARRIVED_S * 1_000),
  position: null,
});

const taken = (refused: Refused, amendment: Amendment): Amended & { ok: true } => {
  const before = Buffer.from(refused.payload);
  const amended = amend(refused, amendment);
  if (!amended.ok) throw new Error(amended.refusals.map(({ detail }) => detail).join());
  // What came is never written to.
  expect(refused.payload).toEqual(before);
  return amended;
};
const refusals = (refused: Refused, amendment: Amendment): string[] => {
  const amended = amend(refused, amendment);
  return amended.ok ? [] : amended.refusals.map(({ position, reason }) => `${position} ${reason}`);
};
const readings = ({ read: { content } }: Amended & { ok: true }): unknown[] =>
  content.kind === 'telemetry'
    ? inRows(content.readings).map(({ position, channel, value, timeMs }) => [
        position,
        channel,
        value,
        timeMs / 1_000,
      ])
    : [];
const bodyOf = ({ payload }: { payload: Buffer }): unknown => JSON.parse(payload.toString());

describe('a record that is written anew', () => {
  const refused = telemetry(
    [
      { bn: 'm/', bt: ARRIVED_S, n: 'x', v: 1 },
      { n: 'y', v: 'hot' },
      { n: 'z', v: 'cold' },
    ],
    1,
  );

  it('is alone settled, with what came before it in its pack for base, and as no pack', () => {
    const amended = taken(refused, { json: '{"n":"y","v":20.5}' });
    expect(readings(amended)).toEqual([[1, 'm/y', 20.5, ARRIVED_S]]);
    expect(amended.read).toMatchObject({ tracking: null, refusals: [], kitchenId: 'ke-nbo-01' });
    expect(amended.deals).toEqual({ position: 1 });
    expect(bodyOf(amended)).toMatchObject({
      session: SESSION,
      seq: 1,
      records: [{ v: 1 }, { n: 'y', v: 20.5 }, { n: 'z', v: 'cold' }],
    });
  });

  it('is refused as any that came so would be', () => {
    expect(refusals(refused, { json: '{"n":"y","v":"warm"}' })).toEqual(['1 value']);
    expect(refusals(refused, { json: '{"n":"y","v":1,"t":-86400000}' })).toEqual(['1 clock_skew']);
    expect(refusals(refused, { json: '{"n":"y"' })).toEqual(['1 not_json']);
    expect(refusals(refused, { json: '{"bn":"q/"}' })).toEqual(['null not_amended']);
    expect(refusals({ ...refused, position: 3 }, { json: '{"n":"y","v":1}' })).toEqual(['null not_amended']);
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(refusals(refused, { json: deep })).not.toEqual([]);
  });

  it('of a deflated pack is put into what was deflated; events and results are likewise', () => {
    const deflated = { ...refused, payload: deflateSync(refused.payload) };
    expect(readings(taken(deflated, { json: '{"n":"y","v":20.5}' }))).toHaveLength(1);
    const log: Refused = {
      ...refused,
      topic: topics.of('ke-nbo-01', 'events'),
      payload: Buffer.from(
        JSON.stringify({ session: SESSION, seq: 1, events: [event({ data: {} }), event({ type: 'odd' })] }),
      ),
      position: 0,
    };
    expect(taken(log, { json: JSON.stringify(event()) }).read.content).toMatchObject({
      kind: 'events',
      events: [{ position: 0, event: { type: 'labour.recorded' } }],
    });
    const results: Refused = {
      ...log,
      topic: topics.of('ke-nbo-01', 'results'),
      payload: Buffer.from(JSON.stringify({ session: SESSION, seq: 1, results: [{ state: 'odd' }] })),
    };
    expect(
      taken(results, { json: JSON.stringify({ id: SESSION, state: 'done' }) }).read.content,
    ).toMatchObject({ kind: 'results', results: [{ position: 0 }] });
  });
});

describe('a message that is written anew', () => {
  it('is all of it settled, and deals with all letters of it', () => {
    const amended = taken(
      { ...telemetry([]), payload: Buffer.from('{"n":') },
      { json: JSON.stringify([{ n: 'm/x', v: 1 }]) },
    );
    expect(readings(amended)).toEqual([[0, 'm/x', 1, ARRIVED_S]]);
    expect(amended.deals).toEqual({});
  });

  it('is refused whole where any of it would be, and where its topic carries nothing', () => {
    const whole = { ...telemetry([]), payload: Buffer.from('x') };
    expect(refusals(whole, { json: '[{"n":"m/x","v":1},{"n":"m/y","v":null}]' })).toEqual(['1 value']);
    expect(refusals(whole, { json: '{"kitchenId":"nl-zwo-01"}' })).toEqual(['null foreign_id']);
    expect(refusals({ ...whole, topic: 'elsewhere' }, { json: '[{"n":"m/x","v":1}]' })).toEqual([
      'null topic',
    ]);
    expect(
      refusals(whole, { json: JSON.stringify({ session: SESSION, seq: 1, records: [{ bn: 'a/' }] }) }),
    ).toEqual(['null not_amended']);
  });

  it('of an event that was posted stays one that was posted', () => {
    const amended = taken(posted(event({ type: 'moon.landed' })), { json: JSON.stringify(event()) });
    expect(amended.read).toMatchObject({ source: 'http', tracking: null, kitchenId: 'ke-nbo-01' });
    expect(readAgain(posted('{')).refusals).toMatchObject([{ reason: 'not_json' }]);
  });
});

describe('a shift in time', () => {
  it('moves what was refused for its time and nothing else, of whichever base', () => {
    const refused = telemetry(
      [
        { bn: 'm/', bt: ARRIVED_S + HOUR_S, n: 'x', v: 1 },
        { n: 'x', t: 0.25, v: 2 },
        { bt: ARRIVED_S, n: 'x', v: 3 },
        { n: 'x', v: 'hot', t: HOUR_S },
      ],
      0,
    );
    const amended = taken(refused, { shiftSeconds: -HOUR_S });
    expect(readings(amended)).toEqual([
      [0, 'm/x', 1, ARRIVED_S],
      [1, 'm/x', 2, ARRIVED_S + 0.25],
    ]);
    // Record 3 has another fault, and stays a letter of its own.
    expect(amended.deals).toEqual({ reasons: ['clock_skew'] });
    expect(taken(telemetry([{ n: 'm/x', v: 1, t: 0 }]), { shiftSeconds: ARRIVED_S }).deals).toEqual({
      reasons: ['clock_skew', 'more'],
    });
  });

  it('that is too small is refused, and where no time was refused there is none', () => {
    const refused = telemetry([{ n: 'm/x', bt: ARRIVED_S + HOUR_S, v: 1 }]);
    expect(refusals(refused, { shiftSeconds: -60 })).toEqual(['0 clock_skew']);
    expect(refusals(telemetry([{ n: 'm/x', bt: ARRIVED_S, v: 'hot' }]), { shiftSeconds: -60 })).toEqual([
      'null not_amended',
    ]);
    expect(refusals({ ...refused, payload: Buffer.from('{') }, { shiftSeconds: -60 })).toEqual([
      'null not_amended',
    ]);
  });

  it('of an event keeps the offset of its time, and says what was added', () => {
    const refused = posted(event({ time: '2026-03-12T01:30:00-02:30', clockOffsetMs: 500 }));
    expect(bodyOf(taken(refused, { shiftSeconds: -10 * 86_400 }))).toMatchObject({
      time: '2026-03-02T01:30:00.000-02:30',
      clockOffsetMs: 500 - 10 * 86_400_000,
    });
    expect(
      bodyOf(taken(posted(event({ time: '2019-03-02T10:00:00Z' })), { shiftSeconds: 7 * 365 * 86_400 })),
    ).toMatchObject({ time: '2026-02-28T10:00:00.000Z' });
  });
});

describe('what is shown to be amended', () => {
  it('is the record, or the message, line by line; and nothing of what is no text', () => {
    const refused = telemetry([{ n: 'm/x', v: 'hot' }]);
    expect(textOf({ ...refused, position: 0 })).toBe('{\n  "n": "m/x",\n  "v": "hot"\n}');
    expect(textOf(refused)).toContain('  "seq": 1,\n');
    expect(textOf({ ...refused, payload: deflateSync(refused.payload) })).toContain('  "seq": 1,\n');
    expect(textOf({ ...refused, payload: Buffer.from('{"n":') })).toBe('{"n":');
    expect(textOf({ ...refused, payload: Buffer.from([0xff, 0xfe]) })).toBeNull();
    const long = telemetry(Array.from({ length: 3_000 }, (_, v) => ({ n: 'm/x', v })));
    expect(textOf(long)).toBe(long.payload.toString());
  });
});
