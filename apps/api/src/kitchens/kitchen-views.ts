import type { KitchenDetail, KitchenSummary } from '@bakeloop/contracts';
import {
  AlarmRepository,
  BatchRepository,
  CommandRepository,
  KitchenRepository,
  TotalsRepository,
  type KitchenRow,
} from '@bakeloop/db';
import { kitchenDay, zeroTotals, TOTAL_FIELDS, type Totals } from '@bakeloop/domain';
import { Injectable } from '@nestjs/common';
import { summaryOf } from '../batches/batch-view.js';
import { ScaleDrift } from '../lineage/scale-drift.js';
import { ReadTogether } from '../read-together.js';
import { presenceOf, troublesOf, troubleScore } from './trouble.js';

const NO_ALARMS = { active: 0, unacknowledged: 0, worst: null };
/** Younger than this no reading has waited, ms. */
const NO_QUEUE_MS = 120_000;

/** Kitchens as the contract shows them, for the HTTP routes and for the live rooms. */
@Injectable()
export class KitchenViews {
  private readonly together = new ReadTogether();

  constructor(
    private readonly kitchens: KitchenRepository,
    private readonly batches: BatchRepository,
    private readonly totals: TotalsRepository,
    private readonly drift: ScaleDrift,
    private readonly commands: CommandRepository,
    private readonly alarms: AlarmRepository,
  ) {}

  /** Most troubled first, then by id. @param ids null for all */
  summaries(ids: readonly string[] | null): Promise<KitchenSummary[]> {
    return this.together.of(`summaries ${JSON.stringify(ids)}`, async () => {
      const read = await this.read(ids, new Date(), []);
      return read.map(({ summary }) => summary).sort(mostTroubledFirst);
    });
  }

  /** Details of those of the kitchens that exist. */
  details(ids: readonly string[]): Promise<KitchenDetail[]> {
    return this.together.of(`details ${JSON.stringify(ids)}`, () => this.readDetails(ids));
  }

  private async readDetails(ids: readonly string[]): Promise<KitchenDetail[]> {
    const [read, births, commandsChangedAt] = await Promise.all([
      this.read(ids, new Date(), ids),
      this.kitchens.births(ids),
      this.commands.changedAt(ids),
    ]);
    const birthOf = new Map(births.map(({ kitchenId, body }) => [kitchenId, body]));
    return read.map(({ row, summary }) => ({
      ...summary,
      session: row.session,
      birth: birthOf.get(row.id) ?? null,
      birthVersion: row.birthVersion,
      commandsChangedAt: commandsChangedAt.get(row.id)?.toISOString() ?? null,
    }));
  }

  /** @param weighed kitchens whose scales are looked at too */
  private async read(
    ids: readonly string[] | null,
    now: Date,
    weighed: readonly string[],
  ): Promise<{ row: KitchenRow; summary: KitchenSummary }[]> {
    const [rows, batches, allTime, recent, openAlarms, drifts] = await Promise.all([
      this.kitchens.list(ids, now),
      this.batches.latest(ids),
      this.totals.allTime(ids),
      this.totals.aroundToday(ids, now),
      this.alarms.openOf(ids),
      Promise.all(weighed.map((id) => this.drift.of(id))),
    ]);
    const driftOf = new Map(weighed.map((id, index) => [id, drifts[index]?.words ?? null]));
    const latest = new Map(batches.map((batch) => [`${batch.kitchenId} ${batch.status}`, summaryOf(batch)]));
    const alarmsOf = new Map(openAlarms.map(({ kitchenId, ...counts }) => [kitchenId, counts]));
    const allTimeOf = new Map(allTime.map((row) => [row.kitchenId, onlyTotals(row)]));
    const totalsOfDay = new Map(recent.map((row) => [`${row.kitchenId} ${row.day}`, onlyTotals(row)]));
    return rows.map((row) => {
      const day = kitchenDay(now.toISOString(), row.timeZone);
      const heard = {
        ...row,
        lastMessageAtMs: row.lastMessageAt?.getTime() ?? null,
        slowedAtMs: row.slowedAt?.getTime() ?? null,
        turnedAwayAtMs: row.turnedAwayAt?.getTime() ?? null,
        scaleDrift: driftOf.get(row.id) ?? null,
      };
      return {
        row,
        summary: {
          id: row.id,
          name: row.name,
          place: row.place,
          country: row.country,
          timeZone: row.timeZone,
          position: row.longitude === null || row.latitude === null ? null : [row.longitude, row.latitude],
          presence: presenceOf(heard, now.getTime()),
          lastMessageAt: row.lastMessageAt?.toISOString() ?? null,
          clockSkewMs: row.clockSkewMs,
          queueAgeMs: queueAgeOf(row),
          deadLetters24h: row.deadLetters24h,
          openAlarms: alarmsOf.get(row.id) ?? NO_ALARMS,
          troubles: troublesOf(heard, now.getTime()),
          runningBatch: latest.get(`${row.id} running`) ?? null,
          lastClosure: latest.get(`${row.id} finished`)?.closure ?? null,
          today: { day, totals: totalsOfDay.get(`${row.id} ${day}`) ?? zeroTotals() },
          planGrams: row.planGrams,
          allTime: allTimeOf.get(row.id) ?? zeroTotals(),
        },
      };
    });
  }
}

export function mostTroubledFirst(left: KitchenSummary, right: KitchenSummary): number {
  const byTrouble = troubleScore(right) - troubleScore(left);
  if (byTrouble !== 0) return byTrouble;
  return left.id < right.id ? -1 : 1;
}

/** A row of sums without the columns beside them. */
export function onlyTotals(row: Totals): Totals {
  return Object.fromEntries(TOTAL_FIELDS.map((field) => [field, row[field]])) as Totals;
}

/**
 * How old what a kitchen sends is, ms: an outbox sends its oldest first. A kitchen that reports changes has nothing new
 * for as long as its longest interval; that is no queue. Null: no reading, or never heard of.
 */
export function queueAgeOf({
  lastMessageAt,
  newestReadingAt,
  longestIntervalSeconds,
}: Pick<KitchenRow, 'lastMessageAt' | 'newestReadingAt' | 'longestIntervalSeconds'>): number | null {
  if (lastMessageAt === null || newestReadingAt === null) return null;
  const ageMs = lastMessageAt.getTime() - newestReadingAt.getTime();
  const usualMs = Math.max(NO_QUEUE_MS, (longestIntervalSeconds ?? 0) * 2_000);
  return ageMs <= usualMs ? 0 : ageMs;
}
