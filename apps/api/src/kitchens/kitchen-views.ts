import type { KitchenDetail, KitchenSummary } from '@bakeloop/contracts';
import { BatchRepository, KitchenRepository, TotalsRepository, type KitchenRow } from '@bakeloop/db';
import { kitchenDay, zeroTotals } from '@bakeloop/domain';
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
  ) {}

  /** By id. @param ids null for all */
  summaries(ids: readonly string[] | null): Promise<KitchenSummary[]> {
    return this.together.of(`summaries ${JSON.stringify(ids)}`, async () => {
      const now = new Date();
      const read = await this.read(this.kitchens.list(ids, now), { ids, now, weighed: [] });
      return read.map(({ summary }) => summary).sort((left, right) => (left.id < right.id ? -1 : 1));
    });
  }

  /** Details of those of the kitchens that exist. */
  details(ids: readonly string[]): Promise<KitchenDetail[]> {
    return this.together.of(`details ${JSON.stringify(ids)}`, async () => {
      const now = new Date();
      const read = await this.read(this.kitchens.detailed(ids, now), { ids, now, weighed: ids });
      return read.map(({ row, summary }) => ({
        ...summary,
        session: row.session,
        birth: row.birth,
        birthVersion: row.birthVersion,
        commandsChangedAt: row.commandsChangedAt?.toISOString() ?? null,
      }));
    });
  }

  /** @param o.weighed kitchens whose scales are looked at too */
  private async read<R extends KitchenRow>(
    reading: Promise<R[]>,
    { ids, now, weighed }: { ids: readonly string[] | null; now: Date; weighed: readonly string[] },
  ): Promise<{ row: R; summary: KitchenSummary }[]> {
    const [rows, batches, totals, drifts] = await Promise.all([
      reading,
      this.batches.latest(ids),
      this.totals.ofKitchens(ids, now),
      Promise.all(weighed.map((id) => this.drift.of(id))),
    ]);
    const driftOf = new Map(weighed.map((id, index) => [id, drifts[index]?.words ?? null]));
    const latest = new Map(batches.map((batch) => [`${batch.kitchenId} ${batch.status}`, summaryOf(batch)]));
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
          openAlarms: row.openAlarms ?? NO_ALARMS,
          troubles: troublesOf(heard, now.getTime()),
          runningBatch: latest.get(`${row.id} running`) ?? null,
          lastClosure: latest.get(`${row.id} finished`)?.closure ?? null,
          today: { day, totals: totals.ofDay.get(`${row.id} ${day}`) ?? zeroTotals() },
          planGrams: row.planGrams,
          allTime: totals.allTime.get(row.id) ?? zeroTotals(),
        },
      };
    });
  }
}

/** @param kitchens by id, as they stay among those as troubled as each other */
export const mostTroubledFirst = (kitchens: readonly KitchenSummary[]): KitchenSummary[] =>
  kitchens.toSorted((left, right) => troubleScore(right) - troubleScore(left));

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
