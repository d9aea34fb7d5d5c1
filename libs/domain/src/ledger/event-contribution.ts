import { isBatchEvent } from '../batch/batch.js';
import type { IntakeData, IntakeRecorded, KitchenEvent, LabourData, LotProcessed } from '../log/events.js';
import { isCurrency } from '../log/currency.js';
import { kitchenDay } from '../log/time.js';
import { processError } from '../lots/lot-flags.js';
import { dryGramsOf } from '../lots/moisture.js';
import { weighingError } from '../measure/scales.js';
import { isCountry } from '../reference/countries.js';
import { AmountsBuilder } from '../amounts/amounts.js';
import { sortedGaps, type Gap } from '../amounts/gaps.js';
import { UNNAMED } from './batch-contribution.js';
import type { KitchenContext } from '../kitchen/context.js';
import type { Contribution } from './contribution.js';
import { placeAt } from '../kitchen/places.js';

/**
 * What one effective event adds by itself, on the day it happened where the kitchen then was: all events but those that
 * count through their batch.
 * @returns null for an event of a batch, and for a void
 * @throws RangeError for a place with an unknown zone
 */
export function eventContribution(event: KitchenEvent, context: KitchenContext): Contribution | null {
  if (event.type === 'event.voided') return null;
  if (isBatchEvent(event) && event.batchId !== undefined) return null;
  const into = new AmountsBuilder().add('eventCount', 1);
  const gaps: Gap[] = [];
  switch (event.type) {
    case 'intake.recorded':
      addIntake(into, gaps, event, context);
      break;
    case 'lot.processed':
      addProcessed(into, gaps, event, context);
      break;
    case 'batch.input':
      if (event.data.lotId !== undefined) into.add('stockGrams', -event.data.grams, 'fed');
      gaps.push({ about: 'log', message: 'the input names no batch, so no batch counts it' });
      break;
    case 'batch.output':
      if (event.data.lotId !== undefined) into.add('stockGrams', event.data.grams, 'made');
      gaps.push({ about: 'log', message: 'the output names no batch, so no batch counts it' });
      break;
    case 'dispatch.recorded':
      into
        .add('dispatchedGrams', event.data.grams, event.data.project ?? UNNAMED)
        .add('dispatchedPieces', event.data.pieces)
        .add('stockGrams', -event.data.grams, 'dispatched');
      break;
    case 'return.recorded':
      into.add('returnedGrams', event.data.grams, event.data.condition);
      break;
    case 'kitchen.moved':
      if (!isCountry(event.data.country))
        gaps.push({
          about: 'greenhouse-gases',
          message: `${event.data.country} is no country of ISO 3166-1, so no factor of that place is used`,
        });
      break;
    case 'labour.recorded':
      addLabour(into, gaps, event.data);
      break;
    case 'incident.recorded':
      into
        .add('incidentCount', 1, event.data.kind)
        .add('lostTimeIncidentCount', event.data.lostTime === true ? 1 : 0);
      break;
    default:
      break; // the others are only counted
  }
  return {
    subject: `event:${event.id}`,
    time: event.time,
    day: kitchenDay(event.time, placeAt(context.places, event.time).timeZone),
    productCode: 'productCode' in event.data ? (event.data.productCode ?? null) : null,
    machine: 'machine' in event.data ? (event.data.machine ?? null) : null,
    amounts: into.build(),
    gaps: sortedGaps([...gaps, ...into.gaps()]),
  };
}

