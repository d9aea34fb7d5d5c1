import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'run', quantity: 'runMs', unit: 'h' },
  { name: 'planned', quantity: 'plannedMs', unit: 'h' },
] as const satisfies readonly MetricInputDefinition[];

export const availability: Metric = {
  id: 'availability',
  name: 'Availability',
  group: 'effectiveness',
  unit: '1',
  version: 1,
  definition: 'Time run over planned production time.',
  formula: 'run / planned',
  inputs,
  sources: ['Overall equipment effectiveness, as production engineering has it'],
  pitfalls: [
    'Planned is what the batch was planned for or, where that took longer, the time from its start to its finish.',
    'Breaks lie outside the planned time.',
    'Where no stage was logged, all of the batch counts as run: availability is then too good.',
  ],
  additive: false,
  better: 'higher',
  quality: calculated,
  example: {
    title: 'OEE-2: 420 of 480 min',
    amounts: { runMs: 25_200_000, plannedMs: 28_800_000 },
    value: 0.875,
    digits: 6,
    source: 'Vector OEE-2 (published example)',
  },
  compute(amounts) {
    const { run, planned } = valuesOf(inputs, amounts);
    return planned === 0
      ? unknown('no batch on a machine of known ideal rate has a planned time')
      : known(run / planned);
  },
};
