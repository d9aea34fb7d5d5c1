import {
  greenhouseGasQuality,
  greenhouseGasRange,
  hasGreenhouseGases,
  NO_GREENHOUSE_GASES,
} from './ghg-outcome.js';
import type { Metric, MetricInputDefinition } from './metric.js';
import { known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'baseline', quantity: 'ghgBaselineMg', unit: 'kg{CO2e}' },
  { name: 'displaced', quantity: 'ghgDisplacedMg', unit: 'kg{CO2e}' },
  { name: 'project', quantity: 'ghgProjectMg', unit: 'kg{CO2e}' },
] as const satisfies readonly MetricInputDefinition[];

export const ghgNetSystem: Metric = {
  id: 'ghg-net-system',
  name: 'Net emissions avoided, whole system',
  group: 'greenhouse-gases',
  unit: 'kg{CO2e}',
  version: 2,
  definition:
    'Boundary: waste without the kitchen, to product. Baseline avoided (B) plus products displaced (D) less what the kitchen emits (T). Negative means that the kitchen emits more; it is shown as negative.',
  formula: 'baseline + displaced - project',
  inputs,
  sources: [
    'Our proposal; no standard fixes this boundary',
    'Interval: IPCC approach 1 (from general knowledge, unverified)',
  ],
  pitfalls: [
    'Most of it is the assumed fate of the waste: publish the parts, not only the net.',
    'Do not sell the same tonne as a plastic credit and as a carbon claim.',
    'A batch takes the factors of the place and the day of its finish, also for what was washed and driven before, elsewhere or on an older grid.',
    'Energy of preparation on other machines is not in T: the net is too good by it.',
    'The interval is that of the factors alone: what scales and meters leave open is small beside it.',
    'Batches that miss a factor or a meter are not in it: see the completeness.',
  ],
  additive: true,
  better: 'higher',
  quality: greenhouseGasQuality,
  example: {
    title: 'GHG-1 and U-1: 163 to 397 kg, at 40, 30 and 10 %',
    amounts: {
      ghgBatchCount: 1,
      'ghgBaselineMg:open-burning': 284_468_666,
      'ghgDisplacedMg:material/wood': 85_163_315,
      'ghgProjectMg:grid': 89_207_392,
      ghgBaselineSpreadMg: 113_787_466,
      ghgDisplacedSpreadMg: 25_548_994,
      ghgProjectSpreadMg: 8_920_739,
    },
    value: 280.424589,
    digits: 6,
    source: 'Vectors GHG-1 and U-1 (computed)',
  },
  compute(amounts) {
    if (!hasGreenhouseGases(amounts)) return unknown(NO_GREENHOUSE_GASES);
    const { baseline, displaced, project } = valuesOf(inputs, amounts);
    const value = baseline + displaced - project;
    return known(value, greenhouseGasRange(value, amounts, ['baseline', 'displaced', 'project']), [
      { name: 'baseline', value: baseline, unit: 'kg{CO2e}' },
      { name: 'displaced', value: displaced, unit: 'kg{CO2e}' },
      { name: 'project', value: -project, unit: 'kg{CO2e}' },
    ]);
  },
};
