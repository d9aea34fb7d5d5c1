import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createDataSource, insertEvents, lockKitchens } from '@bakeloop/db';
import {
  deriveKitchen,
  NO_CONTEXT,
  reduceBatch,
  refsOf,
  SEED_REFERENCE,
  type KitchenEvent,
} from '@bakeloop/domain';
import { contentHash, rebuildKitchen, Recorder, ReferenceMemory } from '@bakeloop/record';
import { expect, it } from '@jest/globals';
import { startBakeloop } from '../support/bakeloop.js';
import { startBenchDatabase } from '../support/bench-database.js';
import { startReport } from '../support/bench-report.js';
import { atEnd } from '../support/cleanup.js';
import { describeWith } from '../support/programs.js';
import { randomLog } from '../support/random-log.js';
import { percentile } from '../support/table.js';

const report = await startReport('rebuild');

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
  report.table(
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
    report.table(
      `One event of a batch of ${EVENTS_A_BATCH}, stored, derived and committed, ms (${engine.version}, fsync on)`,
      [
        ['p50', 'p95', 'worst'],
        [percentile(times, 0.5), percentile(times, 0.95), Math.max(...times)].map(ms),
      ],
    );
  }, 120_000);
});

/** One kitchen that works on several lines at once: a longer log is of more lines, over the same days. */
function manyLines(name: string, events: number): KitchenEvent[] {
  const log: KitchenEvent[] = [];
  for (let line = 1; log.length < events; line += 1) {
    const seed = line + name.length * 1_000_000;
    const one = JSON.stringify(randomLog({ seed, batches: BATCHES_A_KITCHEN, startMs: START_MS }));
    const own = one.replace(/"((?:B|GATE|SORTED|FLAKE|PALLET|SCRAP)-\d+)"/g, `"$1/${line}"`);
    log.push(...(JSON.parse(own) as KitchenEvent[]));
  }
  return log;
}

/** Most memory that a process had up to its end, bytes. Linux only. */
async function peakMemory(pid: number, ended: Promise<unknown>): Promise<number> {
  let peak = 0;
  let isRunning = true;
  void ended.then(() => (isRunning = false));
  while (isRunning) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1_024);
    await wait(20);
  }
  return peak;
}

describeWith(['postgres'], 'a rebuild of one kitchen', () => {
  it('measures what it holds of a short log and of a long one', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const held = (): number => {
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const { url, engine } = await startBenchDatabase();
    const database = createDataSource(url, 2);
    await database.initialize();
    atEnd(() => database.destroy());
    const rows = [];
    for (const [kitchenId, size] of [
      ['none', 0],
      ['short', EVENTS / 5],
      ['long', EVENTS],
    ] as const) {
      await lockKitchens(database, [kitchenId], new Date());
      const log = manyLines(kitchenId, size);
      const events = log.length;
      while (log.length > 0)
        await insertEvents(
          database,
          log.splice(-500).map((event) => ({
            ...{ kitchenId, event, contentHash: contentHash(event), refs: refsOf(event) },
            ...{ source: 'http' as const, receivedAt: new Date() },
          })),
        );
      await database.query('ANALYZE');
      const before = held();
      let most = before;
      const start = performance.now();
      const rebuilt = await database.transaction(async (sql) => {
        const origin = { cause: 'method', eventId: null, knownAt: new Date() } as const;
        return rebuildKitchen(sql, new ReferenceMemory(), kitchenId, origin, {
          onPage: () => (most = Math.max(most, held())),
        });
      });
      const seconds = (performance.now() - start) / 1_000;
      expect(rebuilt.events).toBe(events);
      // Once more, as a person does it: nothing differs now.
      const command = startBakeloop(['rebuild', '--check', '--kitchen', kitchenId], { DATABASE_URL: url });
      const peak = await peakMemory(command.pid, command.ended);
      expect(await command.ended).toMatchObject({ code: 0 });
      rows.push({ events, lots: rebuilt.lots, held: most - before, peak, seconds });
    }
    const [none, short, long] = rows;
    if (!none || !short || !long) throw new Error('three kitchens were rebuilt');
    const ratio = (one: number, other: number): string => (one / other).toFixed(1);
    const growth = ({ peak }: typeof none): number => peak - none.peak;
    report.table(
      `A rebuild of one kitchen, all of it new (${engine.version}); the process is that of \`bakeloop rebuild --check\` after it`,
      [
        ['events', 'lots', 'held at most, MiB', 'bytes/event', 'process at most, MiB', 's'],
        ...rows.map(({ events, lots, held, peak, seconds }) => [
          ...[events, lots, Math.round(held / MEBIBYTE), Math.round(held / Math.max(events, 1))],
          ...[Math.round(peak / MEBIBYTE), Math.round(seconds)],
        ]),
        [
          'long to short',
          ratio(long.lots, short.lots),
          ratio(long.held, short.held),
          ratio(long.held / long.events, short.held / short.events),
          `${ratio(growth(long), growth(short))} over none`,
          ratio(long.seconds, short.seconds),
        ],
      ],
    );
  }, 600_000);
});
