import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  connectReader,
  startBenchDatabase,
  upkeepDone,
  type BenchDatabase,
} from '../support/bench-database.js';
import { sized, startReport } from '../support/bench-report.js';
import { eventually } from '../support/eventually.js';
import { startIngestProcess } from '../support/ingest-process.js';
import { READINGS_A_PACK, startLoad, type LoadGenerator } from '../support/load.js';
import { startShippedMosquitto } from '../support/mosquitto.js';
import { installPeers, type Peer } from '../support/peers.js';
import { memoryMiB } from '../support/processes.js';
import { startMeter } from '../support/processor-time.js';
import { describeWith } from '../support/programs.js';
import { channelIdsOf, copyReadings } from '../support/raw-copy.js';
import type { ServerProcess } from '../support/server-process.js';
import { percentile } from '../support/table.js';
import { connectKitchen } from '../support/test-kitchen.js';

const KITCHENS = 64;
const CONNECTIONS = 8;
/** About ten seconds, so that the upkeep of the rollups, which comes every ten, counts too. */
const OUR_PACKS_A_KITCHEN = sized(600);
const ROUNDS = 3;
const WITHIN_MS = 25 * 60_000;

const report = await startReport('peers');
const peers = await installPeers();

/** Takes the packs of a broker of its own into a table of its own, on the server that all share. */
interface Contender {
  name: string;
  table: 'reading' | 'reading_raw';
  server: ServerProcess;
  load: LoadGenerator;
  reader: pg.Client;
  packsAKitchen: number;
}

/** The table that a reader of TimescaleDB's documentation makes for the same readings: the names as they come, one key. */
async function peerDatabase({
  freshDatabase,
  engine,
}: BenchDatabase): Promise<{ url: string; reader: pg.Client }> {
  const url = await freshDatabase();
  const reader = await connectReader(url);
  await reader.query(
    `CREATE TABLE reading (
       kitchen_id text NOT NULL,
       channel text NOT NULL,
       device_time timestamptz NOT NULL,
       value float8 NOT NULL,
       received_at timestamptz NOT NULL DEFAULT now(),
       PRIMARY KEY (kitchen_id, channel, device_time)
     )`,
  );
  if (engine.kind === 'timescaledb') {
    await reader.query('CREATE EXTENSION IF NOT EXISTS timescaledb');
    await reader.query(
      `SELECT create_hypertable('reading', by_range('device_time', INTERVAL '1 day'), create_default_indexes => false)`,
    );
  }
  return { url, reader };
}

