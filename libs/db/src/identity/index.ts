export * from './audit.js';
export * from './deployment.js';
export * from './devices.js';
export * from './external.js';
export * from './passkeys.js';
export * from './people.js';
export * from './privacy.js';
export * from './principals.js';
