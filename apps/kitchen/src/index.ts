export * from './simulate.js';
export { ALL_KITCHENS, KITCHENS, SAMPLE_KITCHEN, type SimulatedKitchen } from './world/kitchens.js';
export { createWorld, ORDINARY_MISHAPS, type Mishaps, type World } from './world/world.js';
