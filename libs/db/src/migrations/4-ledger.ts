import { SEED_REFERENCE } from '@bakeloop/domain';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TOTALS_BEFORE_THE_LEDGER } from './2-projections.js';

/**
 * The ledger: contributions as amounts by name, a journal of every change of one, totals of any scope and period, lots,
 * and the reference data behind figures. What is dropped is derived; every kitchen is marked to be derived again.
 */
export class Ledger1764000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE contribution, total_day`);
    await runner.query(`
      CREATE TABLE contribution (
        kitchen_id text NOT NULL REFERENCES kitchen,
        subject text NOT NULL,                       -- batch:<id>, or event:<id> of an event that counts by itself
        at timestamptz NOT NULL,                     -- the instant that decides the day
        day date NOT NULL,                           -- where the kitchen then was
        product_code text,
        machine text,
        amounts jsonb NOT NULL,                      -- integers by quantity[:dimension], see libs/domain
        gaps text[] NOT NULL,                        -- why some of its figures are missing
        known_at timestamptz NOT NULL,               -- of its newest posting
        PRIMARY KEY (kitchen_id, subject)
      )`);
    await runner.query(`CREATE INDEX contribution_day ON contribution (kitchen_id, day)`);
    await runner.query(
      `CREATE INDEX contribution_product ON contribution (product_code, day) WHERE product_code IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE posting (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        known_at timestamptz NOT NULL,               -- when Bakeloop learned it
        kitchen_id text NOT NULL REFERENCES kitchen,
        subject text NOT NULL,
        day date NOT NULL,
        product_code text,
        machine text,
        cause text NOT NULL CHECK (cause IN ('event', 'meters', 'reference', 'method', 'place')),
        event_id uuid,                               -- the event that caused it
        amounts jsonb NOT NULL,                      -- the difference; postings add up to the contributions
        folded boolean NOT NULL DEFAULT false        -- counted in the totals of the scopes that kitchens share
      )`);
    await runner.query(`CREATE INDEX posting_known ON posting (known_at, id)`);
    await runner.query(`CREATE INDEX posting_kitchen ON posting (kitchen_id, known_at, id)`);
    await runner.query(`CREATE INDEX posting_subject ON posting (kitchen_id, subject, known_at)`);
    await runner.query(
      `CREATE INDEX posting_product ON posting (product_code, known_at, id) WHERE product_code IS NOT NULL`,
    );
    await runner.query(`CREATE INDEX posting_unfolded ON posting (id) WHERE NOT folded`);
    await runner.query(`
      CREATE TABLE total (
        scope text NOT NULL,                         -- portfolio, kitchen:<id>, machine:<kitchen>/<id>, product:<code>
        grain text NOT NULL CHECK (grain IN ('day', 'month', 'year', 'ever')),
        start date NOT NULL,                         -- first day; 0001-01-01 of ever
        amounts jsonb NOT NULL,
        PRIMARY KEY (scope, grain, start)
      )`);
    await runner.query(`
      CREATE TABLE supplier_day (
        kitchen_id text NOT NULL REFERENCES kitchen,
        supplier text NOT NULL,                      -- a pseudonym
        day date NOT NULL,
        deliveries int NOT NULL,
        PRIMARY KEY (kitchen_id, supplier, day)
      )`);
    await runner.query(`CREATE INDEX supplier_day_newest ON supplier_day (day, kitchen_id, supplier)`);
    await runner.query(`
      CREATE TABLE lot (
        kitchen_id text NOT NULL REFERENCES kitchen,
        lot_id text NOT NULL,
        state jsonb NOT NULL,                        -- Lot of libs/domain
        flagged boolean NOT NULL,
        last_at timestamptz NOT NULL,                -- newest event that names it
        PRIMARY KEY (kitchen_id, lot_id)
      )`);
    await runner.query(`CREATE INDEX lot_newest ON lot (kitchen_id, last_at DESC, lot_id)`);
    await runner.query(`
      CREATE TABLE reading_day (
        scope text NOT NULL,                         -- kitchen:<id> or portfolio
        day date NOT NULL,                           -- UTC
        expected bigint NOT NULL,                    -- by the declared intervals, in the hours the kitchen reported
        received bigint NOT NULL,
        PRIMARY KEY (scope, day)
      )`);
    await runner.query(`
      CREATE TABLE reference (
        kind text NOT NULL,
        id text NOT NULL,
        version int NOT NULL,
        valid_from date,                             -- null: since always
        published_at timestamptz NOT NULL,
        published_by text NOT NULL,
        note text NOT NULL,
        body jsonb NOT NULL,
        PRIMARY KEY (kind, id, version)
      )`);
    await runner.query(
      `INSERT INTO reference (kind, id, version, valid_from, published_at, published_by, note, body)
       SELECT r.kind, r.id, r.version, r."validFrom", r."publishedAt", r."publishedBy", r.note, r.body
       FROM jsonb_to_recordset($1) AS r(kind text, id text, version int, "validFrom" date, "publishedAt" timestamptz,
         "publishedBy" text, note text, body jsonb)`,
      [JSON.stringify(SEED_REFERENCE)],
    );

    await runner.query(`ALTER TABLE kitchen ADD rederive text`); // why everything of it has to be derived again
    await runner.query(`UPDATE kitchen SET rederive = 'method'`);
    await runner.query(`ALTER TABLE batch ADD meters jsonb`); // BatchMeters of libs/domain; null: not read yet
    // Old readings may be gone, so what was measured stays; where they are there, it is measured again with its sources.
    await runner.query(`
      UPDATE batch SET energy_stale = energy_stale OR sort_time > now() - INTERVAL '400 days',
        meters = CASE WHEN energy_wh IS NOT NULL
          THEN jsonb_build_object('energyWh', jsonb_build_object('grid', energy_wh, 'pv', 0, 'diesel', 0), 'dieselMl', NULL)
          ELSE jsonb_build_object('reason', coalesce(energy_reason, 'the meters were not read yet')) END`);
    await runner.query(`ALTER TABLE batch DROP energy_wh, DROP energy_reason`);
    // A rebuild reads the whole log of a kitchen.
    await runner.query(`CREATE INDEX event_of_kitchen ON event (kitchen_id, time, id)`);
    await runner.query(
      `CREATE INDEX event_of_context ON event (kitchen_id) WHERE type IN ('kitchen.moved', 'scale.calibrated')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX event_of_kitchen, event_of_context`);
    await runner.query(`ALTER TABLE batch ADD energy_wh bigint, ADD energy_reason text`);
    await runner.query(`UPDATE batch SET energy_stale = true`);
    await runner.query(`ALTER TABLE batch DROP meters`);
    await runner.query(`ALTER TABLE kitchen DROP rederive`);
    await runner.query(`DROP TABLE reference, reading_day, lot, supplier_day, total, posting, contribution`);
    for (const table of TOTALS_BEFORE_THE_LEDGER) await runner.query(table);
  }
}
