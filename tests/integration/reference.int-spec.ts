import { startApi, type RunningApi } from '@bakeloop/api';
import { problem, routes, type ReferenceView } from '@bakeloop/contracts';
import { createDataSource, detectEngine, ReferenceRepository, type Database } from '@bakeloop/db';
import { baselineAt, factorAt, recordAt, SEED_REFERENCE } from '@bakeloop/domain';
import { maintain, Recorder } from '@bakeloop/record';
import { beforeAll, expect, it } from '@jest/globals';
import { mb1Events } from '../support/batch-log.js';
import { atEnd } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { freshDatabase } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';
import { fetchSignedIn } from '../support/signed-in.js';

/** Nothing listens there: publishing needs no broker. */
const NO_BROKER = 'mqtt://127.0.0.1:9';

describeWith(['postgres'], 'reference data over HTTP, on PostgreSQL', () => {
  let api: RunningApi;
  let database: ReturnType<typeof createDataSource>;
  let reference: ReferenceRepository;

  const request = async (path: string, body?: unknown): Promise<{ status: number; body: unknown }> => {
    const response = await fetchSignedIn(
      `${api.url}/api/v1/reference/${path}`,
      body === undefined
        ? {}
        : {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          },
    );
    return { status: response.status, body: await response.json() };
  };
  const refusal = async (path: string, body?: unknown): Promise<{ status: number; detail: string }> => {
    const answer = await request(path, body);
    const { status, detail = '' } = problem.parse(answer.body);
    expect(status).toBe(answer.status);
    return { status, detail };
  };
  const versionsOf = async (path: string): Promise<ReferenceView[]> => {
    const { status, body } = await request(path);
    expect(status).toBe(200);
    const parsed = routes.reference.answer.parse(body);
    expect(parsed).toEqual(body);
    return parsed.items;
  };
  const shares = (dump: number, landfill: number) => ({
    shares: { 'open-burning': 0, dump, landfill, 'energy-recovery': 0 },
    isDefault: false,
    oceanBound: null,
    source: 'a study of the place, 2026',
  });
  const publication = (basedOnVersion: number, body: object, validFrom: string | null = null) => ({
    validFrom,
    note: 'a study came out',
    basedOnVersion,
    body,
  });

  beforeAll(async () => {
    const databaseUrl = await freshDatabase();
    database = createDataSource(databaseUrl);
    await database.initialize();
    atEnd(() => database.destroy());
    await database.runMigrations();
    reference = new ReferenceRepository(database);
    await database.query(
      `INSERT INTO kitchen (id, name, first_seen_at) VALUES ('ke-nbo-01', 'one', now()), ('nl-zwo-01', 'two', now())`,
    );
    api = await startApi({ databaseUrl, mqttUrl: NO_BROKER, port: 0, demo: true, logLevel: 'silent' });
    atEnd(() => api.stop());
  });

  it('starts with the seeds, unchanged by the way through the database', async () => {
    const byKey = (left: { kind: string; id: string }, right: { kind: string; id: string }): number =>
      `${left.kind} ${left.id}` < `${right.kind} ${right.id}` ? -1 : 1;
    expect([...(await reference.newest(null))].sort(byKey)).toEqual([...SEED_REFERENCE].sort(byKey));
    const [ke] = await versionsOf('baseline/ke');
    expect(ke).toMatchObject({
      version: 1,
      validFrom: null,
      publishedBy: 'Bakeloop',
      body: { source: null },
    });
    const { body } = await request('polymer');
    expect(routes.references.answer.parse(body).items.map(({ id }) => id)).toContain('PVC');
  });

  it('publishes a version that holds from a day on; the earlier one stays and holds before', async () => {
    const { status, body } = await request('baseline/br', publication(1, shares(0.2, 0.8), '2026-03-01'));
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { kind: 'baseline', id: 'br', version: 2, validFrom: '2026-03-01', publishedBy: 'Anouk (demo)' },
    });
    const versions = await versionsOf('baseline/br');
    expect(versions.map(({ version }) => version)).toEqual([2, 1]);
    expect(versions[0]).toEqual(body);
    expect(versions[1]?.body).toEqual(
      SEED_REFERENCE.find(({ kind, id }) => kind === 'baseline' && id === 'br')?.body,
    );
    const records = await reference.versions('baseline', 'br');
    const dumpOn = (day: string): number | undefined =>
      baselineAt(records, 'br-sao-01', 'BR', day)?.body.shares.dump;
    expect(dumpOn('2026-02-28')).toBe(0.25);
    expect(dumpOn('2026-03-01')).toBe(0.2);
  });

  it('restates the past openly: the newest version that holds since always counts for every day', async () => {
    await request('baseline/gh', publication(1, shares(0.5, 0.5), '2026-03-01'));
    await request('baseline/gh', publication(2, shares(0.6, 0.4)));
    const records = await reference.versions('baseline', 'gh');
    expect(recordAt(records, 'baseline', 'gh', '2020-01-01')?.version).toBe(3);
    expect(recordAt(records, 'baseline', 'gh', '2026-03-02')?.version).toBe(3);
  });

  it('finds a factor of a new version from its day on, and the seed before', async () => {
    const [electricity] = await reference.versions('factor-set', 'electricity');
    const seed = electricity && 'factors' in electricity.body ? electricity.body : null;
    if (!seed) throw new Error('no factors for electricity');
    const factors = seed.factors.map((factor) =>
      factor.key === 'grid-electricity' && factor.region === 'KE'
        ? { ...factor, kgCo2e: 0.065, year: 2025, source: 'the grid operator, 2025' }
        : factor,
    );
    const answer = await request(
      'factor-set/electricity',
      publication(1, { ...seed, factors }, '2026-06-01'),
    );
    expect(answer.status).toBe(200);
    const records = await reference.versions('factor-set', 'electricity');
    const gridOn = (day: string) => factorAt(records, 'grid-electricity', 'KE', day);
    expect(gridOn('2026-05-31')).toMatchObject({ setVersion: 1, factor: { kgCo2e: 0.070492 } });
    expect(gridOn('2026-06-01')).toMatchObject({ setVersion: 2, factor: { kgCo2e: 0.065 } });
  });

  it('takes a record that is new, and names an unknown one', async () => {
    expect(await refusal('baseline/tz')).toEqual({
      status: 404,
      detail: 'There is no baseline "tz". GET /api/v1/reference/baseline lists those there are.',
    });
    expect((await request('baseline/tz', publication(0, shares(1, 0)))).status).toBe(200);
    expect((await versionsOf('baseline/tz')).map(({ version }) => version)).toEqual([1]);
  });

  it('marks every kitchen to be derived again, and keeps the first cause where one waits already', async () => {
    await database.query(`UPDATE kitchen SET rederive = CASE id WHEN 'nl-zwo-01' THEN 'place' END`);
    await refusal('baseline/ci', publication(1, shares(0.5, 0.6)));
    const causes = async (): Promise<unknown> =>
      database.query(`SELECT id, rederive FROM kitchen ORDER BY id`);
    expect(await causes()).toEqual([
      { id: 'ke-nbo-01', rederive: null },
      { id: 'nl-zwo-01', rederive: 'place' },
    ]);
    await request('baseline/ci', publication(1, shares(0.5, 0.5)));
    expect(await causes()).toEqual([
      { id: 'ke-nbo-01', rederive: 'reference' },
      { id: 'nl-zwo-01', rederive: 'place' },
    ]);
  });

  it('lets one of many authors at once through, and tells the others who was faster and why', async () => {
    const notes = ['ada', 'bo', 'chi', 'dee', 'eve'].map((name) => `a study by ${name}`);
    const answers = await Promise.all(
      notes.map((note, index) =>
        request('baseline/id', { ...publication(1, shares(index / 10, 1 - index / 10)), note }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    const winner = notes[answers.findIndex(({ status }) => status === 200)];
    for (const { status, body } of answers)
      if (status === 409)
        expect(problem.parse(body).detail).toMatch(
          new RegExp(`^Anouk \\(demo\\) published version 2 meanwhile, on .*: "${winner ?? ''}"`),
        );
    expect(
      (await versionsOf('baseline/id')).map(({ version, publishedBy, note }) => [version, publishedBy, note]),
    ).toEqual([
      [2, 'Anouk (demo)', winner],
      [1, 'Bakeloop', expect.any(String)],
    ]);
  });

  it('refuses to build on a version that never was', async () => {
    expect(await refusal('baseline/nl', publication(7, shares(0, 1)))).toEqual({
      status: 409,
      detail: 'There is no version 7 to build on: the newest is version 1.',
    });
    expect(await refusal('baseline/za-jnb-01', publication(3, shares(0, 1)))).toMatchObject({ status: 409 });
    expect((await versionsOf('baseline/nl')).length).toBe(1);
  });

  it('names every fault of a body at once, and stores nothing', async () => {
    const { status, detail } = await refusal(
      'recipe/r-pvc-pipe',
      publication(0, {
        name: 'PVC pipe',
        polymers: ['PVC', 'XPE'],
        productCode: null,
        limitsCel: { min: 190, max: 230 },
        components: [
          { material: 'flake', share: 1.2 },
          { material: 'sand', share: -0.1 },
        ],
        source: null,
      }),
    );
    expect(status).toBe(422);
    for (const fault of [
      'PVC is never melted.',
      '"XPE" is not a known polymer.',
      'The share of flake is 0 to 100 %, not 120 %.',
      'The share of sand is 0 to 100 %, not -10 %.',
      'The shares of the components sum to 100 %, not to 110 %.',
    ])
      expect(detail).toContain(fault);
    expect(await refusal('recipe/r-pvc-pipe')).toMatchObject({ status: 404 });
  });

  it.each([
    ['a factor below zero', { kgCo2e: -1 }, 'a factor is 0 or more, not -1'],
    ['an unknown region', { region: 'ZZ' }, '"ZZ" is no region'],
    ['a factor that is no number', { kgCo2e: '0.07' }, 'factors.0.kgCo2e'],
    ['a field nobody knows', { colour: 'green' }, 'colour'],
  ])('refuses %s', async (_, fault, words) => {
    const factor = {
      key: 'grid-electricity',
      region: 'TZ',
      kgCo2e: 0.3,
      per: 'kW.h',
      year: 2024,
      uncertainty: null,
      source: null,
      ...fault,
    };
    const { status, detail } = await refusal(
      'factor-set/test',
      publication(0, { name: 'test', source: null, factors: [factor] }),
    );
    expect(status).toBe(422);
    expect(detail).toContain(words);
  });

  it('refuses a publication without a reason, and a kind that is none', async () => {
    const { status, detail } = await refusal('baseline/ke', { ...publication(1, shares(0, 1)), note: '' });
    expect({ status, detail: detail.slice(0, 9) }).toEqual({ status: 422, detail: 'body.note' });
    expect(await refusal('prices')).toMatchObject({ status: 400 });
  });

  it.each([
    ['no reason', { note: '    ' }, 'body.note: say why, in three characters or more'],
    ['a day that no calendar has', { validFrom: '0000-01-01' }, 'body.validFrom: a year is 1900 to 2200'],
    ['a day that never comes', { validFrom: '9999-12-31' }, 'body.validFrom: a year is 1900 to 2200'],
    [
      'half a letter',
      { note: 'a study \ud800' },
      'body: a text has a NUL character or half a surrogate pair',
    ],
    ['a version without end', { basedOnVersion: 1e15 }, 'body.basedOnVersion: Too big'],
  ])('says where a publication is wrong: %s', async (_, wrong, words) => {
    const { status, detail } = await refusal('baseline/ke', { ...publication(1, shares(0, 1)), ...wrong });
    expect([status, detail.slice(0, words.length)]).toEqual([422, words]);
  });

  it('restates a batch of the past only where a version reaches back to it, and posts the difference with its cause', async () => {
    const day = '2026-03-02';
    const events = mb1Events({ startMs: Date.parse(`${day}T06:00:00Z`) });
    const response = await fetchSignedIn(`${api.url}/api/v1/kitchens/ke-nbo-01/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ events }),
    });
    expect(response.status).toBe(200);
    const settle = async (): Promise<void> => {
      const engine = await detectEngine(database);
      for (let more = true; more;) {
        const round = await maintain(database, engine, Date.now());
        expect(round.failures).toEqual([]);
        ({ more } = round);
      }
    };
    const diverted = async (): Promise<Record<string, number>> => {
      const [row] = await database.query<{ amounts: Record<string, number> }[]>(
        `SELECT amounts FROM contribution WHERE kitchen_id = 'ke-nbo-01' AND subject = 'batch:MB-1'`,
      );
      return Object.fromEntries(
        Object.entries(row?.amounts ?? {}).filter(([key]) => key.startsWith('divertedMg:')),
      );
    };
    const restated = (): Promise<{ amounts: Record<string, number> }[]> =>
      database.query(`SELECT amounts FROM posting WHERE cause = 'reference' AND subject = 'batch:MB-1'`);
    await settle();
    const before = await diverted();
    expect(before).toEqual({
      'divertedMg:dump': 195_484_694,
      'divertedMg:landfill': 39_096_939,
      'divertedMg:open-burning': 156_387_755,
    });

    await request('baseline/ke-nbo-01', publication(1, shares(0, 1), '2026-03-03'));
    await settle();
    expect(await diverted()).toEqual(before);
    expect(await restated()).toEqual([]);

    await request('baseline/ke-nbo-01', publication(2, shares(0, 1), day));
    await settle();
    expect(await diverted()).toEqual({ 'divertedMg:landfill': 390_969_388 });
    const postings = await restated();
    expect(postings).toHaveLength(1);
    expect(postings[0]?.amounts).toMatchObject({
      'divertedMg:dump': -195_484_694,
      'divertedMg:landfill': 351_872_449,
      'divertedMg:open-burning': -156_387_755,
    });
  });

  it('waits for a kitchen that is being founded: its figures rest on the new version too', async () => {
    let commit = (): void => undefined;
    const held = new Promise<void>((resolve) => (commit = resolve));
    let founding = (): void => undefined;
    const isFounding = new Promise<void>((resolve) => (founding = resolve));
    const doors: Database = {
      query: (text, parameters) => database.query(text, parameters),
      transaction: (run) =>
        database.transaction(async (sql) => {
          const answer = await run(sql);
          founding();
          await held;
          return answer;
        }),
    };
    const founded = new Recorder(doors).settleEvents(
      'new-kitchen',
      mb1Events({ startMs: Date.parse('2026-03-02T06:00:00Z'), batchId: 'NEW-1' }),
      { receivedAt: new Date() },
    );
    const isWaiting = async (): Promise<void> => {
      const [row] = await database.query<{ n: number }[]>(
        `SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`,
      );
      expect(row?.n).toBe(1);
    };
    await isFounding;
    const publishing = request('baseline/new-kitchen', publication(0, shares(0, 1)));
    await eventually(isWaiting);
    commit();
    await founded;
    expect(await publishing).toMatchObject({ status: 200 });
    const [kitchen] = await database.query<{ rederive: string | null }[]>(
      `SELECT rederive FROM kitchen WHERE id = 'new-kitchen'`,
    );
    expect(kitchen?.rederive).toBe('reference');
  });
});
