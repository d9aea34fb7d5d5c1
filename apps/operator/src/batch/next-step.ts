import { STAGES, type BatchState, type Stage } from '@bakeloop/domain';
import { testOf } from './quality.js';
import { sentence, t } from '../language/language.js';

/** What to do now: the one thing the big button offers. */
export type NextStep =
  | { do: 'input' | 'output' | 'qc' | 'finish' | 'nothing' }
  | { do: 'stage'; stage: Stage; edge: 'start' | 'end' };

type Known = Pick<BatchState, 'status' | 'inputs' | 'outputs' | 'qc' | 'stages' | 'stage'>;

/** A stage as a chip shows it. */
export function stageStates(batch: Pick<BatchState, 'stages'>): Record<Stage, 'todo' | 'running' | 'done'> {
  const states = Object.fromEntries(STAGES.map((stage) => [stage, 'todo'])) as Record<
    Stage,
    'todo' | 'running' | 'done'
  >;
  for (const { stage, endedAt } of batch.stages) {
    if (endedAt === null) states[stage] = 'running';
    else if (states[stage] === 'todo') states[stage] = 'done';
  }
  return states;
}

/**
 * The order of a batch: material, stages one by one, product, quality check, finish. A stage that was skipped stays
 * skipped: what comes next follows the furthest stage that was begun. Nothing forbids another order; this only offers.
 */
export function nextStep(batch: Known): NextStep {
  if (batch.status === 'finished') return { do: 'nothing' };
  if (batch.inputs.length === 0) return { do: 'input' };
  const states = stageStates(batch);
  const running = STAGES.find((stage) => states[stage] === 'running');
  if (running) return { do: 'stage', stage: running, edge: 'end' };
  const furthest = STAGES.findLastIndex((stage) => states[stage] !== 'todo');
  const next = STAGES[furthest + 1];
  if (next) return { do: 'stage', stage: next, edge: 'start' };
  if (!batch.outputs.some(({ kind }) => kind === 'product' || kind === 'granulate')) return { do: 'output' };
  // A temperature is measured while it runs: the product is still to be looked at.
  if (batch.qc.every(({ test }) => test === testOf('melt-temperature'))) return { do: 'qc' };
  return { do: 'finish' };
}

/** Within a sentence. */
export const stageName = (stage: Stage): string => t(`batch.${stage}`);

/** The words on the big button. */
export function stepLabel(step: NextStep): string {
  switch (step.do) {
    case 'input':
      return t('batch.addMaterial');
    case 'stage': {
      const key = step.edge === 'start' ? 'batch.startStage' : 'batch.stageDone';
      return sentence(t(key, { stage: stageName(step.stage) }));
    }
    case 'output':
      return t('batch.weighProduct');
    case 'qc':
      return t('batch.qualityCheck');
    case 'finish':
      return t('batch.finishBatch');
    case 'nothing':
      return t('batch.finished');
  }
}
