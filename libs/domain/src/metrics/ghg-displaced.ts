import {
  greenhouseGasQuality,
  greenhouseGasRange,
  hasGreenhouseGases,
  NO_GREENHOUSE_GASES,
} from './ghg-outcome.js';
import type { Metric, MetricInputDefinition } from './metric.js';
import { known, partsIn, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'displaced', quantity: 'ghgDisplacedMg', unit: 'kg{CO2e}' },
] as const satisfies readonly MetricInputDefinition[];

export const ghgDisplaced: Metric = {
  id: 'ghg-displaced',
  name: 'Emissions of displaced products',
  group: 'greenhouse-gases',
  unit: 'kg{CO2e}',
  version: 2,
  definition:
    'What making the products would have emitted that these take the place of: pieces, times the mass that one displaces, times its factor. For granulate the virgin plastic it replaces; never both.',
  formula: 'displaced',
  inputs,
  sources: [
    'Building materials: DEFRA 2025; ICE v2 where DEFRA has none',
    'Virgin plastic: DEFRA 2025, primary less closed-loop production',
    'Mass displaced by a piece: the product record',
  ],
  pitfalls: [
    'Equal function, not equal mass: a square metre of pavers weighs 77.5 kg and displaces 138 kg of concrete, which is 78 % more (vector FU-1).',
    'Of product that weighs more than was fed, and of pieces beyond those made, only what was fed and made counts.',
    'A product displaces something only if somebody would have bought that.',
    'Recycling factors of DEFRA’s waste disposal table cover transport only and are not avoided emissions.',
  ],
  additive: true,
  better: 'higher',
  quality: greenhouseGasQuality,
  example: {
    title: 'GHG-1: 79 posts, each in place of 4.0 kg of timber',
    amounts: {
      ghgBatchCount: 1,
      'ghgDisplacedMg:material/wood': 85_163_315,
      ghgDisplacedSpreadMg: 25_548_994,
    },
    value: 85.163315,
    digits: 6,
    source: 'Vector GHG-1 (computed)',
  },
  compute(amounts) {
    if (!hasGreenhouseGases(amounts)) return unknown(NO_GREENHOUSE_GASES);
    const { displaced } = valuesOf(inputs, amounts);
    const range = greenhouseGasRange(displaced, amounts, ['displaced']);
    return known(displaced, range, partsIn(amounts, 'ghgDisplacedMg', 'kg{CO2e}'));
  },
};
