import type { ProductBody } from '../reference.js';

const OWN = "Bakeloop's own proposal";
const NON_STRUCTURAL = 'not load-bearing';
/** Nobody has taken a product back yet, and the same life as the product it replaces is assumed. */
const AS_PROPOSED: Pick<ProductBody, 'utility' | 'afterUse'> = {
  utility: { lifeRatio: 1, useRatio: 1 },
  afterUse: { recycledShare: 0, reusedShare: 0, recyclingEfficiency: 0.8 },
};

const timber = (name: string, pieceGrams: number, displacedGrams: number, unit: string): ProductBody => ({
  name,
  intendedUse: `outdoors, ${NON_STRUCTURAL}`,
  pieceGrams,
  functionalUnit: { unit, perPiece: 1 },
  displaces: { kind: 'product', factor: 'material/wood', gramsPerPiece: displacedGrams },
  ...AS_PROPOSED,
  source: `${OWN}: a timber piece of the same use weighs 0.8 of it`,
});

/** By the code that events use. What a piece displaces is for its use, not kilogram for kilogram. */
export const PRODUCTS: Readonly<Record<string, ProductBody>> = {
  'paving-tile': {
    name: 'Paving tile 300 x 300 mm',
    intendedUse: `footpaths and squares, ${NON_STRUCTURAL}`,
    pieceGrams: 2_400,
    functionalUnit: { unit: 'm2 of paving', perPiece: 0.09 },
    displaces: { kind: 'product', factor: 'material/concrete', gramsPerPiece: 9_315 },
    ...AS_PROPOSED,
    source: `${OWN}: in place of a concrete flag 300 x 300 x 45 mm of 2,300 kg/m3`,
  },
  'paver-50': {
    name: 'Plastic-sand paver 50 mm',
    intendedUse: `footpaths and yards, ${NON_STRUCTURAL}`,
    pieceGrams: 2_600,
    functionalUnit: { unit: 'm2 of paving', perPiece: 0.033548 },
    displaces: { kind: 'product', factor: 'material/concrete', gramsPerPiece: 4_630 },
    ...AS_PROPOSED,
    source: `${OWN}: 77.5 kg of it pave a square metre, in place of 138 kg of concrete pavers of 60 mm (2,300 kg/m3)`,
  },
  'interlocking-block': {
    name: 'Interlocking block, plastic and sand',
    intendedUse: `walls and paths, ${NON_STRUCTURAL}`,
    pieceGrams: 2_900,
    functionalUnit: { unit: 'm3 of masonry', perPiece: 0.001871 },
    displaces: { kind: 'product', factor: 'material/concrete', gramsPerPiece: 4_303 },
    ...AS_PROPOSED,
    source: `${OWN}: in place of the same volume of concrete of 2,300 kg/m3; density 1.5 to 1.6 g/cm3 of Kumi-Larbi 2023`,
  },
  'roof-tile': {
    name: 'Roof tile',
    intendedUse: 'pitched roofs',
    pieceGrams: 1_900,
    functionalUnit: { unit: 'm2 of roof', perPiece: 0.1 },
    displaces: { kind: 'product', factor: 'material/concrete', gramsPerPiece: 4_300 },
    ...AS_PROPOSED,
    source: `${OWN}: ten tiles a square metre, in place of concrete roof tiles of 4.3 kg (a clay tile would count for more)`,
  },
  'wall-brick': {
    name: 'Wall brick',
    intendedUse: `partition walls, ${NON_STRUCTURAL}`,
    pieceGrams: 1_500,
    functionalUnit: { unit: 'brick', perPiece: 1 },
    displaces: { kind: 'product', factor: 'material/brick', gramsPerPiece: 2_300 },
    ...AS_PROPOSED,
    source: `mass: Precious Plastic (brick of 1.5 kg); ${OWN}: brick for brick, of 2.3 kg (ICE v2)`,
  },
  panel: {
    name: 'Panel 8 mm',
    intendedUse: `cladding and furniture, ${NON_STRUCTURAL}`,
    pieceGrams: 4_800,
    functionalUnit: { unit: 'm2 of panel', perPiece: 0.5647 },
    displaces: { kind: 'product', factor: 'material/plywood', gramsPerPiece: 3_050 },
    ...AS_PROPOSED,
    source: `mass: 8.5 kg a square metre, Precious Plastic (sheetpress); ${OWN}: in place of plywood of 9 mm and 600 kg/m3`,
  },
  'sheet-12mm': {
    name: 'Sheet 12 mm',
    intendedUse: `furniture and cladding, ${NON_STRUCTURAL}`,
    pieceGrams: 6_000,
    functionalUnit: { unit: 'm2 of panel', perPiece: 0.5 },
    displaces: { kind: 'product', factor: 'material/plywood', gramsPerPiece: 3_600 },
    ...AS_PROPOSED,
    source: `mass: 12 kg a square metre, Precious Plastic (sheetpress); ${OWN}: in place of plywood of 12 mm and 600 kg/m3`,
  },
  'beam-2m': {
    ...timber('Beam 2 m', 5_000, 4_000, 'm of beam'),
    functionalUnit: { unit: 'm of beam', perPiece: 2 },
  },
  post: timber('Post', 3_100, 2_480, 'post'),
  plank: timber('Plank', 3_400, 2_720, 'plank'),
  'bench-plank': timber('Bench plank', 3_800, 3_040, 'plank'),
  granulate: {
    name: 'Granulate, sold on',
    intendedUse: 'feedstock for other makers',
    pieceGrams: null,
    functionalUnit: null,
    displaces: { kind: 'virgin-plastic', share: 1 },
    ...AS_PROPOSED,
    source: `${OWN}: a kilogram in place of a kilogram of virgin plastic`,
  },
};