function addIntake(
  into: AmountsBuilder,
  gaps: Gap[],
  { time, data }: IntakeRecorded,
  context: KitchenContext,
): void {
  const { sourceType, supplier, grossGrams, tareGrams, moisturePermille, scaleId, price } = data;
  const netGrams = grossGrams - tareGrams;
  const dryGrams = dryGramsOf(netGrams, moisturePermille);
  const error = weighingError(
    [
      { grams: grossGrams, sign: 1, scaleId, time },
      { grams: tareGrams, sign: -1, scaleId, time },
    ],
    context.calibrations,
  );
  into
    .add('intakeCount', 1)
    .add('intakeGrossGrams', grossGrams)
    .add('intakeNetGrams', netGrams, sourceType)
    .add('intakeDryMg', (dryGrams ?? 0) * 1000)
    .add('intakeWithoutMoistureCount', dryGrams === null ? 1 : 0)
    .add('intakeVarianceG2', error.varianceG2)
    .add('intakeScaleErrorMg', error.scaleGrams * 1000)
    .add('supplierDeliveryCount', supplier === undefined ? 0 : 1)
    .add('stockGrams', netGrams, 'delivered');
  if (dryGrams === null)
    gaps.push({ about: 'log', message: 'the moisture of the delivery was not measured' });
  if (price !== undefined) addPaid(into, gaps, 'paidMinor', price);
}

/**
 * Water driven off is never a reject nor waste, at whatever step it is logged; other losses at sorting are rejects, the
 * rest are process losses. Flake is what shredding gives as flake; where another step gives flake, what went into it was
 * flake already, so only the difference counts: what washing took away, and the water it left until it is dried. Water
 * used again counts only beside the fresh water of its step: a ratio of the two needs both.
 */
function addProcessed(into: AmountsBuilder, gaps: Gap[], event: LotProcessed, context: KitchenContext): void {
  const { step, inputs, outputs, losses, litresFresh, litresReused } = event.data;
  for (const { reason, grams, fate } of losses) {
    const isReject = step === 'sort' && reason !== 'moisture';
    into.add(isReject ? 'rejectedGrams' : 'processLossGrams', grams, reason);
    if (reason !== 'moisture') into.add('wasteGrams', grams, fate);
  }
  let takenGrams = 0;
  let givenGrams = 0;
  let flakeGrams = 0;
  for (const { grams } of inputs) takenGrams += grams;
  for (const { grams, form } of outputs) {
    givenGrams += grams;
    if (form === 'flake') flakeGrams += grams;
  }
  const wasFlakeGrams = step === 'shred' || givenGrams === 0 ? 0 : (takenGrams * flakeGrams) / givenGrams;
  const error = processError(event, context);
  into
    .add('acceptedGrams', step === 'sort' ? givenGrams : 0)
    .add('flakeGrams', flakeGrams - wasFlakeGrams)
    .add('processVarianceG2', error.varianceG2)
    .add('processScaleErrorMg', error.scaleGrams * 1000)
    .add('waterFreshMl', (litresFresh ?? 0) * 1000)
    .add('waterReusedMl', litresFresh === undefined ? 0 : (litresReused ?? 0) * 1000)
    .add('stockGrams', givenGrams - takenGrams, 'prepared');
  if (inputs.length === 0 && outputs.length === 0)
    gaps.push({ about: 'log', message: 'the step names no lot, so nobody can tell what was lost' });
  if (litresFresh === undefined && litresReused !== undefined)
    gaps.push({
      about: 'water',
      message: 'the step does not say its fresh water, so the water it used again is in no ratio',
    });
}

function addLabour(into: AmountsBuilder, gaps: Gap[], { people, minutes, kind, paid }: LabourData): void {
  into.add(kind === 'training' ? 'trainingMinutes' : 'workMinutes', people * minutes);
  if (paid !== undefined) addPaid(into, gaps, 'labourPaidMinor', paid);
}

/** Money is kept by currency, never converted; an unknown currency keeps its own sum, and says so. */
function addPaid(
  into: AmountsBuilder,
  gaps: Gap[],
  quantity: 'paidMinor' | 'labourPaidMinor',
  { minor, currency }: NonNullable<IntakeData['price']>,
): void {
  into.add(quantity, minor, currency);
  if (!isCurrency(currency))
    gaps.push({ about: 'log', message: `${currency} is no currency of ISO 4217: it is kept apart` });
}
