// First: it settles how the schemas below are made.
import './no-eval.js';
export * from './api.js';
export * from './dead-letters.js';
export * from './deflate.js';
export * from './events.js';
export * from './json-guard.js';
export * from './ledger.js';
export * from './limits.js';
export * from './line.js';
export * from './live.js';
export * from './presence.js';
export * from './problem.js';
export { checkReference } from './reference.js';
export * from './routes.js';
export * from './telemetry.js';
export * from './topics.js';
export * from './senml.js';
export * from './units.js';
