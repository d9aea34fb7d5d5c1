import type { KitchenEvent } from '@bakeloop/domain';
import { stageName } from './batch/next-step.js';
import { quantity } from './batch/units.js';
import { polymerName } from './intake/polymers.js';
import { kg, name, sentence, t } from './language/language.js';

/** One line for a list of logged events. */
export function describeEvent(event: KitchenEvent): string {
  switch (event.type) {
    case 'intake.recorded': {
      const { polymer, grossGrams, tareGrams } = event.data;
      const what = polymer === undefined ? t('tell.unsorted') : polymerName(polymer);
      return t('tell.intake', { what, kg: kg(grossGrams - tareGrams) });
    }
    case 'batch.started':
      return t('tell.started', { what: name('product', event.data.productCode ?? event.data.recipeId) });
    case 'batch.input': {
      const { material, polymer, grams } = event.data;
      const what = [name('code', material), ...(polymer === undefined ? [] : [polymerName(polymer)])].join(
        ' ',
      );
      return t('tell.in', { what, kg: kg(grams) });
    }
    case 'batch.stage': {
      const { stage, edge } = event.data;
      const key = edge === 'start' ? 'tell.stageStarted' : 'tell.stageDone';
      return sentence(t(key, { stage: stageName(stage) }));
    }
    case 'batch.output': {
      const { kind, pieces, grams } = event.data;
      const counted = pieces === undefined ? '' : ` · ${t('tell.pieces', { count: pieces })}`;
      return t('tell.out', { what: name('code', kind) + counted, kg: kg(grams) });
    }
    case 'batch.qc': {
      const { pass, rejectedPieces, value, unit } = event.data;
      const measured = value === undefined ? '' : ` · ${quantity(value, unit ?? '')}`;
      const test = name('code', event.data.test.replaceAll(' ', '-'));
      const rejected = rejectedPieces ? ` · ${t('tell.rejected', { count: rejectedPieces })}` : '';
      return t(pass ? 'tell.passed' : 'tell.failed', { test }) + measured + rejected;
    }
    case 'batch.finished':
      return t('tell.finished');
    case 'incident.recorded':
      return t('tell.incident', { what: name('code', event.data.kind) });
    case 'event.voided':
      return t('tell.voided', { why: event.reason ?? '' });
    case 'lot.processed':
      return t('tell.lot', { step: name('code', event.data.step) });
    case 'dispatch.recorded':
      return t('tell.dispatch', { what: name('product', event.data.productCode), kg: kg(event.data.grams) });
    case 'return.recorded':
      return t('tell.returned', { what: name('product', event.data.productCode), kg: kg(event.data.grams) });
    case 'kitchen.moved':
      return t('tell.moved', { place: event.data.place });
    case 'scale.calibrated':
      return t('tell.scale', { scale: event.data.scaleId });
    case 'labour.recorded':
      return t('tell.labour', { people: event.data.people, minutes: event.data.minutes });
    case 'maintenance.recorded':
      return t('tell.maintenance', {
        machine: event.data.machine,
        task: name('code', event.data.task.replaceAll(' ', '-')),
      });
  }
}
