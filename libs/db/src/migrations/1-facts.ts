import type { MigrationInterface, QueryRunner } from 'typeorm';
import { detectEngine } from '../engine.js';

/** Facts and what is derived from them, all but the rollups. Hypertable where the server has TimescaleDB. */
export class Facts1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const engine = await detectEngine(runner);
    if (engine.kind === 'timescaledb') await runner.query(`CREATE EXTENSION IF NOT EXISTS timescaledb`);

    await runner.query(`
      CREATE TABLE kitchen (
        id text PRIMARY KEY,
        name text NOT NULL,
        place text,
        country text,
        time_zone text NOT NULL DEFAULT 'UTC',
        longitude float8,
        latitude float8,
        session uuid,
        state text CHECK (state IN ('online', 'offline')),
        state_at timestamptz,
        last_message_at timestamptz,
        clock_skew_ms bigint,
        longest_interval_s float8,
        birth_version int,
        first_seen_at timestamptz NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE birth (
        kitchen_id text NOT NULL REFERENCES kitchen,
        version int NOT NULL,
        content_hash bytea NOT NULL,
        body jsonb NOT NULL,
        received_at timestamptz NOT NULL,
        PRIMARY KEY (kitchen_id, version),
        UNIQUE (kitchen_id, content_hash)            -- B1: the same certificate again is no new version
      )`);
    await runner.query(`
      CREATE TABLE channel (
        id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kitchen_id text NOT NULL REFERENCES kitchen,
        name text NOT NULL,
        unit text,
        kind text NOT NULL DEFAULT 'gauge' CHECK (kind IN ('gauge', 'counter')),
        min float8,
        max float8,
        interval_s float8,
        UNIQUE (kitchen_id, name)
      )`);

    await runner.query(`
      CREATE TABLE reading (
        channel_id int NOT NULL,
        device_time timestamptz NOT NULL,
        value float8 NOT NULL CHECK (value > '-Infinity' AND value < 'Infinity'),
        received_at timestamptz NOT NULL,
        PRIMARY KEY (channel_id, device_time)        -- S6: repetition is harmless, the first stays
      )`);
    if (engine.kind === 'timescaledb') {
      await runner.query(
        `SELECT create_hypertable('reading', by_range('device_time', INTERVAL '1 day'), create_default_indexes => false)`,
      );
      await runner.query(
        `ALTER TABLE reading SET (timescaledb.compress, timescaledb.compress_segmentby = 'channel_id', timescaledb.compress_orderby = 'device_time')`,
      );
    } else await runner.query(`CREATE INDEX reading_time ON reading USING brin (device_time)`);
    await runner.query(`
      CREATE TABLE reading_current (
        channel_id int PRIMARY KEY REFERENCES channel,
        device_time timestamptz NOT NULL,
        value float8 NOT NULL,
        received_at timestamptz NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE pack (
        kitchen_id text NOT NULL REFERENCES kitchen,
        session uuid NOT NULL,
        stream text NOT NULL CHECK (stream IN ('telemetry', 'events')),
        settled int8multirange NOT NULL,             -- every seq of the session that is settled: one row a session
        PRIMARY KEY (kitchen_id, session, stream)
      )`);

    await runner.query(`
      CREATE TABLE event (
        id uuid PRIMARY KEY,                         -- E1: the idempotency key
        kitchen_id text NOT NULL REFERENCES kitchen,
        type text NOT NULL,
        time timestamptz NOT NULL,
        batch_id text,
        supersedes uuid,
        content_hash bytea NOT NULL,
        body jsonb NOT NULL,
        source text NOT NULL CHECK (source IN ('mqtt', 'http')),
        received_at timestamptz NOT NULL
      )`);
    await runner.query(`CREATE INDEX event_supersedes ON event (supersedes) WHERE supersedes IS NOT NULL`);
    await runner.query(`
      CREATE TABLE event_ref (
        kitchen_id text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('batch', 'lot')),
        ref text NOT NULL,
        role text NOT NULL CHECK (role IN ('about', 'produces', 'consumes')),
        event_id uuid NOT NULL REFERENCES event,
        PRIMARY KEY (kitchen_id, kind, ref, role, event_id)
      )`);
    await runner.query(`CREATE INDEX event_ref_event ON event_ref (event_id)`);

    await runner.query(`
      CREATE TABLE dead_payload (
        digest bytea PRIMARY KEY,                    -- SHA-256 of the raw bytes, kept once for all its letters
        payload bytea NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE dead_letter (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kitchen_id text,
        topic text NOT NULL,
        digest bytea NOT NULL REFERENCES dead_payload,
        position int NOT NULL DEFAULT -1,            -- index in the pack, -1 for the whole
        reason text NOT NULL,
        detail text NOT NULL,
        hits int NOT NULL DEFAULT 1,
        first_at timestamptz NOT NULL,
        last_at timestamptz NOT NULL,
        UNIQUE (topic, digest, position, reason)     -- the same bad bytes again only count up
      )`);
    await runner.query(`CREATE INDEX dead_letter_newest ON dead_letter (last_at DESC, id DESC)`);
    await runner.query(`CREATE INDEX dead_letter_kitchen ON dead_letter (kitchen_id, last_at DESC, id DESC)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE dead_letter, dead_payload, event_ref, event, pack, reading_current, reading, channel, birth, kitchen`,
    );
  }
}
