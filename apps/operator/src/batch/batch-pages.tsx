import type { BatchSummary, KitchenDetail } from '@bakeloop/contracts';
import { factsOf } from '../log/entries.js';
import { useLog } from '../log/use-log.js';
import type { Place } from '../route.js';
import { useServer } from '../server/use-server.js';
import { BatchPage } from './batch-page.js';
import { knownLots, union } from './facts.js';
import { FinishPage } from './finish-page.js';
import { InputPage } from './input-page.js';
import { OutputPage } from './output-page.js';
import { QcPage } from './qc-page.js';
import { RecipePage } from './recipe-page.js';
import type { Reference } from './reference.js';
import { StartPage } from './start-page.js';
import { useBatch } from './use-batch.js';

/** A batch from its start to its finish. */
export function BatchPages({
  kitchenId,
  place: { page, batch, step },
  kitchen,
  recent,
  reference,
}: {
  kitchenId: string;
  place: Place;
  kitchen: KitchenDetail | null;
  recent: readonly BatchSummary[];
  reference: Reference;
}) {
  if (page === 'start' || batch === null)
    return (
      <StartPage kitchenId={kitchenId} kitchen={kitchen} recent={recent} reference={reference} step={step} />
    );
  const earlier = recent.find(({ batchId }) => batchId !== batch)?.batchId ?? null;
  if (page === 'finish') return <FinishPage kitchenId={kitchenId} batchId={batch} />;
  if (page === 'recipe') return <RecipePage kitchenId={kitchenId} batchId={batch} reference={reference} />;
  if (page === 'qc')
    return <QcPage kitchenId={kitchenId} batchId={batch} step={step} reference={reference} />;
  if (page === 'input') return <Input kitchenId={kitchenId} batchId={batch} earlier={earlier} step={step} />;
  if (page === 'output') return <Output kitchenId={kitchenId} batchId={batch} step={step} />;
  return <BatchPage kitchenId={kitchenId} batchId={batch} reference={reference} />;
}

/** Lots come from this phone, this batch, and the one before it. */
function Input({
  kitchenId,
  batchId,
  earlier,
  step,
}: {
  kitchenId: string;
  batchId: string;
  earlier: string | null;
  step: string | null;
}) {
  const { entries } = useLog();
  const { events } = useBatch(kitchenId, batchId);
  const before = useServer(earlier === null ? null : `batch.${kitchenId}.${earlier}`, 'batch', {
    params: { kitchenId, batchId: earlier ?? '' },
  });
  const lots = knownLots([...union(before.data?.events ?? [], factsOf(entries, kitchenId)), ...events]);
  return <InputPage kitchenId={kitchenId} batchId={batchId} step={step} lots={lots} />;
}

function Output({ kitchenId, batchId, step }: { kitchenId: string; batchId: string; step: string | null }) {
  const { state } = useBatch(kitchenId, batchId);
  return (
    <OutputPage
      kitchenId={kitchenId}
      batchId={batchId}
      productCode={state?.productCode ?? null}
      step={step}
    />
  );
}
