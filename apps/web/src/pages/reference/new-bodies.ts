import type { ReferenceBodies, ReferenceKind } from '@bakeloop/domain';

/** What a form begins with: nothing that could pass for a value. */
export const NEW_BODIES: { [K in ReferenceKind]: ReferenceBodies[K] } = {
  polymer: {
    name: '',
    resinCode: NaN,
    densityGPerCm3: null,
    rule: 'reject',
    ruleNote: '',
    meltCel: null,
    decompositionCel: null,
    source: null,
  },
  product: {
    name: '',
    intendedUse: '',
    pieceGrams: null,
    functionalUnit: null,
    displaces: { kind: 'none', why: '' },
    utility: { lifeRatio: 1, useRatio: 1 },
    afterUse: { recycledShare: 0, reusedShare: 0, recyclingEfficiency: 0.8 },
    source: null,
  },
  recipe: {
    name: '',
    polymers: [],
    productCode: null,
    limitsCel: { min: NaN, max: NaN },
    components: [{ material: 'flake', share: 1 }],
    source: null,
  },
  baseline: {
    shares: { 'open-burning': NaN, dump: NaN, landfill: NaN, 'energy-recovery': NaN },
    isDefault: false,
    oceanBound: null,
    source: null,
  },
  'factor-set': { name: '', factors: [], source: null },
};
