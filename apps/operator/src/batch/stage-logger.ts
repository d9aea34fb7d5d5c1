import type { Stage } from '@bakeloop/domain';
import { sentence, t } from '../language/language.js';
import { useLog } from '../log/use-log.js';
import { stageName } from './next-step.js';

/** Logs the edge of a stage with one tap. */
export function useStageLogger(kitchenId: string, batchId: string) {
  const { save } = useLog();
  return (stage: Stage, edge: 'start' | 'end', at: { time?: string } = {}) =>
    save(
      kitchenId,
      { type: 'batch.stage', batchId, data: { stage, edge } },
      sentence(t(edge === 'start' ? 'batch.stageStarted' : 'batch.stageDone', { stage: stageName(stage) })),
      at,
    );
}
