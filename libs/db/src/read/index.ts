export * from './batches.js';
export * from './channels.js';
export * from './dead-letters.js';
export * from './kitchens.js';
export * from './platform.js';
export * from './series.js';
export * from './totals.js';
