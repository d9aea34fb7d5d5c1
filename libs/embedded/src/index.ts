export { holdDatabase, type HeldDatabase } from './data-folder.js';
export { EmbeddedError, type EmbeddedErrorCode } from './errors.js';
export { type DatabaseOptions, type EmbeddedDatabase, startDatabase } from './database.js';
export { type BrokerOptions, type EmbeddedBroker, PLATFORM_CLIENT_PREFIX, startBroker } from './broker.js';
