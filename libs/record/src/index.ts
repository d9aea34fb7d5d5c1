export * from './content-hash.js';
export * from './maintenance.js';
export * from './message.js';
export * from './recorder.js';
export { rebuildKitchen, type Rebuilt } from './rebuild.js';
export * from './reference-memory.js';
