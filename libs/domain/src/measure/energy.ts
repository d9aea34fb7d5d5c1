/**
 * What a cumulative register (Wh, litres, shots) counted over its readings in time order, in its own unit (S8).
 * A step down is a reset or a roll-over: it counts as nothing, never as negative consumption.
 * @throws RangeError for a reading that is not a finite number
 */
export function counterConsumption(values: readonly number[]): number {
  let consumed = 0;
  let previous = Number.POSITIVE_INFINITY; // before the first nothing was counted
  for (const value of values) {
    if (!Number.isFinite(value))
      throw new RangeError(`a counter reads ${value}; readings are finite numbers`);
    consumed += Math.max(0, value - previous);
    previous = value;
  }
  return consumed;
}
