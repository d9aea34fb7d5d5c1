import { createDataSource, LedgerRepository } from '@bakeloop/db';
import { deriveKitchen, METRICS, NO_CONTEXT, SEED_REFERENCE, type Amounts } from '@bakeloop/domain';
import { expect, it } from '@jest/globals';
import { startBenchDatabase } from '../support/bench-database.js';
import { startReport } from '../support/bench-report.js';
import { atEnd } from '../support/cleanup.js';
import { describeWith } from '../support/programs.js';
import { randomLog } from '../support/random-log.js';
import { percentile } from '../support/table.js';

const report = await startReport('portfolio');

const KITCHENS = 1_000;
const FIRST = '2023-05-17';
const LAST = '2026-05-16';
const AT_ONCE = 250;
/** What a minute of maintenance leaves: kitchens of this number log less than two events a second. */
const UNFOLDED = 100;
const REPEATS = 100;
const CONTEXT = { ...NO_CONTEXT, reference: SEED_REFERENCE };

/** What a kitchen adds on a working day, with all its quantities. */
function dayAmounts(): Amounts {
  const log = randomLog({ seed: 1, batches: 40, startMs: Date.UTC(2026, 2, 2, 6) });
  const meters = { energyWh: { grid: 3_000, pv: 2_000, diesel: 1_000 }, dieselMl: 400 };
  const found = deriveKitchen(log, CONTEXT, () => meters).contributions;
  const sum: Record<string, number> = {};
  for (const { amounts } of found)
    for (const [key, amount] of Object.entries(amounts)) sum[key] = (sum[key] ?? 0) + amount;
  return sum;
}

describeWith(['postgres'], 'figures of many kitchens over years', () => {
  it('measures a figure of the portfolio, of a kitchen and of a product', async () => {
    const { url, engine } = await startBenchDatabase();
    const database = createDataSource(url, 2);
    await database.initialize();
    atEnd(() => database.destroy());
    const amounts = JSON.stringify(dayAmounts());
    await database.query(
      `INSERT INTO kitchen (id, name, first_seen_at) SELECT 'k-' || n, 'k-' || n, now() FROM generate_series(1, $1::int) AS n`,
      [KITCHENS],
    );
    const scopesOf = (first: number, last: number): string =>
      `(SELECT 'kitchen:k-' || n AS scope FROM generate_series(${first}, ${last}) AS n
        UNION ALL VALUES ('portfolio'), ('product:beam-2m')) AS s`;
    const scopes = scopesOf(1, KITCHENS);
    // A million days, some at a time: one statement would take longer than a client waits. A query reads the rows of its
    // scope, so only one kitchen has all quantities.
    for (let first = 1; first <= KITCHENS; first += AT_ONCE)
      for (const grain of ['day', 'month', 'year'])
        await database.query(
          `INSERT INTO total (scope, grain, start, amounts)
           SELECT scope, $1, start::date, CASE WHEN scope LIKE 'kitchen:%' AND scope <> 'kitchen:k-7' THEN '{"eventCount": 1}' ELSE $2::jsonb END FROM ${scopesOf(first, first + AT_ONCE - 1)},
             generate_series(date_trunc($1, $3::timestamp), $4::timestamp, ('1 ' || $1)::interval) AS start
           ON CONFLICT DO NOTHING`,
          [grain, amounts, FIRST, LAST],
        );
    await database.query(
      `INSERT INTO total (scope, grain, start, amounts) SELECT scope, 'ever', '0001-01-01', $1 FROM ${scopes}`,
      [amounts],
    );
    await database.query(
      `INSERT INTO posting (kitchen_id, known_at, subject, day, product_code, cause, amounts)
       SELECT 'k-' || 1 + n % $2::int, now(), 'batch:' || n, $3::date, 'beam-2m', 'event', $4 FROM generate_series(1, $1::int) AS n`,
      [UNFOLDED, KITCHENS, LAST, amounts],
    );
    await database.query(
      `INSERT INTO supplier_day SELECT 'k-' || n, 'S-' || s, day::date, 1 FROM generate_series(1, $1::int) AS n, generate_series(1, 4) AS s,
         generate_series($2::date, $3::date, INTERVAL '3 days') AS day`,
      [KITCHENS, FIRST, LAST],
    );
    await database.query(`UPDATE kitchen SET event_packs = 9000, event_packs_expected = 9010`);
    await database.query(
      `INSERT INTO reading_day SELECT scope, day::date, 9000, 8990 FROM ${scopes}, generate_series($1::date, $2::date, INTERVAL '1 day') AS day
       WHERE scope NOT LIKE 'product:%'`,
      [FIRST, LAST],
    );
    await database.query('VACUUM ANALYZE');

    const ledger = new LedgerRepository(database);
    const period = { from: FIRST, to: LAST };
    const measure = async (run: () => Promise<unknown>): Promise<string[]> => {
      const times: number[] = [];
      for (let repeat = 0; repeat < REPEATS; repeat += 1) {
        const start = performance.now();
        await run();
        times.push(performance.now() - start);
      }
      return [0.5, 0.95, 1].map((share) => percentile(times, share).toFixed(1));
    };
    const rows: (string | number)[][] = [['', 'p50', 'p95', 'worst']];
    for (const scope of ['portfolio', 'kitchen:k-7', 'product:beam-2m']) {
      expect((await ledger.amounts(scope, period)).eventCount).toBeGreaterThan(0);
      rows.push([`amounts of ${scope}`, ...(await measure(() => ledger.amounts(scope, period)))]);
      const all = async (): Promise<void> => {
        const [known] = await Promise.all([
          ledger.amounts(scope, period),
          ledger.activeSuppliers(scope, LAST),
          ledger.suppliersUpTo(100, scope, period),
          ledger.coverage(scope, period),
        ]);
        for (const metric of METRICS) metric.compute(known);
      };
      rows.push([`all ${METRICS.length} figures with coverage`, ...(await measure(all))]);
    }
    rows.push([
      'suppliers of the portfolio',
      ...(await measure(() => ledger.activeSuppliers('portfolio', LAST))),
    ]);
    rows.push(['coverage of the portfolio', ...(await measure(() => ledger.coverage('portfolio', period)))]);
    report.table(
      `${KITCHENS} kitchens, ${FIRST} to ${LAST}, ${Object.keys(JSON.parse(amounts) as object).length} quantities, ${UNFOLDED} postings not folded, ms (${engine.version})`,
      rows,
    );
  }, 600_000);
});
