import type { AlarmRule, PlacedRule } from './rules.js';

/** Not late, and long enough for a line that stumbles. */
const LIVE = { enabled: true, lateAfterSeconds: 300 };
/** Of what people log: a phone without signal in the yard is no reason to be silent. */
const LOGGED = { enabled: true, lateAfterSeconds: 86_400 };

/**
 * What holds until somebody changes it. Barrels of PE and PP: warn above 230, critical above 260 Cel (interlock 290); carbon
 * filters monthly, which at eight hours a day is 240 h (Precious Plastic academy, safety). The others are our proposals.
 */
export const DEFAULT_RULES: readonly PlacedRule[] = (
  [
    [
      'pvc-in-intake',
      { kind: 'pvc', name: 'PVC found', severity: 'critical', forSeconds: 0, hours: 4, ...LOGGED },
    ],
    [
      'heat-without-flow',
      {
        kind: 'zero-flow',
        name: 'Temperature rises while nothing flows',
        severity: 'critical',
        forSeconds: 20,
        channels: '*/barrel-*-temperature',
        flow: 'screw-speed',
        flowAtMost: 1,
        risePerMinute: 2,
        overSeconds: 90,
        fromValue: 215,
        ...LIVE,
      },
    ],
    [
      'barrel-hot',
      {
        kind: 'threshold',
        name: 'Barrel hot',
        severity: 'warning',
        forSeconds: 60,
        channels: '*/barrel-*-temperature',
        limit: { of: 'value', above: 230, below: null },
        hysteresis: 5,
        ...LIVE,
      },
    ],
    [
      'barrel-too-hot',
      {
        kind: 'threshold',
        name: 'Barrel too hot',
        severity: 'critical',
        forSeconds: 10,
        channels: '*/barrel-*-temperature',
        limit: { of: 'value', above: 260, below: null },
        hysteresis: 5,
        ...LIVE,
      },
    ],
    [
      'outside-recipe',
      {
        kind: 'threshold',
        name: 'Hotter than the recipe allows',
        severity: 'warning',
        forSeconds: 300,
        channels: '*/barrel-*-temperature',
        limit: { of: 'recipe', marginCel: 5 },
        hysteresis: 3,
        ...LIVE,
      },
    ],
    [
      'kitchen-silent',
      {
        kind: 'silence',
        name: 'Kitchen silent',
        severity: 'warning',
        forSeconds: 0,
        channels: null,
        minutes: 30,
        ...LIVE,
      },
    ],
    [
      'channel-silent',
      {
        kind: 'silence',
        name: 'Channel silent',
        severity: 'notice',
        forSeconds: 0,
        channels: '*',
        minutes: 60,
        ...LIVE,
      },
    ],
    [
      'closure',
      {
        kind: 'closure',
        name: 'Mass does not add up',
        severity: 'warning',
        forSeconds: 0,
        beyond: 0.05,
        ...LOGGED,
      },
    ],
    [
      'scale-drift',
      { kind: 'scale-drift', name: 'A scale may drift', severity: 'warning', forSeconds: 0, ...LOGGED },
    ],
    [
      'calibration-due',
      {
        kind: 'calibration',
        name: 'Calibration overdue',
        severity: 'notice',
        forSeconds: 0,
        days: 180,
        ...LOGGED,
      },
    ],
    [
      'filter-due',
      {
        kind: 'filter-hours',
        name: 'Carbon filter due',
        severity: 'notice',
        forSeconds: 0,
        task: '*filter*',
        hours: 240,
        ...LOGGED,
      },
    ],
    [
      'ps-hours',
      {
        kind: 'ps-hours',
        name: 'Many hours of polystyrene',
        severity: 'warning',
        forSeconds: 0,
        hours: 20,
        ...LOGGED,
      },
    ],
    [
      'dead-letters',
      {
        kind: 'dead-letters',
        name: 'Refused messages wait',
        severity: 'notice',
        forSeconds: 300,
        count: 20,
        ...LIVE,
      },
    ],
    [
      'canary',
      {
        kind: 'canary',
        name: 'The line does not work',
        severity: 'critical',
        forSeconds: 0,
        seconds: 300,
        ...LIVE,
      },
    ],
  ] satisfies [string, AlarmRule][]
).map(([key, rule]) => ({ key, kitchenId: null, machine: null, rule }));
