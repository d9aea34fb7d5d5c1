export { startKitchen, type KitchenOptions, type RunningKitchen } from './agent/agent.js';
export {
  startConfiguredKitchen,
  type ConfiguredKitchenOptions,
  type RunningConfiguredKitchen,
} from './agent/configured.js';
export { openLine, type Line, type LineSettings } from './agent/line.js';
export { FAULTS, SOME_FAULTS, type Fault } from './agent/wire-faults.js';
export { parseConfig, type KitchenConfig } from './config/read-config.js';
export { createDriver } from './drivers/create.js';
export { recordingOf, writeRecording } from './record.js';
export * from './simulate.js';
export { STORY } from './world/drafts.js';
export { ALL_KITCHENS, KITCHENS, SAMPLE_KITCHEN, type SimulatedKitchen } from './world/kitchens.js';
export { createWorld, ORDINARY_MISHAPS, type Mishaps, type World } from './world/world.js';
