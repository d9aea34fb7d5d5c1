import type { Photo } from '@bakeloop/contracts';
import { decidePhoto, PhotoRepository, type PhotoRow } from '@bakeloop/db';
import type { PhotoSize } from '@bakeloop/record';
import type { Principal } from '@bakeloop/identity';
import { Controller, Delete, Head, Patch, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { Asks, type Asking } from '../http/authentication.js';
import { decodeCursor, pageOf } from '../http/cursor.js';
import { API_ROOT, Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { idsWithin, Permits } from '../http/permission.js';
import { notFound, ProblemError } from '../http/problem-error.js';
import { PublicFigures } from '../public/public-figures.js';
import { SharedViews } from '../public/shared-views.js';
import { noSuchPhoto, PhotoRoom } from './photo-room.js';
import type { Asked } from './uploads.js';

/** Time, kitchen and hash of the last photo of a page. */
const position = z.tuple([z.iso.datetime(), z.string(), z.string().regex(/^[0-9a-f]{64}$/)]);
const UPLOADS = `${API_ROOT}/kitchens/:kitchenId/photos/uploads`;

/** By its hash it never changes, but it may be taken away, and who may see it may change: each time it is asked for. */
const ASKED_EACH_TIME = 'private, no-cache';
const KEPT_AN_HOUR = 'public, max-age=3600';

@Controller()
export class PhotosController {
  constructor(
    private readonly photos: PhotoRepository,
    private readonly room: PhotoRoom,
    private readonly publicFigures: PublicFigures,
    private readonly sharedViews: SharedViews,
  ) {}

  @Post(UPLOADS)
  @Permits('log.write')
  async begin(
    @Req() request: Request,
    @Res() response: Response,
    @Asks() { principal }: Asking,
  ): Promise<void> {
    requireNoQuery(request);
    await this.room.uploads().begin(askedBy(request, principal), request, response);
  }

  @Head(`${UPLOADS}/:uploadId`)
  @Permits('log.write')
  where(@Req() request: Request, @Res() response: Response, @Asks() { principal }: Asking): Promise<void> {
    return this.go(request, response, principal);
  }

  @Patch(`${UPLOADS}/:uploadId`)
  @Permits('log.write')
  more(@Req() request: Request, @Res() response: Response, @Asks() { principal }: Asking): Promise<void> {
    return this.go(request, response, principal);
  }

  @Delete(`${UPLOADS}/:uploadId`)
  @Permits('log.write')
  drop(@Req() request: Request, @Res() response: Response, @Asks() { principal }: Asking): Promise<void> {
    return this.go(request, response, principal);
  }

  /** Of an upload that was begun, for this kitchen: another's is not there. */
  private async go(request: Request, response: Response, principal: Principal): Promise<void> {
    requireNoQuery(request);
    const asked = askedBy(request, principal);
    const { uploadId = '' } = request.params as Record<string, string>;
    const uploads = this.room.uploads();
    if (!uploads.isOf(asked.kitchenId, uploadId)) throw notFound('There is no such upload: begin it anew.');
    await uploads.handle({ ...asked, uploadId }, request, response);
  }

  @Endpoint('photosOfKitchen')
  async ofKitchen(
    @Input('photosOfKitchen') { params, query }: RequestOf<'photosOfKitchen'>,
  ): Promise<AnswerOf<'photosOfKitchen'>> {
    const { limit, cursor, ...filter } = query;
    const after = positionIn(cursor);
    const rows = await this.photos.ofKitchen({ ...params, ...filter, after, limit: limit + 1 });
    return pageOf(rows, limit, viewOf, keysOf);
  }

  @Endpoint('photoQueue')
  async queue(
    @Input('photoQueue') { query }: RequestOf<'photoQueue'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'photoQueue'>> {
    const { limit, cursor, kitchenId, queue } = query;
    const kitchenIds = kitchenId === undefined ? idsWithin(principal, 'photo.review') : [kitchenId];
    const rows = await this.photos.queue({ queue, kitchenIds, after: positionIn(cursor), limit: limit + 1 });
    return pageOf(rows, limit, viewOf, keysOf);
  }

  @Endpoint('reviewPhoto')
  async review(
    @Input('reviewPhoto') { params, body }: RequestOf<'reviewPhoto'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'reviewPhoto'>> {
    const personId = principal.person?.id ?? null;
    const decided = await decidePhoto(this.room.database, params, { ...body, personId }, actor);
    if (!decided) throw noSuchPhoto();
    // Whoever takes back what they agreed to is not shown for a minute more.
    this.publicFigures.changed();
    this.sharedViews.changed();
    // Noted first: a file too many harms less than a photo that is said to be there and is not.
    if (body.decision === 'remove') await this.room.forget(params.hash);
    return { done: true };
  }

  @Endpoint('photo')
  full(@Input('photo') { params }: RequestOf<'photo'>, @Res() response: Response): Promise<void> {
    return this.ofKitchenOnly(params, 'full', response);
  }

  @Endpoint('smallPhoto')
  small(@Input('smallPhoto') { params }: RequestOf<'smallPhoto'>, @Res() response: Response): Promise<void> {
    return this.ofKitchenOnly(params, 'small', response);
  }

  @Endpoint('publicPhoto')
  publicFull(
    @Input('publicPhoto') { params }: RequestOf<'publicPhoto'>,
    @Res() response: Response,
  ): Promise<void> {
    return this.everybodys(params.hash, 'full', response);
  }

  @Endpoint('smallPublicPhoto')
  publicSmall(
    @Input('smallPublicPhoto') { params }: RequestOf<'smallPublicPhoto'>,
    @Res() response: Response,
  ): Promise<void> {
    return this.everybodys(params.hash, 'small', response);
  }

  private async ofKitchenOnly(
    { kitchenId, hash }: { kitchenId: string; hash: string },
    size: PhotoSize,
    response: Response,
  ): Promise<void> {
    if ((await this.photos.state(kitchenId, hash)) !== 'kept') throw noSuchPhoto();
    await this.room.send(hash, size, ASKED_EACH_TIME, response);
  }

  private async everybodys(hash: string, size: PhotoSize, response: Response): Promise<void> {
    if (!(await this.photos.isPublic(hash))) throw noSuchPhoto();
    await this.room.send(hash, size, KEPT_AN_HOUR, response);
  }
}

const askedBy = ({ params }: Request, { person, tokenId }: Principal): Asked => ({
  kitchenId: (params as Record<string, string>)['kitchenId'] ?? '',
  whose: person?.id ?? tokenId ?? '',
});

/** @throws ProblemError 400: nothing is said by a query here, and what is said twice is read in two ways */
function requireNoQuery({ originalUrl }: Request): void {
  if (originalUrl.includes('?'))
    throw new ProblemError({
      type: '/problems/photo-query',
      title: 'No query',
      status: 400,
      detail: 'The address of an upload has no query: leave out the "?" and what follows it.',
    });
}

const positionIn = (cursor: string | undefined) => {
  const keys = decodeCursor(position, cursor);
  return keys && { at: keys[0], kitchenId: keys[1], hash: keys[2] };
};
const keysOf = ({ at, kitchenId, hash }: { at: string; kitchenId: string; hash: string }) => [
  at,
  kitchenId,
  hash,
];

function viewOf({ eventTime, takenAt, storedAt, reviewedAt, ...row }: PhotoRow & { at: string }): Photo {
  const { at: _, ...shown } = row;
  return {
    ...shown,
    eventTime: eventTime.toISOString(),
    takenAt: takenAt?.toISOString() ?? null,
    storedAt: storedAt.toISOString(),
    reviewedAt: reviewedAt?.toISOString() ?? null,
  };
}
