/** All that the phone uses of the contract's schemas, in one file that comes after the first screen: see `later`. */
export { parseEvent, PHONE_SCOPES, phoneRoutes } from '@bakeloop/contracts';
export { callRoute } from '@bakeloop/ui';
export { isReceiptOf } from '../log/receipts.js';
