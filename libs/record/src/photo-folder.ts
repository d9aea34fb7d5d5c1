import { randomBytes } from 'node:crypto';
import { access, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileOfPhoto, type PhotoFile, type Sql } from '@bakeloop/db';

export const PHOTO_SIZES = ['full', 'small'] as const;
export type PhotoSize = (typeof PHOTO_SIZES)[number];

/** The pictures of photos, each by the hash of what was sent: `ab/ab12….jpg`, and `ab/ab12….small.jpg` for lists. */
export class PhotoFolder {
  /** What is not whole yet; nothing in it has to be kept. */
  readonly uploads: string;

  constructor(readonly directory: string) {
    this.uploads = join(directory, PhotoFolder.UPLOADS);
  }
  static readonly UPLOADS = 'uploads';

  /** @param hash 64 digits of hex: nothing else becomes a path */
  path(hash: string, size: PhotoSize): string {
    return join(this.directory, PhotoFolder.nameOf(hash, size));
  }

  /** Below any folder of photos. */
  static nameOf(hash: string, size: PhotoSize): string {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new Error('a photo is named by the SHA-256 of its bytes');
    return join(hash.slice(0, 2), size === 'full' ? `${hash}.jpg` : `${hash}.small.jpg`);
  }

  /** When it returns, both are on the disk, whole. */
  private async keep(hash: string, pictures: Readonly<Record<PhotoSize, Uint8Array>>): Promise<void> {
    for (const size of PHOTO_SIZES) {
      const place = this.path(hash, size);
      await mkdir(dirname(place), { recursive: true, mode: 0o700 });
      const partial = `${place}.${randomBytes(4).toString('hex')}`;
      try {
        const file = await open(partial, 'wx', 0o600);
        await file
          .writeFile(pictures[size])
          .then(() => file.sync())
          .finally(() => file.close());
        await rename(partial, place);
      } finally {
        await rm(partial, { force: true });
      }
    }
  }

  /**
   * Keeps a photo, unless a kitchen keeps it already: its file is not written over. To be called under the lock of the photo.
   * @param made what `pictures.full` is @returns what the file is
   */
  async keepOnce(
    sql: Sql,
    hash: string,
    pictures: Readonly<Record<PhotoSize, Uint8Array>>,
    made: PhotoFile,
  ): Promise<PhotoFile> {
    const kept = await fileOfPhoto(sql, hash);
    if (kept !== null && (await this.has(hash))) return kept;
    await this.keep(hash, pictures);
    return made;
  }

  /** Whether both are there. */
  private async has(hash: string): Promise<boolean> {
    for (const size of PHOTO_SIZES) {
      const isThere = await access(this.path(hash, size)).then(
        () => true,
        () => false,
      );
      if (!isThere) return false;
    }
    return true;
  }

  async remove(hash: string): Promise<void> {
    for (const size of PHOTO_SIZES) await rm(this.path(hash, size), { force: true });
  }
}
