import type { BatchMeters, BatchState } from '@bakeloop/domain';
import type { Sql } from '../engine.js';

/** A batch still open after this was forgotten, ms: its machine's meter by then counts for others. */
const LONGEST_BATCH_MS = 48 * 3_600_000;
/** 1 TWh: beyond it a meter is broken, and sums would leave the exact integers. */
const MAX_WATT_HOURS = 1e12;

type MeteredBatch = Pick<BatchState, 'batchId' | 'machines' | 'stages' | 'startedAt' | 'finishedAt'>;
interface Window {
  channel: string;
  from: Date;
  to: Date;
}

const SOURCES = ['grid', 'pv', 'diesel'] as const;
const LITRES = 'site/diesel';

/**
 * What the meters counted over a batch (S8): of each of its machines the counter `{machine}/energy`, over the stages that
 * name the machine, else from start to finish. The sources are in the proportions of the site's counters
 * `site/energy-grid`, `-pv` and `-diesel` from start to finish; without them all is from the grid. Litres of diesel are
 * the site's `site/diesel`, by the batch's share of the energy made from them. Once the readings are no longer kept, what
 * was measured stands.
 */
export async function measureBatch(sql: Sql, kitchenId: string, batch: MeteredBatch): Promise<BatchMeters> {
  if (batch.startedAt === null) return { reason: 'the start of the batch is not logged' };
  if (batch.machines.length === 0) return { reason: 'no machine is logged' };
  const from = new Date(batch.startedAt);
  if (!(await areReadingsKept(sql, kitchenId, from))) return metersBefore(sql, kitchenId, batch.batchId);
  const longest = new Date(from.getTime() + LONGEST_BATCH_MS);
  const to = batch.finishedAt === null ? longest : new Date(batch.finishedAt);
  if (to > longest) return { reason: 'the batch runs for more than two days' };

  const machines = batch.machines.map((machine) => ({
    machine,
    windows: stageWindows(batch, machine, from, to).map((window) => ({
      channel: `${machine}/energy`,
      ...window,
    })),
  }));
  const site = [...SOURCES.map((source) => `site/energy-${source}`), LITRES];
  const counted = await countWindows(sql, kitchenId, [
    ...machines.flatMap(({ windows }) => windows),
    ...site.map((channel) => ({ channel, from, to })),
  ]);
  let at = 0;
  let wattHours = 0;
  for (const { machine, windows } of machines) {
    let read = false;
    for (const { channel } of windows) {
      const window = counted[at++];
      if (window?.unit == null || !(window.unit in WATT_HOURS))
        return { reason: `${machine} has no energy meter (a kWh counter ${channel})` };
      if (window.counted === null) continue;
      read = true;
      wattHours += window.counted * (WATT_HOURS[window.unit] ?? 0);
    }
    if (!read) return { reason: `the energy meter of ${machine} was not read during the batch` };
  }
  if (wattHours > MAX_WATT_HOURS) return { reason: 'the energy meter shows more than a power station gives' };

  const ofSite = SOURCES.map((_, index) => {
    const window = counted[at + index];
    return (window?.counted ?? 0) * (WATT_HOURS[window?.unit ?? ''] ?? 0);
  });
  const tank = counted[at + SOURCES.length];
  const litres = tank?.counted == null ? null : tank.counted * (LITRE_UNITS[tank.unit ?? ''] ?? NaN);
  return apportion(Math.round(wattHours), ofSite, litres);
}

/** Whether the readings from which a batch that began then is measured are there: not dropped, and brought with the kitchen. */
async function areReadingsKept(sql: Sql, kitchenId: string, from: Date): Promise<boolean> {
  const gone = await sql.query<unknown[]>(
    `SELECT 1 FROM (
       SELECT at FROM kept_from WHERE tier = 'raw' UNION ALL SELECT readings_from FROM kitchen WHERE id = $2) kept
     WHERE at > $1::timestamptz - INTERVAL '1 hour'`,
    [from, kitchenId],
  );
  return gone.length === 0;
}

