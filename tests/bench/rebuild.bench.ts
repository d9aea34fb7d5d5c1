import { createDataSource } from '@bakeloop/db';
import { deriveKitchen, NO_CONTEXT, reduceBatch, SEED_REFERENCE, type KitchenEvent } from '@bakeloop/domain';
import { Recorder } from '@bakeloop/record';
import { expect, it } from '@jest/globals';
import { startBenchDatabase } from '../support/bench-database.js';
import { atEnd } from '../support/cleanup.js';
import { describeWith } from '../support/programs.js';
import { randomLog } from '../support/random-log.js';
import { percentile, printTable } from '../support/table.js';

const EVENTS = 100_000;
const BATCHES_A_KITCHEN = 200;
const EVENTS_A_BATCH = 200;
const REPEATS = 200;
const DATABASE_REPEATS = 100;
const START_MS = Date.UTC(2026, 0, 5, 6);
const CONTEXT = { ...NO_CONTEXT, reference: SEED_REFERENCE };
const MEBIBYTE = 1_048_576;
const DAY_MS = 86_400_000;

/** A batch of many weighings, from one delivery that was sorted and washed. */
function longBatch(): KitchenEvent[] {
  const [intake, sort, wash, start] = randomLog({ seed: 1, batches: 1, startMs: START_MS });
  if (!intake || !sort || !wash || start?.type !== 'batch.started')
    throw new Error('another log than expected');
  const at = (minute: number): string => new Date(START_MS + DAY_MS + minute * 60_000).toISOString();
  const idOf = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  const own = Array.from({ length: EVENTS_A_BATCH - 4 }, (_, index): KitchenEvent => {
    const base = { id: idOf(index), time: at(index), batchId: 'B-1' };
    return index % 2 === 0
      ? {
          ...base,
          type: 'batch.input',
          data: { lotId: 'FLAKE-1', material: 'flake', origin: 'post-consumer', grams: 900 + index },
        }
      : {
          ...base,
          type: 'batch.output',
          data: { kind: 'product', productCode: 'beam-2m', pieces: 1, grams: 890 + index },
        };
  });
  return [intake, sort, wash, start, ...own];
}
/** Milliseconds of the processor, so that what else runs on the machine does not count. */
function cpuMs(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}
const ms = (value: number): string => value.toFixed(2);

it('measures a rebuild of a large log, kitchen by kitchen, and one batch after an event', () => {
  const warm = randomLog({ seed: 999, batches: BATCHES_A_KITCHEN, startMs: START_MS });
  deriveKitchen(warm, CONTEXT, () => null);
  let events = 0;
  let derivedMs = 0;
  const heap: number[] = [];
  for (let seed = 1; events < EVENTS; seed += 1) {
    const log = randomLog({ seed, batches: BATCHES_A_KITCHEN, startMs: START_MS });
    let subjects = 0;
    derivedMs += cpuMs(() => (subjects = deriveKitchen(log, CONTEXT, () => null).contributions.length));
    expect(subjects).toBeGreaterThan(BATCHES_A_KITCHEN);
    events += log.length;
    heap.push(process.memoryUsage().rss);
  }
  const batch = longBatch();
  expect(batch).toHaveLength(EVENTS_A_BATCH);
  expect(reduceBatch('B-1', batch, CONTEXT)?.outputs.length).toBe(98);
  const reduced = Array.from({ length: REPEATS }, () =>
    cpuMs(() => deriveKitchen(batch, CONTEXT, () => null)),
  ).slice(REPEATS / 2);
  printTable(
    `Derivation in the domain library, ${events} events of logs of about ${warm.length}, ms and s of the processor`,
    [
      ['', 'value'],
      ['events/s', Math.round((events / derivedMs) * 1_000)],
      ['memory after the first kitchen, MiB', Math.round((heap[0] ?? 0) / MEBIBYTE)],
      ['most memory, MiB', Math.round(Math.max(...heap) / MEBIBYTE)],
      [`a batch of ${EVENTS_A_BATCH} events, p50 ms`, ms(percentile(reduced, 0.5))],
      [`a batch of ${EVENTS_A_BATCH} events, p95 ms`, ms(percentile(reduced, 0.95))],
    ],
  );
}, 120_000);

describeWith(['postgres'], 'an event of a long batch', () => {
  it('measures it from the post to the commit', async () => {
    const { url, engine } = await startBenchDatabase();
    const database = createDataSource(url, 2);
    await database.initialize();
    atEnd(() => database.destroy());
    const recorder = new Recorder(database);
    const batch = longBatch();
    await recorder.settleEvents('bench-1', batch.slice(0, -DATABASE_REPEATS), { receivedAt: new Date() });
    await database.query('ANALYZE');
    const times: number[] = [];
    for (const event of batch.slice(-DATABASE_REPEATS)) {
      const start = performance.now();
      await recorder.settleEvents('bench-1', [event], { receivedAt: new Date() });
      times.push(performance.now() - start);
    }
    printTable(
      `One event of a batch of ${EVENTS_A_BATCH}, stored, derived and committed, ms (${engine.version}, fsync on)`,
      [
        ['p50', 'p95', 'worst'],
        [percentile(times, 0.5), percentile(times, 0.95), Math.max(...times)].map(ms),
      ],
    );
  }, 120_000);
});
