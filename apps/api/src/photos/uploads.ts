import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readdir, readFile, stat, statfs } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  MAX_PHOTO_BYTES,
  PHOTO_HEADER,
  photoMetadata,
  UPLOAD_KEPT_MS,
  type PhotoMetadata,
  type Problem,
} from '@bakeloop/contracts';
import { beginningPhoto, insertPhoto, PhotoRepository, withPhotoLock, type Database } from '@bakeloop/db';
import { PhotoFolder } from '@bakeloop/record';
import type { Logger } from '@bakeloop/runtime';
import { FileStore } from '@tus/file-store';
import { Metadata, Server } from '@tus/server';
import { API_ROOT } from '../http/endpoint.js';
import { ProblemError } from '../http/problem-error.js';
import { askedTooOften } from '../http/rate-limits.js';
import { develop } from './develop.js';
import { FairLane } from './fair-lane.js';

/** The database may lie on the same disk: it is not to fill it up, bytes (1 GiB). */
const LEFT_ON_DISK_BYTES = 1024 ** 3;
/** Two questions to the database and an empty file, ms: more than that is waited for by nobody else. */
const BEGUN_WITHIN_MS = 10_000;
/** An upload that bytes came for so lately is still coming, to whichever process, ms: a phone in the field pauses. */
const COMING_MS = 60_000;
/** What a phone brings after a week without a line, and more; each is up to 12 MiB that nobody else may have. */
const UNFINISHED_A_KITCHEN = 200;
const NAME = /^([a-z0-9-]+)~(\d{1,9})~([0-9a-f]{64})~[0-9a-f]{32}$/;

/** Said by the name of an upload, so that a look into the folder tells what is still to come. */
interface Begun {
  id: string;
  kitchenId: string;
  /** As declared, bytes. */
  size: number;
  hash: string;
}
/** What is asked, as the router read it and the permission was given: tus reads nothing of its own from the address. */
export interface Asked {
  kitchenId: string;
  /** Not where one is begun. */
  uploadId?: string;
  /** Who asks: each has a turn. */
  whose: string;
  /** To be called when what was begun is on the disk. */
  begun?: () => void;
  /** Where one is begun: what is asked of photos, in the transaction that begins it. */
  photos?: PhotoRepository;
}

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

const NO_ROOM: Problem = {
  type: '/problems/disk-full',
  title: 'No room',
  status: 507,
  detail:
    'The server has no room for photos just now. Keep it; the record is safe. Somebody has to give the server room.',
};

export interface PhotoLimits {
  /** How long an upload that is not finished is kept, ms. */
  unfinishedKeptMs?: number;
  /** What photos leave free on their disk, bytes. */
  leftOnDiskBytes?: number;
}

/**
 * Takes photos in by the tus protocol: an upload goes on at the byte where it stopped, and becomes a photo when the last
 * one has come and all of it is what its event named.
 */
export class PhotoUploads {
  private readonly tus: Server;
  /** One picture is developed at a time: decoded it takes many times what it takes on the disk. */
  private readonly developing = new FairLane();
  /** One is begun at a time, so that what is counted still holds when it is there. */
  private readonly beginning = new FairLane();
  private readonly asked = new AsyncLocalStorage<Asked>();
  /** Those that bytes come for here just now, or that are being developed. */
  private readonly coming = new Set<string>();
  private readonly keptMs: number;
  private readonly leftBytes: number;

  constructor(
    private readonly database: Database,
    readonly folder: PhotoFolder,
    private readonly logger: Logger,
    { unfinishedKeptMs = UPLOAD_KEPT_MS, leftOnDiskBytes = LEFT_ON_DISK_BYTES }: PhotoLimits = {},
  ) {
    this.keptMs = unfinishedKeptMs;
    this.leftBytes = leftOnDiskBytes;
    makeFolder(folder);
    this.tus = new Server({
      path: `${API_ROOT}/kitchens`,
      datastore: new FileStore({
        directory: folder.uploads,
        expirationPeriodInMilliseconds: unfinishedKeptMs,
      }),
      maxSize: MAX_PHOTO_BYTES,
      allowedOrigins: () => false,
      generateUrl: (_request, { id }) => {
        const { kitchenId, begun } = this.ask();
        begun?.();
        return `${API_ROOT}/kitchens/${kitchenId}/photos/uploads/${id}`;
      },
      getFileIdFromRequest: () => this.ask().uploadId,
      // Unguessable, and bound to the kitchen that it was begun for.
      namingFunction: ({ headers }, metadata) =>
        [
          this.ask().kitchenId,
          Number(headers.get('upload-length') ?? 0),
          metadataOf(metadata).hash,
          randomBytes(16).toString('hex'),
        ].join('~'),
      onUploadCreate: async (_request, { size, metadata }) => {
        await this.mayBegin(this.ask().kitchenId, size, metadata);
        return {};
      },
      onUploadFinish: async (_request, { id, metadata }) => {
        const { kitchenId, whose } = this.ask();
        await this.developing.run(whose, () => this.finish(kitchenId, id, metadata));
        return { headers: { [PHOTO_HEADER]: 'stored' } };
      },
      onResponseError: (_request, error) => {
        this.ask().begun?.();
        if ('status_code' in error) return undefined;
        // What a person may do about it is nothing; where it lies is nobody's business.
        this.logger.error({ err: error }, 'upload of a photo failed');
        return { status_code: 500, body: 'Something failed in Bakeloop.' };
      },
    });
  }

