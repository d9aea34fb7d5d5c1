/**
 * Relative standard uncertainty of meters that say none themselves (our assumption: electricity meters of accuracy class 2
 * stay within 2 %, water is mostly read off a tank or a cheap flow meter).
 */
export const METER_ERROR = { energy: 0.01, water: 0.05 } as const;
