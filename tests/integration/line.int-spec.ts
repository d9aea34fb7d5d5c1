import { CANARY_ID } from '@bakeloop/contracts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { apiClient } from '../support/api-client.js';
import { startApiStack, type ApiStack } from '../support/api-stack.js';
import { mb1Events } from '../support/batch-log.js';
import { atEnd } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { describeWith } from '../support/programs.js';
import { connectKitchen } from '../support/test-kitchen.js';
import { fetchAs, fetchSignedIn } from '../support/signed-in.js';

describeWith(['postgres', 'mosquitto'], 'how the line does, on PostgreSQL and Mosquitto', () => {
  let stack: ApiStack;

  beforeAll(async () => {
    stack = await startApiStack({ canary: { everySeconds: 1, lateAfterSeconds: 4 } });
  });

  it('is told by kitchen and in sum, to a person and to a Prometheus scraper', async () => {
    const kitchen = await stack.kitchen('ke-nbo-01');
    const bt = Math.floor(Date.now() / 1_000) - 60;
    const records = [
      { n: 'm/x', bt, v: 1 },
      { n: 'm/x', bt, v: 1 },
      { n: 'm/x', bt, vs: 'hot' },
    ];
    await kitchen.pack(1, records);
    await kitchen.untilSettled('telemetry', 1);
    const line = await apiClient(stack.api.url).answer('line', '/line');
    const tally = { received: 3, stored: 1, duplicate: 1, deadLettered: 1, slowed: 0, turnedAway: 0 };
    expect(line.kitchens).toContainEqual({ kitchenId: 'ke-nbo-01', tally });
    expect(line.unaccounted).toBe(0);

    const scraped = await fetchSignedIn(`${stack.api.url}/health/metrics`);
    expect(scraped.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const lines = (await scraped.text()).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        '# TYPE bakeloop_records_received_total counter',
        'bakeloop_records_received_total{kitchen="ke-nbo-01"} 3',
        'bakeloop_records_total{kitchen="ke-nbo-01",outcome="stored"} 1',
        'bakeloop_records_total{kitchen="ke-nbo-01",outcome="duplicate"} 1',
        'bakeloop_records_total{kitchen="ke-nbo-01",outcome="dead_lettered"} 1',
        'bakeloop_messages_limited_total{kitchen="ke-nbo-01",how="slowed"} 0',
        'bakeloop_messages_limited_total{kitchen="ke-nbo-01",how="turned_away"} 0',
        'bakeloop_records_unaccounted 0',
        'bakeloop_viewers 0',
        '# TYPE bakeloop_api_query_seconds histogram',
      ]),
    );
    // Asking for the metrics asks the database, so there are statements to tell of.
    const statements = lines.find((one) => one.startsWith('bakeloop_api_query_seconds_count '));
    expect(Number(statements?.split(' ')[1])).toBeGreaterThan(0);
  });

  it('keeps readings as long as somebody says, and never shorter than they may be late (S5)', async () => {
    const client = apiClient(stack.api.url);
    const { policy, setBy, keptFrom } = await client.answer('retention', '/retention');
    expect({ policy, setBy, keptFrom }).toMatchObject({
      policy: { rawDays: 400, minuteDays: 1_095, hourDays: null, dayDays: null, compressAfterDays: 3 },
      setBy: 'Bakeloop',
      keptFrom: { hour: null, day: null },
    });
    const set = async (change: object): Promise<{ status: number; paths: string[] }> => {
      const response = await fetchSignedIn(`${stack.api.url}/api/v1/retention`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...policy, note: 'a larger disk', ...change }),
      });
      const body = (await response.json()) as { errors?: { path: string }[] };
      return { status: response.status, paths: body.errors?.map(({ path }) => path) ?? [] };
    };
    expect(await set({ rawDays: 399 })).toEqual({ status: 422, paths: ['body.rawDays'] });
    expect(await set({ minuteDays: 399 })).toEqual({ status: 422, paths: ['body.minuteDays'] });
    expect(await set({ minuteDays: null, hourDays: 2_000 })).toEqual({
      status: 422,
      paths: ['body.hourDays'],
    });
    expect(await set({ hourDays: 2_000, dayDays: 1_999 })).toEqual({ status: 422, paths: ['body.dayDays'] });
    expect(await set({ compressAfterDays: 0 })).toEqual({ status: 422, paths: ['body.compressAfterDays'] });
    expect(await set({ by: 'Somebody else' })).toMatchObject({ status: 422 });
    expect(await set({ rawDays: 800, hourDays: 2_000, dayDays: 2_000 })).toEqual({ status: 200, paths: [] });
    expect(await client.answer('retention', '/retention')).toMatchObject({
      policy: { rawDays: 800, minuteDays: 1_095, hourDays: 2_000, dayDays: 2_000 },
      setBy: 'Anouk (demo)',
      note: 'a larger disk',
    });
  });

  describe('the canary', () => {
    const health = async (): Promise<{ status: number; state: string }> => {
      const response = await fetchSignedIn(`${stack.api.url}/health/line`);
      const { canary } = (await response.json()) as { canary: { state: string } };
      return { status: response.status, state: canary.state };
    };
    const readiness = async (query = ''): Promise<unknown> => {
      const response = await fetch(`${stack.api.url}/health/ready${query}`);
      return { status: response.status, body: await response.json() };
    };
    const scraped = async (name: string): Promise<number> => {
      const text = await (await fetchSignedIn(`${stack.api.url}/health/metrics`)).text();
      return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
    };
    const within = { withinMs: 20_000, everyMs: 200 };

    it('goes through the whole line, and rings when it does not: ingest stopped, and started again', async () => {
      await eventually(async () => expect(await health()).toEqual({ status: 200, state: 'fresh' }), within);
      expect(await scraped('bakeloop_canary_age_seconds')).toBeLessThan(4);
      expect(await scraped('bakeloop_canary_late')).toBe(0);
      expect(await readiness()).toEqual({ status: 200, body: { database: true, broker: true, lag: true } });

      await stack.ingest.stop();
      await eventually(async () => expect(await health()).toEqual({ status: 503, state: 'late' }), within);
      expect(await scraped('bakeloop_canary_age_seconds')).toBeGreaterThan(4);
      expect(await scraped('bakeloop_canary_late')).toBe(1);
      const body = { database: true, broker: true, lag: false };
      expect(await readiness()).toEqual({ status: 503, body });
      // The pages, which say so, are served all the same.
      expect(await readiness('?exclude=lag')).toEqual({ status: 200, body });
      const { canary } = await apiClient(stack.api.url).answer('status', '/status');
      expect(canary).toMatchObject({ state: 'late', lateAfterSeconds: 4 });

      await stack.ingest.start();
      await eventually(async () => expect(await health()).toEqual({ status: 200, state: 'fresh' }), within);
    });

    it('is nobody’s kitchen: also a lead of a demonstration, whose are all that nobody owns, reaches none but kitchens', async () => {
      await eventually(async () => expect((await health()).state).toBe('fresh'), within);
      const { reaches } = (await (await fetchAs('lead', `${stack.api.url}/api/v1/session`)).json()) as {
        reaches: Record<string, unknown>;
      };
      expect(reaches['kitchen.see']).not.toContain(CANARY_ID);
      expect((await fetchAs('lead', `${stack.api.url}/api/v1/quality`)).status).toBe(200);
    });

    it('rings when the broker is away too, and is no kitchen: no list, figure or account has it', async () => {
      await stack.mosquitto.stop();
      await eventually(async () => expect(await health()).toEqual({ status: 503, state: 'late' }), within);
      await stack.mosquitto.restart();
      await eventually(async () => expect(await health()).toEqual({ status: 200, state: 'fresh' }), within);

      const client = apiClient(stack.api.url);
      const { items } = await client.answer('kitchens', '/kitchens');
      expect(items.map(({ id }) => id)).toEqual(['ke-nbo-01']);
      expect((await client.answer('totals', '/totals')).coverage.kitchens).toBe(1);
      expect((await client.answer('line', '/line')).kitchens.map(({ kitchenId }) => kitchenId)).toEqual([
        'ke-nbo-01',
      ]);
      for (const path of ['', '/balance', '/lots'])
        expect((await fetchSignedIn(`${stack.api.url}/api/v1/kitchens/${CANARY_ID}${path}`)).status).toBe(
          404,
        );
      expect(await client.refusal(`/metrics/diverted?scope=kitchen:${CANARY_ID}`)).toMatchObject({
        status: 404,
      });
    });

    it('cannot be used to get anything else in: nothing but readings is taken under its id', async () => {
      const impostor = await connectKitchen(stack.mosquitto.url, CANARY_ID);
      atEnd(() => impostor.end());
      await impostor.publish('birth', { session: impostor.session, machines: [], channels: [] });
      await impostor.log(1, mb1Events({ startMs: Date.now() - 4 * 3_600_000 }));
      await eventually(async () => {
        const letters = await stack.database.query(
          `SELECT reason, count(*)::int AS n FROM dead_letter WHERE kitchen_id = $1 GROUP BY 1`,
          [CANARY_ID],
        );
        expect(letters).toEqual([{ reason: 'reserved_id', n: 2 }]);
      });
      expect(await stack.database.query(`SELECT 1 FROM event`)).toEqual([]);
    });
  });
});
