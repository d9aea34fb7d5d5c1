import { SHARE_STATES } from '@bakeloop/domain';
import { z } from 'zod';
import { instant, kitchenId, page } from './api.js';
import { done } from './identity.js';
import type { PublicLanguage } from './languages.js';
import { publicPhoto } from './photos.js';
import { kitchenParam, plainText, searched, type Route } from './route.js';

/** Shares of what batches made, links that show some figures, and what kitchens tell of themselves. */

/** A batch is some hundred kilograms: what a kitchen makes in a year is this many. */
export const MOST_SHARES = 500;
/** A year and a day: a link that is forgotten ends by itself. */
export const MOST_LINK_DAYS = 366;

const organisationId = z.uuid();
const grams = z.int().min(0).describe('whole grams of recycled plastic in good product');
const someGrams = z.int().min(1).max(Number.MAX_SAFE_INTEGER).describe('whole grams');
const serial = z.string().max(40).describe('BL-2026-000123-38; dashes, spaces and case do not matter');
const why = plainText(500);
const batchId = plainText(64);

const share = z.object({ kitchenId, batchId, grams: someGrams });
export const sharedBatch = z.object({
  kitchenId,
  kitchenName: z.string(),
  batchId: z.string(),
  day: z.string().nullable().describe("of the kitchen's own calendar; null: the batch adds nothing any more"),
  productCode: z.string().nullable(),
  productName: z.string().nullable().describe('of its newest version; the code where it has none'),
  outputGrams: grams.describe('what of it can be shared: finished, and led back to a delivery'),
  allocatedGrams: grams.describe('of all allocations that stand'),
});
export type SharedBatch = z.infer<typeof sharedBatch>;

export const sharesFigure = z.object({
  allocatedGrams: grams,
  standingGrams: grams.describe('what of it the batches, as they are known now, have made'),
  conservativeGrams: grams.nullable().describe('lower 95 % bound of what stands; null: not known'),
});

const step = z.object({
  state: z.enum(SHARE_STATES),
  at: instant,
  by: z.string().nullable(),
  why: z.string(),
  beneficiary: z.string().nullable(),
});
export const allocation = z.object({
  serial: z.string(),
  state: z.enum(SHARE_STATES),
  figure: sharesFigure,
  steps: z.array(step).describe('oldest first'),
  shares: z.array(sharedBatch.extend({ grams, standingGrams: grams })),
});
export type Allocation = z.infer<typeof allocation>;

/** Where the products of a batch are. */
const place = z.object({
  kind: z
    .enum(['dispatch', 'stock', 'return', 'product'])
    .describe('product: made, and not logged as sent anywhere'),
  label: z.string(),
  grams: grams.describe('of product, sand and all'),
});
export const followedBatch = sharedBatch.extend({
  grams: grams.describe('the part that is this sponsor’s'),
  standingGrams: grams,
  places: z.array(place).nullable().describe('null: it hangs together with too much to be followed here'),
  photos: z.array(publicPhoto).describe('those that everybody may see: a dozen of all batches at most'),
});
export type FollowedBatch = z.infer<typeof followedBatch>;

export const sponsorSummary = z.object({
  id: organisationId,
  name: z.string(),
  figure: sharesFigure,
  allocations: z.int(),
});
export const sponsorView = sponsorSummary.extend({
  allocations: z.array(allocation).describe('newest first'),
  batches: z.array(followedBatch).describe('of allocations that stand, oldest first'),
});
export type SponsorView = z.infer<typeof sponsorView>;

export const checkedAllocation = z.object({
  serial: z.string(),
  sponsor: z.string(),
  beneficiary: z.string(),
  retiredAt: instant,
  batches: z.int(),
  figure: sharesFigure,
});
export type CheckedAllocation = z.infer<typeof checkedAllocation>;

/** `sponsor:{organisation}` beside those of figures. */
export const linkScope = z
  .string()
  .max(120)
  .regex(
    /^(portfolio|kitchen:[a-z0-9-]{3,32}|batch:[a-z0-9-]{3,32}\/[^]{1,64}|sponsor:[0-9a-f-]{36})$/,
    'a link shows portfolio, kitchen:{id}, batch:{kitchen}/{batch} or sponsor:{organisation}',
  )
  .refine((text) => !/\p{Cc}/u.test(text), 'a scope holds no line break or other control character');

/** What a link to the portfolio is said to show, and is found by. */
export const PORTFOLIO_WORDS: Record<PublicLanguage, string> = { en: 'All kitchens', nl: 'Alle keukens' };

export const sharedLink = z.object({
  id: z.uuid(),
  organisationId,
  organisation: z.string(),
  scope: z.string(),
  title: z.string(),
  hasPassword: z.boolean(),
  mayDownload: z.boolean(),
  madeBy: z.string().nullable(),
  createdAt: instant,
  expiresAt: instant,
  revokedAt: instant.nullable(),
  views: z.int(),
  viewedAt: instant.nullable(),
});
export type SharedLink = z.infer<typeof sharedLink>;

export const STORY_LANGUAGES = ['en', 'nl', 'sw', 'fr', 'es', 'pt-BR', 'id', 'ar'] as const;
const storyLanguage = z.enum(STORY_LANGUAGES);
export const story = z.object({
  id: z.uuid(),
  language: z.string(),
  title: z.string(),
  body: z.string(),
  writtenBy: z.string().nullable(),
  writtenAt: instant,
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  published: z.boolean().nullable().describe('null: nobody has read it yet'),
  note: z.string().nullable(),
});

