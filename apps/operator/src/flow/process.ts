import type { LossFate, LossReason, LotForm, LotProcessedData, ProcessStep } from '@bakeloop/domain';
import { parseKg } from '../kg.js';
import { kg, t } from '../language/language.js';
import type { NewEvent } from '../mint.js';
import { lotId } from '../mint.js';

/** What has been typed of a step that lots went through. Weights are kilograms as typed. */
export interface ProcessDraft {
  inputs: { lotId: string; polymer: string | null; form: LotForm | null; weight: string }[];
  outputs: { polymer: string; tail: string; weight: string }[];
  losses: { reason: LossReason; fate: LossFate; weight: string }[];
  fresh: string;
  reused: string;
  moisture: string;
  /** RFC 3339; null: when it is saved. */
  time: string | null;
}
export const EMPTY_PROCESS: ProcessDraft = {
  inputs: [],
  outputs: [],
  losses: [],
  fresh: '',
  reused: '',
  moisture: '',
  time: null,
};

const sum = (lines: readonly { weight: string }[]): number =>
  lines.reduce((total, { weight }) => total + (parseKg(weight) ?? 0), 0);

export interface ProcessBalance {
  inGrams: number;
  outGrams: number;
  lossGrams: number;
  /** Below zero: more came out than went in. */
  missingGrams: number;
}
export function balanceOf({ inputs, outputs, losses }: ProcessDraft): ProcessBalance {
  const [inGrams, outGrams, lossGrams] = [sum(inputs), sum(outputs), sum(losses)];
  return { inGrams, outGrams, lossGrams, missingGrams: inGrams - outGrams - lossGrams };
}

/** Two weighings of a bench scale differ by as much without anybody's fault: 2 % of what went in, 0.2 kg at least. */
const explainedGrams = ({ inGrams }: ProcessBalance): number => Math.max(200, inGrams * 0.02);

/** In plain words whether the step adds up, and where to look when it does not. It never forbids to save (E7). */
export function processVerdict(draft: ProcessDraft): {
  tone: 'good' | 'check';
  headline: string;
  advice: string;
} {
  const balance = balanceOf(draft);
  const { missingGrams } = balance;
  const off = kg(Math.abs(missingGrams));
  if (Math.abs(missingGrams) <= explainedGrams(balance)) {
    const advice =
      missingGrams === 0
        ? t('finish.exact')
        : t(missingGrams > 0 ? 'finish.lessOut' : 'finish.moreOut', { kg: off });
    return { tone: 'good', headline: t('finish.closes'), advice };
  }
  return missingGrams > 0
    ? { tone: 'check', headline: t('finish.missing', { kg: off }), advice: t('process.missingWhy') }
    : { tone: 'check', headline: t('finish.tooMuch', { kg: off }), advice: t('finish.tooMuchWhy') };
}

/** Shredding makes flake of whole pieces; the other steps leave the form as it was. */
const formAfter = (step: ProcessStep, { inputs }: ProcessDraft): LotForm =>
  step === 'shred' ? 'flake' : (inputs.find(({ form }) => form !== null)?.form ?? 'whole');

const litresOf = (text: string): number | undefined => (text === '' ? undefined : Number(text));

/** @returns what is still missing, as advice, or the event */
export function processEvent(
  step: ProcessStep,
  draft: ProcessDraft,
): { missing: string } | { event: NewEvent; data: LotProcessedData } {
  if (draft.inputs.length === 0) return { missing: t('process.needIn') };
  if (draft.outputs.length + draft.losses.length === 0) return { missing: t('process.needOut') };
  const moisture = parseKg(draft.moisture);
  const data: LotProcessedData = {
    step,
    inputs: draft.inputs.map((line) => ({ lotId: line.lotId, grams: parseKg(line.weight) ?? 0 })),
    outputs: draft.outputs.map(({ polymer, tail, weight }) => ({
      lotId: lotId(polymer, tail),
      polymer,
      form: formAfter(step, draft),
      grams: parseKg(weight) ?? 0,
      // The pad's tenths of a per cent are permille, as its tenths of a kilogram are hundreds of grams.
      ...(draft.moisture === '' || moisture === null ? {} : { moisturePermille: moisture / 100 }),
    })),
    losses: draft.losses.map(({ reason, fate, weight }) => ({ reason, fate, grams: parseKg(weight) ?? 0 })),
    ...(litresOf(draft.fresh) === undefined ? {} : { litresFresh: litresOf(draft.fresh) }),
    ...(litresOf(draft.reused) === undefined ? {} : { litresReused: litresOf(draft.reused) }),
  };
  return { event: { type: 'lot.processed', data }, data };
}
