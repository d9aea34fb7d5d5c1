import { setTimeout as wait } from 'node:timers/promises';
import type { DriverContext } from './driver.js';

export interface PollGroup {
  everyMs: number;
  read: () => Promise<void>;
}

/**
 * Reads groups of channels, each on its own grid of time, one at a time: a bus or a small controller answers one
 * question at a time. A round that took too long is not made up for. Returns when the context's signal aborts.
 * @throws what `read` throws
 */
export async function pollGroups(context: DriverContext, groups: readonly PollGroup[]): Promise<void> {
  const { clock, signal } = context;
  const plan = groups.map((group) => ({ group, dueMs: clock.monotonicMs() }));
  while (!signal.aborted) {
    const next = plan.reduce((first, other) => (other.dueMs < first.dueMs ? other : first));
    const waitMs = next.dueMs - clock.monotonicMs();
    if (waitMs > 0) {
      await wait(waitMs, undefined, { signal }).catch(() => undefined);
      continue;
    }
    await next.group.read();
    const missed = Math.floor((clock.monotonicMs() - next.dueMs) / next.group.everyMs);
    next.dueMs += (missed + 1) * next.group.everyMs;
  }
}

/** Channels by how often they are read. */
export function bySampling<C extends { sampleSeconds: number }>(
  channels: readonly C[],
): { everyMs: number; channels: C[] }[] {
  const intervals = [...new Set(channels.map(({ sampleSeconds }) => sampleSeconds))];
  return intervals.map((seconds) => ({
    everyMs: seconds * 1_000,
    channels: channels.filter(({ sampleSeconds }) => sampleSeconds === seconds),
  }));
}

/** How long a polled driver may be silent while it works: three of its longest intervals, and its time-outs, ms. */
export function pollSilenceMs(channels: readonly { sampleSeconds: number }[], timeoutMs: number): number {
  const longest = Math.max(...channels.map(({ sampleSeconds }) => sampleSeconds));
  return 3 * longest * 1_000 + Math.max(10_000, 5 * timeoutMs);
}
