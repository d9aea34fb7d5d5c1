/** Tiles of the intake, by resin code. What a tile says is what the event carries. */
export const POLYMERS = [
  { value: 'HDPE', label: 'HDPE', hint: '2 · jugs, crates', look: 'hdpe' },
  { value: 'LDPE', label: 'LDPE', hint: '4 · bags, film', look: 'ldpe' },
  { value: 'PP', label: 'PP', hint: '5 · tubs, caps', look: 'pp' },
  { value: 'PS', label: 'PS', hint: '6 · cups, foam', look: 'ps' },
  { value: 'PET', label: 'PET', hint: '1 · bottles', look: 'pet' },
  { value: 'mixed', label: 'Mixed', hint: 'sort later', look: 'mixed' },
  { value: 'PVC', label: 'PVC', hint: '3 · STOP', look: 'pvc' },
] as const;
export type PolymerTile = (typeof POLYMERS)[number]['value'];
/** What an intake or an input can be of. */
export type Polymer = Exclude<PolymerTile, 'PVC'>;
