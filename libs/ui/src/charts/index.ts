export * from './balance-ledger.js';
export * from './bars.js';
export * from './chart-frame.js';
export * from './gantt.js';
export * from './merge-lines.js';
export * from './sankey.js';
export * from './time-chart.js';
