import { setTimeout as wait } from 'node:timers/promises';
import { atEnd } from './cleanup.js';
import { connectKitchen, type TestKitchen } from './test-kitchen.js';

export const WATCHED_KITCHEN = 'bench-1';
/** Its value is the sequence number of its pack, so that whoever sees it knows when it was sent. */
export const COUNTING_CHANNEL = 'press-1/measure-0';

const KITCHENS = 10;
const READINGS_A_PACK = 10;
/** Every kitchen sends one pack each tick: 1,000 readings a second together. */
export const READINGS_A_SECOND = 1_000;
const TICK_MS = (KITCHENS * READINGS_A_PACK * 1_000) / READINGS_A_SECOND;

/** Ten kitchens that are known to the platform, each with its first pack settled. */
export async function connectBenchKitchens(mqttUrl: string): Promise<TestKitchen[]> {
  const kitchens = await Promise.all(
    Array.from({ length: KITCHENS }, (_, index) => connectKitchen(mqttUrl, `bench-${index + 1}`)),
  );
  const channels = Array.from({ length: READINGS_A_PACK }, (_, index) => ({
    name: `press-1/measure-${index}`,
    unit: '1',
    kind: 'gauge',
  }));
  for (const kitchen of kitchens) {
    atEnd(() => kitchen.end());
    await kitchen.publish('birth', { session: kitchen.session, machines: [], channels });
    await sendPack(kitchen, 1);
    await kitchen.untilSettled('telemetry', 1);
  }
  return kitchens;
}

/** Publishes at 1,000 readings a second. @returns when the watched kitchen sent each pack: sequence number to ms */
export async function sendSteadily(
  kitchens: readonly TestKitchen[],
  seconds: number,
  firstSeq = 2,
): Promise<Map<number, number>> {
  const sentMs = new Map<number, number>();
  const startMs = Date.now();
  for (let tick = 0; tick < (seconds * 1_000) / TICK_MS; tick++) {
    await wait(Math.max(0, startMs + tick * TICK_MS - Date.now()));
    const seq = firstSeq + tick;
    sentMs.set(seq, Date.now());
    await Promise.all(kitchens.map((kitchen) => sendPack(kitchen, seq)));
  }
  return sentMs;
}

async function sendPack(kitchen: TestKitchen, seq: number): Promise<void> {
  const at = Date.now() / 1_000;
  const records = Array.from({ length: READINGS_A_PACK }, (_, index) => ({
    ...(index === 0 ? { bt: at } : {}),
    n: `press-1/measure-${index}`,
    v: index === 0 ? seq : Math.sin(seq + index),
  }));
  await kitchen.pack(seq, records);
}

/**
 * How long each pack took to be seen, ms. A value may be overtaken by a newer one before it is shown: it counts as
 * arrived with that one.
 * @param seen values with the time of their arrival, ms, in order
 */
export function latencies(
  sentMs: Map<number, number>,
  seen: readonly (readonly [number, number])[],
): number[] {
  return [...sentMs].flatMap(([seq, sent]) => {
    const arrival = seen.find(([value]) => value >= seq);
    return arrival === undefined ? [] : [arrival[1] - sent];
  });
}
