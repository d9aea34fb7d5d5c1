import type { KitchenDetail } from '@bakeloop/contracts';
import { Ago, useFormat, useNow } from '@bakeloop/ui';
import { Link } from 'react-router';
import { STAGE_WORDS, stageWord } from '../../data/stages.js';
import { useProductName } from '../../data/use-names.js';

const STAGES = Object.keys(STAGE_WORDS);

export function RunningBatch({ kitchen }: { kitchen: KitchenDetail }) {
  const format = useFormat();
  const now = useNow();
  const productName = useProductName();
  const batch = kitchen.runningBatch;
  if (!batch) {
    return (
      <section className="panel" aria-labelledby="running-heading">
        <h2 id="running-heading">Running batch</h2>
        <p>No batch is running.</p>
      </section>
    );
  }
  const startedMs = batch.startedAt ? Date.parse(batch.startedAt) : null;
  const at = batch.stage ? STAGES.indexOf(batch.stage) : -1;
  return (
    <section className="panel panel-running" aria-labelledby="running-heading">
      <h2 id="running-heading">Running batch</h2>
      <p className="running-id">
        <Link to={`/kitchens/${kitchen.id}/batches/${encodeURIComponent(batch.batchId)}`}>
          {batch.batchId}
        </Link>{' '}
        {batch.productCode ? <span className="quiet">for {productName(batch.productCode)}</span> : null}
      </p>
      <ol className="stage-steps" aria-label="Stages">
        {STAGES.map((stage, index) => (
          <li
            key={stage}
            data-state={index < at ? 'done' : index === at ? 'now' : 'ahead'}
            aria-current={index === at ? 'step' : undefined}
          >
            {stageWord(stage)}
          </li>
        ))}
      </ol>
      <p className="quiet">
        {batch.feedGrams > 0 ? `${format.mass(batch.feedGrams)} fed in` : 'Nothing fed in yet'}
        {startedMs === null ? null : (
          <>
            {' · '}started <Ago atMs={startedMs} />
            {batch.plannedMinutes === null ? null : (
              <> · {plan(startedMs, batch.plannedMinutes, now, format.duration)}</>
            )}
          </>
        )}
      </p>
    </section>
  );
}

function plan(startedMs: number, minutes: number, nowMs: number, duration: (ms: number) => string): string {
  const leftMs = startedMs + minutes * 60_000 - nowMs;
  return leftMs >= 0 ? `${duration(leftMs)} left of the plan` : `${duration(-leftMs)} over the plan`;
}
