export * from './dead-letters.js';
export * from './events.js';
export * from './kitchens.js';
export * from './packs.js';
export * from './projections.js';
export * from './readings.js';
