import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { fileOfPhoto, withPhotoLock, type Database } from '@bakeloop/db';
import { PhotoFolder, type PhotoSize } from '@bakeloop/record';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from '@bakeloop/runtime';
import type { Response } from 'express';
import { notFound, ProblemError } from '../http/problem-error.js';
import { PhotoUploads, type PhotoLimits } from './uploads.js';

/** How often it is looked for uploads that were not finished, ms. */
const EXPIRE_EVERY_MS = 3_600_000;

/** The same for one that never came, that was taken away, and that is not to be seen. */
export const noSuchPhoto = (): ProblemError => notFound('There is no such photo, or none that you may see.');

/** Where photos are kept, and who takes them in. */
export class PhotoRoom implements OnApplicationShutdown {
  private readonly taking: PhotoUploads | null;
  private readonly timer: NodeJS.Timeout | undefined;

  /** @param directory null: nowhere, so none is taken */
  constructor(
    readonly database: Database,
    directory: string | null,
    private readonly logger: Logger,
    limits?: PhotoLimits,
  ) {
    this.taking =
      directory === null ? null : new PhotoUploads(database, new PhotoFolder(directory), logger, limits);
    if (this.taking === null) return;
    void this.expire();
    this.timer = setInterval(() => void this.expire(), EXPIRE_EVERY_MS);
    this.timer.unref();
  }

  /** @throws ProblemError 503 where no place for photos is set */
  uploads(): PhotoUploads {
    if (this.taking) return this.taking;
    throw new ProblemError({
      type: '/problems/no-photos',
      title: 'No place for photos',
      status: 503,
      detail:
        'This Bakeloop takes no photos: who runs it has to set PHOTOS_DIR. Records are stored all the same.',
    });
  }

  folder(): PhotoFolder | null {
    return this.taking?.folder ?? null;
  }

  async expire(): Promise<void> {
    try {
      const gone = (await this.taking?.expire()) ?? 0;
      if (gone > 0) this.logger.info({ gone }, 'uploads of photos expired');
    } catch (error) {
      this.logger.error({ err: error }, 'uploads of photos could not be looked through');
    }
  }

  /** Takes the file of a photo away, unless a kitchen keeps it. */
  async forget(hash: string): Promise<void> {
    const folder = this.folder();
    if (folder === null) return;
    await withPhotoLock(this.database, hash, async (sql) => {
      if ((await fileOfPhoto(sql, hash)) === null) await folder.remove(hash);
    });
  }

  /**
   * Sends the file of a photo that whoever asks may see.
   * @param kept how long caches may keep it @throws ProblemError 404 where the file is missing
   */
  async send(hash: string, size: PhotoSize, kept: string, response: Response): Promise<void> {
    const file = this.folder()?.path(hash, size);
    const length =
      file === undefined
        ? null
        : await stat(file).then(
            ({ size: bytes }) => bytes,
            () => null,
          );
    if (file === undefined || length === null) {
      // The database says that there is a file, and there is none.
      this.logger.error({ hash }, 'the file of a photo is missing: restore PHOTOS_DIR from a backup');
      throw noSuchPhoto();
    }
    response.setHeader('cache-control', kept);
    response.setHeader('etag', `"${hash}-${size}"`);
    if (response.req.fresh) {
      response.status(304).end();
      return;
    }
    response.type('jpeg');
    response.setHeader('content-length', length);
    // Whatever a file turned out to be, nothing in it runs.
    response.setHeader('content-security-policy', "default-src 'none'; sandbox");
    response.setHeader('content-disposition', `inline; filename="${hash.slice(0, 12)}.jpg"`);
    await pipeline(createReadStream(file), response).catch((error: unknown) => {
      if ((error as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    });
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }
}
