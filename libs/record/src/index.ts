export * from './content-hash.js';
export { DeadLetterDesk } from './dead-letters.js';
export * from './maintenance.js';
export * from './message.js';
export * from './recorder.js';
export { rebuildKitchen, type Rebuilt } from './rebuild.js';
export * from './reference-memory.js';
export { recordsOf } from './tallies.js';
export * from './turned-away.js';
