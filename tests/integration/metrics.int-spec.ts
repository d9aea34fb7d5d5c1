import { randomUUID } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import type { EvidenceAnswer, MetricAnswer } from '@bakeloop/contracts';
import {
  addAmounts,
  inputsOf,
  metricOf,
  METRICS,
  QUANTITIES,
  quantityOf,
  SUPPRESSED,
  type Amounts,
} from '@bakeloop/domain';
import { beforeAll, expect, it } from '@jest/globals';
import { apiClient, type ApiClient } from '../support/api-client.js';
import { startApiStack, type ApiStack } from '../support/api-stack.js';
import { mb1Events } from '../support/batch-log.js';
import { logKitchens } from '../support/logged-kitchens.js';
import { describeWith } from '../support/programs.js';

const DAY_MS = 24 * 3_600_000;
/** What formulas may use beside arithmetic. */
const MATHS = { min: Math.min, max: Math.max, floor: Math.floor };
/** The one figure that is counted anew for every scope: its leaves are deliveries, not suppliers. */
const COUNTED_ANEW = 'active-suppliers';
/** Its leaves would be what single people earned. */
const OF_PERSONS = 'paid-to-collectors';

describeWith(['postgres', 'mosquitto'], 'figures over HTTP, on PostgreSQL and Mosquitto', () => {
  let stack: ApiStack;
  let client: ApiClient;
  const nowMs = Math.floor(Date.now() / 60_000) * 60_000;
  const startMs = nowMs - 40 * DAY_MS;
  const day = (offset: number): string => new Date(startMs + offset * DAY_MS).toISOString().slice(0, 10);
  let kitchenIds: string[] = [];
  /** An instant at which half of every log was known. */
  let halfKnown = '';

  type Asked = Partial<Record<'scope' | 'from' | 'to' | 'knownOn' | 'since' | 'until' | 'limit', string>>;
  const query = (asked: Asked): string => new URLSearchParams(asked).toString();
  const figures = async (asked: Asked): Promise<MetricAnswer[]> =>
    (await client.answer('metrics', `/metrics?${query(asked)}`)).items;
  const figure = (metric: string, asked: Asked) =>
    client.answer('metric', `/metrics/${metric}?${query(asked)}`);
  const total = (parts: readonly Amounts[]): Amounts =>
    parts.reduce((sum, part) => addAmounts(sum, part), {});

  beforeAll(async () => {
    stack = await startApiStack();
    client = apiClient(stack.api.url);
    const logged = await logKitchens(stack, client, startMs);
    kitchenIds = [...logged.logs.keys()];
    halfKnown = logged.halfKnown;
  });

  const COMBINATIONS: [string, () => Asked][] = [
    ['the portfolio', () => ({ scope: 'portfolio' })],
    ['the portfolio over some days', () => ({ scope: 'portfolio', from: day(5), to: day(19) })],
    ['the portfolio as it was known', () => ({ scope: 'portfolio', knownOn: halfKnown })],
    ['a kitchen', () => ({ scope: 'kitchen:ke-nbo-01' })],
    ['a kitchen over some days', () => ({ scope: 'kitchen:nl-lwo-01', from: day(3), to: day(12) })],
    [
      'a kitchen over some days as they were known',
      () => ({ scope: 'kitchen:id-sub-01', from: day(3), to: day(30), knownOn: halfKnown }),
    ],
    ['a product', () => ({ scope: 'product:beam-2m' })],
    [
      'a product over some days as they were known',
      () => ({ scope: 'product:paver-50mm', from: day(3), to: day(25), knownOn: halfKnown }),
    ],
    ['a machine', () => ({ scope: 'machine:ke-nbo-01/press-1' })],
    ['a batch', () => ({ scope: 'batch:ke-nbo-01/B-3' })],
  ];

  it.each(COMBINATIONS)('the leaves of every figure of %s add up to it', async (_name, combination) => {
    const asked = combination();
    const shown = await figures(asked);
    expect(shown.map(({ metric }) => metric)).toEqual(METRICS.map(({ id }) => id));
    let withLeaves = 0;
    for (const { metric: id, value, reason, evidence, inputs } of shown) {
      const read = await client.pages('evidence', `${evidence.replace('/api/v1', '')}&limit=37`);
      const leaves = read.flatMap(({ items }) => items);
      const { sum, leaves: count } = read[0] as EvidenceAnswer;
      if (id === OF_PERSONS) {
        expect({ id, leaves, inputs: inputsOf(metricOf(id)!, sum) }).toEqual({
          id,
          leaves: [],
          inputs: reason === SUPPRESSED ? expect.anything() : inputs,
        });
        continue;
      }
      expect({ id, sum: total(leaves.map(({ amounts }) => amounts)), count: leaves.length }).toEqual({
        id,
        sum,
        count,
      });
      expect(
        new Set(leaves.map(({ kitchenId, subject, day: on }) => `${kitchenId} ${subject} ${on}`)).size,
      ).toBe(count);
      withLeaves += Math.min(1, count);
      const metric = metricOf(id);
      if (metric === null || id === COUNTED_ANEW || reason === SUPPRESSED) continue;
      const quantities: string[] = metric.inputs.map(({ quantity }) => quantity);
      for (const { amounts } of leaves)
        for (const key of Object.keys(amounts)) expect(quantities).toContain(quantityOf(key));
      const first = metric.inputs[0]?.dimension === undefined ? quantities[0] : undefined;
      const sizes = leaves.map(({ amounts }) =>
        Object.entries(amounts).reduce(
          (size, [key, amount]) => size + (quantityOf(key) === first ? Math.abs(amount) : 0),
          0,
        ),
      );
      expect({ id, sizes }).toEqual({ id, sizes: [...sizes].sort((left, right) => right - left) });
      expect({ id, inputs: inputsOf(metric, sum) }).toEqual({ id, inputs });
      if (value === null) continue;
      const names = Object.fromEntries(inputs.map((input) => [input.name, input.value]));
      const computed = runInNewContext(metric.formula, { ...MATHS, ...names }) as number;
      const scale = Math.abs(value) || 1;
      expect({ id, value: computed / scale }).toEqual({ id, value: expect.closeTo(value / scale, 9) });
    }
    expect(withLeaves).toBeGreaterThan(asked.scope?.startsWith('batch') ? 5 : 20);
  });

  it('gives a figure alone as it gives it among all, a value or a reason, never both', async () => {
    const asked = { scope: 'kitchen:ke-nbo-01' };
    const all = await figures(asked);
    for (const { coverage, ...shown } of all.slice(0, 12)) {
      // The ingest still counts the readings of forty days, in the background.
      const { readings: _, ...settled } = coverage;
      expect(await figure(shown.metric, asked)).toMatchObject({ ...shown, coverage: settled });
    }
    for (const shown of all) {
      expect({ id: shown.metric, none: shown.value === null }).toEqual({
        id: shown.metric,
        none: shown.reason !== null,
      });
      expect(shown.quality === null).toBe(shown.value === null);
      if (shown.value === null || shown.range === null) continue;
      expect(shown.range.low).toBeLessThanOrEqual(shown.value);
      expect(shown.range.high).toBeGreaterThanOrEqual(shown.value);
    }
  });

  it('never shows a conservative figure above the measured one, nor one of what is better small', async () => {
    const all = await figures({ scope: 'portfolio' });
    const conservative = all.filter((shown) => shown.conservative !== null);
    expect(conservative.length).toBeGreaterThan(0);
    for (const { metric, value, conservative: low } of conservative) {
      expect(metricOf(metric)?.better).toBe('higher');
      expect(low).toBeLessThanOrEqual(value ?? -Infinity);
    }
  });

  it('sums additive figures over kitchens to the portfolio, also over some days and as they were known', async () => {
    for (const part of [{}, { from: day(4), to: day(21) }, { knownOn: halfKnown }]) {
      const whole = await figures({ scope: 'portfolio', ...part });
      const kitchens = await Promise.all(
        kitchenIds.map((id) => figures({ scope: `kitchen:${id}`, ...part })),
      );
      for (const [index, { metric, value }] of whole.entries()) {
        if (!metricOf(metric)?.additive) continue;
        const values = kitchens.map((shown) => shown[index]?.value ?? null);
        if (value === null || values.includes(null)) continue;
        const sum = values.reduce<number>((left, right) => left + (right ?? 0), 0);
        expect({ metric, sum: sum / (Math.abs(value) || 1) }).toEqual({
          metric,
          sum: expect.closeTo(value / (Math.abs(value) || 1), 9),
        });
      }
    }
  });

  it('gives of every day, month and year of a metric the figure that is answered for just these days', async () => {
    const asked: [string, Asked & { by: string }][] = [
      ['good-product', { scope: 'portfolio', by: 'month' }],
      ['mass-balance-closure', { scope: 'kitchen:ke-nbo-01', by: 'month', from: day(3), to: day(38) }],
      ['unaccounted', { scope: 'kitchens:ke-nbo-01,id-sub-01', by: 'day', from: day(2), to: day(20) }],
      ['diverted', { scope: 'kitchen:ke-nbo-01', by: 'day', from: day(0), to: day(30), knownOn: halfKnown }],
      ['diverted', { scope: 'machine:ke-nbo-01/extruder-1', by: 'year' }],
    ];
    for (const [metric, { by, ...of }] of asked) {
      const shown = await client.answer(
        'metricOverTime',
        `/metrics/${metric}/over-time?${query({ ...of })}&by=${by}`,
      );
      expect({ of, none: shown.items.length === 0 }).toEqual({ of, none: false });
      for (const [index, { from, to, ...point }] of shown.items.entries()) {
        const { value, reason, range, quality } = await figure(metric, { ...of, from, to });
        expect({ metric, from, to, ...point }).toEqual({ metric, from, to, value, reason, range, quality });
        const before = shown.items[index - 1];
        if (before) expect(Date.parse(from) - Date.parse(before.to)).toBe(DAY_MS);
      }
    }
    expect(await client.refusal('/metrics/diverted/over-time?by=day')).toMatchObject({ status: 400 });
    expect(await client.refusal('/metrics/diverted/over-time?scope=kitchen:xx-no-01')).toMatchObject({
      status: 404,
    });
    // Of single days these would tell of single people.
    for (const metric of [COUNTED_ANEW, OF_PERSONS])
      expect((await client.answer('metricOverTime', `/metrics/${metric}/over-time?by=month`)).items).toEqual(
        [],
      );
  });

  it('explains a difference change by change: what was known, plus the changes, is what is known', async () => {
    for (const metric of ['intake-net', 'good-product', 'ghg-net-system'].filter(metricOf)) {
      for (const scope of ['portfolio', 'kitchen:ke-nbo-01', 'product:beam-2m']) {
        const path = `/metrics/${metric}/changes?${query({ scope, since: halfKnown, limit: '41' })}`;
        const read = await client.pages('metricChanges', path);
        const [first] = read;
        const changes = read.flatMap(({ items }) => items);
        const sumAt = async (asked: Asked) =>
          (
            await client.answer(
              'evidence',
              `/metrics/${metric}/evidence?${query({ scope, ...asked, limit: '1' })}`,
            )
          ).sum;
        const [before, after] = await Promise.all([sumAt({ knownOn: halfKnown }), sumAt({})]);
        expect(addAmounts(before, total(changes.map(({ amounts }) => amounts)))).toEqual(after);
        expect(first?.before).toBe((await figure(metric, { scope, knownOn: halfKnown })).value);
        expect(first?.after).toBe((await figure(metric, { scope })).value);
        const times = changes.map(({ knownAt }) => knownAt);
        expect(times).toEqual([...times].sort().reverse());
        for (const { words, kitchenId, cause, late } of changes) {
          expect(words).toMatch(new RegExp(`kitchen ${kitchenId}\\.$`));
          // Everything was logged weeks before it was posted.
          expect(late).toBe(cause === 'event');
        }
      }
    }
  });

  it('describes its method: every metric with its worked example, every quantity', async () => {
    const method = await client.answer('method', '/method');
    expect(method.metrics.map(({ id }) => id)).toEqual(METRICS.map(({ id }) => id));
    expect(method.quantities.map(({ name }) => name)).toEqual(Object.keys(QUANTITIES));
    for (const { inputs, example } of method.metrics)
      expect(example.inputs.map(({ name }) => name)).toEqual(inputs.map(({ name }) => name));
  });

  it('refuses what it does not know, and says what to mend', async () => {
    const mistyped = await client.refusal('/metrics/aceptance');
    expect(mistyped).toMatchObject({ status: 404 });
    expect(mistyped.detail).toContain('Did you mean acceptance');
    for (const scope of [
      'kitchen:xx-none-01',
      'product:none',
      'machine:ke-nbo-01/none',
      'batch:ke-nbo-01/none',
    ])
      for (const path of ['/metrics/acceptance', '/metrics', '/metrics/acceptance/evidence', '/flows'])
        expect([scope, path, await client.refusal(`${path}?${query({ scope })}`)]).toMatchObject([
          scope,
          path,
          { status: 404 },
        ]);
    expect(await client.refusal('/metrics?scope=everything')).toMatchObject({
      status: 400,
      errors: [{ path: 'scope' }],
    });
    for (const path of ['/metrics', '/metrics/acceptance/evidence', '/flows', '/kitchens/ke-nbo-01/balance'])
      expect(await client.refusal(`${path}?from=2026-02-02&to=2026-02-01`)).toMatchObject({
        status: 400,
        errors: [{ path: 'to' }],
      });
    const tomorrow = new Date(nowMs + DAY_MS).toISOString();
    expect(await client.refusal(`/metrics?knownOn=${tomorrow}`)).toMatchObject({
      status: 400,
      errors: [{ path: 'knownOn' }],
    });
    expect(await client.refusal(`/metrics/acceptance/changes?since=${tomorrow}`)).toMatchObject({
      status: 400,
      errors: [{ path: 'since' }],
    });
    expect(
      await client.refusal(`/metrics/acceptance/changes?since=${halfKnown}&until=2026-01-01T00:00:00Z`),
    ).toMatchObject({
      status: 400,
      errors: [{ path: 'until' }],
    });
    expect(await client.refusal('/metrics/acceptance/evidence?cursor=bm9uc2Vuc2U')).toMatchObject({
      status: 400,
      errors: [{ path: 'cursor' }],
    });
  });

  it('keeps batches of one id in two kitchens apart, each with its own mass', async () => {
    const shared = (kitchenId: string) => client.answer('batch', `/kitchens/${kitchenId}/batches/SHARED-1`);
    await client.post('ke-nbo-01', mb1Events({ batchId: 'SHARED-1', startMs: nowMs - 2 * DAY_MS }));
    const alone = await shared('ke-nbo-01');
    const before = (await figure('good-product', { scope: 'portfolio' })).value ?? 0;
    await client.post('nl-lwo-01', mb1Events({ batchId: 'SHARED-1', startMs: nowMs - 2 * DAY_MS }));
    expect(await shared('ke-nbo-01')).toEqual(alone);
    expect((await shared('nl-lwo-01')).events.map(({ id }) => id)).not.toContain(alone.events[0]?.id);
    for (const id of ['ke-nbo-01', 'nl-lwo-01'])
      expect((await figure('good-product', { scope: `batch:${id}/SHARED-1` })).value).toBe(395);
    expect((await figure('good-product', { scope: 'portfolio' })).value).toBeCloseTo(before + 395, 6);
  });

  it('shows on the page of a batch the figures that say something of one batch, as its scope has them', async () => {
    const batch = await client.answer('batch', '/kitchens/ke-nbo-01/batches/B-5');
    expect(batch.metrics.length).toBeGreaterThan(10);
    expect(batch.metrics.map(({ group }) => group)).not.toContain('people');
    const all = new Map(
      (await figures({ scope: 'batch:ke-nbo-01/B-5' })).map((shown) => [shown.metric, shown]),
    );
    for (const { id, value, reason, range } of batch.metrics)
      expect({ id, value, reason, range }).toEqual({
        id,
        value: all.get(id)?.value,
        reason: all.get(id)?.reason,
        range: all.get(id)?.range,
      });
  });

  it('says of a batch without a figure what the batch lacks', async () => {
    const { items } = await client.answer(
      'batches',
      '/batches?kitchenId=ke-nbo-01&status=finished&limit=200',
    );
    const pressed = items.find(({ machine }) => machine === 'press-1')?.batchId ?? '';
    const { metrics } = await client.answer('batch', `/kitchens/ke-nbo-01/batches/${pressed}`);
    const intensity = metrics.find(({ id }) => id === 'energy-intensity');
    expect(intensity).toMatchObject({ value: null });
    expect(intensity?.reason).toMatch(/: .*press-1 has no energy meter/);
    expect(metrics.find(({ id }) => id === 'first-pass-yield')?.value).not.toBeNull();
  });

  it('keeps small counts back, and all that would give them away', async () => {
    const few = await stack.kitchen('gh-acc-01', { name: 'Accra', timeZone: 'Africa/Accra' });
    const delivery = (number: number) => ({
      id: randomUUID(),
      type: 'intake.recorded',
      time: new Date(nowMs - number * 3_600_000).toISOString(),
      data: {
        lotId: `GATE-${number}`,
        sourceType: 'collector',
        supplier: `S-${number}`,
        grossGrams: 9_000,
        tareGrams: 0,
        price: { minor: 700, currency: 'GHS' },
      },
    });
    await few.log(1, [1, 2, 3, 4].map(delivery));
    await few.untilSettled('events', 1);
    const asked = { scope: 'kitchen:gh-acc-01' };
    for (const metric of ['active-suppliers', 'paid-to-collectors']) {
      const shown = await figure(metric, asked);
      expect(shown).toMatchObject({ value: null, reason: SUPPRESSED, inputs: [], parts: [] });
      const evidence = await client.answer('evidence', `/metrics/${metric}/evidence?${query(asked)}`);
      expect(evidence).toMatchObject({ sum: {}, leaves: 0, items: [] });
      const since = new Date(nowMs - DAY_MS).toISOString();
      expect(
        (await client.answer('metricChanges', `/metrics/${metric}/changes?${query({ ...asked, since })}`))
          .items,
      ).toEqual([]);
    }
    // Many deliveries of few people are still few people.
    await few.log(2, [{ ...delivery(4), id: randomUUID(), data: { ...delivery(4).data, lotId: 'GATE-4B' } }]);
    await few.untilSettled('events', 2);
    expect(await figure('paid-to-collectors', asked)).toMatchObject({ value: null, reason: SUPPRESSED });
    await few.log(3, [delivery(5)]);
    await few.untilSettled('events', 3);
    expect(await figure('active-suppliers', asked)).toMatchObject({ value: 5, inputs: [{ value: 5 }] });
    expect(await figure('paid-to-collectors', asked)).toMatchObject({ value: 4_200 });
    const evidence = await client.answer('evidence', `/metrics/active-suppliers/evidence?${query(asked)}`);
    expect(evidence).toMatchObject({ leaves: 6, sum: { supplierDeliveryCount: 6 } });
    // What one delivery was paid is what one person earned: its own page does not show it, nor does the evidence.
    const paid = await client.answer('evidence', `/metrics/paid-to-collectors/evidence?${query(asked)}`);
    expect(paid).toMatchObject({ sum: { 'paidMinor:GHS': 4_200 }, leaves: 6, items: [], next: null });
    // Nobody kept who was known when: none is not said.
    expect(await figure('active-suppliers', { ...asked, knownOn: halfKnown })).toMatchObject({
      value: null,
      inputs: [],
    });
  });
});
