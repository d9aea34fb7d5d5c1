import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Current values in one row a kitchen instead of one a channel: most of what a pack cost was the rows it updated. */
export class CurrentByKitchen1764000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // It changes with every pack: with room on its page it stays there, and no array is compressed or moved out.
    await runner.query(`
      CREATE TABLE kitchen_current (
        kitchen_id text PRIMARY KEY REFERENCES kitchen,
        version int NOT NULL,                        -- counts up with every write
        channel_ids int[] NOT NULL,
        device_times_ms int8[] NOT NULL,             -- of the same places in channel_ids, as are the others
        values float8[] NOT NULL,
        received_at_ms int8[] NOT NULL
      ) WITH (fillfactor = 40, autovacuum_vacuum_scale_factor = 0.5, toast_tuple_target = 8160)`);
    for (const column of ['channel_ids', 'device_times_ms', 'values', 'received_at_ms'])
      await runner.query(`ALTER TABLE kitchen_current ALTER COLUMN ${column} SET STORAGE EXTERNAL`);
    await runner.query(`
      INSERT INTO kitchen_current
      SELECT c.kitchen_id, 1, array_agg(r.channel_id), array_agg(extract(epoch FROM r.device_time) * 1000)::int8[],
        array_agg(r.value), array_agg(extract(epoch FROM r.received_at) * 1000)::int8[]
      FROM reading_current r JOIN channel c ON c.id = r.channel_id GROUP BY c.kitchen_id`);
    await runner.query(`DROP TABLE reading_current`);
    await runner.query(`
      CREATE VIEW reading_current AS
      SELECT k.kitchen_id, r.channel_id, to_timestamp(r.device_time_ms / 1000.0) AS device_time, r.value,
        to_timestamp(r.received_ms / 1000.0) AS received_at
      FROM kitchen_current k,
        unnest(k.channel_ids, k.device_times_ms, k.values, k.received_at_ms)
          AS r(channel_id, device_time_ms, value, received_ms)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER VIEW reading_current RENAME TO reading_current_view`);
    await runner.query(`
      CREATE TABLE reading_current (
        channel_id int PRIMARY KEY REFERENCES channel,
        device_time timestamptz NOT NULL,
        value float8 NOT NULL,
        received_at timestamptz NOT NULL
      ) WITH (fillfactor = 40, autovacuum_vacuum_scale_factor = 0.5)`);
    await runner.query(
      `INSERT INTO reading_current SELECT channel_id, device_time, value, received_at FROM reading_current_view`,
    );
    await runner.query(`DROP VIEW reading_current_view`);
    await runner.query(`DROP TABLE kitchen_current`);
  }
}
