export * from './audit.js';
export * from './deployment.js';
export * from './people.js';
export * from './privacy.js';
export * from './principals.js';
