import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { routes, problem, series, type Problem, type Route, type RouteName } from '@bakeloop/contracts';
import { ReceiptKeyRepository } from '@bakeloop/db';
import { Receipts } from '@bakeloop/identity';
import { beforeAll, expect, it } from '@jest/globals';
import { z } from 'zod';
import { startApiStack, type ApiStack } from '../support/api-stack.js';
import { mb1Events } from '../support/batch-log.js';
import { eventually } from '../support/eventually.js';
import { startPostgres, type Postgres } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';
import { fetchSignedIn } from '../support/signed-in.js';
import { walk } from '../support/walk.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describeWith(['postgres', 'mosquitto'], 'the HTTP door, on PostgreSQL and Mosquitto', () => {
  let stack: ApiStack;
  let postgres: Postgres;
  /** Full minutes, so that buckets and readings line up. */
  const nowMs = Math.floor(Date.now() / 60_000) * 60_000;

  const get = async (path: string): Promise<{ status: number; headers: Headers; body: unknown }> => {
    const response = await fetchSignedIn(`${stack.api.url}${path}`);
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  const post = async (kitchenId: string, body: unknown): Promise<{ status: number; body: unknown }> => {
    const response = await fetchSignedIn(`${stack.api.url}/api/v1/kitchens/${kitchenId}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  /** Answers are checked strictly: a field that the contract does not name fails. */
  const answer = async <N extends RouteName>(
    name: N,
    path: string,
  ): Promise<z.output<(typeof routes)[N]['answer']>> => {
    const { status, body } = await get(`/api/v1${path}`);
    expect({ status, problem: status === 200 ? null : body }).toEqual({ status: 200, problem: null });
    const parsed = (routes[name] as Route).answer.parse(body);
    expect(parsed).toEqual(body);
    return parsed as z.output<(typeof routes)[N]['answer']>;
  };
  const refusal = async (path: string): Promise<Problem & { contentType: string | null }> => {
    const { status, headers, body } = await get(path);
    const parsed = problem.parse(body);
    expect(parsed.status).toBe(status);
    return { ...parsed, contentType: headers.get('content-type') };
  };

  beforeAll(async () => {
    postgres = await startPostgres();
    stack = await startApiStack({ postgres });
    const channels = [
      {
        name: 'extruder-1/barrel-1-temperature',
        unit: 'Cel',
        kind: 'gauge',
        min: 0,
        max: 260,
        intervalSeconds: 30,
      },
      { name: 'extruder-1/energy', unit: 'kWh', kind: 'counter', intervalSeconds: 60 },
    ];
    const one = await stack.kitchen('ke-nbo-01', {
      name: 'Nairobi',
      place: 'Nairobi',
      country: 'KE',
      timeZone: 'Africa/Nairobi',
      position: [36.8, -1.3],
      machines: [{ id: 'extruder-1', type: 'extruder' }],
      channels,
    });
    const two = await stack.kitchen('nl-zwo-01', { name: 'Zwolle', timeZone: 'Europe/Amsterdam' });
    const seconds = nowMs / 1_000;
    // Two readings a minute for an hour: 200, 201, ... ; the meter grows by one a minute.
    const temperatures = Array.from({ length: 120 }, (_, index) => ({
      n: 'extruder-1/barrel-1-temperature',
      t: seconds - 3_600 + index * 30,
      v: 200 + index,
    }));
    const energy = Array.from({ length: 60 }, (_, index) => ({
      n: 'extruder-1/energy',
      t: seconds - 3_600 + index * 60,
      v: 1_000 + index,
    }));
    await one.pack(1, [...temperatures, ...energy]);
    await one.pack(2, [{ n: 'extruder-1/barrel-1-temperature', u: 'Cel', bt: seconds, v: 'hot' }]);
    await one.log(1, mb1Events({ batchId: 'KE-NBO-01-1', startMs: nowMs - 3 * HOUR_MS }));
    await two.log(1, mb1Events({ batchId: 'NL-ZWO-01-1', startMs: nowMs - 5 * DAY_MS }).slice(0, 6));
    await one.untilSettled('telemetry', 1, 2);
    await one.untilSettled('events', 1);
    await two.untilSettled('events', 1);
  });

  it('answers every route in the shape that the contract says', async () => {
    const status = await answer('status', '/status');
    expect(status).toMatchObject({ demo: true, database: { engine: 'postgresql', rollups: 'views' } });
    const kitchens = await answer('kitchens', '/kitchens');
    expect(kitchens.items.map(({ id }) => id).sort()).toEqual(['ke-nbo-01', 'nl-zwo-01']);
    const kitchen = await answer('kitchen', '/kitchens/ke-nbo-01');
    expect(kitchen).toMatchObject({
      name: 'Nairobi',
      position: [36.8, -1.3],
      presence: 'online',
      birthVersion: 1,
      commandsChangedAt: null,
    });
    expect(kitchen.birth?.channels).toHaveLength(2);
    const channels = await answer('channels', '/kitchens/ke-nbo-01/channels');
    expect(channels.items.find(({ channel }) => channel.endsWith('temperature'))?.current).toMatchObject({
      value: 319,
    });
    await answer('batches', '/batches');
    await answer('batch', '/kitchens/ke-nbo-01/batches/KE-NBO-01-1');
    await answer('totals', '/totals');
    const letters = await answer('deadLetters', '/dead-letters?kitchenId=ke-nbo-01');
    expect(letters.items[0]).toMatchObject({ kitchenId: 'ke-nbo-01', position: 0 });
    expect(letters.items[0]?.payload).toContain('"hot"');
  });

  it('puts the most troubled kitchen first and says what its troubles are', async () => {
    const { items } = await answer('kitchens', '/kitchens');
    expect(items.map(({ id }) => id)).toEqual(['ke-nbo-01', 'nl-zwo-01']);
    const kinds = items[0]?.troubles.map(({ kind }) => kind);
    // The last reading, 319, is beyond the declared 260 and one record was refused.
    expect(kinds).toEqual(expect.arrayContaining(['out-of-range', 'bad-data']));
    expect(items[1]?.runningBatch?.batchId).toBe('NL-ZWO-01-1');
  });

  it('shows where every gram of a batch went, with metrics and their inputs (MB-1)', async () => {
    const batch = await answer('batch', '/kitchens/ke-nbo-01/batches/KE-NBO-01-1');
    expect(batch).toMatchObject({
      status: 'finished',
      feedGrams: 411_600,
      goodGrams: 395_000,
      goodPieces: 79,
    });
    expect(batch.closure).toBeCloseTo(0.00486, 5);
    expect(batch.metrics.length).toBeGreaterThan(5);
    for (const { value, reason } of batch.metrics) expect(value === null).toBe(reason !== null);
    // A batch's own ten events; what made its lots is the story of the lots.
    expect(batch.events.map(({ type }) => type)[0]).toBe('batch.started');
    expect(batch.events).toHaveLength(10);
    expect(batch.events.every(({ late }) => late)).toBe(true);
  });

  it('keeps a corrected event in the story of its batch and says what struck it (E2)', async () => {
    const wrong = {
      id: randomUUID(),
      type: 'batch.input',
      time: new Date(nowMs - 4 * DAY_MS).toISOString(),
      batchId: 'NL-ZWO-01-1',
      data: { material: 'sand', origin: 'virgin', grams: 90_000 },
    };
    const right = {
      ...wrong,
      id: randomUUID(),
      supersedes: wrong.id,
      reason: 'a digit too many',
      data: { ...wrong.data, grams: 9_000 },
    };
    const feed = async () => (await answer('batch', '/kitchens/nl-zwo-01/batches/NL-ZWO-01-1')).feedGrams;
    const before = await feed();
    await post('nl-zwo-01', { events: [wrong] });
    expect((await feed()) - before).toBe(90_000);
    await post('nl-zwo-01', { events: [right] });
    expect((await feed()) - before).toBe(9_000);
    const { events } = await answer('batch', '/kitchens/nl-zwo-01/batches/NL-ZWO-01-1');
    expect(events.find(({ id }) => id === wrong.id)).toMatchObject({ struckBy: right.id, source: 'http' });
    expect(events.find(({ id }) => id === right.id)).toMatchObject({
      struckBy: null,
      supersedes: wrong.id,
      reason: 'a digit too many',
    });
  });

  it('sums totals by all, day and kitchen alike, with their coverage', async () => {
    const all = await answer('totals', '/totals');
    expect(all.sum).toMatchObject({ intakeGrossGrams: 1_000_000, goodGrams: 395_000, batchCount: 2 });
    expect(all.rows).toEqual([{ kitchenId: null, day: null, totals: all.sum }]);
    expect(all.coverage).toMatchObject({
      kitchens: 2,
      kitchensWithData: 2,
      batches: 2,
      batchesFinished: 1,
      intakes: 2,
    });
    for (const by of ['day', 'kitchen']) {
      const parts = await answer('totals', `/totals?by=${by}`);
      const keys = parts.rows.map(({ kitchenId, day }) => kitchenId ?? day);
      expect(keys).toEqual([...new Set(keys)].sort());
      expect(keys.length).toBeGreaterThanOrEqual(2);
      expect(parts.rows.reduce((sum, row) => sum + row.totals.intakeGrossGrams, 0)).toBe(1_000_000);
      expect(parts.sum).toEqual(all.sum);
    }
    const day = (await answer('kitchen', '/kitchens/ke-nbo-01')).today.day;
    const since = await answer(
      'totals',
      `/totals?from=${new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, 10)}`,
    );
    expect(since.sum.goodGrams).toBe(395_000);
    expect(since.coverage.kitchensWithData).toBe(1);
  });

  const chart = (channel: string, fromMs: number, toMs: number, width: number) =>
    answer(
      'series',
      `/kitchens/ke-nbo-01/series?${new URLSearchParams({
        channel,
        from: new Date(fromMs).toISOString(),
        to: new Date(toMs).toISOString(),
        width: String(width),
      }).toString()}`,
    );
  const TEMPERATURE = 'extruder-1/barrel-1-temperature';

  it('gives raw readings where they fit the width, else the finest buckets that do, and says which', async () => {
    const raw = await chart(TEMPERATURE, nowMs - HOUR_MS, nowMs, 200);
    expect(raw).toMatchObject({ resolution: 'raw', bucketSeconds: null });
    expect(raw.points).toHaveLength(120);
    expect(raw.points[0]).toEqual({ timeMs: nowMs - HOUR_MS, mean: 200, min: 200, max: 200, count: 1 });

    const minutes = await chart(TEMPERATURE, nowMs - HOUR_MS, nowMs, 60);
    expect(minutes).toMatchObject({ resolution: '1m', bucketSeconds: 60 });
    expect(minutes.points).toHaveLength(60);
    expect(minutes.points[0]).toEqual({ timeMs: nowMs - HOUR_MS, mean: 200.5, min: 200, max: 201, count: 2 });

    for (const [days, resolution] of [
      [2, '5m'],
      [30, '1h'],
      [90, '6h'],
      [399, '1d'],
    ] as const) {
      const coarse: z.output<typeof series> = await chart(TEMPERATURE, nowMs - days * DAY_MS, nowMs, 720);
      expect({ days, resolution: coarse.resolution }).toEqual({ days, resolution });
      expect(coarse.points.length).toBeLessThanOrEqual(721);
      expect(coarse.points.reduce((sum, { count }) => sum + count, 0)).toBe(120);
      expect(Math.max(...coarse.points.map(({ max }) => max))).toBe(319);
    }
    const weeks = await chart(TEMPERATURE, nowMs - 399 * DAY_MS, nowMs, 60);
    expect(weeks.resolution).toBe('7d');
    // Weeks begin on Monday, UTC.
    for (const { timeMs } of weeks.points) expect(new Date(timeMs).getUTCDay()).toBe(1);
  });

  it('shows a counter as its register read at the end of each bucket (S8)', async () => {
    const meter = await chart('extruder-1/energy', nowMs - HOUR_MS, nowMs, 12);
    expect(meter).toMatchObject({ kind: 'counter', resolution: '5m' });
    const inside = meter.points.filter(({ count }) => count === 5);
    expect(inside.length).toBeGreaterThanOrEqual(11);
    for (const { mean, min, max } of inside) expect([mean, max - min]).toEqual([max, 4]);
  });

  it('refuses a range that is backwards or longer than 400 days, and an unknown channel', async () => {
    const path = (from: string, to: string, channel = TEMPERATURE) =>
      `/api/v1/kitchens/ke-nbo-01/series?channel=${channel}&from=${from}&to=${to}`;
    const backwards = await refusal(path('2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z'));
    expect(backwards).toMatchObject({ status: 400, errors: [{ path: 'to' }] });
    expect(await refusal(path('2024-01-01T00:00:00Z', '2026-01-01T00:00:00Z'))).toMatchObject({
      status: 400,
    });
    expect(await refusal(path('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', 'no/such'))).toMatchObject({
      status: 404,
    });
  });

  it('pages through batches without a repetition or a gap, also when batches are added meanwhile', async () => {
    const at = (minutes: number) => new Date(nowMs - 40 * DAY_MS + minutes * 60_000).toISOString();
    const started = (batchId: string, minutes: number) => ({
      id: randomUUID(),
      type: 'batch.started',
      time: at(minutes),
      batchId,
      data: { recipeId: 'beam', recipeVersion: 1, machine: 'extruder-1' },
    });
    // Three share one instant: the order is decided by the id.
    const first = ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((name, index) =>
      started(`PAGE-${name}`, Math.floor(index / 3)),
    );
    expect((await post('nl-zwo-01', { events: first })).status).toBe(200);
    const page = (cursor: string | null) =>
      answer('batches', `/batches?kitchenId=nl-zwo-01&limit=3${cursor ? `&cursor=${cursor}` : ''}`);
    const seen: string[] = [];
    let next: string | null = null;
    let pages = 0;
    do {
      const { items, next: following }: Awaited<ReturnType<typeof page>> = await page(next);
      seen.push(...items.map(({ batchId }) => batchId));
      next = following;
      pages += 1;
      if (pages === 1) await post('nl-zwo-01', { events: [started('PAGE-NEW', 60)] });
    } while (next !== null);
    const paged = seen.filter((batchId) => batchId !== 'NL-ZWO-01-1');
    expect(paged).toEqual(['PAGE-G', 'PAGE-D', 'PAGE-E', 'PAGE-F', 'PAGE-A', 'PAGE-B', 'PAGE-C']);
    const { items: running } = await answer('batches', '/batches?kitchenId=ke-nbo-01&status=running');
    expect(running).toEqual([]);
  });

  it('pages through kitchens and dead letters', async () => {
    const first = await answer('kitchens', '/kitchens?limit=1');
    expect(first.next).not.toBeNull();
    const second = await answer('kitchens', `/kitchens?limit=1&cursor=${first.next ?? ''}`);
    expect([first.items[0]?.id, second.items[0]?.id, second.next]).toEqual(['ke-nbo-01', 'nl-zwo-01', null]);
    await post('nl-zwo-01', { events: [{ id: randomUUID(), type: 'no.such' }, { id: 'x' }] });
    const letters = await answer('deadLetters', '/dead-letters?limit=2');
    const rest = await answer('deadLetters', `/dead-letters?limit=2&cursor=${letters.next ?? ''}`);
    expect(new Set([...letters.items, ...rest.items].map(({ id }) => id)).size).toBe(3);
    expect(rest.next).toBeNull();
  });

  it('gives each kitchen once by id, also one that comes into trouble between two pages', async () => {
    const id = 'nl-zwo-01';
    const trouble = (): Promise<unknown> =>
      stack.database.query(
        `INSERT INTO alarm (kitchen_id, kind, subject, severity, rule_key, data, since, raised_at, detected_late, changed_at)
         VALUES ($1, 'pvc', 'kitchen', 'critical', 'pvc', '{}', now(), now(), false, now())`,
        [id],
      );
    const read = await walk((page) => answer('kitchens', `/kitchens?order=id&${page}`), 1, trouble);
    expect(read.map((kitchen) => kitchen.id)).toEqual(['ke-nbo-01', id]);
    expect(read[1]?.openAlarms.worst).toBe('critical');
    await stack.database.query(`DELETE FROM alarm WHERE kitchen_id = $1`, [id]);
  });

  it('gives each posted event its own answer, and every repetition the same result (E1, E5)', async () => {
    const [intake] = mb1Events({ batchId: 'POSTED', startMs: nowMs - HOUR_MS });
    const events = [
      intake,
      { id: randomUUID(), type: 'intake.recorded', time: 'yesterday', data: {} },
      intake,
    ];
    const { status, body } = await post('nl-zwo-01', { events });
    expect(status).toBe(200);
    const { results } = routes.postEvents.answer.parse(body);
    expect(results.map(({ outcome }) => outcome)).toEqual(['stored', 'rejected', 'duplicate']);
    expect(results[1]?.detail).toMatch(/time/);
    const again = routes.postEvents.answer.parse((await post('nl-zwo-01', { events: [intake] })).body);
    expect(again.results[0]?.outcome).toBe('duplicate');
    expect(results[1]?.receipt).toBeNull();
    // The same word for the same event, whenever it is asked for.
    const receipt = results[0]?.receipt;
    expect(again.results[0]?.receipt).toEqual(receipt);
    const checked = async (given: object) => {
      const answer = await fetch(`${stack.api.url}/api/v1/receipts/check`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(given),
      });
      return routes.checkReceipt.answer.parse(await answer.json()).genuine;
    };
    expect(await checked({ receipt, event: intake })).toBe(true);
    expect(await checked({ receipt: { ...receipt, storedAt: '2020-01-01T00:00:00.000Z' } })).toBe(false);
    expect(await checked({ receipt, event: { ...intake, time: '2020-01-01T00:00:00Z' } })).toBe(false);
    // Another start, also of an API beside this one, signs with the same key; a key of its own takes over.
    const [key] = await new ReceiptKeyRepository(stack.database).all();
    const beside = await Receipts.open(stack.database);
    const given = {
      id: receipt?.id ?? '',
      contentHash: receipt?.contentHash ?? '',
      storedAt: receipt?.storedAt ?? '',
    };
    expect(beside.give(given)).toEqual(receipt);
    const own = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const next = await Receipts.open(stack.database, own);
    expect(next.give(given).keyId).not.toBe(receipt?.keyId);
    expect(await next.isGenuine(next.give(given))).toBe(true);
    expect(await checked({ receipt })).toBe(true);
    expect(
      (await new ReceiptKeyRepository(stack.database).all()).map(({ privateKey }) => privateKey),
    ).toEqual([null, null]);
    expect(key?.privateKey).toMatch(/PRIVATE KEY/);
  });

  it('signs receipts with a new key after 400 days: what the one before signed stays true, and it signs no more', async () => {
    const given = { id: randomUUID(), contentHash: '0'.repeat(64), storedAt: '2026-01-01T00:00:00.000Z' };
    const before = await Receipts.open(stack.database);
    await stack.database.query(`UPDATE receipt_key SET made_at = made_at - INTERVAL '401 days'`);
    const after = await Receipts.open(stack.database);
    expect(after.give(given).keyId).not.toBe(before.give(given).keyId);
    expect(await after.isGenuine(before.give(given))).toBe(true);
    const keys = await new ReceiptKeyRepository(stack.database).all();
    expect(keys.filter(({ privateKey }) => privateKey !== null).map(({ id }) => id)).toEqual([
      after.give(given).keyId,
    ]);
  });

  it('answers what it refuses with problem details that say what to mend', async () => {
    const limit = await refusal('/api/v1/kitchens?limit=0');
    expect(limit).toMatchObject({
      status: 400,
      type: '/problems/invalid-request',
      errors: [{ path: 'limit' }],
    });
    expect(limit.contentType).toMatch(/^application\/problem\+json/);
    expect(await refusal('/api/v1/kitchens?cursor=bm9uc2Vuc2U')).toMatchObject({
      status: 400,
      errors: [{ path: 'cursor' }],
    });
    expect(await refusal('/api/v1/kitchens/BAD!')).toMatchObject({
      status: 400,
      errors: [{ path: 'kitchenId' }],
    });
    expect(await refusal('/api/v1/kitchens/xx-none-01')).toMatchObject({ status: 404 });
    expect(await refusal('/api/v1/kitchens/xx-none-01/channels')).toMatchObject({ status: 404 });
    expect(await refusal('/api/v1/totals?kitchenId=xx-none-01')).toMatchObject({ status: 404 });
    expect(await refusal('/api/v1/kitchens/ke-nbo-01/batches/none')).toMatchObject({ status: 404 });
    expect(await refusal('/api/v1/nothing/here')).toMatchObject({ status: 404, type: '/problems/not-found' });
    expect(await refusal('/api/v2')).toMatchObject({ status: 404 });
    expect(await refusal('/api/v1/totals?from=2026-02-30')).toMatchObject({
      status: 400,
      errors: [{ path: 'from' }],
    });

    const yearZero = Buffer.from(JSON.stringify(['0000-01-01T00:00:00.000Z', 'a', 'b'])).toString(
      'base64url',
    );
    const beyond = [
      '/totals?from=0000-01-01',
      '/kitchens/ke-nbo-01/batches/a%00b',
      `/batches?cursor=${yearZero}`,
    ];
    for (const path of beyond)
      expect([path, await refusal(`/api/v1${path}`)]).toMatchObject([path, { status: 400 }]);

    const malformed = await post('nl-zwo-01', '{"events": [');
    expect(problem.parse(malformed.body)).toMatchObject({ status: 400 });
    expect(problem.parse((await post('nl-zwo-01', { events: [] })).body)).toMatchObject({
      status: 422,
      errors: [{ path: 'body.events' }],
    });
    expect(problem.parse((await post('nl-zwo-01', { events: ['x'.repeat(300_000)] })).body)).toMatchObject({
      status: 413,
    });
    expect(problem.parse((await post('xx-none-01', { events: [{}] })).body)).toMatchObject({ status: 404 });
  });

  it('describes every route of the contract in OpenAPI 3.1, with nothing that points nowhere', async () => {
    const { body } = await get('/api/v1/openapi.json');
    const document = body as {
      openapi: string;
      paths: Record<string, object>;
      components: { schemas: object };
    };
    expect(document.openapi).toBe('3.1.0');
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(
      Object.values(routes)
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    );
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(20);
    for (const [, name] of references) expect(Object.keys(document.components.schemas)).toContain(name);
  });

  it('publishes the kitchen contract as JSON Schema and a page to browse the API', async () => {
    const { body } = await get('/api/v1/schemas');
    const { items } = body as { items: { name: string; href: string }[] };
    expect(items.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['telemetry-pack', 'event', 'birth', 'problem']),
    );
    for (const { href } of items) expect((await get(href)).body).toMatchObject({ $id: href });
    const page = await fetchSignedIn(`${stack.api.url}/api/docs`);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    const html = await page.text();
    expect(html).not.toMatch(/<script>|https?:/);
    for (const [, asset] of html.matchAll(/(?:src|href)="([^"]+)"/g))
      expect((await fetchSignedIn(`${stack.api.url}${asset ?? ''}`)).status).toBe(200);
  });

  it("packs what it answers for who takes that, and says what is everybody's once", async () => {
    const ask = async (path: string, headers: Record<string, string>) => {
      const response = await fetchSignedIn(`${stack.api.url}/api/v1${path}`, { headers });
      return { response, said: (name: string) => response.headers.get(name), text: await response.text() };
    };
    const plain = await ask('/method', { 'accept-encoding': 'identity' });
    expect([plain.said('content-encoding'), plain.said('content-type')]).toEqual([
      null,
      'application/json; charset=utf-8',
    ]);
    for (const encoding of ['gzip', 'br']) {
      const packed = await ask('/method', { 'accept-encoding': encoding });
      expect([packed.said('content-encoding'), packed.said('vary')?.toLowerCase()]).toEqual([
        encoding,
        'accept-encoding',
      ]);
      expect(packed.text).toBe(plain.text);
    }
    const etag = plain.said('etag') ?? '';
    // Said by hand, else fetch asks for what nobody has kept.
    const again = await ask('/method', { 'if-none-match': etag, 'cache-control': 'max-age=0' });
    expect([again.response.status, again.text, again.said('content-type')]).toEqual([304, '', null]);
    // Who may see a kitchen is asked each time, and nobody keeps what it answers.
    const own = await ask('/kitchens', {});
    expect([own.said('cache-control'), own.said('etag')]).toEqual(['no-store', null]);
    // Between two moments of the numbers it may have become another one.
    await eventually(async () => {
      const everybodys = await ask('/public/kitchens', { 'accept-encoding': 'gzip' });
      const said = ['cache-control', 'content-encoding'].map(everybodys.said);
      expect(said).toEqual(['no-cache', 'gzip']);
      const kept = await ask('/public/kitchens', { 'if-none-match': everybodys.said('etag') ?? '' });
      expect([kept.response.status, kept.text]).toEqual([304, '']);
    });
  });

  it('serves the pages: hashed files for ever, the index for every other address, and never for the API', async () => {
    const page = async (path: string, encoding = 'br') => {
      const response = await fetchSignedIn(`${stack.api.url}${path}`, {
        headers: { 'accept-encoding': encoding },
      });
      return { response, text: await response.text() };
    };
    for (const path of ['/kitchens/ke-nbo-01', '/kitchens/ke-nbo-01/batches/a.b?range=1d']) {
      const { response, text } = await page(path);
      expect(text).toContain('<title>web, behind the sign-in');
      expect(response.headers.get('cache-control')).toBe('no-cache');
    }
    for (const path of ['/metrics/diverted', '/metrics/diverted?scope=kitchen:ke-nbo-01'])
      expect((await page(path)).text).toContain('<title>web, a figure');
    for (const path of [
      '/link',
      '/kitchens-of-others',
      '/metrics-of-others',
      '/staff',
      '/method',
      '/nowhere',
    ])
      expect((await page(path)).text).toContain('<title>web</title>');
    for (const path of ['/operator/', '/operator', '/operator/batch/1'])
      expect((await page(path)).text).toContain('operator');
    const asset = await page('/assets/app-1a2b.js');
    expect(asset.response.headers.get('cache-control')).toContain('immutable');
    expect(asset.response.headers.get('content-encoding')).toBe('br');
    const packed = await page('/assets/twice-3c4d.js');
    const said = ['content-encoding', 'content-type', 'cache-control', 'vary'];
    expect([packed.text, ...said.map((name) => packed.response.headers.get(name))]).toEqual([
      'as it was packed',
      'br',
      expect.stringContaining('javascript'),
      expect.stringContaining('immutable'),
      expect.stringMatching(/accept-encoding/i),
    ]);
    expect((await page('/assets/twice-3c4d.js', 'gzip')).text).toBe('as it was made');
    expect((await page('/assets/gone.js')).response.status).toBe(404);
    expect((await page('/operator/assets/gone.js')).response.status).toBe(404);
    const policy = (await page('/')).response.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("script-src 'self';");
    const host = `127.0.0.1:${stack.api.port}`;
    expect(policy).toContain(`connect-src 'self' ws://${host} wss://${host};`);
    expect(policy).not.toMatch(/https?:/);
  });

  it('answers what is the same for everybody from memory: the home with its numbers, which caches may keep', async () => {
    const home = await fetch(stack.api.url);
    expect(home.headers.get('cache-control')).toBe('public, max-age=5, stale-while-revalidate=60');
    expect(home.headers.get('set-cookie')).toBeNull();
    const text = await home.text();
    expect(text).toMatch(/<title>web[^]*of waste plastic is now part of a product[^]*id="shown"/);
    const etag = home.headers.get('etag') ?? '';
    const again = await fetch(stack.api.url, { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const plain = await fetch(stack.api.url, { headers: { 'accept-encoding': 'identity' } });
    expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, text]);
    const head = await fetch(stack.api.url, { method: 'HEAD' });
    expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, etag, '']);
    expect((await fetch(stack.api.url, { method: 'POST' })).status).toBe(404);
  });

  it('lets other sites read the open data and frame a number, and nothing else', async () => {
    const ask = async (path: string, headers: Record<string, string> = {}) => {
      const response = await fetch(`${stack.api.url}${path}`, {
        headers: { origin: 'https://news.example', ...headers },
      });
      return { response, text: await response.text() };
    };
    const { text, response } = await ask('/open');
    expect(response.url).toBe(`${stack.api.url}/open/`);
    const { resources, licenses } = JSON.parse(text) as { resources: { path: string }[]; licenses: object[] };
    expect(licenses).toMatchObject([{ name: 'CC-BY-4.0' }]);
    for (const { path } of resources) {
      const file = await ask(`/open/${path}`);
      expect([path, file.response.status]).toEqual([path, 200]);
      expect(file.response.headers.get('access-control-allow-origin')).toBe('*');
    }
    expect((await ask('/open/kitchens.csv')).text).toContain('ke-nbo-01');
    const frame = await ask('/embed/diverted?theme=dark&lang=nl');
    expect(frame.text).toContain('plastic afval');
    expect(frame.response.headers.get('content-security-policy')).toContain('frame-ancestors *');
    expect(frame.response.headers.get('x-frame-options')).toBeNull();
    expect((await ask('/embed/diverted?theme=<b>&lang=../..')).text).toContain(
      'class="bakeloop auto" lang="en"',
    );
    // A program is told what is wrong as JSON, a person by a browser as a page: the status is the same.
    const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
    for (const path of ['/embed/paid-to-collectors', '/embed/', '/embed/constructor', '/open/people.csv'])
      for (const [headers, kind] of [
        [{}, 'application/problem+json; charset=utf-8'],
        [browser, 'text/html; charset=utf-8'],
      ] as const) {
        const { response: missing } = await ask(path, headers);
        const said = ['content-type', 'vary'].map((name) => missing.headers.get(name)?.toLowerCase());
        expect([path, missing.status, ...said]).toEqual([path, 404, kind, expect.stringContaining('accept')]);
      }
    const opened = await ask('/open/?lang=nl', browser);
    expect(opened.text).toContain('Keukens zoals iedereen ze mag kennen');
    for (const [, href = ''] of opened.text.matchAll(/href="(\/open\/[^"?]+)"/g))
      expect([href, (await ask(href, browser)).response.status]).toEqual([href, 200]);
    expect((await ask('/api/v1/never-was', browser)).response.headers.get('content-type')).toContain('json');
    const page = (await ask('/')).response;
    expect(page.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(page.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('says whether it lives and whether it can serve, and answers 503 while the database is away', async () => {
    expect((await get('/health/live')).body).toEqual({ ok: true });
    await eventually(async () =>
      expect((await get('/health/ready')).body).toEqual({ database: true, broker: true, lag: true }),
    );
    await postgres.kill9();
    const away = await refusal('/api/v1/kitchens');
    expect(away).toMatchObject({ status: 503, type: '/problems/database-away' });
    expect((await get('/api/v1/kitchens')).headers.get('retry-after')).toBe('5');
    expect(await get('/health/ready')).toMatchObject({ status: 503, body: { database: false } });
    expect((await get('/health/live')).status).toBe(200);
    // Everybody still sees the last numbers, with their date.
    expect((await get('/open/figures.json')).body).toMatchObject({ demo: true });
    await postgres.restart();
    await eventually(async () => expect((await get('/api/v1/kitchens')).status).toBe(200), {
      withinMs: 20_000,
    });
  });
});
