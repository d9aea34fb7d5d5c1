import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readFile, statfs } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  MAX_PHOTO_BYTES,
  PHOTO_HEADER,
  photoMetadata,
  UPLOAD_KEPT_MS,
  type PhotoMetadata,
  type Problem,
} from '@bakeloop/contracts';
import { insertPhoto, PhotoRepository, type Sql } from '@bakeloop/db';
import { PhotoFolder } from '@bakeloop/record';
import type { Logger } from '@bakeloop/runtime';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';
import { API_ROOT } from '../http/endpoint.js';
import { develop } from './develop.js';

/** The database may lie on the same disk: it is not to fill it up, bytes (1 GiB). */
const LEFT_ON_DISK_BYTES = 1024 ** 3;
const ID = /\/kitchens\/([a-z0-9-]{3,32})\/photos\/uploads/;

/** Answered as problem details; tus wants them thrown. */
class Refusal extends Error {
  readonly status_code: number;
  readonly body: string;
  constructor(problem: Problem) {
    super(problem.title);
    this.status_code = problem.status;
    this.body = JSON.stringify(problem);
  }
}
const refusal = (type: string, status: number, title: string, detail: string): Refusal =>
  new Refusal({ type: `/problems/${type}`, title, status, detail });

/**
 * Takes photos in by the tus protocol: an upload goes on at the byte where it stopped, and becomes a photo when the last
 * one has come and all of it is what its event named.
 */
export class PhotoUploads {
  private readonly tus: Server;
  private readonly photos: PhotoRepository;
  /** One picture is developed at a time: decoded it takes many times what it takes on the disk. */
  private developing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly sql: Sql,
    readonly folder: PhotoFolder,
    private readonly logger: Logger,
    keptMs = UPLOAD_KEPT_MS,
  ) {
    this.photos = new PhotoRepository(sql);
    makeFolder(folder);
    this.tus = new Server({
      path: `${API_ROOT}/kitchens`,
      datastore: new FileStore({ directory: folder.uploads, expirationPeriodInMilliseconds: keptMs }),
      maxSize: MAX_PHOTO_BYTES,
      allowedOrigins: () => false,
      generateUrl: (_request, { id }) => `${API_ROOT}/kitchens/${kitchenOf(id)}/photos/uploads/${id}`,
      getFileIdFromRequest: (_request, last) => last,
      // Unguessable, and bound to the kitchen that it was begun for.
      namingFunction: ({ url }) => `${ID.exec(url)?.[1] ?? ''}~${randomBytes(16).toString('hex')}`,
      onUploadCreate: async (_request, { id, size, metadata }) => {
        await this.mayBegin(kitchenOf(id), size, metadata);
        return {};
      },
      onUploadFinish: async (_request, { id, metadata }) => {
        const work = this.developing.then(() => this.finish(id, metadata));
        this.developing = work.catch(() => undefined);
        await work;
        return { headers: { [PHOTO_HEADER]: 'stored' } };
      },
      onResponseError: (_request, error) => {
        if ('status_code' in error) return undefined;
        // What a person may do about it is nothing; where it lies is nobody's business.
        this.logger.error({ err: error }, 'upload of a photo failed');
        return { status_code: 500, body: 'Something failed in Bakeloop.' };
      },
    });
  }

  /** @returns whether this upload is of this kitchen */
  isOf(kitchenId: string, uploadId: string): boolean {
    return kitchenOf(uploadId) === kitchenId && /^[a-z0-9-]+~[0-9a-f]{32}$/.test(uploadId);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await this.tus.handle(request, response);
  }

  /** Forgets what was begun too long ago and not finished. @returns how many */
  async expire(): Promise<number> {
    return this.tus.cleanUpExpiredUploads();
  }

  /** @throws Refusal */
  private async mayBegin(kitchenId: string, size: number | undefined, given: unknown): Promise<void> {
    const { hash, eventId } = metadataOf(given);
    if (size === undefined || size === 0)
      throw refusal(
        'photo-size',
        400,
        'How long it is',
        'Say in Upload-Length how many bytes the photo has.',
      );
    const state = await this.photos.state(kitchenId, hash);
    if (state !== null)
      throw refusal(
        'photo-known',
        409,
        'Known already',
        state === 'kept'
          ? 'This photo is stored; there is nothing more to send.'
          : 'This photo was taken away by who reviews photos, and is not taken again.',
      );
    if (!(await this.photos.isNamed(kitchenId, eventId, hash)))
      throw refusal(
        'photo-unnamed',
        422,
        'No event names it',
        `The event ${eventId} of ${kitchenId} is not here, or does not name this photo. The event goes first: send it, then the photo.`,
      );
    const { bavail, bsize } = await statfs(this.folder.uploads);
    if (bavail * bsize < LEFT_ON_DISK_BYTES + size)
      throw refusal(
        'disk-full',
        507,
        'No room',
        'The server has no room for photos just now. Keep it; the record is safe. Somebody has to give the server room.',
      );
  }

  /** @throws Refusal; the upload is gone then, and may be begun anew */
  private async finish(uploadId: string, given: unknown): Promise<void> {
    const kitchenId = kitchenOf(uploadId);
    const { hash, eventId, takenAt } = metadataOf(given);
    try {
      const sent = await readFile(`${this.folder.uploads}/${uploadId}`);
      if (createHash('sha256').update(sent).digest('hex') !== hash)
        throw refusal(
          'photo-other-hash',
          422,
          'Not the photo that was named',
          'What arrived has another SHA-256 than the event names: it was changed on the way. Send it again from the beginning.',
        );
      const made = await develop(sent);
      if (made === null)
        throw refusal(
          'photo-unreadable',
          422,
          'No photo',
          'What arrived is no picture that can be read: a JPEG, PNG, WebP or HEIC of at most 64 megapixels is.',
        );
      await this.folder.keep(hash, made);
      const { keptHash, width, height } = made;
      const at = takenAt === undefined ? null : new Date(takenAt);
      const kept = {
        kitchenId,
        hash,
        eventId,
        keptHash,
        bytes: made.full.length,
        width,
        height,
        takenAt: at,
      };
      await insertPhoto(this.sql, kept);
    } finally {
      // Done, or of no use: whoever still has it begins anew.
      await this.tus.datastore.remove(uploadId).catch(() => undefined);
    }
  }
}

/** @throws Error that says what to do */
function makeFolder({ directory, uploads }: PhotoFolder): void {
  try {
    mkdirSync(uploads, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Error(
      `The folder for photos ${directory} cannot be written (${(error as NodeJS.ErrnoException).code}). Give this user the right to, or set PHOTOS_DIR to another.`,
      { cause: error },
    );
  }
}

const kitchenOf = (uploadId: string): string => uploadId.slice(0, Math.max(0, uploadId.indexOf('~')));

/** @throws Refusal */
function metadataOf(given: unknown): PhotoMetadata {
  const parsed = photoMetadata.safeParse(given ?? {});
  if (parsed.success) return parsed.data;
  const said = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw refusal('photo-metadata', 400, 'What it is', `Upload-Metadata has to say hash and eventId. ${said}`);
}
