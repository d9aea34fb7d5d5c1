import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

/** Raised with every change of shape; `upgrade` leads on from each one before. */
const VERSION = 1;
/** A browser that does not open its database in this time is taken for one without, ms: the app must start. */
const OPENS_WITHIN_MS = 4_000;

export const SHELVES = ['entry', 'kept'] as const;
export type ShelfName = (typeof SHELVES)[number];

type Shelves = DBSchema & Record<ShelfName, { key: string; value: unknown }>;

/** The phone's database (IndexedDB). What a method has answered for is on the disk, not only on its way there. */
export class Vault {
  private constructor(private readonly database: IDBPDatabase<Shelves>) {}

  /** @returns null where the browser has none, or keeps it shut: a private window, a broken profile */
  static async open(name = 'bakeloop'): Promise<Vault | null> {
    const opening = openDB<Shelves>(name, VERSION, {
      upgrade: (database, from) => {
        if (from < 1) for (const shelf of SHELVES) database.createObjectStore(shelf);
      },
      // A newer version of the app in another tab wants to change it: this tab lets go, and goes on in its journal.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    });
    try {
      const late = new Promise<null>((done) => setTimeout(done, OPENS_WITHIN_MS, null));
      const database = await Promise.race([opening, late]);
      return database && new Vault(database);
    } catch {
      return null;
    }
  }

  async all(shelf: ShelfName): Promise<[key: string, value: unknown][]> {
    const reading = this.database.transaction(shelf);
    const [keys, values] = await Promise.all([reading.store.getAllKeys(), reading.store.getAll()]);
    return keys.map((key, index) => [key, values[index]]);
  }

  /**
   * Changes one value with no other tab in between. `change` makes undefined of what is to go, and of nothing what is to come.
   * @returns what `change` was given
   * @throws DOMException QuotaExceededError when the disk is full: then nothing was changed
   */
  async change(shelf: ShelfName, key: string, change: (was: unknown) => unknown): Promise<unknown> {
    const writing = this.database.transaction(shelf, 'readwrite', { durability: 'strict' });
    const was = await writing.store.get(key);
    const will = change(was);
    if (will === undefined) await writing.store.delete(key);
    else if (will !== was) await writing.store.put(will, key);
    await writing.done;
    return was;
  }

  close(): void {
    this.database.close();
  }
}
