import { checkReference, type ReferenceView, unitLabel } from '@bakeloop/contracts';
import {
  exactShare,
  factorWords,
  isReferenceKind,
  REFERENCE_WORDS,
  referenceChanges,
  referenceName,
  referenceRows,
  referenceSummary,
  regionWords,
  type EmissionFactor,
  type ReferenceKind,
  type ReferenceRecord,
  type ReferenceRow,
  type ReferenceWriter,
} from '@bakeloop/domain';
import type { Format } from '@bakeloop/ui';

/** Reference data as the pages of the app say it: in English, with the numbers as the reader writes them. */

const words = REFERENCE_WORDS.en;
const ID_HINTS: Record<ReferenceKind, string> = {
  'factor-set': 'a short name, such as electricity',
  baseline: 'a country, such as ke, or the id of a kitchen',
  product: 'the product code of the batch log, such as beam-2m',
  recipe: 'the recipe id of the batch log, such as r-beam-2m',
  polymer: 'the code of the batch log, such as HDPE',
};
export const KINDS = Object.keys(ID_HINTS) as ReferenceKind[];
export const KIND_WORDS = Object.fromEntries(
  KINDS.map((kind) => [kind, { ...words.kinds[kind], idHint: ID_HINTS[kind] }]),
) as Record<ReferenceKind, { one: string; many: string; means: string; idHint: string }>;

export const { fates: FATE_WORDS, rules: RULE_WORDS, oceans: OCEAN_WORDS, noSource: NO_SOURCE } = words;
export const changesOf = referenceChanges;
export const isKind = isReferenceKind;

const UNROUNDED = new Intl.NumberFormat(undefined, { maximumFractionDigits: 10 });
const exact = (value: number): string => UNROUNDED.format(value);
export const exactPercent = (share: number): string => exactShare(share, { exact });

const writerOf = ({ kilograms, country }: Format): ReferenceWriter => ({
  exact,
  kilograms,
  country,
  unit: (unit) => unitLabel(unit, 1),
});

export const regionWord = (region: string, format: Format): string =>
  regionWords(region, words, writerOf(format));
export const factorValue = (factor: EmissionFactor, format: Format): string =>
  factorWords(factor, words, writerOf(format));
export const rowsOf = (record: ReferenceRecord, format: Format): ReferenceRow[] =>
  referenceRows(record, words, writerOf(format));
export const summaryOf = (record: ReferenceRecord, format: Format): string =>
  referenceSummary(record, words, writerOf(format));
export const nameOf = (record: ReferenceRecord, format: Format): string => referenceName(record, format);

/** A problem of the wire's schema names a field by its path, `factors.0.kgCo2e: …`; a person reads `factors 1 kg CO2e: …`. */
export function plainProblem(problem: string): string {
  return problem.replace(/^[a-z][\w-]*(\.[\w-]+)*(?=: )/i, (path) =>
    path
      .split('.')
      .map((step) => (/^\d+$/.test(step) ? String(Number(step) + 1) : wordsOfName(step)))
      .join(' '),
  );
}
const wordsOfName = (name: string): string =>
  name === 'kgCo2e' ? 'kg CO₂e' : name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Records as the server answers them, with their bodies read; one whose body this page does not understand is left out. */
export function recordsFrom(views: readonly ReferenceView[]): ReferenceRecord[] {
  return views.flatMap((view) => {
    const { body } = checkReference(view.kind, view.id, view.body, []);
    return body === null ? [] : [{ ...view, body }];
  });
}