async function metersBefore(sql: Sql, kitchenId: string, batchId: string): Promise<BatchMeters> {
  const [batch] = await sql.query<{ meters: BatchMeters | null }[]>(
    `SELECT meters FROM batch WHERE kitchen_id = $1 AND batch_id = $2`,
    [kitchenId, batchId],
  );
  return batch?.meters ?? { reason: 'its readings are no longer kept' };
}

const WATT_HOURS: Readonly<Record<string, number>> = { kWh: 1000, Wh: 1, J: 1 / 3600 };
const LITRE_UNITS: Readonly<Record<string, number>> = { l: 1, L: 1, m3: 1000 };

/** @param site Wh by source; @param litres of the site, null when they are not metered */
function apportion(wattHours: number, site: readonly number[], litres: number | null): BatchMeters {
  const [, pvWh = 0, dieselWh = 0] = site;
  const siteWh = site.reduce((sum, part) => sum + part, 0);
  const pv = siteWh > 0 ? Math.round((wattHours * pvWh) / siteWh) : 0;
  const diesel = siteWh > 0 ? Math.round((wattHours * dieselWh) / siteWh) : 0;
  // With no energy counter of the generator, its fuel is shared as all of the site's energy is.
  const share = dieselWh > 0 ? diesel / dieselWh : siteWh > 0 ? wattHours / siteWh : null;
  const dieselMl = litres === null || share === null ? null : Math.round(litres * 1000 * Math.min(1, share));
  return {
    energyWh: { grid: Math.max(0, wattHours - pv - diesel), pv, diesel },
    dieselMl: Number.isFinite(dieselMl) ? dieselMl : null,
  };
}

/** Stages on a machine, those that overlap joined; an edge that was not logged is that of the batch. */
function stageWindows(
  batch: MeteredBatch,
  machine: string,
  from: Date,
  to: Date,
): { from: Date; to: Date }[] {
  const windows: { from: Date; to: Date }[] = [];
  const spans = batch.stages
    .filter((span) => span.machine === machine)
    .map((span) => ({
      from: span.startedAt === null ? from : new Date(span.startedAt),
      to: span.endedAt === null ? to : new Date(span.endedAt),
    }))
    .filter((span) => span.from < span.to)
    .sort((left, right) => left.from.getTime() - right.from.getTime());
  for (const span of spans) {
    const last = windows.at(-1);
    if (last && span.from <= last.to) last.to = span.to > last.to ? span.to : last.to;
    else windows.push({ ...span });
  }
  return windows.length > 0 ? windows : [{ from, to }];
}

/**
 * What counters counted over windows, in their unit and in the order given; null where there is no channel, or no two
 * readings. A step belongs to the time it ends in; the reading before the window, at most an hour old, is its base. A
 * step down is a reset.
 */
async function countWindows(
  sql: Sql,
  kitchenId: string,
  windows: readonly Window[],
): Promise<{ unit: string | null; counted: number | null }[]> {
  return sql.query(
    `SELECT c.unit, (
       SELECT sum(greatest(s.step, 0)) FILTER (WHERE s.step IS NOT NULL) FROM (
         SELECT r.device_time, r.value - lag(r.value) OVER (ORDER BY r.device_time) AS step FROM reading r
         WHERE r.channel_id = c.id AND r.device_time BETWEEN w.from_at - INTERVAL '1 hour' AND w.to_at
       ) s WHERE s.device_time > w.from_at) AS counted
     FROM unnest($2::text[], $3::timestamptz[], $4::timestamptz[]) WITH ORDINALITY AS w(channel, from_at, to_at, n)
     LEFT JOIN channel c ON c.kitchen_id = $1 AND c.name = w.channel ORDER BY w.n`,
    [
      kitchenId,
      windows.map(({ channel }) => channel),
      windows.map(({ from }) => from),
      windows.map(({ to }) => to),
    ],
  );
}
