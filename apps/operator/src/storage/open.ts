import { KEPT_PREFIX, openKept } from '../kept.js';
import { LOG_PREFIX, PhoneLog } from '../log/phone-log.js';
import { lostCount } from './health.js';
import { otherTabs } from './neighbours.js';
import { Shelf, type Journal } from './shelf.js';
import type { Vault } from './vault.js';

/** Opens all that the phone keeps, and finishes what a kill, or a version before the vault, left in the journal. */
export async function openStorage(
  journal: Journal,
  opening: Promise<Vault | null>,
): Promise<{ log: PhoneLog; lost: number }> {
  const vault = await opening;
  const neighbours = otherTabs();
  const [entries, kept] = await Promise.all([
    Shelf.open('entry', { prefix: LOG_PREFIX, journal, vault, neighbours }),
    Shelf.open('kept', { prefix: KEPT_PREFIX, journal, vault, neighbours }),
  ]);
  openKept(kept);
  // A disk that did not open in time is no disk that was cleared.
  const isEmpty = vault !== null && entries.entries().length === 0 && kept.entries().length === 0;
  return { log: new PhoneLog(entries), lost: lostCount(document.cookie, isEmpty) };
}
