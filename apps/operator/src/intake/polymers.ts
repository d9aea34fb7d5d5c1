import { t } from '../language/language.js';

/** Tiles of the intake, by resin code. What a tile says is what the event carries. */
export const POLYMERS = [
  { value: 'HDPE', look: 'hdpe' },
  { value: 'LDPE', look: 'ldpe' },
  { value: 'PP', look: 'pp' },
  { value: 'PS', look: 'ps' },
  { value: 'PET', look: 'pet' },
  { value: 'mixed', look: 'mixed' },
  { value: 'PVC', look: 'pvc' },
] as const;
export type PolymerTile = (typeof POLYMERS)[number]['value'];
/** As on a tile: resins are called the same everywhere. */
export const polymerName = (polymer: string): string =>
  polymer === 'mixed' ? t('polymer.mixedName') : polymer;
/** What an intake or an input can be of. */
export type Polymer = Exclude<PolymerTile, 'PVC'>;
