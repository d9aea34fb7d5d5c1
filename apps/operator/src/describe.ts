import type { KitchenEvent } from '@bakeloop/domain';
import { stageName } from './batch/next-step.js';

/** @returns the name of a code of the contract as people read it: `own-scrap` is `Own scrap` */
export function words(code: string): string {
  const text = code.replaceAll('-', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * One line for a list of logged events.
 * @param kg how to write a mass
 */
export function describeEvent(event: KitchenEvent, kg: (grams: number) => string): string {
  switch (event.type) {
    case 'intake.recorded': {
      const { polymer, grossGrams, tareGrams } = event.data;
      return `Intake · ${polymer ?? 'unsorted'} · ${kg(grossGrams - tareGrams)}`;
    }
    case 'batch.started':
      return `Batch started · ${event.data.productCode ?? event.data.recipeId}`;
    case 'batch.input': {
      const { material, polymer, grams } = event.data;
      return `In · ${words(material)}${polymer === undefined ? '' : ` ${polymer}`} · ${kg(grams)}`;
    }
    case 'batch.stage':
      return `${stageName(event.data.stage)} ${event.data.edge === 'start' ? 'started' : 'done'}`;
    case 'batch.output': {
      const { kind, pieces, grams } = event.data;
      return `Out · ${words(kind)}${pieces === undefined ? '' : ` · ${String(pieces)} pieces`} · ${kg(grams)}`;
    }
    case 'batch.qc': {
      const { pass, test, rejectedPieces } = event.data;
      const rejected = rejectedPieces ? ` · ${String(rejectedPieces)} rejected` : '';
      return `Quality · ${test} ${pass ? 'passed' : 'failed'}${rejected}`;
    }
    case 'batch.finished':
      return 'Batch finished';
    case 'incident.recorded':
      return `Incident · ${event.data.kind === 'pvc-found' ? 'PVC found' : words(event.data.kind)}`;
    case 'event.voided':
      return `Cancelled an entry · ${event.reason ?? ''}`;
    case 'lot.processed':
      return `Lot · ${words(event.data.step)}`;
    default:
      return words(event.type.replace('.', ' '));
  }
}
