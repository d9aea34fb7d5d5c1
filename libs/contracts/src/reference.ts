import {
  FATES,
  OCEAN_BOUND_CLASSES,
  reviewReference,
  type ReferenceBodies,
  type ReferenceKind,
  type ReferenceRecord,
  type ReferenceReview,
} from '@bakeloop/domain';
import { z } from 'zod';

/** The bodies of reference data on the wire. Shares are of 1, masses in grams, temperatures in degrees Celsius. */

const text = z.string().trim().min(1, 'say something here');
const name = text.max(120);
const note = text.max(500);
const id = text.max(80);
const source = note.nullable().describe('where it comes from; null when no source is known');
const finite = z.number('give a number');
const whole = z.int('give a whole number');
const range = z.strictObject({ min: finite, max: finite }).nullable();
const share = z.number('give a share').describe('0 to 1');

const bodies: { [K in ReferenceKind]: z.ZodType<ReferenceBodies[K]> } = {
  polymer: z.strictObject({
    name,
    resinCode: whole,
    densityGPerCm3: range,
    rule: z.enum(['accept', 'accept-with-limits', 'sell-on', 'reject']),
    ruleNote: note,
    meltCel: range,
    decompositionCel: range,
    source,
  }),
  product: z.strictObject({
    name,
    intendedUse: note,
    pieceGrams: finite.nullable(),
    functionalUnit: z.strictObject({ unit: name, perPiece: finite }).nullable(),
    displaces: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('product'), factor: id, gramsPerPiece: finite }),
      z.strictObject({ kind: z.literal('virgin-plastic'), share }),
      z.strictObject({ kind: z.literal('none'), why: note }),
    ]),
    utility: z.strictObject({ lifeRatio: finite, useRatio: finite }),
    afterUse: z.strictObject({ recycledShare: share, reusedShare: share, recyclingEfficiency: share }),
    source,
  }),
  recipe: z.strictObject({
    name,
    polymers: z.array(id).max(20),
    productCode: id.nullable(),
    limitsCel: range,
    components: z.array(z.strictObject({ material: id, share })).max(20),
    source,
  }),
  baseline: z.strictObject({
    shares: z.strictObject(
      Object.fromEntries(FATES.map((fate) => [fate, share])) as Record<(typeof FATES)[number], typeof share>,
    ),
    isDefault: z.boolean(),
    oceanBound: z.strictObject({ class: z.enum(OCEAN_BOUND_CLASSES), ruleSet: name }).nullable(),
    source,
  }),
  'factor-set': z.strictObject({
    name,
    factors: z
      .array(
        z.strictObject({
          key: id,
          region: text.max(8),
          kgCo2e: finite,
          per: text.max(16),
          year: whole.nullable(),
          uncertainty: share.nullable(),
          source,
        }),
      )
      .max(500),
    source,
  }),
};

/**
 * Checks the body of a reference record: its shape, then what `reviewReference` knows. The same for the API and the form.
 * @returns the body when it has the right shape, and all that is wrong with it, a sentence each
 */
export function checkReference<K extends ReferenceKind>(
  kind: K,
  recordId: string,
  body: unknown,
  records: readonly ReferenceRecord[],
): ReferenceReview & { body: ReferenceBodies[K] | null } {
  const parsed = bodies[kind].safeParse(body);
  if (parsed.success) return { body: parsed.data, ...reviewReference(kind, recordId, parsed.data, records) };
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  return { body: null, problems, warnings: [] };
}
