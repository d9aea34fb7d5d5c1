import { z } from 'zod';
import { kitchenId, page } from './api.js';
import { photo, photoHash, PHOTO_QUEUES, reviewPhoto } from './photos.js';
import { done } from './identity.js';
import { kitchenParam, paging, plainText, type Route } from './route.js';

const photoParam = kitchenParam.extend({ hash: photoHash });
const publicParam = z.object({ hash: photoHash });

/** Photos of what was logged. They come in by tus, below `/kitchens/{kitchenId}/photos/uploads` (E8). */
export const photoRoutes = {
  photosOfKitchen: {
    permission: 'photo.see',
    method: 'GET',
    path: '/kitchens/{kitchenId}/photos',
    summary: 'Photos of a kitchen, newest first; of one event, or of the events of one batch',
    params: kitchenParam,
    query: z.object({ ...paging, eventId: z.uuid().optional(), batchId: plainText(64).optional() }),
    answer: page(photo),
  },
  photo: {
    permission: 'photo.see',
    method: 'GET',
    path: '/kitchens/{kitchenId}/photos/{hash}',
    summary: 'A photo, without anything that its phone wrote into it',
    media: 'image/jpeg',
    params: photoParam,
    answer: z.string(),
  },
  smallPhoto: {
    permission: 'photo.see',
    method: 'GET',
    path: '/kitchens/{kitchenId}/photos/{hash}/small',
    summary: 'The same, 320 pixels at most',
    media: 'image/jpeg',
    params: photoParam,
    answer: z.string(),
  },
  photoQueue: {
    permission: 'photo.review',
    method: 'GET',
    path: '/photos',
    summary: 'Photos to be looked at, oldest first, or those of which something was decided, newest first',
    query: z.object({
      ...paging,
      kitchenId: kitchenId.optional(),
      queue: z.enum(PHOTO_QUEUES).default('new'),
    }),
    answer: page(photo),
  },
  reviewPhoto: {
    permission: 'photo.review',
    method: 'POST',
    path: '/kitchens/{kitchenId}/photos/{hash}/review',
    summary: 'Say whether everybody may see a photo, and who agreed; or take it away for good',
    params: photoParam,
    body: reviewPhoto,
    answer: done,
  },
  publicPhoto: {
    permission: 'public.see',
    method: 'GET',
    path: '/public/photos/{hash}',
    summary: 'A photo that everybody may see, since who is in it agreed',
    media: 'image/jpeg',
    params: publicParam,
    answer: z.string(),
  },
  smallPublicPhoto: {
    permission: 'public.see',
    method: 'GET',
    path: '/public/photos/{hash}/small',
    summary: 'The same, 320 pixels at most',
    media: 'image/jpeg',
    params: publicParam,
    answer: z.string(),
  },
} as const satisfies Record<string, Route>;
