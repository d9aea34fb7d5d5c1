import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Shares of what batches made, allocated to sponsors. That no gram is in two of them is the database's own doing, whoever
 * writes: each share adds to what is attributed of its batch, in a row that writers queue for, and is refused beyond what
 * the batch made.
 */
export class Allocations1764000000042 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // What of a batch there is to be shared, g: of a finished one, without what leads back to no delivery.
    await runner.query(`
      CREATE FUNCTION shared_output(amounts jsonb) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE WHEN amounts ? 'batchFinishedCount' THEN greatest(0, trunc((coalesce((amounts->>'recycledMg')::numeric, 0)
          - coalesce((amounts->>'recycledUnprovenMg')::numeric, 0)) / 1000))::bigint ELSE 0 END $$`);
    await runner.query(`CREATE SEQUENCE allocation_number`);
    await runner.query(`
      CREATE TABLE allocation (
        serial text PRIMARY KEY CHECK (serial ~ '^BL-[0-9]{4}-[0-9]{6,}-[0-9]{2}$'),
        organisation_id uuid NOT NULL REFERENCES organisation,
        state text NOT NULL DEFAULT 'issued' CHECK (state IN ('issued', 'reserved', 'retired', 'cancelled')),
        issued_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(
      `CREATE INDEX allocation_organisation ON allocation (organisation_id, issued_at DESC)`,
    );
    await runner.query(`
      CREATE TABLE share (
        serial text NOT NULL REFERENCES allocation,
        kitchen_id text NOT NULL REFERENCES kitchen,
        batch_id text NOT NULL,                      -- no reference: a batch that is voided later is still told of
        grams bigint NOT NULL CHECK (grams > 0),     -- of recycled plastic in good product
        PRIMARY KEY (serial, kitchen_id, batch_id)
      )`);
    await runner.query(`CREATE INDEX share_batch ON share (kitchen_id, batch_id)`);
    // Who, when and why of each state; the beneficiary and what may be said of it, of a retired one.
    await runner.query(`
      CREATE TABLE allocation_step (
        serial text NOT NULL REFERENCES allocation,
        state text NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        person_id uuid REFERENCES person,            -- null: a service
        why text NOT NULL,
        beneficiary text,
        PRIMARY KEY (serial, state),
        CHECK ((state = 'retired') = (beneficiary IS NOT NULL))
      )`);
    await runner.query(`
      CREATE TABLE attributed (
        kitchen_id text NOT NULL REFERENCES kitchen,
        batch_id text NOT NULL,
        grams bigint NOT NULL CHECK (grams >= 0),
        PRIMARY KEY (kitchen_id, batch_id)
      )`);
    await runner.query(`
      CREATE FUNCTION share_within_output() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
      DECLARE taken bigint; made bigint;
      BEGIN
        IF (SELECT state FROM allocation WHERE serial = NEW.serial FOR UPDATE) <> 'issued' THEN
          RAISE EXCEPTION 'an allocation that was reserved gets no more shares' USING ERRCODE = 'check_violation';
        END IF;
        INSERT INTO attributed AS a (kitchen_id, batch_id, grams) VALUES (NEW.kitchen_id, NEW.batch_id, NEW.grams)
          ON CONFLICT (kitchen_id, batch_id) DO UPDATE SET grams = a.grams + excluded.grams RETURNING grams INTO taken;
        -- A correction that lowers it waits for us, or we for it.
        SELECT shared_output(amounts) INTO made FROM contribution
          WHERE kitchen_id = NEW.kitchen_id AND subject = 'batch:' || NEW.batch_id FOR SHARE;
        IF taken > coalesce(made, 0) THEN
          RAISE EXCEPTION 'beyond output: batch % of % made % g, % g would be allocated',
            NEW.batch_id, NEW.kitchen_id, coalesce(made, 0), taken
            USING ERRCODE = 'check_violation', CONSTRAINT = 'share_within_output';
        END IF;
        RETURN NEW;
      END $$`);
    await runner.query(`CREATE TRIGGER share_within_output BEFORE INSERT ON share
      FOR EACH ROW EXECUTE FUNCTION share_within_output()`);
    await runner.query(`
      CREATE FUNCTION allocation_goes_on() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
      BEGIN
        IF (NEW.serial, NEW.organisation_id, NEW.issued_at) IS DISTINCT FROM (OLD.serial, OLD.organisation_id, OLD.issued_at)
          OR (OLD.state, NEW.state) NOT IN (('issued', 'reserved'), ('reserved', 'retired'), ('issued', 'cancelled'), ('reserved', 'cancelled'))
        THEN RAISE EXCEPTION 'an allocation that is % does not become %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.state = 'cancelled' THEN
          -- One after the other, in the order in which shares are issued.
          PERFORM FROM attributed a JOIN share s USING (kitchen_id, batch_id) WHERE s.serial = NEW.serial
            ORDER BY a.kitchen_id, a.batch_id FOR UPDATE OF a;
          UPDATE attributed a SET grams = a.grams - s.grams FROM share s
            WHERE s.serial = NEW.serial AND s.kitchen_id = a.kitchen_id AND s.batch_id = a.batch_id;
        END IF;
        RETURN NEW;
      END $$`);
    await runner.query(`CREATE TRIGGER allocation_goes_on BEFORE UPDATE ON allocation
      FOR EACH ROW EXECUTE FUNCTION allocation_goes_on()`);
    await runner.query(`
      CREATE FUNCTION allocation_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'what was allocated is not changed or taken away' USING ERRCODE = 'insufficient_privilege'; END $$`);
    for (const [table, acts] of [
      ['allocation', 'DELETE OR TRUNCATE'],
      ['share', 'UPDATE OR DELETE OR TRUNCATE'],
      ['allocation_step', 'UPDATE OR DELETE OR TRUNCATE'],
    ])
      await runner.query(`CREATE TRIGGER ${table}_is_kept BEFORE ${acts} ON ${table}
        FOR EACH STATEMENT EXECUTE FUNCTION allocation_is_kept()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE share, allocation_step, allocation, attributed`);
    await runner.query(
      `DROP FUNCTION share_within_output, allocation_goes_on, allocation_is_kept, shared_output`,
    );
    await runner.query(`DROP SEQUENCE allocation_number`);
  }
}
