import { MATERIAL_LABELS, LOSS_LABELS } from '../batch/mass-balance.js';
import type { LossReason, Material, SourceType } from '../log/events.js';
import { deliveryLabel } from '../lineage/flow-graph.js';
import { FlowSum, type FlowPlace, type Flows } from '../lineage/flows.js';
import { COVERAGE_FACTOR } from '../measure/scales.js';
import { amountOf, partsOf, type Amounts } from '../amounts/amounts.js';

interface MassPart {
  name: string;
  value: number;
  /** Always `g`. */
  unit: string;
}

/** Mass of a period: in = out + stock change + unaccounted, to the gram. */
export interface PeriodMass {
  in: MassPart[];
  out: MassPart[];
  /** What lies in lots and in running batches at the end, less what did at the beginning. */
  stockChangeGrams: number;
  unaccountedGrams: number;
  /** Unaccounted share of what came in; null when nothing did. */
  closure: number | null;
  /** One standard uncertainty of the unaccounted mass, not rounded; null when nothing was weighed. */
  uncertaintyGrams: number | null;
  /** Beyond two standard uncertainties. */
  flagged: boolean;
}

/**
 * Everything that came in and went out in a period, over the whole kitchen: its lots and its machines are inside. What is
 * unaccounted is what preparation and finished batches took and did not give. The random errors of all weighings add in
 * quadrature; those of the scales, summed with their signs within each batch and step, are added up by size over them, as
 * if all erred the same way: no less than the truth.
 */
export function balanceOf(amounts: Amounts): PeriodMass {
  const moved = new Map(partsOf(amounts, 'stockGrams'));
  const running = runningGrams(amounts);
  const madeGrams = batchOutputGrams(amounts);
  const incoming = [
    ...partsOf(amounts, 'intakeNetGrams').map(([source, grams]) =>
      part(deliveryLabel(source as SourceType), grams),
    ),
    ...partsOf(amounts, 'boughtGrams').map(([material, grams]) =>
      part(`Bought in: ${MATERIAL_LABELS[material as Material]}`, grams),
    ),
  ];
  const outgoing = [
    part('Rejected at sorting', amountOf(amounts, 'rejectedGrams')),
    part('Lost in preparation', amountOf(amounts, 'processLossGrams')),
    part('Dispatched', amountOf(amounts, 'dispatchedGrams')),
    part('Put out by batches, into no lot', madeGrams - (moved.get('made') ?? 0)),
  ].filter(({ value }) => value !== 0);
  const stockChangeGrams = amountOf(amounts, 'stockGrams') + running;
  const inGrams = sum(incoming);
  const unaccountedGrams = inGrams - sum(outgoing) - stockChangeGrams;
  const scaleGrams =
    (amountOf(amounts, 'closureScaleErrorMg') + amountOf(amounts, 'processScaleErrorMg')) / 1000;
  const varianceG2 = amountOf(amounts, 'closureVarianceG2') + amountOf(amounts, 'processVarianceG2');
  const uncertaintyGrams = Math.sqrt(varianceG2 + scaleGrams ** 2);
  return {
    in: incoming,
    out: outgoing,
    stockChangeGrams,
    unaccountedGrams,
    closure: inGrams === 0 ? null : unaccountedGrams / inGrams,
    uncertaintyGrams: uncertaintyGrams === 0 ? null : uncertaintyGrams,
    flagged: Math.abs(unaccountedGrams) > COVERAGE_FACTOR * uncertaintyGrams,
  };
}

/**
 * The way of the mass of a period from deliveries to products. What deliveries gave and neither sorting refused,
 * preparation lost nor batches took lies in stock; where batches took more, the rest came from stock and own scrap.
 */
export function flowsOf(amounts: Amounts): Flows {
  const flows = new FlowSum();
  const gate: FlowPlace = { id: 'gate', kind: 'lot', label: 'Deliveries and stock' };
  const feed: FlowPlace = { id: 'feed', kind: 'batch', label: 'Fed to batches' };

  let leftGrams = 0;
  for (const [source, grams] of partsOf(amounts, 'intakeNetGrams')) {
    const label = deliveryLabel(source as SourceType);
    flows.link({ id: `delivery:${source}`, kind: 'delivery', label }, gate, grams);
    leftGrams += grams;
  }
  for (const [quantity, when] of [
    ['rejectedGrams', 'refused at sorting'],
    ['processLossGrams', 'lost in preparation'],
  ] as const)
    for (const [reason, grams] of partsOf(amounts, quantity)) {
      const label = `${LOSS_LABELS[reason as LossReason]}, ${when}`;
      flows.link(gate, { id: `${quantity}:${reason}`, kind: 'loss', label }, grams);
      leftGrams -= grams;
    }
  const bought = partsOf(amounts, 'boughtGrams');
  const fromLotsGrams = amountOf(amounts, 'feedGrams') - amountOf(amounts, 'boughtGrams');
  flows.link(gate, feed, fromLotsGrams);
  leftGrams -= fromLotsGrams;
  if (leftGrams > 0) flows.link(gate, { id: 'to-stock', kind: 'stock', label: 'Left in stock' }, leftGrams);
  else
    flows.link({ id: 'from-stock', kind: 'stock', label: 'From stock and own scrap' }, gate, -leftGrams || 0);
  for (const [material, grams] of bought) {
    const label = `Bought in: ${MATERIAL_LABELS[material as Material]}`;
    flows.link({ id: `bought:${material}`, kind: 'bought', label }, feed, grams);
  }

  for (const [product, grams] of partsOf(amounts, 'goodGrams'))
    flows.link(feed, { id: `product:${product}`, kind: 'product', label: product }, grams);
  for (const [quantity, label] of [
    ['regrindGrams', 'Regrind'],
    ['purgeGrams', 'Purge'],
    ['residueGrams', 'Residue'],
    ['qcRejectedGrams', 'Rejected by QC'],
  ] as const)
    flows.link(feed, { id: quantity, kind: 'loss', label }, amountOf(amounts, quantity));
  const rest = [
    ['unaccounted', 'Unaccounted', amountOf(amounts, 'unaccountedGrams')],
    ['stock', 'In running batches', runningGrams(amounts)],
  ] as const;
  for (const [kind, label, grams] of rest)
    if (grams > 0) flows.link(feed, { id: kind, kind, label }, grams);
    else flows.link({ id: `${kind}:gained`, kind, label }, feed, -grams || 0);
  return flows.build();
}

/** What batches put out, good or not. */
function batchOutputGrams(amounts: Amounts): number {
  return (
    amountOf(amounts, 'goodGrams') +
    amountOf(amounts, 'regrindGrams') +
    amountOf(amounts, 'purgeGrams') +
    amountOf(amounts, 'residueGrams') +
    amountOf(amounts, 'qcRejectedGrams')
  );
}

/** Fed to batches that are not finished, and not put out yet. */
function runningGrams(amounts: Amounts): number {
  return amountOf(amounts, 'feedGrams') - amountOf(amounts, 'unaccountedGrams') - batchOutputGrams(amounts);
}

function part(name: string, value: number): MassPart {
  return { name, value, unit: 'g' };
}

function sum(parts: readonly MassPart[]): number {
  return parts.reduce((total, { value }) => total + value, 0);
}
