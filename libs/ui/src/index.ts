export * from './api.js';
export * from './format.js';
export * from './live.js';
export * from './live-state.js';
export * from './now.js';
export * from './provider.js';
export * from './theme.js';
export * from './use-room.js';
