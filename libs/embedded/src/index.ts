export { EmbeddedError, type EmbeddedErrorCode } from './errors.js';
export { type DatabaseOptions, type EmbeddedDatabase, startDatabase } from './database.js';
export { type BrokerOptions, type EmbeddedBroker, startBroker } from './broker.js';
