import type { PublicKitchen } from './api.js';

/** A kitchen that was silent for so long is said to be, ms: shorter gaps are the line's. */
const SILENT_MS = 3_600_000;
/** So few kitchens are a pilot. */
const PILOT_KITCHENS = 3;

export type PublicState = 'baking' | 'resting' | 'silent' | 'never-heard';

/** Nobody's troubles are public: a kitchen bakes, rests, is silent, or was never heard from. @param nowMs since the epoch */
export function publicStateOf(
  { running, lastMessageAt }: Pick<PublicKitchen, 'running' | 'lastMessageAt'>,
  nowMs: number,
): PublicState {
  if (lastMessageAt === null) return running ? 'baking' : 'never-heard';
  if (nowMs - Date.parse(lastMessageAt) > SILENT_MS) return 'silent';
  return running ? 'baking' : 'resting';
}

/** Whether the numbers are of so few kitchens that this has to be said. */
export const isPilot = (kitchens: readonly unknown[]): boolean =>
  kitchens.length > 0 && kitchens.length <= PILOT_KITCHENS;
