export * from './events.js';
export * from './totals.js';
