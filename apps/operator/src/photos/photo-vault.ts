import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Photo } from './photo.js';

interface Stores extends DBSchema {
  photo: { key: string; value: Photo };
  bytes: { key: string; value: ArrayBuffer };
}

/** The phone's photos (IndexedDB), apart from the log: however many they are, the log opens as fast, and never fails for them. */
export class PhotoVault {
  private constructor(private readonly database: IDBPDatabase<Stores>) {}

  /** @throws where the browser has none */
  static async open(name = 'bakeloop-photos'): Promise<PhotoVault> {
    return new PhotoVault(
      await openDB<Stores>(name, 1, {
        upgrade: (database) => {
          database.createObjectStore('photo');
          database.createObjectStore('bytes');
        },
        blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
      }),
    );
  }

  all(): Promise<Photo[]> {
    return this.database.getAll('photo');
  }

  /** Both or nothing. @throws DOMException QuotaExceededError when the disk is full */
  async keep(photo: Photo, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const writing = this.database.transaction(['photo', 'bytes'], 'readwrite', { durability: 'strict' });
    await Promise.all([
      writing.objectStore('photo').put(photo, photo.hash),
      writing.objectStore('bytes').put(bytes.buffer, photo.hash),
      writing.done,
    ]);
  }

  /** What another tab knows better stays: that it is gone, or that the server has it. @returns the photo as it is now */
  async note(photo: Photo): Promise<Photo | null> {
    const writing = this.database.transaction('photo', 'readwrite');
    const was = (await writing.store.get(photo.hash)) ?? null;
    const isBehind = was === null || (was.state.kind === 'stored' && photo.state.kind !== 'stored');
    if (!isBehind) await writing.store.put(photo, photo.hash);
    await writing.done;
    return isBehind ? was : photo;
  }

  async bytes(hash: string): Promise<ArrayBuffer | null> {
    return (await this.database.get('bytes', hash)) ?? null;
  }

  /** What the server has needs no room here; the small picture stays. */
  async dropBytes(hash: string): Promise<void> {
    await this.database.delete('bytes', hash);
  }

  async remove(hash: string): Promise<void> {
    const writing = this.database.transaction(['photo', 'bytes'], 'readwrite');
    await Promise.all([
      writing.objectStore('photo').delete(hash),
      writing.objectStore('bytes').delete(hash),
      writing.done,
    ]);
  }
}
