export * from './read-organisation.js';
export * from './bring-organisation.js';
export * from './allocations.js';
export * from './belongings.js';
