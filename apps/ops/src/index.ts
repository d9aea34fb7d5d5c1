export * from './history.js';
export { kitchenDoor } from './kitchen-door.js';
export * from './replay.js';
