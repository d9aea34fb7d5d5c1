import type {
  BatchInputData,
  BatchOutputData,
  LossReason,
  Material,
  OutputKind,
  ProcessStep,
} from '../log/events.js';
import type { Provenance } from '../lots/provenance.js';

export interface MassFlow {
  /** Material, output kind or loss reason. */
  kind: string;
  label: string;
  lotId: string | null;
  polymer: string | null;
  grams: number;
}

/** Where every gram of a batch came from and went to. Integer grams, shares of lots rounded once, here. */
export interface MassBalance {
  /** The batch's share of the deliveries behind it; null when recycled flake is not traced to a delivery. */
  intake: { grossGrams: number; netGrams: number; dryGrams: number | null; lots: string[] } | null;
  /** The batch's share of what was lost between gate and feed. */
  losses: MassFlow[];
  inputs: MassFlow[];
  outputs: MassFlow[];
  feedGrams: number;
  goodGrams: number;
  unaccountedGrams: number;
  /** Unaccounted share of the feed, negative when more came out than went in; null without a feed. */
  closure: number | null;
}

/** The masses of a batch: feed = good + regrind + purge + residue + rejected + unaccounted, always. */
export interface BatchMasses {
  feedGrams: number;
  /** Product and granulate, less what QC rejected. */
  goodGrams: number;
  regrindGrams: number;
  purgeGrams: number;
  residueGrams: number;
  /** Rejected by QC and not logged as regrind or residue since. */
  rejectedGrams: number;
  /** Negative when more came out than went in. */
  unaccountedGrams: number;
}

/**
 * Masses of one batch.
 *
 * Product and granulate outputs are what left the mould, before QC; `rejectedGrams` of a QC event leave the good product.
 * Rejected pieces that are then shredded or thrown away are logged as output `regrind` or `residue`: they are the
 * same grams, so only what those outputs do not cover stands as rejected. Whoever logs the product after QC, as
 * vector MB-1 does, logs no `rejectedGrams`. QC cannot reject more than was made: the excess is not subtracted.
 */
export function batchMasses(
  inputs: readonly Pick<BatchInputData, 'grams'>[],
  outputs: readonly Pick<BatchOutputData, 'kind' | 'grams'>[],
  qcRejectedGrams: number,
): BatchMasses {
  const made: Record<OutputKind, number> = { product: 0, granulate: 0, regrind: 0, purge: 0, residue: 0 };
  for (const { kind, grams } of outputs) made[kind] += grams;
  let feedGrams = 0;
  for (const { grams } of inputs) feedGrams += grams;
  const beforeQc = made.product + made.granulate;
  const taken = Math.min(qcRejectedGrams, beforeQc);
  const goodGrams = beforeQc - taken;
  const rejectedGrams = Math.max(0, taken - made.regrind - made.residue);
  return {
    feedGrams,
    goodGrams,
    regrindGrams: made.regrind,
    purgeGrams: made.purge,
    residueGrams: made.residue,
    rejectedGrams,
    unaccountedGrams: feedGrams - goodGrams - made.regrind - made.purge - made.residue - rejectedGrams,
  };
}

export const MATERIAL_LABELS: Record<Material, string> = {
  flake: 'Flake',
  regrind: 'Regrind',
  sand: 'Sand',
  fibre: 'Fibre',
  masterbatch: 'Masterbatch',
  additive: 'Additive',
};
export const OUTPUT_LABELS: Record<OutputKind, string> = {
  product: 'Product',
  granulate: 'Granulate',
  regrind: 'Regrind',
  purge: 'Purge',
  residue: 'Residue',
};
export const LOSS_LABELS: Record<LossReason, string> = {
  pvc: 'PVC',
  thermoset: 'Thermoset',
  multilayer: 'Multilayer',
  hazardous: 'Hazardous',
  'non-plastic': 'Not plastic',
  moisture: 'Water',
  fines: 'Fines',
  other: 'Other loss',
};

/**
 * The balance as a picture shows it: equal flows are joined, the good outputs are net of QC rejects, and rejects not
 * logged as regrind or residue are an output of their own. So inputs = outputs + unaccounted.
 * @param provenance what stands behind the inputs; its `traced` decides whether there is an intake share
 * @param deliveries lot numbers of the deliveries behind the inputs
 */
export function massBalance(
  masses: BatchMasses,
  inputs: readonly BatchInputData[],
  outputs: readonly BatchOutputData[],
  provenance: Provenance,
  deliveries: readonly string[],
): MassBalance {
  const { feedGrams, goodGrams, rejectedGrams, unaccountedGrams } = masses;
  const left = gramsAfterQc(outputs, goodGrams);
  const outputFlows = outputs.map(({ kind, productCode, lotId }, index) => ({
    kind,
    label: withDetail(OUTPUT_LABELS[kind], productCode),
    lotId: lotId ?? null,
    polymer: null,
    grams: left[index] ?? 0,
  }));
  return {
    intake: provenance.traced
      ? {
          grossGrams: Math.round(provenance.grossGrams),
          netGrams: Math.round(provenance.netGrams),
          dryGrams: provenance.dryGrams === null ? null : Math.round(provenance.dryGrams),
          lots: [...deliveries],
        }
      : null,
    losses: joined(
      provenance.losses.map(({ step, reason, grams }) => ({
        kind: reason,
        label: lossLabel(reason, step),
        lotId: null,
        polymer: null,
        grams,
      })),
    )
      .map((flow) => ({ ...flow, grams: Math.round(flow.grams) }))
      .filter(({ grams }) => grams > 0),
    inputs: joined(
      inputs.map(({ material, polymer, lotId, grams }) => ({
        kind: material,
        label: withDetail(MATERIAL_LABELS[material], polymer),
        lotId: lotId ?? null,
        polymer: polymer ?? null,
        grams,
      })),
    ),
    outputs: [
      ...joined(outputFlows),
      ...(rejectedGrams === 0
        ? []
        : [{ kind: 'rejected', label: 'Rejected by QC', lotId: null, polymer: null, grams: rejectedGrams }]),
    ],
    feedGrams,
    goodGrams,
    unaccountedGrams,
    closure: feedGrams === 0 ? null : unaccountedGrams / feedGrams,
  };
}

/** For example `Water (sort)`. */
export function lossLabel(reason: LossReason, step: ProcessStep): string {
  return `${LOSS_LABELS[reason]} (${step})`;
}

/** Grams of each output, the good ones less what QC rejected of them: the first good outputs lose first. */
export function gramsAfterQc(
  outputs: readonly Pick<BatchOutputData, 'kind' | 'grams'>[],
  goodGrams: number,
): number[] {
  const isGood = ({ kind }: { kind: string }): boolean => kind === 'product' || kind === 'granulate';
  let excess = -goodGrams;
  for (const output of outputs) if (isGood(output)) excess += output.grams;
  return outputs.map((output) => {
    if (!isGood(output)) return output.grams;
    const taken = Math.min(excess, output.grams);
    excess -= taken;
    return output.grams - taken;
  });
}

function withDetail(label: string, detail: string | undefined): string {
  return detail === undefined ? label : `${label} ${detail}`;
}

function joined(flows: readonly MassFlow[]): MassFlow[] {
  const byFlow = new Map<string, MassFlow>();
  for (const flow of flows) {
    const key = JSON.stringify([flow.kind, flow.label, flow.lotId]);
    const known = byFlow.get(key);
    if (known === undefined) byFlow.set(key, { ...flow });
    else known.grams += flow.grams;
  }
  return [...byFlow.values()];
}
