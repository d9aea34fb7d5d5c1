export * from './desk.js';
export * from './door.js';
