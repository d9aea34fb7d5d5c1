import type { MigrationInterface, QueryRunner } from 'typeorm';
import { detectEngine } from '../engine.js';

/**
 * Where the upkeep of the ingest summarizes the index by time, autovacuum is no longer asked to: each range of pages was a
 * request, and at a few thousand readings a second they overflow its queue, with a line in the log for each. Chunks of before
 * keep the setting; nobody writes to them after their day.
 */
export class SummariesByUpkeep1764000000061 implements MigrationInterface {
  up(runner: QueryRunner): Promise<void> {
    return setAutosummarize(runner, 'off');
  }

  down(runner: QueryRunner): Promise<void> {
    return setAutosummarize(runner, 'on');
  }
}

async function setAutosummarize(runner: QueryRunner, value: 'on' | 'off'): Promise<void> {
  // On a plain PostgreSQL the ingest does not own the index, and autovacuum has no chunks to look after.
  if ((await detectEngine(runner)).kind !== 'timescaledb') return;
  // It may belong to the ingest's role alone by now; then it stays as it is, and costs lines in the log.
  const [owner] = (await runner.query(
    `SELECT pg_has_role(relowner, 'USAGE') AS may FROM pg_class WHERE oid = 'reading_raw_time'::regclass`,
  )) as { may: boolean }[];
  if (owner?.may) await runner.query(`ALTER INDEX reading_raw_time SET (autosummarize = ${value})`);
}
