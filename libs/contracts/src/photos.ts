import { z } from 'zod';
import { instant, kitchenId } from './api.js';
import { EVENT_TYPES } from './events.js';

/** 12 MiB: a phone that cannot shrink its own photo sends it as it is, and one of 48 megapixels is 5 to 10. */
export const MAX_PHOTO_BYTES = 12 * 1024 * 1024;
/** An upload that was not finished goes after this, ms (7 days): until Thursday there may be no network. */
export const UPLOAD_KEPT_MS = 7 * 86_400_000;
/** Of an answer that ends an upload: the photo is on the server's disk. */
export const PHOTO_HEADER = 'bakeloop-photo';

export const photoHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'a photo is named by the SHA-256 of its bytes, 64 digits of hex');

/** What the upload of a photo says of it, as tus metadata. */
export const photoMetadata = z.object({
  hash: photoHash,
  eventId: z.uuid().toLowerCase(),
  takenAt: z.iso.datetime({ offset: true }).optional(),
});
export type PhotoMetadata = z.infer<typeof photoMetadata>;

/** Whether everybody may see it: nobody was asked, somebody was, or who is in it agreed. */
export const PHOTO_CONSENTS = ['no', 'asked', 'yes'] as const;
export type PhotoConsent = (typeof PHOTO_CONSENTS)[number];

export const photo = z.object({
  kitchenId,
  hash: photoHash,
  eventId: z.uuid(),
  eventType: z.enum(EVENT_TYPES),
  eventTime: instant,
  batchId: z.string().nullable(),
  /** As kept. */
  bytes: z.int(),
  width: z.int(),
  height: z.int(),
  takenAt: instant.nullable().describe('as the phone says'),
  storedAt: instant,
  public: z.enum(PHOTO_CONSENTS),
  note: z.string().nullable().describe('who agreed and how, or why not'),
  reviewedAt: instant.nullable(),
  reviewedBy: z.string().nullable().describe('null: nobody yet, or somebody who was forgotten'),
});
export type Photo = z.infer<typeof photo>;

/** What everybody may know of a photo that everybody may see. */
export const publicPhoto = photo
  .pick({ kitchenId: true, batchId: true, hash: true, width: true, height: true })
  .extend({
    kitchenName: z.string(),
    product: z.string().nullable().describe('its name; its code where it has none; null: of no product'),
    day: z.string().describe('when what it shows happened, of the kitchen’s own calendar'),
  });
export type PublicPhoto = z.infer<typeof publicPhoto>;

/** Where everybody may see it; small at `…/small`. */
export const publicPhotoPath = ({ hash }: Pick<PublicPhoto, 'hash'>): string =>
  `/api/v1/public/photos/${hash}`;

/** What a review makes of a photo. `remove` takes the file away for good; that it was there stays. */
export const PHOTO_DECISIONS = ['no', 'asked', 'yes', 'remove'] as const;
export type PhotoDecision = (typeof PHOTO_DECISIONS)[number];

export const reviewPhoto = z.strictObject({
  decision: z.enum(PHOTO_DECISIONS),
  note: z
    .string()
    .trim()
    .min(3, 'say who agreed and how, or why not: a few words')
    .max(500)
    .describe('who agreed and how, or why not; no name of anybody who is in the photo'),
});

export const PHOTO_QUEUES = ['new', ...PHOTO_CONSENTS] as const;
export type PhotoQueue = (typeof PHOTO_QUEUES)[number];
