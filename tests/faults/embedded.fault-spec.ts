import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createDataSource } from '@bakeloop/db';
import { expect, it } from '@jest/globals';
import { sized } from '../support/at-length.js';
import { bakeloopUp, type BakeloopUp } from '../support/bakeloop.js';
import { atEnd, tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { childrenOf, commandOf, isRunning } from '../support/processes.js';
import { startFleet } from './fleet.js';
import { expectAccountsBalance, expectExactly } from './oracle.js';
import { report } from './report.js';
import { diceOf } from './settings.js';

/** What can be killed of `bakeloop up`: a part, which it starts again by itself, or all of it. */
type Victim = 'the ingest' | 'the database' | 'all' | 'all, and the broker’s store is gone';
const COMMAND_OF = { 'the ingest': 'ingest/dist/main', 'the database': 'database-process' } as const;

async function partOf(bakeloop: BakeloopUp, part: keyof typeof COMMAND_OF): Promise<number> {
  for (const pid of await childrenOf(bakeloop.pid))
    if ((await commandOf(pid)).includes(COMMAND_OF[part])) return pid;
  throw new Error(`${part} does not run`);
}

it(
  'R1 npm start with everything embedded: any part of it killed, or all of it at once',
  async () => {
    const dice = diceOf('R1 embedded');
    const dataDir = await tempDir();
    let bakeloop = await bakeloopUp(dataDir);
    const ports = { web: Number(new URL(bakeloop.url).port), mqtt: bakeloop.mqttPort };
    const fleet = startFleet(`mqtt://127.0.0.1:${ports.mqtt}`, { kitchens: 4, dice, name: 'embedded' });

    const kill: Record<Victim, () => Promise<void>> = {
      'the ingest': async () => void process.kill(await partOf(bakeloop, 'the ingest'), 'SIGKILL'),
      'the database': async () => void process.kill(await partOf(bakeloop, 'the database'), 'SIGKILL'),
      all: async () => {
        const parts = await childrenOf(bakeloop.pid);
        bakeloop.signal('SIGKILL');
        // By name, so that a failure says which.
        const left = (): Promise<string[]> =>
          Promise.all([bakeloop.pid, ...parts].filter(isRunning).map(commandOf));
        await eventually(async () => expect(await left()).toEqual([]), { withinMs: 10_000 });
      },
      'all, and the broker’s store is gone': async () => {
        await kill.all();
        await rm(join(dataDir, 'broker'), { recursive: true });
      },
    };
    const victims: Victim[] = ['the ingest', 'the database', 'all, and the broker’s store is gone'];
    const kills = sized({ short: 3, long: 20 });
    const load = fleet.steadily(20);
    let recoveryMs = 0;
    let checks = 0;
    for (let count = 0; count < kills; count++) {
      await wait(dice.int(300, 1_500));
      const victim = victims[count] ?? dice.pick<Victim>([...victims, 'all']);
      await kill[victim]();
      if (victim.startsWith('all')) bakeloop = await bakeloopUp(dataDir, undefined, ports);
      recoveryMs = Math.max(recoveryMs, await fleet.untilSettled());
      await withDatabase(dataDir, (database) => expectAccountsBalance(database, fleet));
      checks++;
    }
    await load.stop();
    await fleet.untilSettled();
    const verdict = await withDatabase(dataDir, (database) => expectExactly(database, fleet));
    await fleet.end();
    report('R1 embedded', { ...verdict, recoveryMs, kills, checks });
    // Broker and database begin with what is on the disk: longer than a server of one's own takes, and the gate shares its
    // machine with other work.
    expect(recoveryMs).toBeLessThan(sized({ short: 60_000, long: 30_000 }));
  },
  sized({ short: 300_000, long: 3_600_000 }),
);

type Use<T> = (database: ReturnType<typeof createDataSource>) => Promise<T>;

/** What a database says that was killed a moment ago, or is being started. */
const AWAY = /ECONNRESET|ECONNREFUSED|Connection terminated/;

/** Asks the database of a running Bakeloop, which may just be starting anew. */
async function withDatabase<T>(dataDir: string, use: Use<T>): Promise<T> {
  for (let attempt = 1; ; attempt++)
    try {
      return await askDatabase(dataDir, use);
    } catch (error) {
      if (attempt === 20 || !AWAY.test((error as Error).message)) throw error;
      await wait(500);
    }
}

/** After a restart it has another port. */
async function askDatabase<T>(dataDir: string, use: Use<T>): Promise<T> {
  const run = JSON.parse(await readFile(join(dataDir, 'run.json'), 'utf8')) as { databaseUrl: string };
  const database = createDataSource(run.databaseUrl, 1);
  await database.initialize();
  const close = async (): Promise<void> => {
    if (database.isInitialized) await database.destroy();
  };
  atEnd(close);
  try {
    return await use(database);
  } finally {
    await close();
  }
}
