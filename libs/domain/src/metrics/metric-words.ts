import type { DataQuality, MetricGroup } from './metric.js';

/** In English, as metrics say what they are. */
export const DATA_QUALITY_WORDS: Record<DataQuality, { word: string; means: string }> = {
  measured: { word: 'Measured', means: 'read from scales and meters' },
  calculated: { word: 'Calculated', means: 'computed from what was measured' },
  estimated: { word: 'Estimated', means: 'rests in part on what was not measured' },
  default: { word: 'Default', means: 'rests in part on a default value without a source for this place' },
};

/** In English, as metrics are called. */
export const METRIC_GROUP_NAMES: Record<MetricGroup, string> = {
  mass: 'Mass',
  'recycled-content': 'Recycled content',
  circularity: 'Circularity',
  'energy-and-water': 'Energy and water',
  'greenhouse-gases': 'Greenhouse gases',
  diversion: 'Diverted plastic',
  effectiveness: 'Use of the machines',
  people: 'People',
};
