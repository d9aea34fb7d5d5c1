export * from './devices/index.js';
