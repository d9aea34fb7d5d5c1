import { t } from '../language/language.js';
import type { Shelf } from '../storage/shelf.js';
import { forgettable, takeBack, type Entry } from './entries.js';

/** Of the log's keys in the journal, since the first version. */
export const LOG_PREFIX = 'bakeloop.event.';

/**
 * The events of this phone, each by itself: two open tabs never overwrite each other, and a damaged entry costs no other.
 * `save` returns only once the browser has the event.
 */
export class PhoneLog {
  private shown: readonly Entry[] | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly shelf: Shelf) {
    shelf.subscribe(() => {
      this.shown = null;
      for (const listener of this.listeners) listener();
    });
  }

  /** The same array until something changes. */
  readonly entries = (): readonly Entry[] =>
    (this.shown ??= this.shelf
      .entries()
      .flatMap(([, value]) => wholeEntry(value) ?? [])
      .sort((left, right) => (left.event.id < right.event.id ? -1 : 1)));

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** False while the disk is full: what is new is kept, but there is little room left for it. */
  get roomy(): boolean {
    return this.shelf.roomy;
  }

  /**
   * @throws Error with advice for a person when the phone cannot keep the entry; then nothing was saved
   */
  save(entry: Entry, nowMs: number): void {
    const { id } = entry.event;
    try {
      this.shelf.put(id, entry);
    } catch {
      // Full: what is safely stored on the server makes room for what is not.
      this.forget(nowMs, 20);
      try {
        this.shelf.put(id, entry);
      } catch (error) {
        throw new Error(t('app.noRoom'), { cause: error });
      }
    }
    if (!this.shelf.roomy) this.forget(nowMs, 20);
  }

  remove(id: string): void {
    this.shelf.put(id, undefined);
  }

  /** The entry as this tab knows it. */
  find(id: string): Entry | null {
    return wholeEntry(this.shelf.get(id));
  }

  /** Marks an entry as on its way, whatever another tab does. @returns null where it is not to be sent any more */
  async claim(id: string): Promise<Entry | null> {
    const was = wholeEntry(
      await this.shelf.change(id, (value) => {
        const entry = wholeEntry(value);
        return entry?.state.kind === 'waiting'
          ? { ...entry, state: { kind: 'waiting', tried: true } }
          : value;
      }),
    );
    return was?.state.kind === 'waiting' ? was : null;
  }

  /** Removes an entry that surely never left the phone. @returns the entry where it may have; null: it is gone */
  async takeBack(id: string): Promise<Entry | null> {
    const was = wholeEntry(
      await this.shelf.change(id, (value) => {
        const entry = wholeEntry(value);
        return entry && takeBack(entry) === 'remove' ? undefined : value;
      }),
    );
    return was && takeBack(was) === 'void' ? was : null;
  }

  /** Drops stored entries that nobody needs any more. */
  forget(nowMs: number, keep?: number): void {
    for (const entry of forgettable(this.entries(), nowMs, keep))
      try {
        this.remove(entry.event.id);
      } catch {
        // No room even to note that it goes: the next start tries again.
        return;
      }
  }

  /** Resolves when all that was saved is on the disk, or waits where a restart finds it. */
  settled(): Promise<void> {
    return this.shelf.settled();
  }
}

/** An entry that cannot be read is left where it is, for a person with a cable: never deleted. */
function wholeEntry(value: unknown): Entry | null {
  const entry = value as Partial<Entry> | null | undefined;
  const whole =
    typeof entry?.event?.id === 'string' && entry.kitchenId !== undefined && entry.state !== undefined;
  return whole ? (entry as Entry) : null;
}
