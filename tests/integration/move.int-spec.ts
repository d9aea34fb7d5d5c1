import { createHash, randomUUID } from 'node:crypto';
import { cp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { topics } from '@bakeloop/contracts';
import {
  addCommandSteps,
  AlarmWriter,
  createDataSource,
  detectEngine,
  insertCommand,
  KNOWN_MIGRATIONS,
  noteDeadLetterAction,
  PeopleRepository,
  ReferenceRepository,
  settleDeployment,
  ShareRepository,
  SharedLinkRepository,
  type Engine,
} from '@bakeloop/db';
import { serialOf } from '@bakeloop/domain';
import { exportOrganisation, FATE_OF_TABLES, importOrganisation } from '@bakeloop/ops';
import { DeadLetterDesk, maintain, Recorder } from '@bakeloop/record';
import { beforeAll, expect, it } from '@jest/globals';
import { runBakeloop } from '../support/bakeloop.js';
import { mb1Events } from '../support/batch-log.js';
import { COMPARED_OTHERWISE, giveBelongings, movingRows, writeReport } from '../support/belongings.js';
import { atEnd, tempDir } from '../support/cleanup.js';
import { timescale } from '../support/engines.js';
import { expectLedgerAddsUp } from '../support/ledger.js';
import { freshDatabase } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';
import { projectedTotals } from '../support/totals.js';

type Database = ReturnType<typeof createDataSource>;

const NAME = 'Kitchens of Kenya';
const DAY_MS = 86_400_000;
const START_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS - 6 * DAY_MS;

const quiet = (): void => undefined;
const opened = async (url: string): Promise<Database> => {
  const database = createDataSource(url, 2);
  await database.initialize();
  atEnd(() => database.destroy());
  return database;
};
const upkeep = async (database: Database): Promise<void> => {
  const engine = await detectEngine(database);
  for (let more = true; more;) ({ more } = await maintain(database, engine, Date.now()));
};
const bring = async (database: Database, folder: string, publish = false) =>
  importOrganisation(database, await detectEngine(database), folder, { publish }, quiet);

/** What nobody may lose: facts, readings, rollups and totals of a kitchen, and what was noted of it. */
async function everythingOf(database: Database, kitchenId: string): Promise<unknown> {
  const rows = (text: string): Promise<unknown[]> => database.query(text, [kitchenId]);
  const ofChannel = `channel_id IN (SELECT id FROM channel WHERE kitchen_id = $1)`;
  return {
    totals: await projectedTotals(database, kitchenId),
    amounts: await rows(
      `SELECT scope, grain, start::text, amounts FROM total WHERE scope LIKE '%' || $1 || '%' ORDER BY 1, 2, 3`,
    ),
    batches: await rows(`SELECT batch_id, state, meters FROM batch WHERE kitchen_id = $1 ORDER BY 1`),
    lots: await rows(`SELECT lot_id, state FROM lot WHERE kitchen_id = $1 ORDER BY 1`),
    events: await rows(
      `SELECT id, content_hash, body, source, received_at FROM event WHERE kitchen_id = $1 ORDER BY id`,
    ),
    births: await rows(
      `SELECT version, body, received_at FROM birth WHERE kitchen_id = $1 ORDER BY received_at, version`,
    ),
    channels: await rows(
      `SELECT name, unit, kind, min, max, interval_s FROM channel WHERE kitchen_id = $1 ORDER BY name`,
    ),
    readings: await rows(
      `SELECT c.name, count(*)::int AS n, sum(value) AS total, min(device_time), max(device_time), max(r.received_at)
       FROM reading r JOIN channel c ON c.id = channel_id WHERE ${ofChannel} GROUP BY 1 ORDER BY 1`,
    ),
    hours: await rows(
      `SELECT c.name, bucket, n::int, total, low, high FROM reading_1h r JOIN channel c ON c.id = channel_id
       WHERE ${ofChannel} ORDER BY 1, 2`,
    ),
    commands: await rows(
      `SELECT c.id, c.state, c.note, c.by, s.state AS step, s.at, s.data FROM command c JOIN command_step s ON s.command_id = c.id
       WHERE kitchen_id = $1 ORDER BY c.id, s.id`,
    ),
    deadLetters: await rows(
      `SELECT d.topic, p.payload, d.position, d.reason, d.detail, d.hits, d.first_at, d.last_at, d.state, a.action, a.at, a.by,
         a.note, a.outcome, am.payload AS amended
       FROM dead_letter d JOIN dead_payload p ON p.digest = d.digest LEFT JOIN dead_letter_action a ON a.letter_id = d.id
         LEFT JOIN dead_payload am ON am.digest = a.amended
       WHERE d.kitchen_id = $1 ORDER BY d.topic, d.digest, d.position, d.reason, a.id`,
    ),
    packs: await rows(`SELECT session, stream, settled::text FROM pack WHERE kitchen_id = $1 ORDER BY 1, 2`),
    kitchen: await rows(
      `SELECT name, place, country, time_zone, longitude, session, birth_version, event_packs, first_seen_at FROM kitchen WHERE id = $1`,
    ),
    authors: await rows(
      `SELECT a.event_id, p.email FROM event_author a JOIN person p ON p.id = a.person_id JOIN event e ON e.id = a.event_id
       WHERE e.kitchen_id = $1 ORDER BY 1`,
    ),
  };
}

describeWith(['postgres'], 'an organisation that leaves', () => {
  let source: Database;
  let sourceUrl: string;
  let folder: string;
  const kitchenId = 'ke-nbo-01';
  const session = randomUUID();
  const metered = randomUUID();
  const belongings = (database: Database) => movingRows(database, { kitchenId, organisation: NAME });
  let shared: { serial: string; secret: Buffer };

  const told = (stream: 'birth' | 'status' | 'telemetry', body: object, minute: number) => ({
    topic: topics.of(kitchenId, stream),
    payload: Buffer.from(JSON.stringify({ session, ...body })),
    receivedAt: new Date(START_MS + minute * 60_000),
  });
  /** Another export of what this one says, with something in it changed, and sealed again as a program would. */
  const altered = async (file: string, change: (text: string) => string, of = folder): Promise<string> => {
    const copy = join(await tempDir(), 'altered');
    await cp(of, copy, { recursive: true });
    const sum = (text: string): string => createHash('sha256').update(text).digest('hex');
    const before = await readFile(join(copy, file), 'utf8');
    const text = change(before);
    expect([file, text === before]).toEqual([file, false]);
    await writeFile(join(copy, file), text);
    const manifest = JSON.parse(await readFile(join(copy, 'manifest.json'), 'utf8')) as {
      files: { path: string; sha256: string }[];
    };
    for (const one of manifest.files) if (one.path === file) one.sha256 = sum(text);
    const said = file === 'manifest.json' ? text : JSON.stringify(manifest);
    await writeFile(join(copy, 'manifest.json'), said);
    await writeFile(join(copy, 'manifest.json.sha256'), `${sum(said)}  manifest.json\n`);
    return copy;
  };

  beforeAll(async () => {
    sourceUrl = await freshDatabase();
    source = await opened(sourceUrl);
    const recorder = new Recorder(source);
    const channels = [
      { name: 'extruder-1/energy', unit: 'kWh', kind: 'counter', intervalSeconds: 60 },
      { name: 'extruder-1/barrel-1-temperature', unit: 'Cel', kind: 'gauge', min: 0, max: 260 },
    ];
    const machines = [{ id: 'extruder-1', type: 'extruder' }];
    const birth = { name: 'Nairobi', country: 'KE', timeZone: 'Africa/Nairobi', machines, channels };
    await recorder.settle([told('birth', { ...birth, name: 'Before' }, -20)]);
    await recorder.settle([told('birth', birth, -10)]);
    await recorder.settle([told('status', { state: 'online' }, -9)]);
    // Of a channel of the certificate, and of one that none says; pack 4 never came.
    for (let seq = 1; seq <= 6; seq++)
      await recorder.settle([
        told(
          'telemetry',
          {
            seq: seq + (seq > 3 ? 1 : 0),
            records: Array.from({ length: 30 }, (_, n) => (seq - 1) * 30 + n).flatMap((minute) => [
              { n: 'extruder-1/energy', u: 'kWh', bt: START_MS / 1_000 + minute * 60, v: 1_000 + minute / 4 },
              { n: 'm/odd', bt: START_MS / 1_000 + minute * 60 + 0.25, v: Math.PI * minute },
            ]),
          },
          seq * 30,
        ),
      ]);
    // Two that nobody could read: one of them was looked at.
    await recorder.settle([{ ...told('telemetry', {}, 200), payload: Buffer.from('\xff{"n":1', 'latin1') }]);
    await recorder.settle([{ ...told('telemetry', {}, 210), payload: Buffer.from('not JSON') }]);
    await noteDeadLetterAction(
      source,
      1,
      {
        action: 'dismiss',
        at: new Date(START_MS),
        by: { name: 'Wanjiru', personId: null },
        note: 'a loose plug',
        outcome: 'dismissed',
      },
      'dismissed',
    );
    // And one, longer than a line of Base64, was put right: it said what was known.
    const late = { n: 'm/odd', bt: START_MS / 1_000 + 0.25, v: 'none', note: 'x'.repeat(100) };
    await recorder.settle([{ ...told('telemetry', {}, 220), payload: Buffer.from(JSON.stringify([late])) }]);
    const decision = {
      by: { name: 'Wanjiru', personId: null },
      actor: { kind: 'platform', id: null, address: null, requestId: null },
      note: 'a zero',
      at: new Date(START_MS),
    } as const;
    expect(
      await new DeadLetterDesk(source, recorder).amend(
        3,
        { json: JSON.stringify({ ...late, v: 0 }) },
        decision,
      ),
    ).toMatchObject({ state: 'amended', outcome: 'taken: 0 stored, 1 known already' });
    const logged = mb1Events({ startMs: START_MS });
    await recorder.settleEvents(kitchenId, logged, { receivedAt: new Date(START_MS + 8 * 3_600_000) });
    // Of another organisation: nothing of it may leave.
    await recorder.settleEvents('nl-zwo-01', mb1Events({ batchId: 'THEIRS', startMs: START_MS }), {
      receivedAt: new Date(START_MS + DAY_MS),
    });
    const people = new PeopleRepository(source);
    const id = (await people.makeOrganisation(NAME, 'kitchens')) ?? '';
    const other = (await people.makeOrganisation('Others', 'kitchens')) ?? '';
    await people.ownKitchens(id, [kitchenId]);
    await people.ownKitchens(other, ['nl-zwo-01']);
    const lead = await people.findOrMake('lead@example.org', 'Wanjiru');
    await people.join(lead, id, 'lead');
    await people.setPassword(lead, '$argon2id$not-to-leave');
    await people.setTotp(lead, 'NOTTOLEAVEEITHER');
    await people.authored(lead, [logged[0]?.id ?? ''], lead);
    const gone = await people.findOrMake('gone@example.org', 'Gone');
    await people.join(gone, id, 'operator');
    await people.setDisabled(gone, true);
    await people.join(await people.findOrMake('theirs@example.org', 'Theirs'), other, 'lead');
    const at = new Date(START_MS);
    await insertCommand(source, {
      id: metered,
      kitchenId,
      kind: 'report-state',
      data: {},
      by: { name: 'Wanjiru', personId: null },
      note: 'how is it?',
      createdAt: at,
      expiresAt: new Date(START_MS + 60_000),
    });
    await addCommandSteps(source, [
      {
        commandId: metered,
        state: 'done',
        byKitchen: true,
        at: new Date(START_MS + 5_000),
        data: { drivers: 2 },
      },
    ]);
    const [newest] = (await new ReferenceRepository(source).newest('product')).slice(0, 1);
    if (newest)
      await new ReferenceRepository(source).publish(
        {
          ...newest,
          version: newest.version + 1,
          publishedAt: new Date().toISOString(),
          publishedBy: 'Wanjiru',
          note: 'weighed again',
        },
        null,
      );
    await upkeep(source);
    const platform = (await people.makeOrganisation('PSP', 'platform')) ?? '';
    const staff = await people.findOrMake('staff@example.org', 'Staff');
    await people.join(staff, platform, 'staff');
    shared = await giveBelongings(source, {
      kitchenId,
      organisationId: id,
      leadId: lead,
      staffId: staff,
      eventId: logged[0]?.id ?? '',
      at,
    });
    folder = join(await tempDir(), 'export');
    const { code, said } = await runBakeloop(['export', folder, '--organisation', NAME], {
      DATABASE_URL: sourceUrl,
    });
    expect({ code, said }).toMatchObject({
      code: 0,
      said: expect.stringContaining(`holds "${NAME}": 1 kitchens`),
    });
  }, 180_000);

  it('takes everything of its own with it, nothing of others, and nothing that lets anybody in', async () => {
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) =>
      one.isFile(),
    );
    let text = '';
    for (const { parentPath, name } of files) text += await readFile(join(parentPath, name), 'utf8');
    expect(text).toContain('lead@example.org');
    for (const secret of [
      'argon2',
      'NOTTOLEAVE',
      'gone@example.org',
      'theirs@example.org',
      'staff@example.org',
      shared.secret.toString('hex'),
      'THEIRS',
      'nl-zwo-01',
    ])
      expect([secret, text.includes(secret)]).toEqual([secret, false]);
    expect((await stat(folder)).mode & 0o077).toBe(0);
    expect(await source.query(`SELECT action FROM audit_entry WHERE action LIKE 'organisation.%'`)).toEqual([
      { action: 'organisation.exported' },
    ]);
  });

  it('leaves no table out without a reason', async () => {
    const tables = await source.query<{ name: string }[]>(
      `SELECT table_name AS name FROM information_schema.tables
       WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`,
    );
    expect(Object.keys(FATE_OF_TABLES).sort()).toEqual(tables.map(({ name }) => name));
    // What moves is held to what arrives, below: so there has to be something of each.
    const rows = await belongings(source);
    expect(Object.keys(rows).filter((table) => rows[table]?.length === 0)).toEqual([]);
    expect(COMPARED_OTHERWISE.filter((table) => !('moves' in (FATE_OF_TABLES[table] ?? {})))).toEqual([]);
    const { leftOut } = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as {
      leftOut: Record<string, string>;
    };
    expect(leftOut).toMatchObject({ session: 'it lets somebody in' });
  });

  const arrives = (
    kind: Engine['kind'],
    fresh: () => Promise<string>,
    andThen?: (target: Database) => Promise<void>,
  ): void =>
    it(`arrives on ${kind} with the same facts, readings, rollups and totals, and done twice it changes nothing`, async () => {
      const target = await opened(await fresh());
      expect((await detectEngine(target)).kind).toBe(kind);
      const { notices } = await bring(target, folder);
      expect(notices.join(' ')).toMatch(/without passwords.*new one before it reports/);
      expect(notices.join(' ')).toMatch(/over here.*"For the bank".*invite them.*"Sponsor of beams"/);
      const had = await belongings(source);
      expect(await belongings(target)).toEqual(had);
      const before = await everythingOf(source, kitchenId);
      const after = await everythingOf(target, kitchenId);
      expect(after).toEqual(before);
      expect(before).toMatchObject({
        authors: [{ email: 'lead@example.org' }],
        commands: [{}, { state: 'done' }],
        deadLetters: expect.arrayContaining([
          expect.objectContaining({ state: 'dismissed', note: 'a loose plug' }),
          expect.objectContaining({ state: 'amended', amended: expect.any(Buffer) }),
          expect.objectContaining({ state: 'open', action: null }),
        ]),
      });
      await expectLedgerAddsUp(target);
      const postings = `SELECT count(*)::int AS n FROM posting`;
      const posted = await target.query(postings);
      expect((await bring(target, folder)).notices.join(' ')).not.toContain('not compared');
      expect(await everythingOf(target, kitchenId)).toEqual(before);
      expect(await belongings(target)).toEqual(had);
      expect(await new SharedLinkRepository(source).open(shared.secret)).not.toBeNull();
      expect(
        await new SharedLinkRepository(target).page({ organisationIds: null, words: [], limit: 9 }),
      ).toMatchObject([{ revokedAt: expect.any(Date) }]);
      const days = `SELECT day, duplicate_to - duplicate_from AS n, max(duplicate_to) OVER ()::int AS last FROM kitchen_day ORDER BY day`;
      expect(await target.query(days)).toMatchObject([
        { n: 5, last: 0 },
        { n: 2, last: 0 },
      ]);
      // What guards shares stands: of a batch that is allocated whole nothing is free, and serials go on.
      const [sponsor] = await target.query<{ id: string }[]>(
        `SELECT id FROM organisation WHERE kind = 'sponsor'`,
      );
      const issue = (grams: number) =>
        new ShareRepository(target).issue(
          sponsor?.id ?? '',
          [{ kitchenId, batchId: 'MB-1', grams }],
          'more',
          {
            personId: null,
            actor: { kind: 'platform', id: null, address: null, requestId: null },
          },
        );
      await expect(issue(1)).rejects.toThrow('would be allocated');
      expect(await target.query(postings)).toEqual(posted);
      expect(await target.query(`SELECT state, count(*)::int AS n FROM kitchen GROUP BY 1`)).toEqual([
        { state: 'offline', n: 1 },
      ]);
      expect(await target.query(`SELECT email, password_hash, totp_secret FROM person`)).toEqual([
        { email: 'lead@example.org', password_hash: null, totp_secret: null },
      ]);
      expect(
        await target.query(
          `SELECT action FROM audit_entry WHERE actor_kind = 'platform' ORDER BY id LIMIT 2`,
        ),
      ).toEqual([{ action: 'organisation.import-begun' }, { action: 'organisation.imported' }]);
      await andThen?.(target);
    }, 240_000);
  arrives('postgresql', freshDatabase);
  arrives(
    'timescaledb',
    async () => {
      const url = await timescale();
      const database = createDataSource(url, 1);
      await database.initialize();
      await database.runMigrations();
      await database.destroy();
      return url;
    },
    // Goes on from there without its readings, as retention leaves it: the sums are what can be taken along.
    async (target) => {
      await target.query(`INSERT INTO kept_from VALUES ('raw', now() + INTERVAL '1 day')`);
      const [{ n, total } = { n: 0, total: 0 }] = await target.query<{ n: number; total: number }[]>(
        `SELECT count(*)::int AS n, sum(n)::int AS total FROM reading_1h`,
      );
      await target.query(`DELETE FROM reading_raw`);
      const later = join(await tempDir(), 'hours');
      const { kitchens } = await exportOrganisation(target, NAME, later, quiet);
      expect(kitchens[kitchenId]).toMatchObject({ readings: 0, hours: n });
      const [head, ...lines] = (await readFile(join(later, `kitchens/${kitchenId}/hours.csv`), 'utf8'))
        .trimEnd()
        .split('\n');
      expect(head).toBe('channel,hour,readings,sum,min,max,first,last');
      expect(lines.reduce((sum, line) => sum + Number(line.split(',')[2]), 0)).toBe(total);
      expect(total).toBe(360);
      const { notices } = await bring(await opened(await freshDatabase()), later);
      expect(notices.join(' ')).toMatch(/sums by the hour, and stays in .*hours\.csv/);
    },
  );

  it('is brought in by running the command again where it died half-way', async () => {
    const url = await freshDatabase();
    const target = await opened(url);
    // The database gives up in the middle of the events, as a power cut would.
    await target.query(`
      CREATE FUNCTION gives_up() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF (SELECT count(*) FROM event) > 4 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; END $$;
      CREATE TRIGGER gives_up BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION gives_up()`);
    await expect(bring(target, folder)).rejects.toThrow();
    const [half] = await target.query<{ readings: number }[]>(
      `SELECT count(*)::int AS readings FROM reading`,
    );
    expect(half?.readings).toBe(360);
    await target.query(`DROP TRIGGER gives_up ON event`);
    // And once more, when what is allocated comes.
    await target.query(`
      CREATE OR REPLACE FUNCTION gives_up() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
      CREATE TRIGGER gives_up AFTER INSERT ON attributed FOR EACH ROW EXECUTE FUNCTION gives_up()`);
    await expect(bring(target, folder)).rejects.toThrow();
    expect(await target.query(`SELECT count(*)::int AS n FROM allocation`)).toEqual([{ n: 0 }]);
    await target.query(`DROP TRIGGER gives_up ON attributed`);
    const { code, said } = await runBakeloop(['import', folder], { DATABASE_URL: url });
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining(`"${NAME}" is here`) });
    expect(await everythingOf(target, kitchenId)).toEqual(await everythingOf(source, kitchenId));
    expect(await belongings(target)).toEqual(await belongings(source));
  }, 120_000);

  it('keeps what was allocated under another serial where its own is taken, once, and never more than a batch made', async () => {
    const target = await opened(await freshDatabase());
    await new Recorder(target).settleEvents('ug-kla-01', mb1Events({ startMs: START_MS }), {
      receivedAt: new Date(START_MS + DAY_MS),
    });
    await upkeep(target);
    const people = new PeopleRepository(target);
    const sponsorId = (await people.makeOrganisation('Another sponsor', 'sponsor')) ?? '';
    const shares = new ShareRepository(target);
    const issue = (kitchen: string, grams: number): Promise<string> =>
      shares.issue(sponsorId, [{ kitchenId: kitchen, batchId: 'MB-1', grams }], 'ours', {
        personId: null,
        actor: { kind: 'platform', id: null, address: null, requestId: null },
      });
    const theirs = await issue('ug-kla-01', 1_000);
    expect(theirs).toBe(shared.serial);
    const file = 'allocations.ndjson';
    const more = await altered(file, (text) => text.replace('"grams":100000', '"grams":100001'));
    await expect(bring(target, more, true)).rejects.toThrow(
      /made \d+ g as it is known here, and \d+ g would/,
    );
    const allocated = `SELECT kitchen_id, grams::int FROM attributed ORDER BY 1`;
    expect(await target.query(allocated)).toEqual([{ kitchen_id: 'ug-kla-01', grams: 1_000 }]);
    for (let times = 1; times <= 2; times++) {
      const { notices } = await bring(target, folder, true);
      expect(notices.join(' ')).toContain(`${shared.serial} is called BL-`);
      const [here] = (await shares.allocations(null)).filter(({ shares: of }) =>
        of.some(({ grams }) => grams === 100_000),
      );
      expect(here?.steps[0]?.why).toBe(`for the bridge (as ${shared.serial} where it was issued)`);
      expect(here?.steps.at(-1)).toMatchObject({ state: 'retired', beneficiary: 'The Bridge' });
      expect(await shares.allocations(null)).toHaveLength(4);
    }
    const [{ grams } = { grams: 0 }] = await source.query<{ grams: number }[]>(
      `SELECT grams::int FROM attributed`,
    );
    expect(await target.query(allocated)).toEqual([
      { kitchen_id: 'ke-nbo-01', grams },
      { kitchen_id: 'ug-kla-01', grams: 1_000 },
    ]);
    await expect(issue('ug-kla-01', 1_000)).resolves.toMatch(/^BL-/);
    // A correction had overtaken it where it comes from: it comes all the same, as it stands there.
    const overtaken = await altered(file, (text) =>
      text
        .replace('"grams":100000', '"grams":100001')
        .replaceAll('"beyondOutput":false', '"beyondOutput":true'),
    );
    const fresh = await opened(await freshDatabase());
    await bring(fresh, overtaken);
    expect(await new ShareRepository(fresh).beyondOutput()).toMatchObject([{ batchId: 'MB-1' }]);
  }, 120_000);

  it('is refused when a file is damaged, when it does not fit to its schema, and when it is of a newer Bakeloop', async () => {
    const target = await opened(await freshDatabase());
    const damaged = join(await tempDir(), 'damaged');
    await cp(folder, damaged, { recursive: true });
    const events = `kitchens/${kitchenId}/events.ndjson`;
    const bytes = await readFile(join(damaged, events));
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(join(damaged, events), bytes);
    await expect(bring(target, damaged)).rejects.toThrow(
      `${events} is not as it was written. Nothing was brought in.`,
    );

    const typeless = await altered(events, (text) => text.replace('"intake.recorded"', '"intake.imagined"'));
    await expect(bring(target, typeless)).rejects.toThrow(/events\.ndjson, line \d+: event /);
    const readings = `kitchens/${kitchenId}/readings.csv`;
    const wild = await altered(readings, (text) => text.replace(/,(\d[\d.]*),/, ',NaN,'));
    await expect(bring(target, wild)).rejects.toThrow(/readings\.csv, line 2: 2 /);
    const newer = await altered('manifest.json', (text) =>
      text.replace(
        `"${KNOWN_MIGRATIONS.at(-1)}"`,
        `"${KNOWN_MIGRATIONS.at(-1)}", "FromTheFuture9999999999999"`,
      ),
    );
    await expect(bring(target, newer)).rejects.toThrow(/newer Bakeloop.*FromTheFuture/);
    const outside = await altered('manifest.json', (text) =>
      text.replace(`"${kitchenId}": {`, `"../../etc": {`),
    );
    await expect(bring(target, outside)).rejects.toThrow('does not know');
    expect(
      await target.query(
        `SELECT (SELECT count(*)::int FROM kitchen) + (SELECT count(*)::int FROM person) AS n`,
      ),
    ).toEqual([{ n: 0 }]);
  });

  it('is refused, before anything is written, where a line of it is about something of others, or makes somebody more', async () => {
    const target = await opened(await freshDatabase());
    await new Recorder(target).settleEvents('ug-kla-01', mb1Events({ startMs: START_MS }), {
      receivedAt: new Date(START_MS + DAY_MS),
    });
    await new PeopleRepository(target).makeOrganisation('Of another kind', 'kitchens');
    await new AlarmWriter(target).raise(
      [
        {
          ...{ kind: 'silence', subject: 'kitchen', severity: 'notice', detectedLate: false },
          ...{ ruleKey: 'silence', since: new Date(START_MS), data: {}, kitchenId: 'ug-kla-01' },
        },
      ],
      new Date(START_MS),
    );
    const command = randomUUID();
    await insertCommand(target, {
      ...{ id: command, kitchenId: 'ug-kla-01', kind: 'report-state', data: {}, note: 'how are you?' },
      ...{ by: { name: 'Okello', personId: null }, createdAt: new Date(START_MS) },
      expiresAt: new Date(START_MS + 60_000),
    });
    const [theirs] = await target.query<{ alarm: string; event: string; entries: number }[]>(
      `SELECT (SELECT id FROM alarm) AS alarm, (SELECT min(id::text) FROM event) AS event`,
    );
    const idOf =
      (name: string, id = '') =>
      (text: string) =>
        text.replace(new RegExp(`"${name}":"[^"]+"`), `"${name}":"${id}"`);
    const all = `SELECT (SELECT count(*) FROM alarm_entry)::int AS entries, (SELECT count(*) FROM person)::int AS people,
      (SELECT jsonb_agg(k.id) FROM kitchen k) AS kitchens, (SELECT jsonb_agg(o.name) FROM organisation o) AS organisations,
      (SELECT last_value::int FROM allocation_number) AS number, (SELECT jsonb_agg(s) FROM command_step s) AS steps`;
    const before = await target.query(all);
    for (const [file, change, why] of [
      ['alarms', idOf('id', theirs?.alarm), `is here already and not of ${kitchenId}`],
      ['alarm-history', idOf('alarmId', theirs?.alarm), `tells of ${theirs?.alarm}, which is none of them`],
      [
        'reviews',
        idOf('eventId', theirs?.event),
        `A review of ${kitchenId} is about the event ${theirs?.event}`,
      ],
      ['photos-removed', idOf('eventId', theirs?.event), 'which is none of this kitchen'],
      ['reports', (text) => text.replace(`["${kitchenId}"]`, `["ug-kla-01"]`), 'says that it is of others'],
      ['commands', idOf('id', command), `Command ${command} of ${kitchenId} is here already`],
      ['dead-letters', (text) => text.replace(`v1/${kitchenId}/`, 'v1/ug-kla-01/'), 'which is not its own'],
      ['../../allocations', idOf('kitchenId', 'ug-kla-01'), 'allocates something of ug-kla-01'],
      ['../../sponsors', idOf('name', 'Of another kind'), 'here an organisation of another kind'],
      // The numbers of this deployment would begin beyond all that can be written.
      ['../../allocations', idOf('serial', serialOf(2026, 1_000_000_000)), 'beyond any running number'],
      ['../../people', idOf('role', 'admin'), 'which nobody can be in this organisation'],
      [
        '../../manifest.json',
        (text) => text.replace('"kind": "kitchens"', '"kind": "platform"'),
        'an organisation that has kitchens, or of a sponsor',
      ],
    ] satisfies [string, (text: string) => string, string][]) {
      const path = join('kitchens', kitchenId, file.endsWith('.json') ? file : `${file}.ndjson`);
      await expect(bring(target, await altered(path, change), true)).rejects.toThrow(why);
    }
    expect(await target.query(all)).toEqual(before);
  }, 120_000);

  it('is refused where simulated and real numbers would meet, and where a kitchen of that id is of somebody else', async () => {
    const demo = await altered('manifest.json', (text) => text.replace('"demo": false', '"demo": true'));
    await expect(bring(source, demo)).rejects.toThrow(
      'simulated kitchens, and this deployment is a real one',
    );
    const demonstration = await opened(await freshDatabase());
    await settleDeployment(demonstration, true);
    await expect(bring(demonstration, folder)).rejects.toThrow('This deployment is a demonstration');
    // Nobody is there yet: it becomes a demonstration, for ever.
    const empty = await opened(await freshDatabase());
    await new PeopleRepository(empty).findOrMake('admin@example.org', 'Admin');
    await expect(bring(empty, demo)).rejects.toThrow('this deployment is a real one');

    const people = new PeopleRepository(empty);
    await people.ownKitchens((await people.makeOrganisation('Somebody', 'kitchens')) ?? '', [kitchenId]);
    await expect(bring(empty, folder)).rejects.toThrow(`${kitchenId} (of "Somebody")`);
    expect(await empty.query(`SELECT count(*)::int AS n FROM event`)).toEqual([{ n: 0 }]);
  });

  it('is refused where who comes with it would see what an organisation of that name has here', async () => {
    const target = await opened(await freshDatabase());
    const people = new PeopleRepository(target);
    const member = await people.findOrMake('member@example.org', 'Member');
    for (const [what, give] of [
      ['people', (id) => people.join(member, id, 'lead')],
      ['attributions', (id) => people.attribute(id, [kitchenId])],
      [
        'allocations',
        (id) =>
          target.query(`INSERT INTO allocation (serial, organisation_id) VALUES ($1, $2)`, [
            serialOf(2026, 1),
            id,
          ]),
      ],
      [
        'links',
        (id) =>
          new SharedLinkRepository(target).save({
            ...{ digest: Buffer.alloc(32, 9), organisationId: id, scope: 'portfolio', title: 'Ours' },
            ...{ passwordHash: null, mayDownload: false, madeBy: null, expiresAt: new Date() },
          }),
      ],
      ['reports', (id) => writeReport(target, { kind: 'organisation', id, name: NAME }, [], '2026-03-02')],
      // All that the file lists, and nobody to look at it.
      ['kitchens', (id) => people.ownKitchens(id, [kitchenId])],
    ] satisfies [string, (organisationId: string) => Promise<unknown>][]) {
      const id = (await people.makeOrganisation(NAME, 'kitchens')) ?? '';
      await give(id);
      expect([what, await bring(target, folder).catch(String)]).toEqual([
        what,
        expect.stringContaining('lead@example.org, who is no member of it, would see what it has'),
      ]);
      await target.query(`UPDATE organisation SET name = $2 WHERE id = $1`, [id, `One with ${what}`]);
    }
    expect(await target.query(`SELECT email FROM person`)).toEqual([{ email: 'member@example.org' }]);
  });

  it('publishes what its figures rest on, but where that moves the figures of others only when told to', async () => {
    const target = await opened(await freshDatabase());
    await new Recorder(target).settleEvents('ug-kla-01', mb1Events({ startMs: START_MS }), {
      receivedAt: new Date(START_MS + DAY_MS),
    });
    await expect(bring(target, folder)).rejects.toThrow(
      /rest on reference data that is not here: product .* --publish/,
    );
    const [other] = await new ReferenceRepository(target).newest('product');
    if (!other) throw new Error('no product');
    await new ReferenceRepository(target).publish(
      {
        ...other,
        version: other.version + 1,
        body: { ...other.body, source: 'another scale' },
        publishedAt: new Date().toISOString(),
      },
      null,
    );
    await expect(bring(target, folder, true)).rejects.toThrow('says something else here');
  });

  it('keeps what was measured before its readings went, which nobody can measure again', async () => {
    const url = await freshDatabase();
    const old = await opened(url);
    await bring(old, folder);
    const kept = (database: Database): Promise<unknown> =>
      database.query(
        `SELECT batch_id, meters FROM batch WHERE kitchen_id = $1 AND meters ? 'energyWh' ORDER BY 1`,
        [kitchenId],
      );
    const before = await kept(old);
    expect(before).not.toEqual([]);
    // As retention does, of everything.
    await old.query(`INSERT INTO kept_from VALUES ('raw', now() + INTERVAL '1 day')`);
    await old.query(`DELETE FROM reading_raw`);
    const later = join(await tempDir(), 'later');
    await exportOrganisation(old, NAME, later, quiet);
    const target = await opened(await freshDatabase());
    await bring(target, later);
    expect(await kept(target)).toEqual(before);
    expect(await projectedTotals(target, kitchenId)).toEqual(await projectedTotals(source, kitchenId));
  }, 120_000);

  it('is told which organisations there are when the name is wrong, and that a folder is never written over', async () => {
    const place = join(await tempDir(), 'x');
    await expect(exportOrganisation(source, 'Nobody', place, quiet)).rejects.toThrow(`"${NAME}", "Others"`);
    await expect(exportOrganisation(source, NAME, folder, quiet)).rejects.toThrow('never written over');
    await expect(stat(place)).rejects.toThrow('ENOENT');
  });

  it('leaves with its sponsor too: what it had and its people go, what it looked at comes with the kitchens alone', async () => {
    const people = new PeopleRepository(source);
    const sponsor = 'Sponsor of beams';
    const sponsorId = (await people.organisationByName(sponsor)) ?? '';
    const organisationId = (await people.organisationByName(NAME)) ?? '';
    await people.join(await people.findOrMake('anna@example.org', 'Anna'), sponsorId, 'sponsor');
    await new SharedLinkRepository(source).save({
      digest: Buffer.alloc(32, 8),
      ...{ organisationId: sponsorId, scope: 'portfolio', title: 'Of beams', passwordHash: null },
      ...{ mayDownload: false, madeBy: null, expiresAt: new Date(Date.now() + DAY_MS) },
    });
    // One of the sponsor, and one of the organisation from when it had a kitchen that is another's now.
    for (const [kind, id, name] of [
      ['sponsor', sponsorId, sponsor],
      ['organisation', organisationId, NAME],
    ] as const)
      await writeReport(source, { kind, id, name }, ['ke-nbo-01', 'nl-zwo-01'], '2026-03-09');

    const [its, kitchens] = [join(await tempDir(), 'its'), join(await tempDir(), 'kitchens')];
    await exportOrganisation(source, sponsor, its, quiet);
    await exportOrganisation(source, NAME, kitchens, quiet);
    const reports = (of: string) => readFile(join(of, 'reports.ndjson'), 'utf8');
    expect([await reports(kitchens), await reports(its)]).toEqual([
      expect.not.stringContaining('nl-zwo-01'),
      expect.stringContaining('nl-zwo-01'),
    ]);

    const target = await opened(await freshDatabase());
    const there = new PeopleRepository(target);
    const stranger = await there.findOrMake('stranger@example.org', 'Stranger');
    await there.join(stranger, (await there.makeOrganisation('Strangers', 'kitchens')) ?? '', 'lead');
    // One of its name without anything: there is nothing that who comes would see.
    await there.makeOrganisation(sponsor, 'sponsor');
    const { notices } = await bring(target, its);
    expect(notices.join(' ')).toMatch(
      /come with the kitchens.*: BL-.*import them: ke-nbo-01\. .*saw ke-nbo-01, nl-zwo-01: attribute.*"Of beams"/,
    );
    const found = async () => ({
      people: (await there.list([(await there.organisationByName(sponsor)) ?? ''])).map(({ email }) => email),
      links: await target.query(
        `SELECT title, revoked_at IS NOT NULL AS over FROM shared_link WHERE title = 'Of beams'`,
      ),
      reports: await target.query(
        `SELECT subject_kind, subject_id = o.id::text AS of_it, facts->'subject'->>'id' = subject_id AS says_so
         FROM report, organisation o WHERE o.name = $1 AND subject_kind = 'sponsor'`,
        [sponsor],
      ),
      attributed: await target.query(`SELECT kitchen_id FROM attribution`),
      allocations: await target.query(`SELECT count(*)::int AS n FROM allocation`),
    });
    const own = {
      people: ['anna@example.org'],
      links: [{ title: 'Of beams', over: true }],
      reports: [{ subject_kind: 'sponsor', of_it: true, says_so: true }],
    };
    expect(await found()).toEqual({ ...own, attributed: [], allocations: [{ n: 0 }] });

    // What was logged is signed by who belongs to the organisation, and by nobody else.
    const signed = await altered(
      `kitchens/${kitchenId}/events.ndjson`,
      (text) => text.replace('lead@example.org', 'stranger@example.org'),
      kitchens,
    );
    // An address is known in any spelling, and a report of an older export that tells of others stays behind.
    const spelled = await altered('people.ndjson', (text) => text.replace('lead@', 'Lead@'), signed);
    const older = await altered(
      'reports.ndjson',
      (text) =>
        text +
        text
          .replace(/"id":"[^"]+"/, `"id":"${randomUUID()}"`)
          .replace(`["${kitchenId}"]`, `["${kitchenId}","nl-zwo-01"]`)
          .replace('"firstDay":"2026-03-02"', '"firstDay":"2026-03-09"'),
      spelled,
    );
    expect((await bring(target, older, true)).notices.join(' ')).toContain(
      'which are not in the export were left out: week of 2026-03-09.',
    );
    expect(
      await target.query(`SELECT kitchen_ids AS of FROM report WHERE subject_kind = 'organisation'`),
    ).toEqual([{ of: [kitchenId] }]);
    expect(await target.query(`SELECT email FROM person WHERE email ILIKE 'lead@%'`)).toEqual([
      { email: 'lead@example.org' },
    ]);
    expect(await target.query(`SELECT * FROM event_author`)).toEqual([]);
    expect((await bring(target, its)).notices.join(' ')).not.toContain('come with the kitchens');
    expect(await found()).toEqual({
      ...own,
      attributed: [{ kitchen_id: kitchenId }],
      allocations: [{ n: 3 }],
    });

    // It has something to see here now: a file lets nobody else in.
    const more = await altered('people.ndjson', (text) => `${text}${text.replace('anna@', 'eve@')}`, its);
    await expect(bring(target, more)).rejects.toThrow(
      'eve@example.org, who is no member of it, would see what it has',
    );
    const another = await altered('allocations.ndjson', (text) => text.replace(sponsor, 'Others'), its);
    await expect(bring(target, another)).rejects.toThrow('allocates something to "Others"');
    await expect(exportOrganisation(source, 'PSP', join(await tempDir(), 'x'), quiet)).rejects.toThrow(
      'whom this platform is run by',
    );
  }, 120_000);
});
