export * from './data-source.js';
export * from './engine.js';
export * from './jobs.js';
export * from './read/index.js';
export * from './retention.js';
export * from './rollups.js';
export type { RollupTable } from './rollup-sql.js';
export * from './schema.js';
export * from './write/index.js';
