import type { ReferenceBodies, ReferenceKind, ReferenceRecord } from '../reference.js';
import { BASELINES } from './baselines.js';
import { DIESEL, ELECTRICITY, TRANSPORT_AND_WATER } from './energy-factors.js';
import { BUILDING_MATERIALS, PLASTIC_FATES, PLASTIC_MADE } from './plastic-factors.js';
import { POLYMERS } from './polymers.js';
import { PRODUCTS } from './products.js';
import { RECIPES } from './recipes.js';

const NOTES: Record<ReferenceKind, string> = {
  polymer: 'What Bakeloop starts with.',
  product:
    'What Bakeloop starts with: proposals, to be replaced by the declaration of the product displaced.',
  recipe: 'What Bakeloop starts with: set the limits of your own machines in a new version.',
  baseline: 'What Bakeloop starts with: a proposal, to be replaced by a study of the place.',
  'factor-set': 'What Bakeloop starts with. No source gives the uncertainty of these values.',
};

const FACTOR_SETS = {
  electricity: ELECTRICITY,
  diesel: DIESEL,
  'transport-and-water': TRANSPORT_AND_WATER,
  'plastic-fates': PLASTIC_FATES,
  'plastic-made': PLASTIC_MADE,
  'building-materials': BUILDING_MATERIALS,
};

function firstVersions<K extends ReferenceKind>(
  kind: K,
  bodies: Readonly<Record<string, ReferenceBodies[K]>>,
): ReferenceRecord<K>[] {
  return Object.entries(bodies).map(([id, body]) => ({
    kind,
    id,
    version: 1,
    validFrom: null,
    publishedAt: '2026-01-01T00:00:00.000Z',
    publishedBy: 'Bakeloop',
    note: NOTES[kind],
    body,
  }));
}

/** The reference data that every Bakeloop starts with: version 1 of each record, valid since always. */
export const SEED_REFERENCE: readonly ReferenceRecord[] = [
  ...firstVersions('polymer', POLYMERS),
  ...firstVersions('product', PRODUCTS),
  ...firstVersions('recipe', RECIPES),
  ...firstVersions('baseline', BASELINES),
  ...firstVersions('factor-set', FACTOR_SETS),
];
