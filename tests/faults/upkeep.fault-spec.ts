import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, expect, it } from '@jest/globals';
import { sized } from '../support/at-length.js';
import { runBakeloop } from '../support/bakeloop.js';
import { mb1Events } from '../support/batch-log.js';
import { atEnd } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { expectLedgerAddsUp } from '../support/ledger.js';
import { restoredCopy } from '../support/postgres.js';
import { childrenOf, openFiles, residentBytes } from '../support/processes.js';
import { describeWith } from '../support/programs.js';
import { connectKitchen } from '../support/test-kitchen.js';
import { startFleet, type Fleet } from './fleet.js';
import { expectAccountsBalance, expectExactly } from './oracle.js';
import { migrated, startPlatform, type Platform } from './platform.js';
import { report } from './report.js';
import { watchAccounts } from './schedule.js';
import { diceOf } from './settings.js';

const MIB = 1024 * 1024;

describeWith(['postgres', 'mosquitto'], 'upkeep under load', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
  });

  /** The longest that a fleet waited for any acknowledgement, ms, until `stop`. */
  const watchSilence = (fleet: Fleet): { stop(): number } => {
    let last = fleet.acknowledged().length;
    let sinceMs = performance.now();
    let longestMs = 0;
    const look = setInterval(() => {
      const count = fleet.acknowledged().length;
      longestMs = Math.max(longestMs, performance.now() - sinceMs);
      if (count > last) sinceMs = performance.now();
      last = count;
    }, 50);
    atEnd(async () => clearInterval(look));
    return {
      stop: () => {
        clearInterval(look);
        return Math.round(longestMs);
      },
    };
  };

  it('F46 a migration waits for no lock so long that the kitchens wait behind it; undone and done again, nothing is lost', async () => {
    const fleet = startFleet(platform.mosquitto.url, { kitchens: 4, dice: diceOf('F46'), name: 'f46' });
    const load = fleet.steadily(30);
    const accounts = watchAccounts(platform.database, fleet);
    // One that the running ingest can do without: it makes an index.
    const index = platform.database.migrations.find(({ constructor: { name } }) =>
      name.startsWith('ProductsSent'),
    );
    if (!index) throw new Error('there is no such migration');
    const runner = platform.database.createQueryRunner();
    await index.down(runner);
    await runner.query(`DELETE FROM schema_migration WHERE name LIKE 'ProductsSent%'`);
    await runner.release();
    // And it is made one that has to lock a table which every settlement writes.
    await platform.database.query(`
      CREATE FUNCTION alters_kitchen() RETURNS event_trigger LANGUAGE plpgsql AS
        $$ BEGIN
          -- Not the chunks that arriving readings make.
          IF current_query() ~* '^\\s*(create|alter|drop)' THEN LOCK TABLE kitchen IN ACCESS EXCLUSIVE MODE; END IF;
        END $$`);
    await platform.database.query(
      `CREATE EVENT TRIGGER alters_kitchen ON ddl_command_start EXECUTE FUNCTION alters_kitchen()`,
    );
    // And somebody reads that table for long, as a backup does.
    const reader = platform.database.createQueryRunner();
    await reader.startTransaction();
    await reader.query('SELECT count(*) FROM kitchen');
    const silence = watchSilence(fleet);
    const migrating = runBakeloop(['migrate'], { DATABASE_URL: platform.databaseUrl });
    await eventually(
      async () =>
        expect(
          await platform.database.query(
            `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ~* '^\\s*(create|alter|drop)'`,
          ),
        ).not.toEqual([]),
      { withinMs: 60_000, everyMs: 100 },
    );
    await wait(10_000);
    await reader.rollbackTransaction();
    await reader.release();
    const { code, said } = await migrating;
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining('applied') });
    const silentMs = silence.stop();
    await platform.database.query(`DROP EVENT TRIGGER alters_kitchen`);
    await load.stop();
    const recoveryMs = await fleet.untilSettled();
    await accounts.stop();
    const verdict = await expectExactly(platform.database, fleet);
    await fleet.end();
    report('F46', { ...verdict, recoveryMs, silent_ms: silentMs });
    expect(silentMs).toBeLessThan(8_000);
  });

  it('F47 a backup taken under load is restored to a moment: every account balances, and what was acknowledged before is there', async () => {
    const kitchen = await connectKitchen(platform.mosquitto.url, 'f47-batches');
    atEnd(() => kitchen.end());
    await kitchen.log(1, mb1Events({ startMs: Date.now() - 4 * 3_600_000 }));
    await kitchen.untilSettled('events', 1);
    const fleet = startFleet(platform.mosquitto.url, { kitchens: 4, dice: diceOf('F47'), name: 'f47' });
    const load = fleet.steadily(40);
    await wait(sized({ short: 1_000, long: 30_000 }));
    const before = fleet.acknowledged();
    const beganMs = performance.now();
    const copy = await restoredCopy(platform.postgres);
    const restoredMs = Math.round(performance.now() - beganMs);
    await load.stop();
    const url = platform.databaseUrl.replace(new URL(platform.databaseUrl).port, new URL(copy.url).port);
    const database = await migrated(url);
    await expectAccountsBalance(database, { ...fleet, acknowledged: () => before });
    await expectLedgerAddsUp(database);
    const check = await runBakeloop(['rebuild', '--check'], { DATABASE_URL: url });
    expect(check).toMatchObject({ code: 0 });
    await fleet.untilSettled();
    const verdict = await expectExactly(platform.database, fleet);
    await fleet.end();
    report('F47', { ...verdict, restored_ms: restoredMs });
  });

  const minutes = Number(process.env['FAULTS_SOAK_MINUTES'] ?? 10);
  sized({ short: it.skip, long: it })(
    'F48 everything at once for long: kills, stops and silence, and no process grows',
    async () => {
      const dice = diceOf('F48');
      const [steady, victim] = platform.ingests;
      if (!steady || !victim) throw new Error('two ingests');
      const fleet = startFleet(platform.mosquitto.url, { kitchens: 10, dice, name: 'f48' });
      const load = fleet.steadily(60);
      const accounts = watchAccounts(platform.database, fleet);
      const faults = {
        'a killed ingest': async () => {
          await victim.kill9();
          await victim.restart();
        },
        'a killed database': async () => {
          await platform.postgres.kill9();
          await platform.postgres.restart();
        },
        'a killed broker': async () => {
          await platform.mosquitto.kill9();
          await platform.mosquitto.restart();
        },
        'a database that stops': async () => {
          const postmaster = platform.postgres.pid();
          const all = [postmaster, ...(await childrenOf(postmaster))];
          for (const pid of all) process.kill(pid, 'SIGSTOP');
          await wait(dice.int(500, 12_000));
          for (const pid of all) process.kill(pid, 'SIGCONT');
        },
      };
      let recoveryMs = 0;
      let count = 0;
      const resident: number[] = [];
      const files: number[] = [];
      for (const until = performance.now() + minutes * 60_000; performance.now() < until; count++) {
        await faults[dice.pick(Object.keys(faults) as (keyof typeof faults)[])]();
        recoveryMs = Math.max(recoveryMs, await fleet.untilSettled());
        resident.push(await residentBytes(steady.pid()));
        files.push(await openFiles(steady.pid()));
        await wait(dice.int(500, 5_000));
      }
      await load.stop();
      await fleet.untilSettled();
      const { checks } = await accounts.stop();
      const verdict = await expectExactly(platform.database, fleet);
      await fleet.end();
      const third = Math.floor(resident.length / 3);
      // From the second third on to the last.
      const grown = (of: readonly number[]): number =>
        Math.max(...of.slice(-third)) - Math.max(...of.slice(third, 2 * third));
      const grownMib = Math.round(grown(resident) / MIB);
      report('F48', {
        ...verdict,
        recoveryMs,
        minutes,
        faults: count,
        checks,
        grown_mib: grownMib,
        more_files: grown(files),
      });
      expect(grownMib).toBeLessThan(30);
      // Connections of the moment come and go.
      expect(grown(files)).toBeLessThan(10);
    },
  );
});
