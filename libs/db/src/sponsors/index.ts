export * from './shared-links.js';
export * from './shares.js';
export * from './stories.js';
