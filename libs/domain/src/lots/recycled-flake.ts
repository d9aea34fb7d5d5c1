import type { BatchInputData } from '../log/events.js';

/** Whether an input counts as recycled: flake of users or of manufacturing waste of others. */
export function isRecycledFlake({ material, origin }: Pick<BatchInputData, 'material' | 'origin'>): boolean {
  return material === 'flake' && (origin === 'post-consumer' || origin === 'pre-consumer');
}
