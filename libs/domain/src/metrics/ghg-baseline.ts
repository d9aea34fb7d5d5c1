import {
  greenhouseGasQuality,
  greenhouseGasRange,
  hasGreenhouseGases,
  NO_GREENHOUSE_GASES,
} from './ghg-outcome.js';
import type { Metric, MetricInputDefinition } from './metric.js';
import { known, partsIn, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'baseline', quantity: 'ghgBaselineMg', unit: 'kg{CO2e}' },
] as const satisfies readonly MetricInputDefinition[];

export const ghgBaseline: Metric = {
  id: 'ghg-baseline',
  name: 'Baseline emissions avoided',
  group: 'greenhouse-gases',
  unit: 'kg{CO2e}',
  version: 2,
  definition:
    'What the diverted plastic would have emitted without the kitchen: recycled plastic in good product, times the share of each fate, times its factor. By fate.',
  formula: 'baseline',
  inputs,
  sources: [
    'Open burning 1.817 kg/kg: IPCC 2006 Guidelines vol. 5, AR5 warming potentials',
    'Landfill: DEFRA 2025 and US EPA WARM v15; energy recovery: US EPA WARM v15',
    'Uncontrolled dumping 0 (our proposal): kilograms kept from leaking are no climate gain',
    'Shares of the fates: our proposal for each country until a local study replaces it',
  ],
  pitfalls: [
    'It depends almost wholly on what is assumed to happen without the kitchen: read the shares beside it.',
    'Soot is not in it, though its effect can exceed that of the carbon dioxide.',
    'Plastic that is burned after the product’s life is only delayed.',
    'WARM credits power in the United States.',
  ],
  additive: true,
  better: 'higher',
  quality: greenhouseGasQuality,
  example: {
    title: 'GHG-1: 390.969388 kg, 40 % burned in the open, 10 % to the landfill, 50 % to a dump',
    amounts: {
      ghgBatchCount: 1,
      'ghgBaselineMg:open-burning': 284_117_454,
      'ghgBaselineMg:landfill': 351_212,
      ghgBaselineSpreadMg: 113_787_466,
    },
    value: 284.468666,
    digits: 6,
    source: 'Vector GHG-1 (computed)',
  },
  compute(amounts) {
    if (!hasGreenhouseGases(amounts)) return unknown(NO_GREENHOUSE_GASES);
    const { baseline } = valuesOf(inputs, amounts);
    const range = greenhouseGasRange(baseline, amounts, ['baseline']);
    return known(baseline, range, partsIn(amounts, 'ghgBaselineMg', 'kg{CO2e}'));
  },
};
