import { createDataSource, foldPostings, LedgerRepository, setSharedTotals } from '@bakeloop/db';
import { beforeAll, expect, it } from '@jest/globals';
import { atEnd } from '../support/cleanup.js';
import { freshDatabase } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';

/** Beyond int8, as a version without limits stored it. */
const ABSURD = 1e20;
const ARRIVED = new Date('2026-03-05T00:00:00Z');
const SCOPE = 'kitchen:old-kitchen';
const BEFORE = { knownOn: new Date('2026-03-04T00:00:00Z') };
const SINCE = { knownOn: new Date('2026-03-06T00:00:00Z') };

describeWith(['postgres'], 'an absurd amount that an older version stored', () => {
  let database: ReturnType<typeof createDataSource>;
  let ledger: LedgerRepository;
  beforeAll(async () => {
    database = createDataSource(await freshDatabase(), 2);
    await database.initialize();
    atEnd(() => database.destroy());
    await database.runMigrations();
    ledger = new LedgerRepository(database);
    await database.query(
      `INSERT INTO kitchen (id, name, first_seen_at) VALUES ('old-kitchen', 'old', now())`,
    );
    const amounts = JSON.stringify({ waterFreshMl: ABSURD, flakeGrams: 7 });
    for (const subject of ['batch:B1', 'batch:B2']) {
      await database.query(
        `INSERT INTO contribution (kitchen_id, subject, at, day, amounts, gaps, known_at)
         VALUES ('old-kitchen', $1, $2, '2026-03-02', $3, '{}', $2)`,
        [subject, ARRIVED, amounts],
      );
      await database.query(
        `INSERT INTO posting (known_at, kitchen_id, subject, day, cause, amounts)
         VALUES ($2, 'old-kitchen', $1, '2026-03-02', 'event', $3)`,
        [subject, ARRIVED, amounts],
      );
    }
  });

  it('is read like any other, as known on an instant and by its leaves', async () => {
    const quantities = ['waterFreshMl', 'flakeGrams'];
    for (const known of [SINCE, {}]) {
      expect(await ledger.leafSum(SCOPE, known, quantities)).toEqual({
        leaves: 2,
        sum: { waterFreshMl: 2 * ABSURD, flakeGrams: 14 },
      });
      const [first, second] = await ledger.leaves(SCOPE, known, quantities, { limit: 2 });
      expect(first).toMatchObject({ subject: 'batch:B1', size: ABSURD });
      expect(await ledger.leaves(SCOPE, known, quantities, { after: first, limit: 2 })).toEqual([second]);
    }
  });

  it('keeps nobody from folding the shared totals, nor from setting them right', async () => {
    expect(await database.transaction((sql) => foldPostings(sql, 1_000))).toBe(2);
    const folded = await ledger.amounts('portfolio');
    expect(folded).toEqual({ flakeGrams: 14, waterFreshMl: 2 * ABSURD });
    expect(await ledger.amounts('portfolio', BEFORE)).toEqual({});
    await database.query(`DELETE FROM total`);
    expect(await database.transaction((sql) => setSharedTotals(sql))).toBe(4);
    expect(await ledger.amounts('portfolio')).toEqual(folded);
  });
});
