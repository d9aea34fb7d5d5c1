export * from './alarms.js';
export * from './deliveries.js';
export * from './facts.js';
export * from './rules.js';
