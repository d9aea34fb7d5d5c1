import type { SourceType } from '@bakeloop/domain';
import type { Weighed } from '../doubt.js';
import { readKept, writeKept } from '../kept.js';
import { t } from '../language/language.js';
import { parseKg } from '../kg.js';
import type { NewEvent } from '../mint.js';
import { named } from '../photos/photo.js';
import type { Polymer } from './polymers.js';

/** What has been typed of an intake so far; survives a reload. */
export interface IntakeDraft {
  polymer: Polymer | null;
  sourceType: SourceType | null;
  gross: string;
  /** What it came in; null: as last time. */
  container: Container | null;
  /** Null: as last time with this container. */
  tare: string | null;
  /** A gross so large that somebody was asked, and said that it is right: `key` of the doubt. */
  sureOf: string;
  /** Paid for the whole delivery, as typed. */
  price: string;
  /** Three letters, as typed; null: as last paid here. */
  currency: string | null;
  /** Pseudonym of whoever brought it. */
  supplier: string;
  /** RFC 3339; null: when it is saved. */
  time: string | null;
  moisture: string;
  /** Hashes. */
  photos: string[];
  /** End of the lot's name, minted when the form was opened, so that it can go on the bag before saving. */
  tail: string | null;
}

export const EMPTY_INTAKE: IntakeDraft = {
  polymer: null,
  sourceType: null,
  gross: '',
  container: null,
  tare: null,
  sureOf: '',
  price: '',
  currency: null,
  supplier: '',
  time: null,
  moisture: '',
  photos: [],
  tail: null,
};

/** Each with a tare of its own, remembered. */
export const CONTAINERS = ['none', 'bag', 'crate', 'bin'] as const;
export type Container = (typeof CONTAINERS)[number];

/** What is weighed with a delivery in it. */
export const weighedAs = (container: Container): Weighed => (container === 'none' ? 'loose' : container);

type Contained = Pick<IntakeDraft, 'container' | 'tare'>;

/** What a delivery came in: as somebody said, else as the last one of this kitchen. */
export const containerOf = (kitchenId: string, { container }: Contained): Container =>
  container ?? readKept<Container>(`container.${kitchenId}`) ?? 'bag';

/** What its container weighs empty: as somebody typed, else as the last of its kind here; empty where none was weighed. */
export function tareOf(kitchenId: string, draft: Contained): string {
  const container = containerOf(kitchenId, draft);
  if (draft.tare !== null) return draft.tare;
  return container === 'none' ? '0' : (readKept<string>(`tare.${kitchenId}.${container}`) ?? '');
}

/** For the next delivery. */
export function rememberContainer(kitchenId: string, draft: Contained): void {
  const container = containerOf(kitchenId, draft);
  writeKept(`container.${kitchenId}`, container);
  if (container !== 'none') writeKept(`tare.${kitchenId}.${container}`, tareOf(kitchenId, draft));
}

export interface Weights {
  grossGrams: number;
  tareGrams: number;
  netGrams: number;
}

/** @returns the weights, or what has to be typed or looked at before they can be saved */
export function weightsOf(gross: string, tare: string): Weights | { missing: string; swapped?: true } {
  const grossGrams = parseKg(gross);
  if (grossGrams === null || grossGrams === 0) return { missing: t('intake.needGross') };
  const tareGrams = parseKg(tare);
  if (tareGrams === null) return { missing: t('intake.needTare') };
  if (tareGrams >= grossGrams) return { missing: t('intake.swapped'), swapped: true };
  return { grossGrams, tareGrams, netGrams: grossGrams - tareGrams };
}

/** @returns moisture in permille of `4.5` per cent; undefined when it was not measured, null when it cannot be */
export function moisturePermille(text: string): number | undefined | null {
  if (text === '') return undefined;
  // The pad's tenths of a per cent are permille, as its tenths of a kilogram are hundreds of grams.
  const grams = parseKg(text);
  return grams === null || grams > 100_000 ? null : grams / 100;
}

/** @param lotId made on the phone */
export function intakeEvent(
  draft: { polymer: Polymer; sourceType: SourceType; moisture: string; supplier?: string; photos?: string[] },
  { grossGrams, tareGrams }: Weights,
  lotId: string,
  price: { minor: number; currency: string } | null = null,
): NewEvent {
  const moisture = moisturePermille(draft.moisture);
  const supplier = (draft.supplier ?? '').trim();
  return {
    type: 'intake.recorded',
    data: {
      lotId,
      sourceType: draft.sourceType,
      polymer: draft.polymer,
      grossGrams,
      tareGrams,
      ...(moisture === undefined || moisture === null ? {} : { moisturePermille: moisture }),
      ...(supplier === '' ? {} : { supplier }),
      ...(price === null ? {} : { price }),
      ...named(draft.photos ?? []),
    },
  };
}