  /** @returns whether this upload is of this kitchen */
  isOf(kitchenId: string, uploadId: string): boolean {
    return begunOf(uploadId)?.kitchenId === kitchenId;
  }

  /**
   * Begins an upload. Of a photo there is one at a time in a kitchen: who begins it again gets the same, to go on with.
   * What one may begin is counted over all processes that take photos into this folder.
   * @throws ProblemError 400, 429
   */
  async begin(asked: Asked, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers['content-type'] === 'application/offset+octet-stream')
      throw new ProblemError({
        type: '/problems/photo-begin',
        title: 'Begin first',
        status: 400,
        detail: 'Begin the upload without bytes, then send them to the address that is answered.',
      });
    // One of this process at a time: each that waits for the others' would hold a connection to the database.
    const begun = await this.beginning.run(asked.whose, () =>
      beginningPhoto(this.database, asked.whose, (sql) => {
        const photos = new PhotoRepository(sql);
        return this.beginNow({ ...asked, photos }, request, response);
      }),
    );
    if ('waitS' in begun) throw askedTooOften(begun.waitS);
    await begun.done.answered;
  }

  private async beginNow(
    asked: Asked,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<{ answered: Promise<void> }> {
    const same = await this.sameOf(asked.kitchenId, request);
    if (same === null) {
      let begun: () => void = () => undefined;
      const isThere = new Promise<void>((resolve) => (begun = resolve));
      const handled = this.asked.run({ ...asked, begun }, () => this.tus.handle(request, response));
      handled.then(begun, begun);
      // Who does not read the answer, or is gone, holds up nobody.
      const late = setTimeout(begun, BEGUN_WITHIN_MS);
      await isThere.finally(() => clearTimeout(late));
      return { answered: handled };
    }
    response.writeHead(201, {
      'tus-resumable': '1.0.0',
      location: `${API_ROOT}/kitchens/${asked.kitchenId}/photos/uploads/${same.id}`,
      'content-length': 0,
    });
    response.end();
    return { answered: Promise.resolve() };
  }

  /** Of an upload that was begun: where it stands, more of it, or none of it. @throws ProblemError 507 */
  async handle(
    asked: Asked & { uploadId: string },
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { uploadId } = asked;
    const handled = () => this.asked.run(asked, () => this.tus.handle(request, response));
    const own = begunOf(uploadId);
    if (request.method !== 'PATCH' || own === undefined) return handled();
    this.coming.add(own.id);
    try {
      // The disk may have filled up since it was begun.
      const others = await this.unfinished();
      if (!(await this.hasRoom(others, 0, (at, id) => id === own.id || Date.now() - at < COMING_MS)))
        throw new ProblemError(NO_ROOM);
      await handled();
    } finally {
      this.coming.delete(own.id);
    }
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
    const photos = this.ask().photos ?? new PhotoRepository(this.database);
    const state = await photos.state(kitchenId, hash);
    if (state !== null) throw known(state);
    if (!(await photos.isNamed(kitchenId, eventId, hash)))
      throw refusal(
        'photo-unnamed',
        422,
        'No event names it',
        `The event ${eventId} of ${kitchenId} is not here, or does not name this photo. The event goes first: send it, then the photo.`,
      );
    if (!(await this.hasRoom(await this.unfinished(), size))) throw new Refusal(NO_ROOM);
  }

  private ask(): Asked {
    const asked = this.asked.getStore();
    if (asked === undefined) throw new Error('tus was asked past the door');
    return asked;
  }

  /** What was begun and is no photo yet. */
  private async unfinished(): Promise<Begun[]> {
    return (await readdir(this.folder.uploads)).flatMap((name) => begunOf(name) ?? []);
  }

  /**
   * The upload of the same photo that this kitchen has begun, if it can go on: else it goes.
   * @throws ProblemError 429 where the kitchen has begun too many
   */
  private async sameOf(kitchenId: string, request: IncomingMessage): Promise<Begun | null> {
    const own = (await this.unfinished()).filter((one) => one.kitchenId === kitchenId);
    const hash = hashIn(request.headers['upload-metadata']);
    const same = own.find((one) => one.hash === hash);
    if (same?.size === Number(request.headers['upload-length']) && (await this.canGoOn(same))) return same;
    if (same) await this.tus.datastore.remove(same.id).catch(() => undefined);
    else if (own.length >= UNFINISHED_A_KITCHEN)
      throw new ProblemError(
        {
          type: '/problems/photos-unfinished',
          title: 'Too many begun',
          status: 429,
          detail: `This kitchen has begun ${own.length} photos that are not sent to the end. Send those first; they are forgotten after a week. Keep this one.`,
        },
        { 'retry-after': '900' },
      );
    return null;
  }

  /** Not so where its time is over, or where all of it came and Bakeloop stopped before it was a photo. */
  private async canGoOn({ id }: Begun): Promise<boolean> {
    if (this.coming.has(id)) return true;
    const upload = await this.tus.datastore.getUpload(id).catch(() => null);
    if (upload === null || upload.offset === upload.size) return false;
    return Date.now() < Date.parse(upload.creation_date ?? '') + this.keptMs;
  }

  /**
   * Whether the disk takes what is still to come of these, and so many bytes more.
   * @param counts by when bytes last came for one, ms since the epoch, and its id; all where it is left out
   */
  private async hasRoom(
    begun: Iterable<Begun>,
    moreBytes: number,
    counts: (atMs: number, id: string) => boolean = () => true,
  ): Promise<boolean> {
    let bytes = moreBytes;
    for (const { id, size } of begun) {
      // Gone meanwhile: nothing of it is to come.
      const here = await stat(`${this.folder.uploads}/${id}`).catch(() => null);
      if (here !== null && counts(here.mtimeMs, id)) bytes += Math.max(0, size - here.size);
    }
    const { bavail, bsize } = await statfs(this.folder.uploads);
    return bavail * bsize >= this.leftBytes + bytes;
  }

  /** @throws Refusal; the upload is gone then, and may be begun anew */
  private async finish(kitchenId: string, uploadId: string, given: unknown): Promise<void> {
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
      const { keptHash, width, height } = made;
      const own = { keptHash, bytes: made.full.length, width, height };
      await withPhotoLock(this.database, hash, async (sql) => {
        // While it came and was developed somebody may have taken it away.
        if ((await new PhotoRepository(sql).state(kitchenId, hash)) === 'removed') throw known('removed');
        const file = await this.folder.keepOnce(sql, hash, made, own);
        const at = takenAt === undefined ? null : new Date(takenAt);
        await insertPhoto(sql, { ...file, kitchenId, hash, eventId, takenAt: at });
      });
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

const known = (state: 'kept' | 'removed'): Refusal =>
  refusal(
    'photo-known',
    409,
    'Known already',
    state === 'kept'
      ? 'This photo is stored; there is nothing more to send.'
      : 'This photo was taken away by who reviews photos, and is not taken again.',
  );

function begunOf(id: string): Begun | undefined {
  const [, kitchenId, size, hash] = NAME.exec(id) ?? [];
  return kitchenId === undefined || size === undefined || hash === undefined
    ? undefined
    : { id, kitchenId, size: Number(size), hash };
}

/** @returns undefined where the header says none: tus and `metadataOf` say what is wrong with it */
function hashIn(header: string | string[] | undefined): string | undefined {
  try {
    return photoMetadata.safeParse(Metadata.parse(String(header ?? ''))).data?.hash;
  } catch {
    return undefined;
  }
}

/** @throws Refusal */
function metadataOf(given: unknown): PhotoMetadata {
  const parsed = photoMetadata.safeParse(given ?? {});
  if (parsed.success) return parsed.data;
  const said = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw refusal('photo-metadata', 400, 'What it is', `Upload-Metadata has to say hash and eventId. ${said}`);
}
