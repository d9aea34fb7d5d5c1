import type { ShelfName, Vault } from './vault.js';

/** What a shelf needs of the browser's localStorage. */
export type Journal = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** Tells the other tabs of this phone that something of a shelf has changed. */
export interface Neighbours {
  tell(shelf: ShelfName): void;
  hear(listener: (shelf: ShelfName) => void): void;
}

/**
 * Values by key that survive a kill at any moment. A change is written to the journal (localStorage, at once) before
 * `put` returns, then to the vault (IndexedDB, on the disk), and only then leaves the journal; the next start finishes
 * what was cut. Versions before the vault kept everything where the journal is: to such a phone the journal is just long.
 */
export class Shelf {
  private readonly values = new Map<string, unknown>();
  private readonly listeners = new Set<() => void>();
  private work: Promise<unknown> = Promise.resolve();
  /** The vault took the newest change; false: the disk is full, and the journal holds what is new. */
  roomy = true;

  private constructor(
    private readonly name: ShelfName,
    private readonly prefix: string,
    private readonly journal: Journal,
    private readonly vault: Vault | null,
    private readonly neighbours: Neighbours | null,
  ) {}

  static async open(
    name: ShelfName,
    {
      prefix,
      journal,
      vault,
      neighbours = null,
    }: {
      /** Of its keys in the journal. */
      prefix: string;
      journal: Journal;
      vault: Vault | null;
      neighbours?: Neighbours | null;
    },
  ): Promise<Shelf> {
    const shelf = new Shelf(name, prefix, journal, vault, neighbours);
    await shelf.read();
    for (const key of shelf.journalled().keys()) shelf.settle(key);
    neighbours?.hear((changed) => {
      if (changed === name) shelf.work = shelf.work.then(() => shelf.read());
    });
    return shelf;
  }

  get(key: string): unknown {
    return this.values.get(key);
  }

  entries(): [key: string, value: unknown][] {
    return [...this.values];
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * @param value JSON; undefined takes it away
   * @throws DOMException when neither journal has room: then nothing was changed
   */
  put(key: string, value: unknown): void {
    if (value === undefined) this.noteGone(key);
    else this.journal.setItem(this.prefix + key, JSON.stringify(value));
    this.show(key, value);
    this.settle(key);
  }

  /**
   * Changes one value as it is on the disk now, whatever another tab has made of it.
   * @param change makes undefined of what is to go
   * @returns what `change` was given
   */
  change(key: string, change: (was: unknown) => unknown): Promise<unknown> {
    const changing = this.work.then(async () => {
      const isNoted = this.journal.getItem(this.prefix + key) !== null;
      if (!this.vault || isNoted) {
        const was = this.values.get(key);
        this.put(key, change(was));
        return was;
      }
      let will: unknown;
      const was = await this.vault.change(this.name, key, (value) => (will = change(value)));
      this.show(key, will);
      this.neighbours?.tell(this.name);
      return was;
    });
    this.work = changing.catch(() => undefined);
    return changing;
  }

  /** Resolves when all that was put is in the vault, or waits in the journal since the vault takes no more. */
  async settled(): Promise<void> {
    for (let seen: unknown; seen !== this.work;) await (seen = this.work);
  }

  /** A kill before the vault heard of it must not bring it back. */
  private noteGone(key: string): void {
    try {
      if (this.vault) return this.journal.setItem(this.prefix + key, 'null');
    } catch {
      // No room for the note: then only the vault is told.
    }
    this.journal.removeItem(this.prefix + key);
  }

  private show(key: string, value: unknown): void {
    if (value === undefined) this.values.delete(key);
    else this.values.set(key, value);
    for (const listener of this.listeners) listener();
  }

  private settle(key: string): void {
    this.work = this.work.then(() => this.move(key));
  }

  /** From the journal to the vault. */
  private async move(key: string): Promise<void> {
    const text = this.journal.getItem(this.prefix + key);
    const noted = parsed(text);
    // Already moved, or never noted since there was no room: only what is gone is still to be done.
    const isDone = noted === DAMAGED || (text === null && this.values.has(key));
    if (!this.vault || isDone) return;
    try {
      await this.vault.change(this.name, key, () => noted ?? undefined);
      this.roomy = true;
      // Written again meanwhile: that is moved next.
      if (text !== null && this.journal.getItem(this.prefix + key) === text)
        this.journal.removeItem(this.prefix + key);
      this.neighbours?.tell(this.name);
    } catch {
      this.roomy = false;
      for (const listener of this.listeners) listener();
    }
  }

  private async read(): Promise<void> {
    const stored = this.vault ? await this.vault.all(this.name).catch(() => null) : [];
    // The vault was closed under this tab: what it read before still stands.
    if (stored === null) return;
    this.values.clear();
    for (const [key, value] of stored) this.values.set(key, value);
    for (const [key, value] of this.journalled())
      if (value === null) this.values.delete(key);
      else this.values.set(key, value);
    for (const listener of this.listeners) listener();
  }

  /** What is damaged is left where it is, for a person with a cable. */
  private journalled(): Map<string, unknown> {
    const found = new Map<string, unknown>();
    for (let index = 0; index < this.journal.length; index += 1) {
      const key = this.journal.key(index);
      if (!key?.startsWith(this.prefix)) continue;
      const value = parsed(this.journal.getItem(key));
      if (value !== DAMAGED) found.set(key.slice(this.prefix.length), value);
    }
    return found;
  }
}

const DAMAGED = Symbol('not JSON');

function parsed(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return DAMAGED;
  }
}
