import { alarmEntry, alarmKind, alarmRule, alarmSeverity, photoHash } from '@bakeloop/contracts';
import type { BelongingOfKitchen, BelongingOfOrganisation } from '@bakeloop/db';
import { readSerial, REPORT_GRAINS, SHARE_STATES } from '@bakeloop/domain';
import { z } from 'zod';

/** Lines of what kitchens and their organisation have beside facts. Times are RFC 3339, with the zone of the server. */

const time = z.iso.datetime({ offset: true });
const day = z.iso.date();
const text = z.string().min(1).max(10_000);
/** E-mail address of somebody who belongs to the organisation; null: somebody else, a program, or nobody. */
const person = z.email().max(200).toLowerCase().nullable();
const json = z.record(z.string(), z.unknown());
/** Of allocations: a thousand a day for a thousand years. */
const MOST_NUMBER = 1_000_000_000;
const kitchen = z.string().regex(/^(?=.{3,32}$)[a-z0-9]+(-[a-z0-9]+)*$/);

const report = z.object({
  id: z.uuid(),
  grain: z.enum(REPORT_GRAINS),
  firstDay: day,
  lastDay: day,
  // Of none it would be everybody's.
  kitchenIds: z.array(kitchen).min(1).nullable(),
  knownOn: time,
  methodVersion: text,
  factorSets: z.array(z.string()),
  facts: json.refine(
    ({ subject }) => typeof subject === 'object' && subject !== null,
    'says not whose it is',
  ),
  writtenAt: time,
  toldAt: time.nullable(),
});

export const KITCHEN_LINES = {
  stories: z.object({
    id: z.uuid(),
    language: z.string().min(2).max(35),
    title: text,
    body: text,
    writtenBy: person,
    writtenAt: time,
    decidedBy: person,
    decidedAt: time.nullable(),
    published: z.boolean().nullable(),
    note: text.nullable(),
  }),
  annotations: z.object({
    id: z.uuid(),
    machine: text.nullable(),
    batchId: text.nullable(),
    fromAt: time,
    toAt: time.nullable(),
    text,
    by: person,
    byService: text.nullable(),
    madeAt: time,
    changedAt: time.nullable(),
  }),
  plans: z.object({ goodGramsPerDay: z.int().min(1) }),
  alarmRules: z.object({
    key: text,
    machine: text.nullable(),
    version: z.int().min(1),
    at: time,
    by: person,
    note: text,
    body: alarmRule.nullable().describe('null: withdrawn'),
  }),
  silences: z.object({
    id: z.uuid(),
    kind: alarmKind.nullable(),
    subject: text.nullable(),
    until: time,
    why: text,
    by: person,
    at: time,
  }),
  alarms: z.object({
    id: z.uuid(),
    kind: alarmKind,
    subject: text,
    severity: alarmSeverity,
    ruleKey: text,
    data: json,
    since: time,
    raisedAt: time,
    clearedAt: time.nullable(),
    occurrences: z.int().min(1),
    detectedLate: z.boolean(),
    ackedAt: time.nullable(),
    ackedBy: person,
    assignee: person,
    toldAt: time.nullable(),
    changedAt: time,
  }),
  alarmHistory: z.object({
    alarmId: z.uuid(),
    at: time,
    what: alarmEntry.shape.what,
    by: person,
    assignee: person,
    data: json.nullable(),
  }),
  reviews: z.object({
    eventId: z.uuid(),
    verdict: z.enum(['accepted', 'questioned']),
    note: text,
    at: time,
    by: person,
    byProgram: text.nullable(),
  }),
  days: z.object({
    day,
    skewLowMs: z.int().nullable(),
    skewHighMs: z.int().nullable(),
    duplicates: z.int().min(0).describe('packs and records that came again'),
  }),
  photosRemoved: z.object({
    hash: photoHash,
    keptHash: photoHash,
    eventId: z.uuid(),
    bytes: z.int().min(1),
    width: z.int().min(1),
    height: z.int().min(1),
    takenAt: time.nullable(),
    storedAt: time,
    note: text.nullable(),
    reviewedAt: time.nullable(),
    reviewedBy: person,
    removedAt: time,
  }),
  reports: report,
} satisfies Record<BelongingOfKitchen, z.ZodType>;

export const ORGANISATION_LINES = {
  reports: report,
  links: z.object({
    id: z.uuid(),
    scope: text,
    title: text,
    mayDownload: z.boolean(),
    madeBy: person,
    createdAt: time,
    expiresAt: time,
    revokedAt: time.nullable(),
    views: z.int().min(0),
    viewedAt: time.nullable(),
  }),
} satisfies Record<BelongingOfOrganisation, z.ZodType>;

export const sponsorLine = z.object({
  name: z.string().min(1).max(120),
  kitchenIds: z.array(kitchen).min(1),
});

const serial = z.string().refine((given) => readSerial(given) === given, 'is no serial of an allocation');
export const allocationLine = z.object({
  // Serials that are issued here go on from the highest that came.
  serial: serial.refine((one) => Number(one.split('-')[2]) < MOST_NUMBER, 'beyond any running number'),
  formerSerial: serial.nullable(),
  sponsor: z.string().min(1).max(120),
  state: z.enum(SHARE_STATES),
  issuedAt: time,
  steps: z
    .array(
      z.object({
        state: z.enum(SHARE_STATES),
        at: time,
        why: text,
        beneficiary: text.nullable(),
      }),
    )
    .min(1),
  shares: z
    .array(
      z.object({
        kitchenId: kitchen,
        batchId: text,
        grams: z.int().min(1),
        beyondOutput: z.boolean().describe('a correction had taken away what was allocated'),
      }),
    )
    .min(1),
});
