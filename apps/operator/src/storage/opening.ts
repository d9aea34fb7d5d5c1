import { Vault } from './vault.js';

/** Imported before all else: the disk looks for the database while the rest of the app is read. */
export const opening = Vault.open();
