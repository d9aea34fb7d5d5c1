import { it } from '@jest/globals';
import type pg from 'pg';
import { startBenchDatabase, upkeepDone } from '../support/bench-database.js';
import { sized, startReport } from '../support/bench-report.js';
import { startIngestProcess, startSharingIngest } from '../support/ingest-process.js';
import { READINGS_A_PACK, startLoad, type Load, type LoadGenerator } from '../support/load.js';
import { startShippedMosquitto } from '../support/mosquitto.js';
import { memoryMiB } from '../support/processes.js';
import { startMeter } from '../support/processor-time.js';
import { describeWith } from '../support/programs.js';
import { channelIdsOf, copyReadings } from '../support/raw-copy.js';
import { percentile } from '../support/table.js';

const KITCHENS = 64;
const CONNECTIONS = 8;
/** About ten seconds a round, so that the upkeep of the rollups, which comes every ten, is in each. */
const PACKS_A_KITCHEN = sized(600);
const ROUNDS = 3;
/** Every twentieth: 5 %. */
const REPEATED_EVERY = 20;
const DAYS_LATE = 7;
/** The late kitchens have so many readings of each channel that day, but for the hours whose packs come late. */
const OLD_READINGS = sized(360);
const MANY_KITCHENS = sized(10_000);
const MANY_CONNECTIONS = sized(1_000);
const PACKS_OF_MANY = 3;
const WITHIN_MS = 20 * 60_000;
const DAY_S = 86_400;

const report = await startReport('strain');

/** Noon, UTC, so many days ago, s since the epoch. */
const noon = (daysAgo: number): number =>
  Math.floor(Date.now() / 1_000 / DAY_S) * DAY_S - daysAgo * DAY_S + DAY_S / 2;

/**
 * A day of readings of these channels without the two hours after noon, compressed: what the platform has of kitchens that
 * were cut off for two hours.
 */
async function fillDay(
  url: string,
  reader: pg.Client,
  channelIds: readonly number[],
  daysAgo: number,
): Promise<void> {
  const gapS = noon(daysAgo);
  await copyReadings(url, channelIds, {
    rowsAChannel: OLD_READINGS,
    startS: gapS - DAY_S / 2,
    everyS: DAY_S / OLD_READINGS,
    skip: (atS) => atS >= gapS && atS < gapS + 2 * 3_600,
  });
  await reader.query(
    `SELECT compress_chunk(format('%I.%I', chunk_schema, chunk_name)::regclass, if_not_compressed => true)
     FROM timescaledb_information.chunks
     WHERE hypertable_name = 'reading_raw' AND range_start <= to_timestamp($1) AND range_end > to_timestamp($1)`,
    [gapS],
  );
}

