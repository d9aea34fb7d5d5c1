import type { Birth, SenmlRecord } from '@bakeloop/contracts';
import type { KitchenEvent } from '@bakeloop/domain';
import { AGENT } from './agent/agent-name.js';
import type { SimulatedKitchen } from './world/kitchens.js';
import { createWorld, ORDINARY_MISHAPS, type Mishaps, type Sample, type World } from './world/world.js';

/** Off shift little changes: readings are this many times rarer. */
const OFF_SHIFT_FACTOR = 10;
/** What a birth certificate declares, s: how rarely a channel is read on shift, live or in the loaded history. */
export const DECLARED_INTERVAL_SECONDS = 120;

/** The birth certificate of a simulated kitchen in a session (B1). */
export function birthOf(kitchen: SimulatedKitchen, session: string): Birth {
  return {
    session,
    agent: AGENT,
    name: kitchen.name,
    place: kitchen.place,
    country: kitchen.country,
    timeZone: kitchen.timeZone,
    position: kitchen.position,
    machines: kitchen.machines.map((machine) => ({ ...machine })),
    channels: kitchen.channels.map(({ name, unit, kind, min, max }) => ({
      name,
      unit,
      kind,
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
      intervalSeconds: DECLARED_INTERVAL_SECONDS,
    })),
  };
}

/**
 * SenML of one instant, compact: base name and base time once per machine. The first record of every machine carries
 * both, so records of several instants may be joined in one pack.
 */
export function senmlOf(timeMs: number, samples: readonly Sample[]): SenmlRecord[] {
  let base = '';
  return samples.map(({ channel, value }) => {
    const cut = channel.name.indexOf('/') + 1;
    const machine = channel.name.slice(0, cut);
    const record = { n: channel.name.slice(cut), u: channel.unit, v: value };
    if (machine === base) return record;
    base = machine;
    return { bn: machine, bt: timeMs / 1_000, ...record };
  });
}

const remembered = new WeakMap<SimulatedKitchen, { key: string; world: World }>();

/** A world first sums up its meters since 2025 (some 0.1 s): whoever takes a range day by day pays for that once. */
function rememberedWorld(
  kitchen: SimulatedKitchen,
  seed: number,
  mishaps: Mishaps,
  beganMs: number | undefined,
): World {
  const key = `${seed}/${mishaps.clogShare}/${mishaps.pvcShare}/${beganMs}`;
  const known = remembered.get(kitchen);
  if (known?.key === key) return known.world;
  const world = createWorld(kitchen, seed, mishaps, beganMs);
  remembered.set(kitchen, { key, world });
  return world;
}

export interface SimulationStep {
  timeMs: number;
  telemetry: SenmlRecord[];
  /** What was logged since the step before. */
  events: KitchenEvent[];
}

/**
 * The past of a kitchen in order of time, as it would have been published: one step per sample, with the events since
 * the step before. Readings lie on a grid of the interval, so two runs over one range, in pieces or whole, tell the
 * same; live operation continues the same curves and counters.
 *
 * @param o.fromMs excluded
 * @param o.toMs included
 * @param o.intervalSeconds between samples on shift, default 60 s; off shift ten times as long
 * @param o.offShift whether the sensors are read off shift at all, default true
 * @param o.beganMs where the log begins, see `createWorld`
 * @throws RangeError for a start before 2025-01-01
 */
export function* simulate(o: {
  kitchen: SimulatedKitchen;
  seed: number;
  fromMs: number;
  toMs: number;
  intervalSeconds?: number;
  offShift?: boolean;
  mishaps?: Mishaps;
  beganMs?: number;
}): Generator<SimulationStep> {
  const world = rememberedWorld(o.kitchen, o.seed, o.mishaps ?? ORDINARY_MISHAPS, o.beganMs);
  const stepMs = (o.intervalSeconds ?? 60) * 1_000;
  let toldMs = o.fromMs;
  for (let timeMs = (Math.floor(o.fromMs / stepMs) + 1) * stepMs; timeMs <= o.toMs; timeMs += stepMs) {
    const isRead =
      world.onShift(timeMs) || (o.offShift !== false && timeMs % (stepMs * OFF_SHIFT_FACTOR) === 0);
    if (!isRead) continue;
    yield { timeMs, telemetry: senmlOf(timeMs, world.sample(timeMs)), events: world.events(toldMs, timeMs) };
    toldMs = timeMs;
  }
  const rest = world.events(toldMs, o.toMs);
  if (rest.length > 0) yield { timeMs: o.toMs, telemetry: [], events: rest };
}