const rowsIn = async (reader: pg.Client, table: Contender['table']): Promise<number> =>
  Number((await reader.query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`)).rows[0]?.n);

async function startPeer(peer: Peer, database: BenchDatabase): Promise<Contender> {
  const [{ url, reader }, mosquitto] = await Promise.all([peerDatabase(database), startShippedMosquitto()]);
  let probes = 0;
  const server = await peer.start(url, mosquitto.url, async () => {
    const probe = await connectKitchen(mosquitto.url, `probe-${++probes}`);
    try {
      await probe.pack(1, [{ n: 'probe/beat', bt: Math.floor(Date.now() / 1_000), v: 1 }]);
      // Asked again with the next probe: before the subscription a pack reaches nobody.
      await eventually(async () => expect(await rowsIn(reader, 'reading')).toBeGreaterThan(0), {
        withinMs: 2_000,
      });
    } finally {
      await probe.end();
    }
  });
  const load = await startLoad(mosquitto.url, { kitchens: KITCHENS, connections: CONNECTIONS });
  return {
    name: peer.name,
    table: 'reading',
    server,
    load,
    reader,
    packsAKitchen: sized(peer.packsAKitchen),
  };
}

async function startOurs({ url, reader }: BenchDatabase): Promise<Contender> {
  const mosquitto = await startShippedMosquitto();
  const server = await startIngestProcess(url, mosquitto.url);
  const load = await startLoad(mosquitto.url, { kitchens: KITCHENS, connections: CONNECTIONS });
  return { name: 'Bakeloop', table: 'reading_raw', server, load, reader, packsAKitchen: OUR_PACKS_A_KITCHEN };
}

interface Measured {
  /** Readings stored a second, from the first publish to the commit of the last. */
  rate: number;
  /** Processor time of the program and of the database for a pack, us: others on the machine bend it less than the rate. */
  programUs: number;
  databaseUs: number;
}

async function measure(contender: Contender, database: BenchDatabase, startS: number): Promise<Measured> {
  const { load, reader, table, packsAKitchen, server } = contender;
  const packs = load.prepare(packsAKitchen, startS);
  const readings = KITCHENS * packsAKitchen * READINGS_A_PACK;
  await reader.query('CHECKPOINT');
  const stored = await rowsIn(reader, table);
  const spentUs = await startMeter({
    program: { pid: server.pid() },
    database: { pid: database.pid(), withChildren: true },
  });
  const beganMs = Date.now();
  await load.pour(packs);
  await eventually(
    async () => expect((await rowsIn(reader, table)) - stored).toBeGreaterThanOrEqual(readings),
    {
      withinMs: WITHIN_MS / 4,
      everyMs: 2_000,
    },
  );
  const [programUs = NaN, databaseUs = NaN] = (await spentUs()).map(
    (us) => (us * READINGS_A_PACK) / readings,
  );
  const { rows } = await reader.query<{ ms: number }>(
    `SELECT extract(epoch FROM max(pg_xact_commit_timestamp(xmin)))::float8 * 1000 AS ms FROM ${table}`,
  );
  return { rate: (readings / ((rows[0]?.ms ?? NaN) - beganMs)) * 1_000, programUs, databaseUs };
}

const compare = (found: readonly Peer[]): void =>
  describeWith(['postgres', 'mosquitto'], 'readings a second, of others too', () => {
    it(
      'compares the ingest with what others would use in its place',
      async () => {
        const database = await startBenchDatabase({ track_commit_timestamp: 'on' });
        report.with('Database', `${database.engine.version}, fsync on`);
        const contenders = [await startOurs(database)];
        for (const peer of found) contenders.push(await startPeer(peer, database));
        const measured = new Map<string, Measured[]>(contenders.map(({ name }) => [name, []]));
        const copies: number[] = [];
        const startS = Math.floor(Date.now() / 1_000) - 6 * 3_600;
        // Round 0 warms the channels, the compilers and the chunks up.
        for (let round = 0; round <= ROUNDS; round++) {
          for (const contender of contenders) {
            const found = await measure(contender, database, startS);
            if (round > 0) measured.get(contender.name)?.push(found);
            await upkeepDone(database.reader);
          }
          const channelIds = await channelIdsOf(database.reader, 'load');
          const copyMs = await copyReadings(database.url, channelIds, {
            rowsAChannel: OUR_PACKS_A_KITCHEN,
            startS: startS + 2 * 3_600 + round * OUR_PACKS_A_KITCHEN,
          });
          if (round > 0) copies.push((channelIds.length * OUR_PACKS_A_KITCHEN * 1_000) / copyMs);
        }

        const median = (of: keyof Measured, name: string): number =>
          percentile(
            (measured.get(name) ?? []).map((one) => one[of]),
            0.5,
          );
        const ours = median('rate', 'Bakeloop');
        const rows: (string | number)[][] = [];
        for (const { name, server, packsAKitchen } of contenders)
          rows.push([
            name,
            KITCHENS * packsAKitchen * READINGS_A_PACK,
            ...(measured.get(name) ?? []).map(({ rate }) => Math.round(rate)),
            (ours / median('rate', name)).toFixed(2),
            Math.round(median('programUs', name)),
            Math.round(median('databaseUs', name)),
            (await memoryMiB(server.pid())).most,
          ]);
        const copied = KITCHENS * OUR_PACKS_A_KITCHEN * READINGS_A_PACK;
        const copyRatio = (ours / percentile(copies, 0.5)).toFixed(2);
        rows.push(['raw text COPY', copied, ...copies.map(Math.round), copyRatio, '', '', '']);
        report.table(
          'Readings stored a second, from the first publish to the commit of the last; how many times as many Bakeloop stores; processor time of a pack',
          [
            [
              '',
              'readings a round',
              ...copies.map((_, index) => `round ${index + 1}`),
              'Bakeloop is',
              'program us',
              'database us',
              'most MiB',
            ],
            ...rows,
          ],
        );
        report.note(
          'Packs of 24 readings of 64 kitchens, poured at QoS 1 into a Mosquitto with the shipped settings, one for each; one database server. Bakeloop also validates, acknowledges to the kitchen, keeps current values and rollups, and loses nothing when it is killed; the others only store, into a table (a hypertable where TimescaleDB is there) whose key is kitchen, channel and time. The flows of Node-RED run without editor, parse JSON in the MQTT node and write through a pool of ten connections. The first is of nodes from its palette alone, as it is wired up with the mouse: split, join of 2,000 readings, an INSERT of as many rows by `node-red-contrib-postgrestor-next`; the second splits and inserts in function nodes; the third keeps packs whole, joins a hundred and inserts arrays, as fast as we could make it. NestJS is as its documentation has it, with QoS 1: MQTT transport, an entity, and `repository.save`, once of each reading, as it saves what a request brings, once of all readings of a message.',
        );
      },
      WITHIN_MS,
    );
  });

if (typeof peers === 'string') {
  process.stderr.write(`skipped: the ingest and its peers: ${peers}\n`);
  describe.skip('readings a second, of others too', () => it('is not asked for', () => undefined));
} else compare(peers);
