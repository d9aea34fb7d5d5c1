import { t } from '../language/language.js';
import { forgettable, type Entry } from './entries.js';

const PREFIX = 'bakeloop.event.';

/** What the log needs of the browser's localStorage. */
export type PhoneStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/**
 * The events of this phone, each under a key of its own: two open tabs never overwrite each other, and a damaged entry
 * costs no other. `save` returns only once the browser has the event.
 */
export class PhoneLog {
  private readonly listeners = new Set<() => void>();
  private shown: readonly Entry[] | null = null;

  constructor(private readonly storage: PhoneStorage) {}

  /** The same array until something changes. */
  readonly entries = (): readonly Entry[] => (this.shown ??= this.read());

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /**
   * @throws Error with advice for a person when the phone cannot keep the entry; then nothing was saved
   */
  save(entry: Entry, nowMs: number): void {
    const text = JSON.stringify(entry);
    try {
      this.storage.setItem(PREFIX + entry.event.id, text);
    } catch {
      // Full: what is safely stored on the server makes room for what is not.
      this.forget(nowMs, 20);
      try {
        this.storage.setItem(PREFIX + entry.event.id, text);
      } catch (error) {
        throw new Error(t('app.noRoom'), { cause: error });
      }
    }
    this.changed();
  }

  remove(id: string): void {
    this.storage.removeItem(PREFIX + id);
    this.changed();
  }

  /** The entry as it is now, perhaps written by another tab. */
  find(id: string): Entry | null {
    return parsed(this.storage.getItem(PREFIX + id));
  }

  /** Drops stored entries that nobody needs any more. */
  forget(nowMs: number, keep?: number): void {
    const old = forgettable(this.entries(), nowMs, keep);
    for (const entry of old) this.storage.removeItem(PREFIX + entry.event.id);
    if (old.length > 0) this.changed();
  }

  /** Another tab wrote: read again. */
  readonly changed = (): void => {
    this.shown = null;
    for (const listener of this.listeners) listener();
  };

  private read(): Entry[] {
    const entries: Entry[] = [];
    for (let index = 0; index < this.storage.length; index += 1) {
      const key = this.storage.key(index);
      const entry = key?.startsWith(PREFIX) ? parsed(this.storage.getItem(key)) : null;
      if (entry) entries.push(entry);
    }
    return entries.sort((left, right) => (left.event.id < right.event.id ? -1 : 1));
  }
}

/** An entry that cannot be read is left where it is, for a person with a cable: never deleted. */
function parsed(text: string | null): Entry | null {
  if (text === null) return null;
  try {
    const entry = JSON.parse(text) as Partial<Entry> | null;
    const whole =
      typeof entry?.event?.id === 'string' && entry.kitchenId !== undefined && entry.state !== undefined;
    return whole ? (entry as Entry) : null;
  } catch {
    return null;
  }
}
