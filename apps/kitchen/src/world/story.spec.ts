import { describe, expect, it } from '@jest/globals';
import { eventData } from '@bakeloop/contracts';
import type { KitchenEvent } from '@bakeloop/domain';
import { KITCHENS } from './kitchens.js';
import { createWorld, type World } from './world.js';

/** A Saturday; all of March and the first half of April follow. */
const FROM = Date.parse('2026-02-28T00:00:00Z');
const DAY_MS = 86_400_000;
const DAYS = 45;

const told = KITCHENS.map((kitchen) => {
  const world = createWorld(kitchen, 1);
  return { kitchen, world, events: world.events(FROM, FROM + DAYS * DAY_MS) };
});
const all = told.flatMap(({ events }) => events);
const ofType = <T extends KitchenEvent['type']>(events: readonly KitchenEvent[], type: T) =>
  events.filter((event): event is Extract<KitchenEvent, { type: T }> => event.type === type);

const read = (world: World, atMs: number): Record<string, number> =>
  Object.fromEntries(world.sample(atMs).map(({ channel, value }) => [channel.name, value]));

describe('the story of the six kitchens', () => {
  it('tells every type of event but a move, which takes a lorry, and a void, which takes a mistake', () => {
    const untold = Object.keys(eventData).filter((type) => !all.some((event) => event.type === type));
    expect(untold).toEqual(['kitchen.moved', 'event.voided']);
  });

  it('weighs every mass on a scale that is checked once a month', () => {
    const weighed = all.filter(({ type }) =>
      ['intake.recorded', 'lot.processed', 'batch.input', 'batch.output'].includes(type),
    );
    const scales = new Set(weighed.map(({ data }) => ('scaleId' in data ? data.scaleId : undefined)));
    expect([...scales].toSorted()).toEqual(['bench-scale', 'gate-scale']);
    for (const { events } of told)
      for (const scale of scales) {
        const checks = ofType(events, 'scale.calibrated').filter(({ data }) => data.scaleId === scale);
        const months = checks.map(({ time }) => time.slice(0, 7));
        expect(new Set(months).size).toBe(months.length);
        expect(months).toEqual(expect.arrayContaining(['2026-03', '2026-04']));
      }
  });

  it('says of every delivery how far it came, what was paid for all of it, and nearly always how wet it was', () => {
    const intakes = ofType(all, 'intake.recorded');
    for (const { data } of intakes) {
      expect(data.kilometres).toBeLessThan(20);
      expect(data.price?.minor).toBeGreaterThan(0);
    }
    const dry = intakes.filter(({ data }) => data.moisturePermille !== undefined);
    expect(dry.length / intakes.length).toBeGreaterThan(0.95);
    expect(dry.length).toBeLessThan(intakes.length);
  });

  it('pays by the kilogram at the gate: a delivery twice as heavy costs twice as much', () => {
    const slips = new Set(all.map(({ supersedes }) => supersedes));
    for (const { kitchen, events } of told)
      for (const { id, data } of ofType(events, 'intake.recorded')) {
        if (slips.has(id)) continue;
        const paidPerKg = ((data.price?.minor ?? 0) / (data.grossGrams - data.tareGrams)) * 1_000;
        expect(paidPerKg / kitchen.paidMinorPerKg).toBeGreaterThan(0.94);
        expect(paidPerKg / kitchen.paidMinorPerKg).toBeLessThan(1.06);
      }
  });

  it('names a machine for every stage and a plan for every batch, longer than the batch took', () => {
    expect(ofType(all, 'batch.stage').filter(({ data }) => data.machine === undefined)).toEqual([]);
    const ends = new Map(ofType(all, 'batch.finished').map((event) => [event.batchId, event.time]));
    for (const { batchId, time, data } of ofType(all, 'batch.started')) {
      const end = ends.get(batchId);
      if (end === undefined) continue;
      expect((data.plannedMinutes ?? 0) * 60_000).toBeGreaterThan(Date.parse(end) - Date.parse(time));
    }
  });

  it.each(told.map(({ kitchen, world }) => [kitchen.id, kitchen, world] as const))(
    '%s draws from sun, grid and generator what its machines take and the lamps burn, no less',
    (_id, kitchen, world) => {
      const before = read(world, FROM);
      const after = read(world, FROM + 6 * DAY_MS);
      const used = (channel: string): number => (after[channel] ?? 0) - (before[channel] ?? 0);
      const machines = used('extruder-1/energy') + used('shredder-1/energy') + used('wash-1/energy');
      const site = used('site/energy-grid') + used('site/energy-pv') + used('site/energy-diesel');
      expect(site).toBeGreaterThan(machines);
      // Lamps, compressor and office: 0.35 kW by night, 1.4 kW by day.
      expect(site - machines).toBeLessThan(6 * 24 * 1.4);
      expect(used('site/energy-pv') > 0).toBe(kitchen.pvKwPeak > 0);
      expect(used('site/diesel')).toBeCloseTo(used('site/energy-diesel') * (4.9 / 15), 1);
    },
  );

  it('burns diesel now and then where there is a generator, and nowhere else', () => {
    const burners = told.filter(({ world }) => {
      const litres = read(world, FROM + 20 * DAY_MS)['site/diesel'];
      return litres !== undefined && litres > (read(world, FROM)['site/diesel'] ?? 0) + 5;
    });
    expect(burners.map(({ kitchen }) => kitchen.id)).toEqual(['ke-nbo-01', 'gh-acc-01']);
  });
});
