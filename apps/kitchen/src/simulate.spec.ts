import { describe, expect, it } from '@jest/globals';
import { birth, parseEvent, type SenmlRecord } from '@bakeloop/contracts';
import {
  DEFAULT_RULES,
  NEW_TIMER,
  reduceBatch,
  reduceLots,
  riseAtEach,
  sight,
  type KitchenEvent,
  type Reading,
} from '@bakeloop/domain';
import { birthOf, simulate } from './simulate.js';
import { KITCHENS, SAMPLE_KITCHEN, type SimulatedKitchen } from './world/kitchens.js';
import { createWorld, ORDINARY_MISHAPS } from './world/world.js';

/** A Monday. */
const FROM = Date.parse('2026-03-02T00:00:00Z');
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Units of RFC 8428 and RFC 8798 that a kitchen may use here. */
const SENML_UNITS = ['Cel', 'Pa', '1/min', 'kW', 'kWh', 'l', 'ppm', '%EL'];

const all = [...KITCHENS, SAMPLE_KITCHEN];
const named = all.map((kitchen) => [kitchen.id, kitchen] as const);
const kenya = all.find(({ id }) => id === 'ke-nbo-01') ?? SAMPLE_KITCHEN;

function run(kitchen: SimulatedKitchen, days: number, intervalSeconds = 600, seed = 1) {
  return [...simulate({ kitchen, seed, fromMs: FROM, toMs: FROM + days * DAY_MS, intervalSeconds })];
}
const eventsOf = (kitchen: SimulatedKitchen, days: number): KitchenEvent[] =>
  createWorld(kitchen, 1).events(FROM, FROM + days * DAY_MS);

/** Readings by channel, in order. */
function series(steps: readonly { telemetry: readonly SenmlRecord[] }[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const { telemetry } of steps) {
    let base = '';
    for (const { bn, n = '', v = NaN } of telemetry) {
      base = bn ?? base;
      const values = found.get(base + n) ?? [];
      values.push(v);
      found.set(base + n, values);
    }
  }
  return found;
}

describe.each(named)('%s', (_id, kitchen) => {
  const steps = run(kitchen, 2, 1_200);
  const week = eventsOf(kitchen, 6);
  const channels = series(steps);

  it('has a birth certificate of the contract, with SenML units', () => {
    const certificate = birthOf(kitchen, '0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a11');
    expect(birth.safeParse(certificate).error).toBeUndefined();
    for (const { unit } of certificate.channels) expect(SENML_UNITS).toContain(unit);
    if (kitchen !== SAMPLE_KITCHEN) expect(certificate.channels.length).toBeGreaterThanOrEqual(14);
  });

  it('reads every declared channel within its declared range', () => {
    expect([...channels.keys()].toSorted()).toEqual(kitchen.channels.map(({ name }) => name).toSorted());
    const outside = kitchen.channels.flatMap(({ name, min = -Infinity, max = Infinity }) =>
      (channels.get(name) ?? [NaN])
        .filter((value) => !(value >= min && value <= max))
        .map((value) => ({ name, value })),
    );
    expect(outside).toEqual([]);
  });

  it('counts forward only, and uses energy every day', () => {
    for (const { name } of kitchen.channels.filter(({ kind }) => kind === 'counter')) {
      const values = channels.get(name) ?? [];
      expect(values.filter((value, at) => value < (values[at - 1] ?? 0))).toEqual([]);
      // A generator may rest for days.
      if (!name.includes('diesel')) expect((values.at(-1) ?? 0) - (values[0] ?? 0)).toBeGreaterThan(1);
    }
  });

  it('logs only events that the contract takes, in order of time, with ids of their own', () => {
    const events = steps.flatMap(({ events }) => events);
    expect(events.map((event) => parseEvent(event)).filter(({ ok }) => !ok)).toEqual([]);
    const times = events.map(({ time }) => Date.parse(time));
    expect(times).toEqual(times.toSorted((left, right) => left - right));
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });

  it('balances its masses: nearly every batch closes within 1.5 %, and most of the feed is product', () => {
    const logs = new Map<string, KitchenEvent[]>();
    for (const event of week)
      if (event.batchId !== undefined) logs.set(event.batchId, [...(logs.get(event.batchId) ?? []), event]);
    const batches = [...logs]
      .flatMap(([id, log]) => reduceBatch(id, log) ?? [])
      .filter(({ status }) => status === 'finished');
    const closed = batches.filter(({ balance }) => Math.abs(balance.closure ?? 1) <= 0.015);
    expect(batches.length).toBeGreaterThan(20);
    expect(closed.length / batches.length).toBeGreaterThan(0.9);
    for (const { goodGrams, feedGrams } of batches) expect(goodGrams / feedGrams).toBeGreaterThan(0.7);
  });

  it.each([0, 11])(
    'never takes more from a lot than it held, and traces all flake, begun %i h into a day',
    (hours) => {
      const beganMs = FROM + hours * 3_600_000;
      const begun = createWorld(kitchen, 1, ORDINARY_MISHAPS, beganMs);
      const log = [...begun.openingStock(), ...begun.events(beganMs, FROM + 6 * DAY_MS)];
      const lots = [...reduceLots(log).values()];
      const prepared = lots.filter(({ delivered, madeFrom }) => delivered || madeFrom.length > 0);
      for (const { consumedGrams, producedGrams } of prepared)
        expect(consumedGrams).toBeLessThanOrEqual(producedGrams);
      expect(prepared.some(({ form, traced }) => form === 'flake' && traced)).toBe(true);
      expect(lots.flatMap(({ flags }) => flags)).toEqual([]);
    },
  );
});