export const sponsorRoutes = {
  sponsors: {
    permission: 'share.see',
    method: 'GET',
    path: '/sponsors',
    summary: 'Sponsors within reach by name, with what is allocated to each',
    query: searched('words of its name'),
    answer: page(sponsorSummary),
  },
  sharedOutput: {
    permission: 'share.allocate',
    method: 'GET',
    path: '/shared-output',
    summary:
      'What kitchens made that can be shared, what is allocated of it, and batches of which too much is',
    answer: z.object({
      kitchens: z.array(
        z.object({ kitchenId, kitchenName: z.string(), outputGrams: grams, allocatedGrams: grams }),
      ),
      beyondOutput: z.array(sharedBatch),
    }),
  },
  sponsor: {
    permission: 'share.see',
    method: 'GET',
    path: '/sponsors/{organisationId}',
    summary: 'What is allocated to a sponsor, followed batch by batch to where the products are',
    params: z.object({ organisationId }),
    answer: sponsorView,
  },
  previewShares: {
    permission: 'share.allocate',
    method: 'POST',
    path: '/shared-output/preview',
    summary:
      'Which batches a mass would be taken from: the oldest of these kitchens that have something left',
    body: z.strictObject({ kitchenIds: z.array(kitchenId).min(1).max(1_000), grams: someGrams }),
    answer: z.object({
      shares: z.array(sharedBatch.extend({ grams })),
      missingGrams: grams.describe('more than is left'),
    }),
  },
  issueShares: {
    permission: 'share.allocate',
    method: 'POST',
    path: '/sponsors/{organisationId}/allocations',
    summary: 'Allocate shares of batches to a sponsor; refused as a whole where one is no longer free',
    params: z.object({ organisationId }),
    body: z.strictObject({ shares: z.array(share).min(1).max(MOST_SHARES), why }),
    answer: z.object({ serial: z.string() }),
  },
  leadAllocation: {
    permission: 'share.allocate',
    method: 'POST',
    path: '/allocations/{serial}',
    summary: 'Reserve, retire or cancel an allocation: for good. To retire it names who may claim it',
    params: z.object({ serial }),
    body: z
      .strictObject({
        to: z.enum(['reserved', 'retired', 'cancelled']),
        why,
        beneficiary: plainText(300).optional(),
      })
      .refine(({ to, beneficiary }) => (to === 'retired') === (beneficiary !== undefined), {
        message: 'who may claim it is named when it is retired, and only then',
        path: ['beneficiary'],
      }),
    answer: done,
  },
  checkAllocation: {
    permission: 'public.see',
    method: 'GET',
    path: '/public/allocations/{serial}',
    summary: 'Whether a claim is true: an allocation that was retired, by its serial',
    params: z.object({ serial }),
    answer: checkedAllocation,
  },
  sharedLinks: {
    permission: 'link.share',
    method: 'GET',
    path: '/shared-links',
    summary: 'Links that show figures to whoever holds one, newest first',
    query: searched('words of its title, organisation, scope or kitchen, or of who made it'),
    answer: page(sharedLink),
  },
  makeSharedLink: {
    permission: 'link.share',
    method: 'POST',
    path: '/shared-links',
    summary: 'A link that shows some figures without a sign-in; shown once',
    body: z.strictObject({
      organisationId: organisationId.describe('whose it is: a sponsor’s own, for staff any sponsor’s'),
      scope: linkScope,
      title: plainText(120),
      days: z.int().min(1).max(MOST_LINK_DAYS).describe('until it ends'),
      password: z.string().min(8).max(128).optional(),
      mayDownload: z.boolean().default(true).describe('the figures as CSV and JSON, too'),
    }),
    answer: z.object({
      id: z.uuid(),
      secret: z.string().describe('shown once; for `/s/…`'),
      expiresAt: instant,
    }),
  },
  revokeSharedLink: {
    permission: 'link.share',
    method: 'DELETE',
    path: '/shared-links/{linkId}',
    summary: 'End a link: whoever looks through it at this moment is shown nothing more within seconds',
    params: z.object({ linkId: z.uuid() }),
    answer: done,
  },
  stories: {
    permission: 'story.write',
    method: 'GET',
    path: '/kitchens/{kitchenId}/stories',
    summary: 'What was written for the public page of a kitchen, newest first',
    params: kitchenParam,
    query: searched('words of its title, text or note, or of who wrote or read it'),
    answer: page(story),
  },
  writeStory: {
    permission: 'story.write',
    method: 'POST',
    path: '/kitchens/{kitchenId}/stories',
    summary: 'A story for the public page of a kitchen; public once somebody else has read it',
    params: kitchenParam,
    body: z.strictObject({
      language: storyLanguage,
      title: plainText(120),
      body: z
        .string()
        .trim()
        .min(20)
        .max(5_000)
        .refine((text) => !/[^\P{Cc}\n]/u.test(text), 'plain text, paragraphs between empty lines'),
    }),
    answer: z.object({ id: z.uuid() }),
  },
  decideStory: {
    permission: 'story.review',
    method: 'POST',
    path: '/kitchens/{kitchenId}/stories/{storyId}',
    summary: 'Publish a story that somebody else has written, or not: with a reason',
    params: kitchenParam.extend({ storyId: z.uuid() }),
    body: z
      .strictObject({ published: z.boolean(), note: plainText(500).optional() })
      .refine(({ published, note }) => published || note !== undefined, {
        message: 'say why it is not published',
        path: ['note'],
      }),
    answer: done,
  },
} as const satisfies Record<string, Route>;
