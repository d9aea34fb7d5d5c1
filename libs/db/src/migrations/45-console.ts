import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the staff console keeps: notes on charts, and plans. And what batches are compared by, as columns: out of the
 * state of each batch, a year of twenty kitchens would take seconds.
 */
export class Console1764000000045 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE annotation (
        id uuid PRIMARY KEY,
        kitchen_id text NOT NULL REFERENCES kitchen,
        machine text,                                  -- null: the whole kitchen
        batch_id text,
        from_at timestamptz NOT NULL,
        to_at timestamptz CHECK (to_at >= from_at),    -- null: an instant
        text text NOT NULL,
        by_person uuid REFERENCES person,              -- null: a service
        by_service text,                               -- what its token is called
        made_at timestamptz NOT NULL,
        changed_at timestamptz
      )`);
    await runner.query(`CREATE INDEX annotation_time ON annotation (kitchen_id, from_at DESC)`);
    await runner.query(`
      CREATE TABLE kitchen_plan (
        kitchen_id text PRIMARY KEY REFERENCES kitchen,
        good_grams_per_day bigint NOT NULL CHECK (good_grams_per_day > 0)
      )`);
    const grams = (path: string): string => `round((state #>> '{${path}}')::numeric)::int8`;
    const wattHours = ['grid', 'pv', 'diesel']
      .map((source) => `round((meters #>> '{energyWh,${source}}')::numeric)::int8`)
      .join(' + ');
    await runner.query(`
      ALTER TABLE batch
        ADD recipe_id text GENERATED ALWAYS AS (state ->> 'recipeId') STORED,
        ADD product_code text GENERATED ALWAYS AS (state ->> 'productCode') STORED,
        ADD feed_grams int8 GENERATED ALWAYS AS (${grams('feedGrams')}) STORED,
        ADD good_grams int8 GENERATED ALWAYS AS (${grams('goodGrams')}) STORED,
        ADD unaccounted_grams int8 GENERATED ALWAYS AS (${grams('balance,unaccountedGrams')}) STORED,
        ADD energy_wh int8 GENERATED ALWAYS AS (${wattHours}) STORED`);
    await runner.query(`
      CREATE INDEX batch_compared ON batch (kitchen_id, finished_at)
        INCLUDE (started_at, flagged, recipe_id, product_code, feed_grams, good_grams, unaccounted_grams, energy_wh)
        WHERE status = 'finished'`);
    await runner.query(
      `CREATE INDEX event_of_maintenance ON event (kitchen_id, time) WHERE type = 'maintenance.recorded'`,
    );
    await runner.query(`CREATE INDEX batch_machines ON batch USING gin (machines)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX batch_machines, event_of_maintenance, batch_compared`);
    await runner.query(`
      ALTER TABLE batch DROP recipe_id, DROP product_code, DROP feed_grams, DROP good_grams, DROP unaccounted_grams,
        DROP energy_wh`);
    await runner.query(`DROP TABLE kitchen_plan, annotation`);
  }
}