describe('the simulation', () => {
  it('tells the same story for the same seed, and another for another', () => {
    const once = JSON.stringify(run(kenya, 1, 900));
    // A copy, so that nothing remembered of the first run can answer for the second.
    expect(JSON.stringify(run({ ...kenya }, 1, 900))).toBe(once);
    expect(JSON.stringify(run(kenya, 1, 900, 2))).not.toBe(once);
  });

  it('tells the same story in pieces as whole, so that live operation carries on where history ended', () => {
    const whole = run(kenya, 2, 900);
    const pieces = [FROM, FROM + 0.3 * DAY_MS, FROM + 1.41 * DAY_MS].flatMap((fromMs, at, cuts) => [
      ...simulate({
        kitchen: kenya,
        seed: 1,
        fromMs,
        toMs: cuts[at + 1] ?? FROM + 2 * DAY_MS,
        intervalSeconds: 900,
      }),
    ]);
    const told = (steps: typeof whole) => ({
      readings: steps.flatMap(({ telemetry }) => telemetry),
      events: steps.flatMap(({ events }) => events),
    });
    expect(told(pieces)).toEqual(told(whole));
  });

  it('has a batch running somewhere in every hour of every day, Sundays included', () => {
    const HOUR_MS = 3_600_000;
    const idle = new Set(Array.from({ length: 7 * 24 }, (_, hour) => hour));
    for (const kitchen of KITCHENS) {
      const startedMs = new Map<string, number>();
      for (const event of createWorld(kitchen, 1).events(FROM - DAY_MS, FROM + 8 * DAY_MS)) {
        const atMs = Date.parse(event.time);
        if (event.type === 'batch.started') startedMs.set(event.batchId ?? '', atMs);
        if (event.type !== 'batch.finished') continue;
        const fromMs = startedMs.get(event.batchId ?? '') ?? atMs;
        for (let hour = Math.floor((fromMs - FROM) / HOUR_MS); hour <= (atMs - FROM) / HOUR_MS; hour++)
          idle.delete(hour);
      }
    }
    expect([...idle]).toEqual([]);
  });

  it('rests on Sunday where Sunday is a day of rest', () => {
    const sunday = Date.parse('2026-03-08T12:00:00Z');
    const awake = KITCHENS.filter((kitchen) => createWorld(kitchen, 1).onShift(sunday)).map(({ id }) => id);
    expect(awake).toEqual(['ci-abj-01']);
  });

  it('makes the paver of Nairobi of 30 % plastic and 70 % sand', () => {
    const events = eventsOf(kenya, 6);
    const paver = events.find(
      (event) => event.type === 'batch.started' && event.data.productCode === 'paver-50',
    );
    const feed = { sand: 0, all: 0 };
    for (const event of events)
      if (event.type === 'batch.input' && event.batchId === paver?.batchId) {
        feed.all += event.data.grams;
        if (event.data.material === 'sand') feed.sand += event.data.grams;
      }
    expect(feed.sand / feed.all).toBeCloseTo(0.7, 5);
  });

  it('feeds own scrap back, each lot of it once', () => {
    const used = eventsOf(kenya, 12).flatMap((event) =>
      event.type === 'batch.input' && event.data.material === 'regrind' ? [event.data.lotId] : [],
    );
    expect(used.length).toBeGreaterThan(5);
    expect(new Set(used).size).toBe(used.length);
  });

  it('shows a clog as it is: no flow, a hot nozzle, and an incident in the log', () => {
    const world = createWorld(kenya, 1, { clogShare: 1, pvcShare: 1 });
    const events = world.events(FROM, FROM + DAY_MS);
    const incident = events.find(
      (event) => event.type === 'incident.recorded' && event.data.kind === 'emergency-stop',
    );
    const value = (name: string, atMs: number): number =>
      world.sample(atMs).find(({ channel }) => channel.name === name)?.value ?? NaN;
    const atMs = Date.parse(incident?.time ?? '') + 60_000;
    expect(value('extruder-1/screw-speed', atMs)).toBe(0);
    expect(value('extruder-1/barrel-3-temperature', atMs)).toBeGreaterThan(
      value('extruder-1/barrel-3-temperature', atMs - 300_000) + 5,
    );
    expect(
      events.some((event) => event.type === 'incident.recorded' && event.data.kind === 'pvc-found'),
    ).toBe(true);
  });

  it('overheats in a clog so that the default rule raises its alarm, and at no other time of the day', () => {
    const rule = DEFAULT_RULES.find(({ key }) => key === 'heat-without-flow')?.rule;
    if (rule?.kind !== 'zero-flow') throw new Error('no rule for heat without flow');
    const raisedOn = (clogShare: number): number[] => {
      const world = createWorld(kenya, 1, { clogShare, pvcShare: 0 });
      const temperatures: Reading[] = [];
      const flows: Reading[] = [];
      // As often as a kitchen is read live.
      for (let atMs = FROM + 4 * HOUR_MS; atMs < FROM + 15 * HOUR_MS; atMs += 5_000)
        for (const { channel, value } of world.sample(atMs)) {
          if (channel.name === 'extruder-1/barrel-3-temperature') temperatures.push({ atMs, value });
          if (channel.name === 'extruder-1/screw-speed') flows.push({ atMs, value });
        }
      let timer = NEW_TIMER;
      const raised: number[] = [];
      riseAtEach(rule, temperatures, flows).forEach((condition, index) => {
        const atMs = temperatures[index]?.atMs ?? 0;
        const next = sight(timer, { atMs, knownMs: atMs, ...condition }, rule);
        if (timer.activeSinceMs === null && next.activeSinceMs !== null) raised.push(next.activeSinceMs);
        timer = next;
      });
      return raised;
    };
    const clogs = createWorld(kenya, 1, { clogShare: 1, pvcShare: 0 })
      .events(FROM + 4 * HOUR_MS, FROM + 15 * HOUR_MS)
      .filter((event) => event.type === 'incident.recorded' && event.data.kind === 'emergency-stop');
    expect(clogs.length).toBeGreaterThan(2);
    expect(raisedOn(1)).toHaveLength(clogs.length);
    expect(raisedOn(0)).toEqual([]);
  });

  it('adds mishaps to the log without changing any other event, since an id has one content (E1)', () => {
    const log = (share: number): Map<string, string> =>
      new Map(
        createWorld(kenya, 1, { clogShare: share, pvcShare: share })
          .events(FROM, FROM + 3 * DAY_MS)
          .map((event) => [event.id, JSON.stringify(event)]),
      );
    const calm = log(0);
    const troubled = log(1);
    expect(troubled.size).toBeGreaterThan(calm.size);
    expect([...calm].filter(([id, event]) => troubled.get(id) !== event)).toEqual([]);
  });

  it('corrects a slip at the scale by an event that names the wrong one (E2)', () => {
    const events = eventsOf(kenya, 30);
    const corrections = events.filter(({ supersedes }) => supersedes !== undefined);
    expect(corrections.length).toBeGreaterThan(0);
    for (const { supersedes } of corrections) expect(events.map(({ id }) => id)).toContain(supersedes);
  });

  it('refuses a time before its meters were installed', () => {
    expect(() => createWorld(kenya, 1).sample(Date.parse('2024-12-30T00:00:00Z'))).toThrow(RangeError);
  });
});
