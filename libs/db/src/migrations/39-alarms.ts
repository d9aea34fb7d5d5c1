import { DEFAULT_RULES } from '@bakeloop/domain';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forgetting } from './28-personal-data.js';
import { PASSKEYS_FORGOTTEN } from './31-passkeys.js';
import { NAMES_FORGOTTEN } from './32-second-factors.js';

/** Where somebody is told of alarms says how to reach them. */
export const CHANNELS_FORGOTTEN = `
        DELETE FROM alarm_delivery WHERE channel_id IN (SELECT id FROM alarm_channel WHERE person_id = whom);
        DELETE FROM alarm_channel WHERE person_id = whom;`;

/** Alarms: the rules, what is on, who was told where, and what is to be told to nobody for a while. */
export class Alarms1764000000039 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE alarm_rule (                        -- the newest version of each key and place is in force
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        key text NOT NULL,
        kitchen_id text REFERENCES kitchen,            -- null: everywhere
        machine text CHECK (machine IS NULL OR kitchen_id IS NOT NULL),
        version int NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        person_id uuid REFERENCES person,              -- null: nobody in particular
        note text NOT NULL,
        body jsonb,                                    -- null: withdrawn, what is further away holds again
        UNIQUE NULLS NOT DISTINCT (key, kitchen_id, machine, version)
      )`);
    await runner.query(
      `INSERT INTO alarm_rule (key, version, note, body)
       SELECT r ->> 'key', 1, 'the defaults', r -> 'rule' FROM jsonb_array_elements($1::jsonb) AS r`,
      [JSON.stringify(DEFAULT_RULES)],
    );
    await runner.query(`
      CREATE TABLE alarm (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        kitchen_id text REFERENCES kitchen,            -- null: of the platform
        kind text NOT NULL,
        subject text NOT NULL,
        severity text NOT NULL CHECK (severity IN ('critical', 'warning', 'notice')),
        rule_key text NOT NULL,                        -- of the worst rule that has it on
        data jsonb NOT NULL,                           -- what was seen, for the words of the reader
        since timestamptz NOT NULL,
        raised_at timestamptz NOT NULL,                -- when it was noticed
        cleared_at timestamptz,
        occurrences int NOT NULL DEFAULT 1,
        detected_late boolean NOT NULL,
        acked_at timestamptz,
        acked_by uuid REFERENCES person,
        assignee uuid REFERENCES person,
        told_at timestamptz,                           -- null: nobody was told of it as it is now
        changed_at timestamptz NOT NULL
      )`);
    // One alarm of a subject and kind, whoever evaluates at the same time; one that is over and acknowledged is history.
    await runner.query(`
      CREATE UNIQUE INDEX alarm_open ON alarm (coalesce(kitchen_id, ''), kind, subject)
      WHERE cleared_at IS NULL OR acked_at IS NULL`);
    await runner.query(`CREATE INDEX alarm_newest ON alarm (raised_at DESC, id)`);
    await runner.query(`CREATE INDEX alarm_kitchen ON alarm (kitchen_id, raised_at DESC, id)`);
    await runner.query(`
      CREATE TABLE alarm_entry (                       -- what became of it, never altered
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        alarm_id uuid NOT NULL REFERENCES alarm,
        at timestamptz NOT NULL,
        what text NOT NULL,
        person_id uuid REFERENCES person,
        data jsonb
      )`);
    await runner.query(`CREATE INDEX alarm_entry_alarm ON alarm_entry (alarm_id, id)`);
    await runner.query(`
      CREATE TABLE alarm_silence (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        kitchen_id text REFERENCES kitchen,            -- null: of the platform
        kind text,                                     -- null: all but those where people can come to harm
        subject text,                                  -- null: all of the kitchen
        until timestamptz NOT NULL,
        why text NOT NULL,
        person_id uuid REFERENCES person,
        at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`CREATE INDEX alarm_silence_until ON alarm_silence (until)`);
    await runner.query(`
      CREATE TABLE alarm_watch (                       -- how far each kitchen was looked at; timers outlive a restart
        kitchen_id text PRIMARY KEY,                   -- empty: the platform
        version int,                                   -- of its current values
        timers jsonb NOT NULL,
        waits boolean NOT NULL,                        -- for the clock, or for more readings
        looked_at timestamptz NOT NULL,
        log_at timestamptz NOT NULL                    -- when what is logged was looked at
      )`);
    await runner.query(`
      CREATE TABLE alarm_channel (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        person_id uuid NOT NULL REFERENCES person,
        kind text NOT NULL CHECK (kind IN ('push', 'email', 'webhook')),
        name text NOT NULL,
        target jsonb NOT NULL,                         -- an address, with the keys that belong to it
        language text NOT NULL,
        wish jsonb NOT NULL,                           -- what they want to be told
        created_at timestamptz NOT NULL DEFAULT now(),
        gone_at timestamptz                            -- the push service knows it no more
      )`);
    await runner.query(`CREATE INDEX alarm_channel_person ON alarm_channel (person_id)`);
    await runner.query(`
      CREATE TABLE alarm_delivery (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(), -- the same at each try, so that who gets it twice knows
        channel_id uuid NOT NULL REFERENCES alarm_channel ON DELETE CASCADE,
        alarm_id uuid REFERENCES alarm,                -- null: a test
        message jsonb NOT NULL,
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
        tries int NOT NULL DEFAULT 0,
        next_at timestamptz NOT NULL DEFAULT now(),
        answer text,                                   -- to the last try
        created_at timestamptz NOT NULL DEFAULT now(),
        done_at timestamptz
      )`);
    await runner.query(`CREATE INDEX alarm_delivery_due ON alarm_delivery (next_at) WHERE state = 'waiting'`);
    await runner.query(`CREATE INDEX alarm_delivery_channel ON alarm_delivery (channel_id, created_at DESC)`);
    await runner.query(`CREATE INDEX alarm_delivery_old ON alarm_delivery (created_at)`);
    await runner.query(`
      CREATE TABLE push_key (                          -- what the platform proves itself to push services with
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        public_key text NOT NULL,
        private_key text NOT NULL
      )`);
    await runner.query(`
      CREATE INDEX event_pvc ON event (time) WHERE (type = 'incident.recorded' AND body -> 'data' ->> 'kind' = 'pvc-found')
        OR (type = 'intake.recorded' AND body -> 'data' ->> 'polymer' = 'PVC')`);
    await runner.query(`
      CREATE INDEX event_upkeep ON event (kitchen_id, time) WHERE type IN ('kitchen.moved', 'maintenance.recorded')`);
    await runner.query(forgetting(PASSKEYS_FORGOTTEN + NAMES_FORGOTTEN + CHANNELS_FORGOTTEN));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(forgetting(PASSKEYS_FORGOTTEN + NAMES_FORGOTTEN));
    await runner.query(`DROP INDEX event_pvc, event_upkeep`);
    await runner.query(
      `DROP TABLE push_key, alarm_delivery, alarm_channel, alarm_watch, alarm_silence, alarm_entry, alarm, alarm_rule`,
    );
  }
}
