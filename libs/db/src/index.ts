export * from './data-source.js';
export * from './engine.js';
export * from './total-columns.js';
