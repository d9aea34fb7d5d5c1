import type { SenmlRecord } from '@bakeloop/contracts';
import { senmlOf } from '../simulate.js';
import { hash } from '../world/random.js';
import type { World } from '../world/world.js';

/** More than 10 minutes behind is history: it is told as coarsely as history is. */
const BEHIND_MS = 600_000;
const OFF_SHIFT_MS = 60_000;
const HISTORY = { onShiftMs: 60_000, offShiftMs: 600_000 };

/**
 * What the sensors showed since the last look, oldest first: every `intervalSeconds` on shift, once a minute off shift;
 * what lies further back than ten minutes every minute and every ten minutes.
 * @param fromMs excluded
 * @param toMs included
 */
export function* samplesBetween(
  world: World,
  intervalSeconds: number,
  fromMs: number,
  toMs: number,
): Generator<{ timeMs: number; records: SenmlRecord[] }> {
  const liveFromMs = Math.max(fromMs, toMs - BEHIND_MS);
  const at = (timeMs: number): { timeMs: number; records: SenmlRecord[] } => ({
    timeMs,
    records: senmlOf(timeMs, world.sample(timeMs)),
  });
  for (let timeMs = nextOn(HISTORY.onShiftMs, 0, fromMs); timeMs <= liveFromMs; timeMs += HISTORY.onShiftMs)
    if (world.onShift(timeMs) || timeMs % HISTORY.offShiftMs === 0) yield at(timeMs);
  const stepMs = intervalSeconds * 1_000;
  // Kitchens look at different instants, so that many of them do not publish in one burst.
  const phaseMs = hash(world.kitchen.id, 'phase') % stepMs;
  for (let timeMs = nextOn(stepMs, phaseMs, liveFromMs); timeMs <= toMs; timeMs += stepMs)
    if (world.onShift(timeMs) || (timeMs - phaseMs) % OFF_SHIFT_MS < stepMs) yield at(timeMs);
}

function nextOn(stepMs: number, phaseMs: number, afterMs: number): number {
  return (Math.floor((afterMs - phaseMs) / stepMs) + 1) * stepMs + phaseMs;
}
