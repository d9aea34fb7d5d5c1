export * from './read-organisation.js';
export * from './bring-organisation.js';
