import type { MigrationInterface, QueryRunner } from 'typeorm';
import { detectEngine } from '../engine.js';

const ROLLUPS = ['reading_1m_kept', 'reading_1h_kept'];

/**
 * Sums by minute and by hour are compressed too: a minute of sums takes five times as much as the readings of that minute,
 * compressed, and they are kept for longer.
 */
export class RollupsCompressed1764000000023 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    if ((await detectEngine(runner)).kind !== 'timescaledb') return;
    for (const name of ROLLUPS)
      await runner.query(
        `ALTER MATERIALIZED VIEW ${name} SET (timescaledb.compress = true, timescaledb.compress_segmentby = 'channel_id', timescaledb.compress_orderby = 'bucket')`,
      );
  }

  async down(runner: QueryRunner): Promise<void> {
    if ((await detectEngine(runner)).kind !== 'timescaledb') return;
    for (const name of ROLLUPS) {
      await runner.query(`SELECT decompress_chunk(c, true) FROM show_chunks('${name}') AS c`);
      await runner.query(`ALTER MATERIALIZED VIEW ${name} SET (timescaledb.compress = false)`);
    }
  }
}
