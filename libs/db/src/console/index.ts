export * from './annotations.js';
export * from './plans.js';
export * from './work.js';
