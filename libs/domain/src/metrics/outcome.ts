import { amountOf, partsOf, QUANTITIES, type Amounts, type Quantity } from '../amounts/amounts.js';
import type {
  DataQuality,
  Metric,
  MetricInput,
  MetricInputDefinition,
  MetricOutcome,
  MetricPart,
} from './metric.js';

/** How many of a quantity's unit make one of an input's. What is not here has the unit of its quantity. */
const PER_UNIT: Readonly<Record<string, number>> = {
  'g kg': 1000,
  'mg kg': 1e6,
  'mg t': 1e9,
  'mg kg{CO2e}': 1e6,
  'mL L': 1000,
  'W.h kW.h': 1000,
  'ms h': 3_600_000,
  'min h': 60,
  '10*-3 {functional unit}': 1000,
};

/** An amount of a quantity, integer in its own unit, in another unit. @throws RangeError for units that do not convert */
function inUnit(amount: number, quantity: Quantity, unit: string): number {
  const from = QUANTITIES[quantity].unit;
  if (from === unit) return amount;
  const per = PER_UNIT[`${from} ${unit}`];
  if (per === undefined) throw new RangeError(`${quantity} is in ${from}; it does not convert to ${unit}`);
  return amount / per;
}

function inputValue({ quantity, dimension, unit }: MetricInputDefinition, amounts: Amounts): number {
  const amount =
    dimension === undefined ? amountOf(amounts, quantity) : (amounts[`${quantity}:${dimension}`] ?? 0);
  return inUnit(amount, quantity, unit);
}

/** The inputs of a metric with their values: what its formula is computed from. */
export function inputsOf({ inputs }: Pick<Metric, 'inputs'>, amounts: Amounts): MetricInput[] {
  return inputs.map((input) => ({
    name: input.name,
    value: inputValue(input, amounts),
    unit: input.unit,
  }));
}

/** The same by name, for `compute`. */
export function valuesOf<const I extends readonly MetricInputDefinition[]>(
  inputs: I,
  amounts: Amounts,
): Record<I[number]['name'], number> {
  return Object.fromEntries(inputs.map((input) => [input.name, inputValue(input, amounts)])) as Record<
    I[number]['name'],
    number
  >;
}

/** A quantity taken apart by its dimension, in a unit. */
export function partsIn(amounts: Amounts, quantity: Quantity, unit: string): MetricPart[] {
  return partsOf(amounts, quantity).map(([name, amount]) => ({
    name,
    value: inUnit(amount, quantity, unit),
    unit,
  }));
}

/** Whether anything of these quantities was reported: then a zero of another is a zero, and not something missing. */
export function isReported(amounts: Amounts, quantities: readonly Quantity[]): boolean {
  return quantities.some((quantity) => amountOf(amounts, quantity) !== 0);
}

export function known(
  value: number,
  range: { low: number; high: number } | null = null,
  parts?: MetricPart[],
): MetricOutcome {
  return { value, reason: null, range, ...(parts === undefined ? {} : { parts }) };
}

export function unknown(reason: string, parts?: MetricPart[]): MetricOutcome {
  return { value: null, reason, range: null, ...(parts === undefined ? {} : { parts }) };
}

/**
 * The figure for public use: the lower 95 % bound where more is better, never above the value. Null where more is not
 * better, and where no uncertainty is known.
 */
export function conservativeOf(
  { better }: Pick<Metric, 'better'>,
  { value, range }: MetricOutcome,
): number | null {
  return better !== 'higher' || value === null || range === null ? null : Math.min(value, range.low);
}

/** The interval of diverted plastic: its lower end is without what nobody can prove, and not below zero. */
export function lessUnproven(
  range: { low: number; high: number } | null,
  unproven: number,
): { low: number; high: number } | null {
  return range && { ...range, low: Math.max(0, range.low - unproven) };
}

export const measured = (): DataQuality => 'measured';
export const calculated = (): DataQuality => 'calculated';
