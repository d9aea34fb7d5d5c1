import { randomUUID } from 'node:crypto';
import type { Role, RouteName } from '@bakeloop/contracts';
import { routes } from '@bakeloop/contracts';
import { Recorder } from '@bakeloop/record';
import { beforeAll, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { mb1Events } from '../support/batch-log.js';
import { startIdentityStack, type IdentityStack, type Visitor } from '../support/identity-stack.js';
import { describeWith } from '../support/programs.js';

const K = 'ke-nbo-01';
const API = `/api/v1/kitchens/${K}`;
const MINUTE_MS = 60_000;
const CHANNEL = 'extruder-1/barrel-1-temperature';

describeWith(['postgres'], 'the staff console over HTTP', () => {
  let stack: IdentityStack;
  const who = new Map<Role, Visitor>();
  const nowMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const startMs = nowMs - 6 * 3_600_000;
  const iso = (ms: number): string => new Date(ms).toISOString();
  const as = (role: Role): Visitor => who.get(role) ?? stack.visitor();
  const asked = async <N extends RouteName>(
    name: N,
    path: string,
    role: Role = 'staff',
  ): Promise<z.output<(typeof routes)[N]['answer']>> => {
    const { status, body } = await as(role).ask('GET', path);
    expect({ path, status }).toEqual({ path, status: 200 });
    return routes[name].answer.parse(body) as z.output<(typeof routes)[N]['answer']>;
  };
  const day = `from=${iso(startMs - 3_600_000)}&to=${iso(nowMs + 3_600_000)}`;
  const actions = async (): Promise<string[]> =>
    (
      await stack.database.query(
        `SELECT action, before, after FROM audit_entry WHERE subject = 'kitchen:${K}' ORDER BY id`,
      )
    ).map(
      ({ action, before, after }: { action: string; before: unknown; after: unknown }) =>
        `${action} ${JSON.stringify([before, after])}`,
    );

  beforeAll(async () => {
    stack = await startIdentityStack();
    const kitchens = await stack.organisation('Kitchens of Nairobi', 'kitchens', [K]);
    const platform = await stack.organisation('The platform', 'platform');
    for (const [role, organisation] of [
      ['operator', kitchens],
      ['lead', kitchens],
      ['staff', platform],
      ['admin', platform],
    ] as const)
      who.set(role, await stack.person(role, organisation));
    const recorder = new Recorder(stack.database);
    const maintenance = (minutes: number, task: string, more: object = {}) => ({
      id: randomUUID(),
      type: 'maintenance.recorded',
      time: iso(startMs + minutes * MINUTE_MS),
      actor: 'op-17',
      data: { machine: 'extruder-1', task },
      ...more,
    });
    const wrong = maintenance(5, 'screw cleaned');
    await recorder.settleEvents(
      K,
      [
        ...mb1Events({ startMs }),
        maintenance(-60, 'filter changed'),
        maintenance(10, 'filter changed'),
        wrong,
        {
          id: randomUUID(),
          type: 'event.voided',
          time: wrong.time,
          supersedes: wrong.id,
          reason: 'not done',
          data: {},
        },
      ],
      { receivedAt: new Date(nowMs) },
    );
    const pack = (minutes: readonly number[], receivedMs: number) => ({
      topic: `kitchens/v1/${K}/telemetry`,
      payload: Buffer.from(
        JSON.stringify(
          minutes.map((minute) => ({
            n: CHANNEL,
            u: 'Cel',
            t: (nowMs - minute * MINUTE_MS) / 1_000,
            v: 200 + minute,
          })),
        ),
      ),
      receivedAt: new Date(receivedMs),
    });
    await recorder.settle([pack([5, 4, 3, 2, 1], nowMs)]);
    // Two hours late, with a hole before it.
    await recorder.settle([pack([122, 121, 120], nowMs)]);
  });

  it('keeps notes: own ones are changed, those of others removed by who may correct; all is in the audit log, without the text', async () => {
    const body = {
      machine: 'extruder-1',
      from: iso(nowMs - 30 * MINUTE_MS),
      to: iso(nowMs),
      text: 'Filter half blocked',
    };
    const made = await as('operator').ask('POST', `${API}/annotations`, body);
    expect(made).toMatchObject({ status: 200, body: { ...body, own: true, by: 'operator', batchId: null } });
    const { id } = routes.annotate.answer.parse(made.body);
    const listed = async (query: string, role: Role = 'lead') =>
      (await asked('annotations', `${API}/annotations?${query}`, role)).items.map((note) => [
        note.text,
        note.own,
      ]);
    expect(await listed(day)).toEqual([['Filter half blocked', false]]);
    expect(await listed(`${day}&machine=extruder-1`, 'operator')).toEqual([['Filter half blocked', true]]);
    expect(await listed(`${day}&machine=press-1`)).toEqual([]);
    expect(await listed(`from=${iso(nowMs + MINUTE_MS)}&to=${iso(nowMs + 2 * MINUTE_MS)}`)).toEqual([]);

    const change = (role: Role, text: string) =>
      as(role).ask('POST', `${API}/annotations/${id}`, { ...body, text });
    expect((await change('lead', 'Mine now')).status).toBe(409);
    expect(await change('operator', 'Filter blocked')).toMatchObject({
      status: 200,
      body: { text: 'Filter blocked' },
    });
    const backwards = { ...body, from: body.to, to: body.from };
    expect((await as('operator').ask('POST', `${API}/annotations`, backwards)).status).toBe(422);

    const { id: ofLead } = routes.annotate.answer.parse(
      (await as('lead').ask('POST', `${API}/annotations`, { from: iso(nowMs), text: 'Of the lead' })).body,
    );
    expect((await as('operator').ask('DELETE', `${API}/annotations/${ofLead}`)).status).toBe(409);
    expect((await as('staff').ask('DELETE', `${API}/annotations/${ofLead}`)).status).toBe(200);
    expect((await as('lead').ask('DELETE', `${API}/annotations/${id}`)).status).toBe(200);
    expect((await as('lead').ask('DELETE', `${API}/annotations/${id}`)).status).toBe(404);
    expect(await listed(day)).toEqual([]);
    const log = await actions();
    expect(log.map((entry) => entry.split(' ')[0])).toEqual([
      'annotation.made',
      'annotation.changed',
      'annotation.made',
      'annotation.removed',
      'annotation.removed',
    ]);
    expect(log.join()).not.toMatch(/blocked|Of the lead/);
  });

  it('keeps a plan for the day, which stands in the row of the kitchen, and says who set it', async () => {
    const plan = async () => (await asked('kitchen', API)).planGrams;
    expect(await plan()).toBeNull();
    expect((await as('operator').ask('POST', `${API}/plan`, { goodGramsPerDay: 5 })).status).toBe(403);
    expect((await as('lead').ask('POST', `${API}/plan`, { goodGramsPerDay: 0 })).status).toBe(422);
    expect((await as('lead').ask('POST', `${API}/plan`, { goodGramsPerDay: 400_000 })).status).toBe(200);
    expect(await plan()).toBe(400_000);
    expect((await as('staff').ask('POST', `${API}/plan`, { goodGramsPerDay: null })).status).toBe(200);
    expect(await plan()).toBeNull();
    expect((await actions()).filter((entry) => entry.startsWith('plan.set'))).toEqual([
      'plan.set [{"goodGramsPerDay":null},{"goodGramsPerDay":400000}]',
      'plan.set [{"goodGramsPerDay":400000},{"goodGramsPerDay":null}]',
    ]);
  });

  it('marks what came late, and sends the very points of a chart as CSV, or every reading', async () => {
    const range = `from=${iso(nowMs - 180 * MINUTE_MS)}&to=${iso(nowMs)}`;
    const chart = await asked('series', `${API}/series?channel=${CHANNEL}&${range}&width=10`);
    const isLate = (minutes: number): boolean =>
      chart.late?.some(({ fromMs, toMs }) => {
        const ms = nowMs - minutes * MINUTE_MS;
        return fromMs <= ms && ms < toMs;
      }) ?? false;
    expect([122, 121, 120, 5, 1].map(isLate)).toEqual([true, true, true, false, false]);
    const month = `from=${iso(nowMs - 30 * 86_400_000)}&to=${iso(nowMs)}`;
    expect((await asked('series', `${API}/series?channel=${CHANNEL}&${month}&width=600`)).late).toBeNull();

    const table = async (query: string) => {
      const { status, body, headers } = await as('staff').ask(
        'GET',
        `${API}/series.csv?channels=${CHANNEL}&${query}`,
      );
      expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
      return String(body).trimEnd().split('\r\n').slice(1);
    };
    const shown = await table(`${range}&width=10`);
    expect(shown.map((line) => line.split(',')[0])).toEqual(chart.points.map(({ timeMs }) => iso(timeMs)));
    expect(shown.map((line) => Number(line.split(',')[4]))).toEqual(chart.points.map(({ mean }) => mean));
    const readings = await table(`${range}&grain=readings`);
    expect(readings).toHaveLength(8);
    expect(readings[0]).toBe(`${iso(nowMs - 122 * MINUTE_MS)},${CHANNEL},Cel,raw,322,322,322,1`);
    const none = await as('staff').ask('GET', `${API}/series.csv?channels=${CHANNEL},no/such&${range}`);
    expect(none.status).toBe(404);
  });

  it('answers batches with their stages for a Gantt chart, of the time that is asked for', async () => {
    const { batches, isWhole } = await asked('schedule', `${API}/schedule?${day}`);
    expect(isWhole).toBe(true);
    expect(batches).toMatchObject([
      {
        batchId: 'MB-1',
        machine: 'extruder-1',
        productCode: 'beam-2m',
        recipeId: 'beam-hdpe',
        status: 'finished',
      },
    ]);
    const before = `from=${iso(startMs - 7_200_000)}&to=${iso(startMs - 3_600_000)}`;
    expect((await asked('schedule', `${API}/schedule?${before}`)).batches).toEqual([]);
    expect(
      (await as('staff').ask('GET', `${API}/schedule?from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z`))
        .status,
    ).toBe(400);
  });

  it('answers a machine with its running time, and since when each upkeep was done; what was voided does not count', async () => {
    const machine = await asked('machine', `${API}/machines/extruder-1`);
    const [batch] = machine.batches;
    const ranMs = Date.parse(batch?.finishedAt ?? '') - Date.parse(batch?.startedAt ?? '');
    expect(ranMs).toBeGreaterThan(0);
    expect(machine).toMatchObject({
      batchCount: 1,
      runMs: ranMs,
      upkeep: [
        { task: 'filter changed', count: 2, lastAt: iso(startMs + 10 * MINUTE_MS), runMsSince: ranMs },
      ],
    });
    expect(machine.events.map(({ data, struckBy }) => [data['task'], struckBy !== null])).toContainEqual([
      'filter changed',
      false,
    ]);
    expect((await as('staff').ask('GET', `${API}/machines/press-9`)).status).toBe(404);
  });

  it('compares by kitchen, recipe and product, within reach of who asks', async () => {
    const days = `from=${iso(startMs).slice(0, 10)}&to=${iso(nowMs + 86_400_000).slice(0, 10)}`;
    for (const [by, key] of [
      ['kitchen', K],
      ['recipe', 'beam-hdpe'],
      ['product', 'beam-2m'],
    ])
      expect((await asked('compare', `/api/v1/compare?by=${by}&${days}`, 'lead')).items).toMatchObject([
        {
          key,
          batchCount: 1,
          feedGrams: 411_600,
          goodGrams: 395_000,
          unaccountedGrams: 2_000,
          energyWh: null,
        },
      ]);
    expect((await asked('compare', `/api/v1/compare?by=recipe&kitchenId=nl-zwo-01&${days}`)).items).toEqual(
      [],
    );
    expect(
      (await as('lead').ask('GET', `/api/v1/compare?by=recipe&kitchenId=nl-zwo-01&${days}`)).status,
    ).toBe(404);
    expect(
      (await as('staff').ask('GET', '/api/v1/compare?by=kitchen&from=2020-01-01&to=2026-01-01')).status,
    ).toBe(400);
  });

  it('sends every table and chart as the CSV of what its answer shows, by the same filter and within the same reach', async () => {
    const days = `from=${iso(startMs).slice(0, 10)}&to=${iso(nowMs + 86_400_000).slice(0, 10)}`;
    const csv = async (path: string, role: Role = 'staff') => {
      const { status, body, headers } = await as(role).ask('GET', path);
      expect({ path, status }).toEqual({ path, status: 200 });
      expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+\.csv"$/);
      const [head = '', ...rows] = String(body).trimEnd().split('\r\n');
      return { head: head.split(','), rows };
    };
    const rowsOf = async (path: string, role?: Role): Promise<string[]> => (await csv(path, role)).rows;
    const batches = await rowsOf(`/api/v1/batches.csv?kitchenId=${K}`);
    expect(batches).toHaveLength((await asked('batches', `/api/v1/batches?kitchenId=${K}`)).items.length);
    expect(batches[0]).toMatch(new RegExp(`^${K},MB-1,finished,,extruder-1,beam-hdpe,1,beam-2m,`));
    for (const [q, found] of [
      ['mb-1', 1],
      ['mb-2', 0],
      ['%', 0],
    ] as const) {
      const query = `kitchenId=${K}&q=${encodeURIComponent(q)}`;
      expect((await asked('batches', `/api/v1/batches?${query}`)).items).toHaveLength(found);
      expect(await rowsOf(`/api/v1/batches.csv?${query}`)).toHaveLength(found);
    }
    expect(await rowsOf(`${API}/lots.csv?q=FLAKE`)).toEqual([expect.stringMatching(/^MB-1-flake,/)]);
    expect((await asked('lots', `${API}/lots?q=no-such`)).items).toEqual([]);
    const stages = await rowsOf(`${API}/schedule.csv?${day}`);
    expect(stages.map((row) => row.split(',').slice(0, 4))).toEqual([
      ['MB-1', 'finished', '', 'extruder-1'],
      ['MB-1', 'finished', 'melt', expect.any(String)],
    ]);
    expect(await rowsOf(`${API}/schedule.csv?${day}&machine=press-9`)).toEqual([]);
    const flows = await asked('flows', `/api/v1/flows?scope=kitchen:${K}`);
    const sum = (rows: readonly string[]): number =>
      rows.reduce((grams, row) => grams + Number(row.split(',').at(-1)), 0);
    expect(sum(await rowsOf(`/api/v1/flows.csv?scope=kitchen:${K}`))).toBe(
      flows.links.reduce((grams, link) => grams + link.grams, 0),
    );
    for (const path of [`${API}/batches/MB-1`, `${API}/lots/MB-1-flake`])
      expect((await rowsOf(`${path}/lineage.csv`)).length).toBeGreaterThan(2);
    expect(await rowsOf(`${API}/batches/MB-1/balance.csv`)).toEqual(
      expect.arrayContaining(['in,sum,Fed into the batch,,411600', 'out,sum,Unaccounted for,,2000']),
    );
    const batch = await asked('batch', `${API}/batches/MB-1`);
    expect(batch.stages.length).toBeGreaterThan(0);
    expect(await rowsOf(`${API}/batches/MB-1/stages.csv`)).toEqual(
      batch.stages.map(({ stage, machine, startedAt, endedAt }) =>
        [stage, machine, startedAt, endedAt].map((cell) => cell ?? '').join(','),
      ),
    );
    const { upkeep } = await asked('machine', `${API}/machines/extruder-1`);
    expect(await rowsOf(`${API}/machines/extruder-1/upkeep.csv`)).toEqual(
      upkeep.map(({ task, count, lastAt, runMsSince }) => [task, count, lastAt, runMsSince].join(',')),
    );
    const ofKitchen = `scope=kitchen:${K}`;
    const { coverage } = await asked('quality', `/api/v1/quality?${ofKitchen}`);
    expect(
      (await rowsOf(`/api/v1/quality/coverage.csv?${ofKitchen}`)).map((row) => row.split(',')[0]),
    ).toEqual(coverage.map(({ metric }) => metric));
    const rules = await csv('/api/v1/alarm-rules.csv');
    expect(rules.rows).toHaveLength((await asked('alarmRules', '/api/v1/alarm-rules')).items.length);
    expect(rules.head.slice(-7)).toEqual([
      'kind',
      'name',
      'severity',
      'enabled',
      'forSeconds',
      'lateAfterSeconds',
      'settings',
    ]);
    expect(await rowsOf(`${API}/balance.csv`)).toContain(
      `rest,unaccounted for,${String((await asked('balance', `${API}/balance`)).unaccountedGrams)}`,
    );
    expect(await rowsOf(`/api/v1/compare.csv?by=kitchen&${days}`, 'lead')).toEqual([
      expect.stringMatching(new RegExp(`^${K},1,1,\\d+,411600,395000,2000,,`)),
    ]);
    const totals = await csv(`/api/v1/totals.csv?by=day&kitchenId=${K}`);
    expect(totals.rows.map((row) => row.split(',')[totals.head.indexOf('goodGrams')])).toContain('395000');
    const figures = await asked('metrics', `/api/v1/metrics?scope=kitchen:${K}`);
    expect(await rowsOf(`/api/v1/metrics.csv?scope=kitchen:${K}`)).toHaveLength(figures.items.length);
    const months = await asked('metricOverTime', `/api/v1/metrics/good-product/over-time?scope=kitchen:${K}`);
    expect(
      (await rowsOf(`/api/v1/metrics/good-product/over-time.csv?scope=kitchen:${K}`)).map(
        (row) => row.split(',')[2],
      ),
    ).toEqual(months.items.map(({ value }) => String(value)));
    expect(await rowsOf(`/api/v1/metrics/good-product/evidence.csv?scope=kitchen:${K}`)).toEqual([
      expect.stringContaining('batch:MB-1'),
    ]);
    expect(
      (await rowsOf(`/api/v1/metrics/good-product/changes.csv?scope=kitchen:${K}&since=${iso(startMs)}`))
        .length,
    ).toBeGreaterThan(0);
    expect((await rowsOf(`${API}/lots.csv`)).map((row) => row.split(',')[0])).toContain('MB-1-flake');
    // The fleet by its filter, and no further than whoever asks may see.
    expect(await rowsOf('/api/v1/kitchens.csv')).toHaveLength(2);
    expect(await rowsOf('/api/v1/kitchens.csv?q=nbo')).toHaveLength(1);
    expect(await rowsOf('/api/v1/kitchens.csv?state=running')).toEqual([]);
    expect(await rowsOf('/api/v1/kitchens.csv', 'lead')).toHaveLength(1);
    for (const path of ['alarms', 'account/alarm-deliveries', 'reports', 'corrections', 'dead-letters'])
      expect((await csv(`/api/v1/${path}.csv`)).head.length).toBeGreaterThan(5);
    // What an answer refuses the file refuses, before anything is sent.
    const refused = async (path: string, role: Role = 'staff') => (await as(role).ask('GET', path)).status;
    expect(await refused(`${API}/schedule.csv?from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z`)).toBe(400);
    expect(await refused(`/api/v1/batches.csv?limit=10`)).toBe(400);
    expect(await refused(`/api/v1/flows.csv?scope=kitchen:nl-zwo-01`, 'lead')).toBe(404);
    for (const table of ['batches/NO-1/balance', 'batches/NO-1/stages', 'machines/press-9/upkeep'])
      expect([table, await refused(`${API}/${table}.csv`)]).toEqual([table, 404]);
    expect(await refused('/api/v1/quality/coverage.csv?scope=kitchen:nl-zwo-01', 'lead')).toBe(404);
  });

  it('names the version of the recipe that a batch was started with', async () => {
    const { batches } = await asked('schedule', `${API}/schedule?${day}&machine=extruder-1`);
    expect(batches).toMatchObject([{ batchId: 'MB-1', recipeId: 'beam-hdpe', recipeVersion: 1 }]);
  });
});
