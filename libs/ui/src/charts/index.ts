export * from './bars.js';
export * from './mass-flow.js';
export * from './merge-lines.js';
export * from './time-chart.js';
