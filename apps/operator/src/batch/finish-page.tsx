import { CircleCheck, TriangleAlert } from 'lucide-react';
import { kg } from '../kg.js';
import { useLog } from '../log/use-log.js';
import { FactsList } from '../parts/facts-list.js';
import { Screen } from '../parts/screen.js';
import { go } from '../route.js';
import { closureVerdict } from './closure.js';
import { useBatch } from './use-batch.js';
import { Tap } from '../parts/tap.js';

/** The last look: does the mass close, what is odd. Finishing is always possible; hiding is not. */
export function FinishPage({ kitchenId, batchId }: { kitchenId: string; batchId: string }) {
  const { save } = useLog();
  const { state, loading } = useBatch(kitchenId, batchId);
  if (!state) {
    return (
      <Screen title="Finish">
        <p className="lead">{loading ? 'Reading the batch …' : 'This batch is not known on this phone.'}</p>
      </Screen>
    );
  }
  const verdict = closureVerdict(state, kg);
  const { goodPieces } = state;
  const finish = () => {
    const data = goodPieces === null ? {} : { goodPieces };
    if (save(kitchenId, { type: 'batch.finished', batchId, data }, 'Batch finished')) go({}, 'replace');
  };
  const rows = [
    ['Good product', state.goodGrams],
    ['Regrind', state.regrindGrams],
    ['Purge', state.purgeGrams],
    ['Residue', state.residueGrams],
    ['Rejected', state.rejectedGrams],
  ] as const;
  return (
    <Screen
      title="Does it add up?"
      action={{ label: verdict.tone === 'good' ? 'Finish batch' : 'Finish anyway', act: finish }}
      footer={
        verdict.tone !== 'good' && (
          <nav className="others two" aria-label="Mend it first">
            <Tap className="secondary" onClick={() => go({ page: 'input', batch: batchId })}>
              Add material
            </Tap>
            <Tap className="secondary" onClick={() => go({ page: 'output', batch: batchId })}>
              Add output
            </Tap>
          </nav>
        )
      }
    >
      <div className={`verdict notice-${verdict.tone}`} role="status">
        {verdict.tone === 'good' ? <CircleCheck aria-hidden /> : <TriangleAlert aria-hidden />}
        <p>
          <strong>{verdict.headline}</strong>
          {verdict.advice}
        </p>
      </div>
      <FactsList
        facts={[
          ['Went in', kg(state.feedGrams)],
          ...rows.filter(([, grams]) => grams > 0).map(([label, grams]) => [label, kg(grams)] as const),
          ['Not accounted for', kg(state.unaccountedGrams)],
          ...(goodPieces === null ? [] : [['Good pieces', String(goodPieces)] as const]),
        ]}
      />
      {state.flags.length > 0 && (
        <ul className="flags">
          {state.flags.map(({ code, message }) => (
            <li key={code + message}>{message}</li>
          ))}
        </ul>
      )}
    </Screen>
  );
}
