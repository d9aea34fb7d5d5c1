import { randomUUID } from 'node:crypto';
import { lineageOf, refsOf, resolveEvents, type KitchenEvent } from '@bakeloop/domain';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { apiClient, type ApiClient } from '../support/api-client.js';
import { startApiStack, type ApiStack } from '../support/api-stack.js';
import { logKitchens } from '../support/logged-kitchens.js';
import { describeWith } from '../support/programs.js';

const DAY_MS = 24 * 3_600_000;

describeWith(['postgres', 'mosquitto'], 'lineage and balance over HTTP, on PostgreSQL and Mosquitto', () => {
  let stack: ApiStack;
  let client: ApiClient;
  const nowMs = Math.floor(Date.now() / 60_000) * 60_000;
  const startMs = nowMs - 40 * DAY_MS;
  const day = (offset: number): string => new Date(startMs + offset * DAY_MS).toISOString().slice(0, 10);
  let logs: ReadonlyMap<string, KitchenEvent[]> = new Map();
  const query = (asked: Partial<Record<'scope' | 'from' | 'to', string>>): string =>
    new URLSearchParams(asked).toString();

  beforeAll(async () => {
    stack = await startApiStack();
    client = apiClient(stack.api.url);
    ({ logs } = await logKitchens(stack, client, startMs));
  });

  describe('one event', () => {
    it('is shown as it came but for what protects people, with its hash, and with what struck it', async () => {
      const log = logs.get('ke-nbo-01') ?? [];
      const correction = log.find(({ supersedes }) => supersedes !== undefined);
      const struck = log.find(({ id }) => id === correction?.supersedes);
      const came = JSON.parse(JSON.stringify(struck)) as KitchenEvent;
      const hidden = 'not shown: protects people';
      const shown = await client.answer('event', `/events/${struck?.id ?? ''}`);
      expect(shown).toMatchObject({
        kitchenId: 'ke-nbo-01',
        id: struck?.id,
        raw: { ...came, data: { ...came.data, supplier: hidden, price: hidden } },
        struckBy: correction?.id,
        late: true,
        source: 'http',
      });
      expect(shown.contentHash).toMatch(/^[0-9a-f]{64}$/);
      expect(await client.answer('event', `/events/${correction?.id.toUpperCase() ?? ''}`)).toMatchObject({
        supersedes: struck?.id,
        reason: 'logged wrong',
        struckBy: null,
      });
      expect(await client.refusal(`/events/${randomUUID()}`)).toMatchObject({ status: 404 });
    });
  });

  describe('lots and lineage', () => {
    it('pages through the lots of a kitchen, newest first, without a repetition or a gap', async () => {
      const read = await client.pages('lots', '/kitchens/nl-lwo-01/lots?limit=7');
      const lots = read.flatMap(({ items }) => items);
      const filled = new Set(
        resolveEvents(logs.get('nl-lwo-01') ?? []).effective.flatMap((event) =>
          refsOf(event).flatMap(({ role, ref }) => (role === 'produces' ? [ref] : [])),
        ),
      );
      expect(lots.map(({ lotId }) => lotId).sort()).toEqual([...filled].sort());
      expect(await client.refusal('/kitchens/xx-none-01/lots')).toMatchObject({ status: 404 });
    });

    it('of a part of the log is the lineage in the whole log, for every lot and batch', async () => {
      const log = logs.get('ke-nbo-01') ?? [];
      const lots = (await client.pages('lots', '/kitchens/ke-nbo-01/lots?limit=200')).flatMap(
        ({ items }) => items,
      );
      const kinds = new Set<string>();
      for (const lotId of ['YARD', ...lots.slice(0, 30).map((lot) => lot.lotId)]) {
        const flows = await client.answer('lotLineage', `/kitchens/ke-nbo-01/lots/${lotId}/lineage`);
        expect(flows).toEqual(lineageOf({ lotId }, log));
        for (const { kind } of flows.nodes) kinds.add(kind);
      }
      expect([...kinds]).toEqual(expect.arrayContaining(['delivery', 'batch', 'dispatch', 'return']));
      const { items: batches } = await client.answer('batches', '/batches?kitchenId=ke-nbo-01&limit=200');
      expect(batches.length).toBeGreaterThan(10);
      for (const { batchId } of batches)
        expect(await client.answer('batchLineage', `/kitchens/ke-nbo-01/batches/${batchId}/lineage`)).toEqual(
          lineageOf({ batchId }, log),
        );
    });

    it('of a lot that all the world hangs together with is refused, with a way out', async () => {
      const { database } = stack;
      const log = { kitchen: 'nl-lwo-01', lot: 'SEA', events: 20_001 };
      await database.query(
        `INSERT INTO event (id, kitchen_id, type, time, content_hash, body, source, received_at)
         SELECT md5('sea' || n)::uuid, $1, 'dispatch.recorded', now(), '\\x00', '{}', 'http', now()
         FROM generate_series(1, $2::int) n`,
        [log.kitchen, log.events],
      );
      await database.query(
        `INSERT INTO event_ref (kitchen_id, kind, ref, role, event_id)
         SELECT $1, 'lot', $2, 'consumes', md5('sea' || n)::uuid FROM generate_series(1, $3::int) n`,
        [log.kitchen, log.lot, log.events],
      );
      const refused = await client.refusal('/kitchens/nl-lwo-01/lots/SEA/lineage');
      expect(refused).toMatchObject({ status: 422, type: '/problems/lineage-too-large' });
      expect(refused.detail).toContain('/api/v1/flows?scope=kitchen:nl-lwo-01');
      await database.query(`DELETE FROM event_ref WHERE ref = $1`, [log.lot]);
      await database.query(`DELETE FROM event WHERE body = '{}'`);
    });

    it('is not found for what the kitchen does not have', async () => {
      expect(await client.refusal('/kitchens/ke-nbo-01/lots/NONE/lineage')).toMatchObject({ status: 404 });
      expect(await client.refusal('/kitchens/ke-nbo-01/batches/NONE/lineage')).toMatchObject({ status: 404 });
      expect(await client.refusal('/kitchens/xx-none-01/lots/GATE-1/lineage')).toMatchObject({ status: 404 });
    });
  });

  it('balances a period to the gram, and shows its mass from deliveries to products', async () => {
    for (const period of [{}, { from: day(4), to: day(18) }]) {
      const balance = await client.answer('balance', `/kitchens/ke-nbo-01/balance?${query(period)}`);
      const grams = (parts: { value: number }[]): number => parts.reduce((sum, { value }) => sum + value, 0);
      expect(grams(balance.in)).toBeGreaterThan(0);
      expect(grams(balance.in)).toBe(
        grams(balance.out) + balance.stockChangeGrams + balance.unaccountedGrams,
      );
      expect(balance.uncertaintyGrams).toBeGreaterThan(0);

      const asked = { scope: 'kitchen:ke-nbo-01', ...period };
      const { nodes, links } = await client.answer('flows', `/flows?${query(asked)}`);
      for (const { from, to, grams: flow } of links) {
        expect(flow).toBeGreaterThan(0);
        for (const end of [from, to]) expect(nodes.map(({ id }) => id)).toContain(end);
      }
      const products = nodes
        .filter(({ kind }) => kind === 'product')
        .reduce((sum, node) => sum + node.grams, 0);
      expect(products / 1_000).toBeCloseTo(
        (await client.answer('metric', `/metrics/good-product?${query(asked)}`)).value ?? 0,
        6,
      );
    }
    expect(await client.refusal('/kitchens/xx-none-01/balance')).toMatchObject({ status: 404 });
  });

  it('tells of a scale that drifts, on the balance and among the troubles of the kitchen', async () => {
    const kitchen = await stack.kitchen('br-sao-01', { name: 'Sao Paulo', timeZone: 'America/Sao_Paulo' });
    const batch = (number: number, goodGrams: number) => {
      const batchId = `DRIFT-${number}`;
      const event = (type: string, minute: number, data: object) => ({
        id: randomUUID(),
        type,
        batchId,
        time: new Date(nowMs - (30 - number) * DAY_MS + minute * 60_000).toISOString(),
        data,
      });
      return [
        event('batch.started', 0, { recipeId: 'beam-hdpe', recipeVersion: 1, machine: 'extruder-1' }),
        event('batch.input', 1, { material: 'flake', origin: 'post-consumer', grams: 100_000 }),
        event('batch.output', 50, { kind: 'product', productCode: 'beam-2m', grams: goodGrams }),
        event('batch.finished', 60, {}),
      ];
    };
    await kitchen.log(
      1,
      [1, 2, 3].flatMap((number) => batch(number, 100_000)),
    );
    await kitchen.untilSettled('events', 1);
    const { drift } = await client.answer('balance', '/kitchens/br-sao-01/balance');
    expect(drift).toBeNull();
    await kitchen.log(2, Array.from({ length: 20 }, (_, index) => batch(4 + index, 98_500)).flat());
    await kitchen.untilSettled('events', 2);
    const drifting = await client.answer('balance', '/kitchens/br-sao-01/balance');
    expect(drifting.drift).toMatchObject({ direction: 'losing', sinceBatchId: 'DRIFT-4' });
    const { troubles } = await client.answer('kitchen', '/kitchens/br-sao-01');
    expect(troubles).toContainEqual({
      kind: 'scale-drift',
      severity: 'warning',
      detail: drifting.drift?.words,
    });

    const calibration = {
      id: randomUUID(),
      type: 'scale.calibrated',
      time: new Date(nowMs - DAY_MS).toISOString(),
      data: { scaleId: 'scale-1', referenceGrams: 20_000, readGrams: 19_700, uncertaintyGrams: 10 },
    };
    const driftAfter = async (seq: number, event: object) => {
      await kitchen.log(seq, [event]);
      await kitchen.untilSettled('events', seq);
      return (await client.answer('balance', '/kitchens/br-sao-01/balance')).drift;
    };
    expect(await driftAfter(3, calibration)).toBeNull();
    const voided = { id: randomUUID(), type: 'event.voided', data: {} };
    const { time } = calibration;
    const wrong = { supersedes: calibration.id, reason: 'another kitchen' };
    // A calibration that never was does not hide the drift before it.
    expect(await driftAfter(4, { ...voided, ...wrong, time })).toMatchObject({ direction: 'losing' });
  });

  it('flags a batch that was never finished once its kitchen has logged on for two days', async () => {
    const kitchen = await stack.kitchen('ci-abj-01', { name: 'Abidjan', timeZone: 'Africa/Abidjan' });
    const started = (batchId: string, days: number) => ({
      id: randomUUID(),
      type: 'batch.started',
      batchId,
      time: new Date(nowMs - days * DAY_MS).toISOString(),
      data: { recipeId: 'beam-hdpe', recipeVersion: 1, machine: 'extruder-1' },
    });
    const codes = async (batchId: string) =>
      (await client.answer('batch', `/kitchens/ci-abj-01/batches/${batchId}`)).flags.map(({ code }) => code);
    await kitchen.log(1, [started('OLD', 5)]);
    await kitchen.untilSettled('events', 1);
    expect(await codes('OLD')).not.toContain('never_finished');
    await kitchen.log(2, [started('NEW', 1)]);
    await kitchen.untilSettled('events', 2);
    expect(await codes('OLD')).toContain('never_finished');
    expect(await codes('NEW')).not.toContain('never_finished');
  });
});
