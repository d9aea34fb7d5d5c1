import type { EvidenceLeaf, MetricDefinition } from '@bakeloop/contracts';
import { inputsOf, QUANTITIES, type MetricInput, type Quantity } from '@bakeloop/domain';

type Amounts = EvidenceLeaf['amounts'];

/** Not a sum: a supplier who delivers twice is one supplier. */
const COUNTED_ONCE: Quantity = 'activeSupplierCount';

/** @returns the inputs of a figure as these amounts make them; those that are no sums are left out */
export function inputsFrom(definition: MetricDefinition, amounts: Amounts): MetricInput[] {
  const inputs = definition.inputs.flatMap(({ name, quantity, dimension, unit }) =>
    isQuantity(quantity) && quantity !== COUNTED_ONCE
      ? [{ name, quantity, unit, ...(dimension === null ? {} : { dimension }) }]
      : [],
  );
  return inputsOf({ inputs }, amounts);
}

function isQuantity(name: string): name is Quantity {
  return Object.hasOwn(QUANTITIES, name);
}

/** @returns the sum of the amounts of these leaves, key by key */
export function sumOf(leaves: readonly Pick<EvidenceLeaf, 'amounts'>[]): Amounts {
  const sum: Amounts = {};
  for (const { amounts } of leaves)
    for (const [key, amount] of Object.entries(amounts)) sum[key] = (sum[key] ?? 0) + amount;
  return sum;
}

/** Whether two values are the same but for the last digits a computer loses. */
export const isSame = (left: number, right: number): boolean =>
  Math.abs(left - right) <= 1e-9 * Math.max(1, Math.abs(left), Math.abs(right));