describeWith(['postgres', 'mosquitto'], 'readings a second under strain', () => {
  it(
    'measures what repeated packs, late packs, many kitchens and a second ingest cost',
    async () => {
      const [{ url, engine, reader, pid: databasePid }, mosquitto] = await Promise.all([
        startBenchDatabase(),
        startShippedMosquitto(),
      ]);
      report.with('Database', `${engine.version}, fsync on`);
      const more = { INGEST_MAX_KITCHENS: String(MANY_KITCHENS + 10 * KITCHENS) };
      const ingest = await startIngestProcess(url, mosquitto.url, more);
      const few = (prefix: string, mqttUrl = mosquitto.url): Promise<LoadGenerator> =>
        startLoad(mqttUrl, { kitchens: KITCHENS, connections: CONNECTIONS, prefix });
      const nowS = Math.floor(Date.now() / 1_000) - 6 * 3_600;

      const rounds = new Map<string, { rate: number; us: number[]; held: string }[]>();
      /** @param newPacks what comes again does not count */
      const measure = async (
        name: string,
        load: LoadGenerator,
        packs: Load,
        { newPacks = KITCHENS * PACKS_A_KITCHEN, ingests = [ingest] } = {},
      ): Promise<void> => {
        const spentUs = await startMeter({
          database: { pid: databasePid(), withChildren: true },
          ...Object.fromEntries(ingests.map((one, index) => [`ingest ${index}`, { pid: one.pid() }])),
        });
        const ms = await load.flatOut(packs);
        const [ofDatabase = NaN, ...ofIngests] = (await spentUs()).map((us) => us / newPacks);
        const memory = await Promise.all(ingests.map((one) => memoryMiB(one.pid())));
        rounds.set(name, [
          ...(rounds.get(name) ?? []),
          {
            rate: (newPacks * READINGS_A_PACK * 1_000) / ms,
            us: [ofIngests.reduce((sum, us) => sum + us, 0), ofDatabase],
            held: memory.map(({ now, most }) => `${now} (${most})`).join(', '),
          },
        ]);
        await upkeepDone(reader);
      };

      const plain = await few('plain');
      const twice = await few('twice');
      const again = await few('again');
      const late = await few('late');
      for (const load of [plain, twice, again, late])
        await load.flatOut(load.prepare(PACKS_A_KITCHEN / 4, nowS));
      const channelIds = await channelIdsOf(reader, 'late');
      if (engine.kind === 'timescaledb')
        for (let round = 0; round < ROUNDS; round++)
          await fillDay(url, reader, channelIds, DAYS_LATE + round);
      await upkeepDone(reader);
      for (let round = 0; round < ROUNDS; round++) {
        await measure('plain', plain, plain.prepare(PACKS_A_KITCHEN, nowS));
        for (const [name, load, what] of [
          ['5 % of the packs come twice', twice, 'pack'],
          ['5 % of the readings come again in another pack', again, 'readings'],
        ] as const)
          await measure(name, load, load.prepare(PACKS_A_KITCHEN, nowS, { every: REPEATED_EVERY, what }));
        if (engine.kind === 'timescaledb')
          await measure(
            'seven days late, into a compressed day',
            late,
            late.prepare(PACKS_A_KITCHEN, noon(DAYS_LATE + round)),
          );
      }

      const many = await startLoad(mosquitto.url, {
        kitchens: MANY_KITCHENS,
        connections: MANY_CONNECTIONS,
        prefix: 'many',
      });
      await measure(
        `the first pack of each of ${MANY_KITCHENS} kitchens`,
        many,
        many.prepare(1, Math.floor(Date.now() / 1_000)),
        {
          newPacks: MANY_KITCHENS,
        },
      );
      for (let round = 0; round < ROUNDS; round++)
        await measure(
          `${MANY_KITCHENS} kitchens on ${MANY_CONNECTIONS} connections`,
          many,
          // Of now, as a fleet of that size sends: what comes late is measured above.
          many.prepare(PACKS_OF_MANY, Math.floor(Date.now() / 1_000)),
          { newPacks: MANY_KITCHENS * PACKS_OF_MANY },
        );
      await ingest.stop();

      const shared = await startShippedMosquitto();
      const two = [
        await startSharingIngest(url, shared.url, 1, more),
        await startSharingIngest(url, shared.url, 2, more),
      ];
      const parted = await few('parted', shared.url);
      await parted.flatOut(parted.prepare(PACKS_A_KITCHEN / 4, nowS));
      for (let round = 0; round < ROUNDS; round++)
        await measure('two ingests share the packs', parted, parted.prepare(PACKS_A_KITCHEN, nowS), {
          ingests: two,
        });

      const median = (name: string, of: (round: { rate: number; us: number[] }) => number): number =>
        percentile((rounds.get(name) ?? []).map(of), 0.5);
      const plainRate = median('plain', ({ rate }) => rate);
      report.table(
        `Readings acknowledged a second, flat out in packs of ${READINGS_A_PACK}, and as a share of the plain row (medians); processor time of a pack; memory of the ingest after it (and the most since it began), MiB`,
        [
          ['', 'rounds', 'median', 'of plain', 'ingest us', 'database us', 'MiB'],
          ...[...rounds].map(([name, measured]) => [
            name,
            measured.map(({ rate }) => Math.round(rate)).join(', '),
            Math.round(median(name, ({ rate }) => rate)),
            (median(name, ({ rate }) => rate) / plainRate).toFixed(2),
            ...[0, 1].map((part) => Math.round(median(name, ({ us }) => us[part] ?? NaN))),
            measured.at(-1)?.held ?? '',
          ]),
        ],
      );
      report.note(
        `${KITCHENS} kitchens on ${CONNECTIONS} connections where it says nothing else. What comes again is answered and does not count. The late kitchens have readings before and after the hours that come late, in a chunk that was compressed first${engine.kind === 'timescaledb' ? '' : '; not measured here, for want of TimescaleDB'}.`,
      );
    },
    WITHIN_MS,
  );
});
