import { unitLabel, type EvidenceLeaf, type MetricAnswer, type MetricDefinition } from '@bakeloop/contracts';
import type { Format } from '@bakeloop/ui';
import { inputsOf, QUANTITIES, type MetricInput, type Quantity } from '@bakeloop/domain';
import { MINOR_UNIT } from './figure-words.js';

type Amounts = EvidenceLeaf['amounts'];

/** Not a sum: a supplier who delivers twice is one supplier. */
const COUNTED_ONCE: Quantity = 'activeSupplierCount';

/** An input as it is shown: money apart by currency, since shillings and euros have no sum. */
export interface ShownInput extends MetricInput {
  currency: string | null;
}
export const inputKey = ({ name, currency }: ShownInput): string =>
  currency === null ? name : `${name} ${currency}`;

/** @returns the value with its unit, to be computed with again */
export const inputText = ({ value, unit, currency }: ShownInput, format: Format): string =>
  currency === null
    ? `${format.exact(value)} ${unitLabel(unit, value)}`.trim()
    : format.money(value, currency);

/** @returns the inputs as the figure's own answer has them */
export const inputsOfFigure = ({ inputs, parts }: MetricAnswer): ShownInput[] =>
  inputs.flatMap<ShownInput>((input) =>
    input.unit === MINOR_UNIT
      ? parts.map(({ name, value }) => ({ ...input, value, currency: name }))
      : [{ ...input, currency: null }],
  );

/** @returns the inputs of a figure as these amounts make them; those that are no sums are left out */
export function inputsFrom(definition: MetricDefinition, amounts: Amounts): ShownInput[] {
  const inputs = definition.inputs.flatMap(({ name, quantity, dimension, unit }) =>
    isQuantity(quantity) && quantity !== COUNTED_ONCE
      ? [{ name, quantity, unit, ...(dimension === null ? {} : { dimension }) }]
      : [],
  );
  return inputsOf({ inputs }, amounts).flatMap<ShownInput>((input) =>
    input.unit === MINOR_UNIT
      ? currenciesIn(amounts, inputs.find(({ name }) => name === input.name)?.quantity ?? '').map(
          ([currency, value]) => ({ ...input, value, currency }),
        )
      : [{ ...input, currency: null }],
  );
}

/** `paidMinor:KES` is shillings of the quantity `paidMinor`. */
const currenciesIn = (amounts: Amounts, quantity: string): [string, number][] =>
  Object.entries(amounts).flatMap(([key, value]) =>
    key.startsWith(`${quantity}:`) ? [[key.slice(quantity.length + 1), value]] : [],
  );

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
