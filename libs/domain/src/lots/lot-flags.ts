import { ABSURD_GRAMS, kilograms, type BatchFlag } from '../log/flags.js';
import type { KitchenContext } from '../kitchen/context.js';
import { placeAt } from '../kitchen/places.js';
import type { IntakeRecorded, LotProcessed } from '../log/events.js';
import { kitchenDay } from '../log/time.js';
import { isCurrency } from '../log/currency.js';
import {
  COVERAGE_FACTOR,
  standardUncertaintyGrams,
  weighingError,
  type Weighing,
} from '../measure/scales.js';
import { recordAt } from '../reference/lookup.js';
import { dryGramsOf } from './moisture.js';

/** What events say of a mass of several polymers. */
export const MIXED = 'mixed';

/** What cannot be, or hardly can be, about a delivery (E7). */
export function intakeFlags({ time, data }: IntakeRecorded, context: KitchenContext): BatchFlag[] {
  const flags: BatchFlag[] = [];
  const { lotId, grossGrams, moisturePermille, polymer, price } = data;
  if (grossGrams > ABSURD_GRAMS) flags.push(absurd(`Delivery ${lotId}`, grossGrams));
  if (moisturePermille !== undefined && dryGramsOf(1, moisturePermille) === null)
    flags.push({
      code: 'impossible_moisture',
      message: `Delivery ${lotId} is said to hold ${moisturePermille} parts of water in 1000: counted as not measured.`,
      grams: null,
    });
  if (polymer !== undefined) flags.push(...polymerFlags(`Delivery ${lotId}`, polymer, time, context));
  if (price !== undefined && !isCurrency(price.currency))
    flags.push({
      code: 'unknown_currency',
      message: `Delivery ${lotId} was paid in ${price.currency}, which is no ISO 4217 currency: correct it.`,
      grams: null,
    });
  return flags;
}

/** What cannot be, or hardly can be, about a preparation step (E7). */
export function processFlags(event: LotProcessed, context: KitchenContext): BatchFlag[] {
  const { time, data } = event;
  const named = (lots: readonly { lotId: string }[]): string =>
    [...new Set(lots.map(({ lotId }) => lotId))].join(', ');
  const name =
    data.outputs.length > 0
      ? `Step "${data.step}" that made ${named(data.outputs)}`
      : `Step "${data.step}" of ${named(data.inputs)}`;
  const flags: BatchFlag[] = [];
  // Washing adds water: there, only a mass known to be dry can tell whether more came out than went in.
  const solidGrams = data.outputs.map(
    ({ grams, moisturePermille }) =>
      dryGramsOf(grams, moisturePermille) ?? (data.step === 'wash' ? 0 : grams),
  );
  const takenGrams = sum(data.inputs.map(({ grams }) => grams));
  const lostGrams = sum(data.losses.map(({ grams }) => grams));
  const allowedGrams = COVERAGE_FACTOR * standardUncertaintyGrams(processError(event, context));
  const gainedGrams = sum(solidGrams) + lostGrams - takenGrams;
  if (gainedGrams > allowedGrams)
    flags.push({
      code: 'process_gains_mass',
      message: `${name} gave ${kilograms(takenGrams + gainedGrams)} from ${kilograms(takenGrams)}: check its weights.`,
      grams: Math.round(gainedGrams),
    });
  // Washing and drying change the water, which nobody weighs: only the other steps must give back what they took.
  const missingGrams = takenGrams - lostGrams - sum(data.outputs.map(({ grams }) => grams));
  if (data.step !== 'wash' && data.step !== 'dry' && missingGrams > allowedGrams)
    flags.push({
      code: 'process_not_closed',
      message: `${name} took ${kilograms(takenGrams)} and ${kilograms(missingGrams)} of it is missing: log its losses.`,
      grams: missingGrams,
    });
  for (const { lotId, grams, polymer } of data.outputs) {
    if (grams > ABSURD_GRAMS) flags.push(absurd(`Lot ${lotId}`, grams));
    flags.push(...polymerFlags(`Lot ${lotId}`, polymer, time, context));
  }
  return flags;
}

/** Error of what a preparation step took less what it gave and lost. */
export function processError(
  { time, data }: LotProcessed,
  { calibrations }: Pick<KitchenContext, 'calibrations'>,
): ReturnType<typeof weighingError> {
  const { scaleId } = data;
  const weighings: Weighing[] = [];
  for (const { grams } of data.inputs) weighings.push({ grams, sign: 1, scaleId, time });
  for (const { grams } of [...data.outputs, ...data.losses])
    weighings.push({ grams, sign: -1, scaleId, time });
  return weighingError(weighings, calibrations);
}

/** A lot that gave more than it held, beyond what its weighings explain. */
export function overdrawnFlag(lot: {
  lotId: string;
  producedGrams: number;
  consumedGrams: number;
  uncertaintyGrams: number;
}): BatchFlag | null {
  const { lotId, producedGrams, consumedGrams, uncertaintyGrams } = lot;
  const overGrams = consumedGrams - producedGrams;
  if (overGrams <= COVERAGE_FACTOR * uncertaintyGrams) return null;
  return {
    code: 'lot_overdrawn',
    message: `Lot ${lotId} gave ${kilograms(consumedGrams)} but held ${kilograms(producedGrams)}: check the weights and the lot number.`,
    grams: overGrams,
  };
}

/** A lot that gave mass to a step, to a batch as recycled flake, or to a lorry, and that nobody ever filled. */
export function notDeliveredFlag(lotId: string, grams: number): BatchFlag {
  return {
    code: 'lot_not_delivered',
    message: `Lot ${lotId} gave ${kilograms(grams)}, but no delivery, step or batch filled it: log its delivery or correct the lot number.`,
    grams,
  };
}

function polymerFlags(what: string, polymer: string, time: string, context: KitchenContext): BatchFlag[] {
  const { reference, places } = context;
  // A delivery may be of all sorts; without reference data, as on the phone, nobody knows better.
  if (polymer === MIXED || reference.length === 0) return [];
  if (recordAt(reference, 'polymer', polymer, kitchenDay(time, placeAt(places, time).timeZone)) !== null)
    return [];
  return [
    {
      code: 'unknown_polymer',
      message: `${what} is of "${polymer}", which the reference data does not know: correct the name or publish the polymer.`,
      grams: null,
    },
  ];
}

function absurd(what: string, grams: number): BatchFlag {
  return {
    code: 'absurd_mass',
    message: `${what} weighs ${kilograms(grams)} in one weighing: was a unit or a digit wrong?`,
    grams,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
