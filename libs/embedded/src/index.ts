export { holdDatabase, type HeldDatabase } from './data-folder.js';
export { EmbeddedError, type EmbeddedErrorCode } from './errors.js';
export { type DatabaseOptions, type EmbeddedDatabase, startDatabase } from './database.js';
export { type BrokerOptions, type EmbeddedBroker, startBroker } from './broker.js';
export { type Admission, type BrokerDoor, PLATFORM_CLIENT_PREFIX } from './broker-door.js';
