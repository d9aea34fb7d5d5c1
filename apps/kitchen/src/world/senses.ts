import { HOUR_MS, MINUTE_MS } from './calendar.js';
import { respond, valueAt, type Response, type Segment } from './curves.js';
import { runOf, sharesOf, type BatchDraw, type Day } from './day.js';
import type { SimulatedKitchen } from './kitchens.js';
import { hash, noise } from './random.js';

/** A blocked die: from `fromMs` to `toMs` nothing flows, the nozzle runs hot and the pressure rises, then falls. */
export interface Clog {
  fromMs: number;
  toMs: number;
  batchId: string;
}

/** Slow bodies of one day, computed once. */
export interface Thermals {
  zones: [Response, Response, Response];
  pressure: Response;
  blade: Response;
  water: Response;
  voc: Response;
}

const PE_ZONES: [number, number, number] = [190, 200, 200];
const PS_ZONES: [number, number, number] = [200, 210, 210];
const IDLE_PRESSURE_PA = 100_000;
const CLEAN_AIR_PPM = 0.06;

const holdsPs = (batch: BatchDraw): boolean =>
  sharesOf(batch.product.mix).some(([polymer]) => polymer === 'PS');

function zoneTargets(day: Day, zone: 0 | 1 | 2): Segment[] {
  const first = day.batches[0];
  if (!day.shift || !first) return [];
  const setpoint = (batch: BatchDraw): number => (holdsPs(batch) ? PS_ZONES : PE_ZONES)[zone];
  const targets: Segment[] = [
    { fromMs: day.shift.fromMs, toMs: runOf(first).fromMs, value: setpoint(first) },
  ];
  day.batches.forEach((batch, index) => {
    const run = runOf(batch);
    const next = day.batches[index + 1];
    // Shearing the melt heats the later zones a little above their setpoint.
    targets.push({ ...run, value: setpoint(batch) + zone * 1.6 * batch.load });
    targets.push({
      fromMs: run.toMs,
      toMs: next ? runOf(next).fromMs : batch.toMs,
      value: setpoint(next ?? batch),
    });
  });
  return targets;
}

export function createThermals(kitchen: SimulatedKitchen, day: Day): Thermals {
  const { meanCel } = kitchen.climate;
  const barrel = (zone: 0 | 1 | 2): Response =>
    respond(zoneTargets(day, zone), meanCel, { upMs: (5 + zone * 0.7) * MINUTE_MS, downMs: 55 * MINUTE_MS });
  const runs = (value: (batch: BatchDraw) => number): Segment[] =>
    day.batches.map((batch) => ({ ...runOf(batch), value: value(batch) }));
  return {
    zones: [barrel(0), barrel(1), barrel(2)],
    pressure: respond(
      runs((batch) => 3_500_000 + 5_000_000 * batch.load + (batch.sandGrams > 0 ? 2_500_000 : 0)),
      IDLE_PRESSURE_PA,
      { upMs: 50_000, downMs: 35_000 },
    ),
    blade: respond(
      day.preparations.map(({ shred }) => ({ ...shred, value: meanCel + 34 })),
      meanCel,
      { upMs: 14 * MINUTE_MS, downMs: 22 * MINUTE_MS },
    ),
    water: respond(
      day.preparations.map(({ wash }) => ({ ...wash, value: Math.max(38, meanCel + 12) })),
      meanCel - 2,
      { upMs: 20 * MINUTE_MS, downMs: 90 * MINUTE_MS },
    ),
    voc: respond(
      runs((batch) => (holdsPs(batch) ? 0.9 : 0.24)),
      CLEAN_AIR_PPM,
      { upMs: 6 * MINUTE_MS, downMs: 11 * MINUTE_MS },
    ),
  };
}

/** Rise of the nozzle in a clog, Cel: up while nothing flows, back within minutes. */
function clogHeat(clog: Clog | undefined, timeMs: number): number {
  if (!clog || timeMs < clog.fromMs) return 0;
  const risen = (untilMs: number): number => 42 * (1 - Math.exp((clog.fromMs - untilMs) / (3 * MINUTE_MS)));
  if (timeMs <= clog.toMs) return risen(timeMs);
  return risen(clog.toMs) * Math.exp((clog.toMs - timeMs) / (4 * MINUTE_MS));
}

