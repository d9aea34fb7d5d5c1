export * from './accounts.js';
export * from './demo.js';
export * from './errors.js';
export * from './external.js';
export * from './passkeys.js';
export * from './people.js';
export * from './principal.js';
export * from './sessions.js';
