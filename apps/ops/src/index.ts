export * from './history.js';
export * from './replay.js';
