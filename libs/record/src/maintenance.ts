import type { ChangeNotice } from '@bakeloop/contracts';
import {
  adoptMethod,
  compressOneChunk,
  type Database,
  type Engine,
  foldPostings,
  kitchenToRederive,
  lockKitchens,
  noteKitchenDays,
  recountReadings,
  rederiveOf,
  refreshRollups,
  RetentionRepository,
  staleBatches,
} from '@bakeloop/db';
import { METHOD_VERSION } from '@bakeloop/domain';
import { projectMeters } from './project.js';
import { rebuildKitchen } from './rebuild.js';
import { ReferenceMemory } from './reference-memory.js';

/** To be called at every start, before any maintenance. @returns whether the ledger was derived with another method */
export function adoptCurrentMethod(database: Database): Promise<boolean> {
  return adoptMethod(database, METHOD_VERSION);
}

/** Batches, hours and postings taken in one round: short rounds let live packs through in between. */
const BATCHES_A_ROUND = 20;
const HOURS_A_ROUND = 48;
const POSTINGS_A_ROUND = 500;

/**
 * One round of what TimescaleDB's workers would do elsewhere and of what follows late facts: kitchens to derive again,
 * meters of batches, totals of the scopes that kitchens share, rollups, compression. Safe to run in several processes at
 * once.
 * @returns what changed, to be announced, whether more is waiting, and what failed
 */
export async function maintain(
  database: Database,
  engine: Engine,
  nowMs: number,
): Promise<{ changes: ChangeNotice[]; more: boolean; failures: unknown[] }> {
  const now = new Date(nowMs);
  const reference = new ReferenceMemory();
  const changes = new Map<string, ChangeNotice>();
  const changed = (kitchenId: string, batchIds: readonly string[]): void => {
    const change = changes.get(kitchenId) ?? {
      kitchenId,
      readings: [],
      batchIds: [],
      kitchen: true,
      channels: false,
    };
    change.batchIds.push(...batchIds);
    changes.set(kitchenId, change);
  };
  // What fails here, and why, is told at the end: one batch or one hour that cannot be done stops nothing else.
  const failures: unknown[] = [];
  const attempt = async <T>(work: () => Promise<T>): Promise<T | null> =>
    work().catch((error: unknown) => {
      failures.push(error);
      return null;
    });

  const marked = await kitchenToRederive(database);
  if (marked !== null) {
    const rebuilt = await attempt(() =>
      database.transaction(async (sql) => {
        await lockKitchens(sql, [marked], now);
        // Another process may have done it since.
        const { cause } = await rederiveOf(sql, marked, 0);
        const origin = { eventId: null, knownAt: now };
        return cause === null ? null : rebuildKitchen(sql, reference, marked, { cause, ...origin });
      }),
    );
    if (rebuilt) changed(marked, rebuilt.batchIds);
  }
  const stale = await staleBatches(database, BATCHES_A_ROUND);
  for (const { kitchenId, batchId } of stale) {
    await attempt(() =>
      database.transaction(async (sql) => {
        await lockKitchens(sql, [kitchenId], now);
        await projectMeters(sql, reference, { kitchenId, batchId, knownAt: now });
      }),
    );
    changed(kitchenId, [batchId]);
  }
  const folded = await attempt(() => database.transaction((sql) => foldPostings(sql, POSTINGS_A_ROUND)));
  const hours = await attempt(() => refreshRollups(database, engine, { nowMs, maxHours: HOURS_A_ROUND }));
  await attempt(() => recountReadings(database, hours ?? [], nowMs));
  await attempt(() => noteKitchenDays(database, now));
  const compressed = await attempt(async () => {
    const { compressAfterDays } = await new RetentionRepository(database).inForce();
    return compressOneChunk(database, engine, { afterDays: compressAfterDays, busyHoursMs: hours ?? [] });
  });
  return {
    changes: [...changes.values()],
    more:
      failures.length === 0 &&
      (marked !== null ||
        stale.length === BATCHES_A_ROUND ||
        folded === POSTINGS_A_ROUND ||
        hours?.length === HOURS_A_ROUND ||
        compressed === true),
    failures,
  };
}