/** What every gauge shows at an instant, by channel. Bounded by physics: no load, pressure or concentration below zero. */
export function readGauges(o: {
  kitchen: SimulatedKitchen;
  seed: number;
  day: Day;
  thermals: Thermals;
  /** Yesterday's, for what is still cooling before today's shift. */
  before: Thermals;
  clog: Clog | undefined;
  timeMs: number;
}): Map<string, number> {
  const { kitchen, seed, day, clog, timeMs } = o;
  const key = (channel: string): number => hash(seed, kitchen.id, channel);
  const shake = (channel: string, periodMs = 20_000): number => noise(key(channel), timeMs, periodMs);
  const slow = (today: Response, yesterday: Response): number =>
    (timeMs < today.fromMs ? yesterday : today).at(timeMs);

  const batch = day.batches.find((candidate) => timeMs >= candidate.fromMs && timeMs < candidate.toMs);
  const clogged = clog !== undefined && timeMs >= clog.fromMs && timeMs < clog.toMs;
  const run = batch && runOf(batch);
  const flowing = batch && run && timeMs >= run.fromMs && timeMs < run.toMs && !clogged ? batch : undefined;
  const ambientCel =
    kitchen.climate.meanCel +
    kitchen.climate.swingCel * Math.cos((Math.PI * ((timeMs - day.startMs) / HOUR_MS - 14.5)) / 12) +
    0.8 * noise(key('weather'), timeMs, 3 * HOUR_MS);

  const values = new Map<string, number>();
  o.thermals.zones.forEach((zone, index) => {
    const name = `extruder-1/barrel-${index + 1}-temperature`;
    const heat = index === 2 ? clogHeat(clog, timeMs) : index === 1 ? clogHeat(clog, timeMs) * 0.35 : 0;
    // The controller's own hunting shows only while it controls.
    const hunting = day.shift && timeMs >= day.shift.fromMs && timeMs < day.shift.toMs ? 0.9 : 0.2;
    values.set(name, slow(zone, o.before.zones[index as 0 | 1 | 2]) + heat + hunting * shake(name, 45_000));
  });
  const pressure = slow(o.thermals.pressure, o.before.pressure);
  const blocked = clogged ? 1 + 0.5 * Math.exp((clog.fromMs - timeMs) / MINUTE_MS) : 1;
  values.set(
    'extruder-1/melt-pressure',
    Math.max(0, pressure * blocked * (1 + 0.035 * shake('melt-pressure'))),
  );
  const rpm = flowing ? 52 + 48 * flowing.load : 0;
  values.set('extruder-1/screw-speed', rpm * (1 + 0.008 * shake('screw-speed')));
  const motorKw = flowing ? kitchen.motorKw * flowing.load : 0;
  values.set('extruder-1/motor-power', motorKw * (1 + 0.07 * shake('motor-power', 9_000)));
  const shredderKw = valueAt(day.loads.shredder, timeMs, 0);
  values.set('shredder-1/power', Math.max(0, shredderKw * (1 + 0.3 * shake('shredder-power', 7_000))));
  values.set('shredder-1/blade-temperature', slow(o.thermals.blade, o.before.blade) + 0.6 * shake('blade'));
  values.set(
    'wash-1/water-temperature',
    slow(o.thermals.water, o.before.water) + 0.3 * shake('wash', 60_000),
  );
  const voc = slow(o.thermals.voc, o.before.voc) + clogHeat(clog, timeMs) * 0.02;
  values.set('site/air-voc', Math.max(0, voc * (1 + 0.18 * shake('voc', 40_000))));
  values.set('site/temperature', ambientCel);

  const { riseMs, setMs, share } = day.sun;
  const height =
    timeMs > riseMs && timeMs < setMs ? Math.sin((Math.PI * (timeMs - riseMs)) / (setMs - riseMs)) : 0;
  const clouds = 0.75 + 0.25 * noise(key('clouds'), timeMs, 8 * MINUTE_MS);
  values.set(
    'site/pv-power',
    Math.min(kitchen.pvKwPeak, kitchen.pvKwPeak * height * clouds * Math.min(1, share + 0.3)),
  );
  // Charged over the day, drawn down over the evening and the night.
  const hour = (timeMs - day.startMs) / HOUR_MS;
  const charge = hour < 6 ? 48 - 3 * hour : hour < 16 ? 30 + 6.4 * (hour - 6) : 94 - 5.75 * (hour - 16);
  values.set(
    'site/battery-charge',
    Math.max(5, Math.min(100, charge + 2 * noise(key('battery'), timeMs, HOUR_MS))),
  );
  return values;
}
