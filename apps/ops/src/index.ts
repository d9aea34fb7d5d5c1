export { backup } from './backup/backup.js';
export { restore } from './backup/restore.js';
export * from './history.js';
export { kitchenDoor } from './kitchen-door.js';
export { exportOrganisation } from './move/export.js';
export { importOrganisation } from './move/import.js';
export { FATE_OF_TABLES } from './move/tables.js';
export * from './replay.js';
