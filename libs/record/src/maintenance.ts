import type { ChangeNotice } from '@bakeloop/contracts';
import { compressOneChunk, lockKitchens, refreshRollups, staleBatches, type Engine } from '@bakeloop/db';
import { projectEnergy } from './project.js';
import type { Database } from './recorder.js';

/** Batches and hours taken in one round: short rounds let live packs through in between. */
const BATCHES_A_ROUND = 20;
const HOURS_A_ROUND = 48;

/**
 * One round of what TimescaleDB's workers would do elsewhere and of what follows late readings: energy of batches,
 * rollups, compression. Safe to run in several processes at once.
 * @returns what changed, to be announced, whether more is waiting, and what failed
 */
export async function maintain(
  database: Database,
  engine: Engine,
  nowMs: number,
): Promise<{ changes: ChangeNotice[]; more: boolean; failures: unknown[] }> {
  const stale = await staleBatches(database, BATCHES_A_ROUND);
  const changes = new Map<string, ChangeNotice>();
  // What fails here, and why, is told at the end: one batch or one hour that cannot be done stops nothing else.
  const failures: unknown[] = [];
  const attempt = async <T>(work: () => Promise<T>): Promise<T | null> =>
    work().catch((error: unknown) => {
      failures.push(error);
      return null;
    });
  for (const { kitchenId, batchId } of stale) {
    await attempt(() =>
      database.transaction(async (sql) => {
        await lockKitchens(sql, [kitchenId], new Date(nowMs));
        await projectEnergy(sql, kitchenId, batchId);
      }),
    );
    const change = changes.get(kitchenId) ?? {
      kitchenId,
      readings: [],
      batchIds: [],
      kitchen: true,
      channels: false,
    };
    change.batchIds.push(batchId);
    changes.set(kitchenId, change);
  }
  const hours = await attempt(() => refreshRollups(database, engine, { nowMs, maxHours: HOURS_A_ROUND }));
  const compressed = await attempt(() => compressOneChunk(database, engine, hours ?? []));
  return {
    changes: [...changes.values()],
    more:
      failures.length === 0 &&
      (stale.length === BATCHES_A_ROUND || hours?.length === HOURS_A_ROUND || compressed === true),
    failures,
  };
}
