import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useKept } from '../kept.js';
import { kg, name, t } from '../language/language.js';
import { useLog } from '../log/use-log.js';
import { FactsList } from '../parts/facts-list.js';
import { Screen } from '../parts/screen.js';
import { PhotoField } from '../photos/photo-field.js';
import { named } from '../photos/photo.js';
import { go } from '../route.js';
import { timed } from '../flow/when.js';
import { BatchWhen } from './batch-when.js';
import { closureVerdict } from './closure.js';
import { flagWords } from './flag-words.js';
import { useBatch } from './use-batch.js';
import { Tap } from '../parts/tap.js';

/** The last look: does the mass close, what is odd. Finishing is always possible; hiding is not. */
export function FinishPage({ kitchenId, batchId }: { kitchenId: string; batchId: string }) {
  const { save } = useLog();
  const { state, loading } = useBatch(kitchenId, batchId);
  const [photos, setPhotos] = useKept<string[]>(`draft.${kitchenId}.${batchId}.finish.photos`, []);
  const [time, setTime] = useKept<string | null>(`draft.${kitchenId}.${batchId}.finish`, null);
  if (!state) {
    return (
      <Screen title={t('batch.finish')}>
        <p className="lead">{loading ? t('batch.reading') : t('batch.unknown', { batch: batchId })}</p>
      </Screen>
    );
  }
  const verdict = closureVerdict(state);
  const { goodPieces } = state;
  const odd = flagWords(state.flags);
  const finish = () => {
    const data = { ...(goodPieces === null ? {} : { goodPieces }), ...named(photos) };
    const event = { type: 'batch.finished', batchId, data } as const;
    if (!save(kitchenId, event, t('tell.finished'), timed(time))) return;
    setPhotos(null);
    setTime(null);
    go({}, 'replace');
  };
  const rows = [
    [t('finish.good'), state.goodGrams],
    [name('code', 'regrind'), state.regrindGrams],
    [name('code', 'purge'), state.purgeGrams],
    [name('code', 'residue'), state.residueGrams],
    [t('qc.rejected'), state.rejectedGrams],
  ] as const;
  return (
    <Screen
      title={t('finish.title')}
      action={{ label: t(verdict.tone === 'good' ? 'finish.finish' : 'finish.anyway'), act: finish }}
      footer={
        verdict.tone !== 'good' && (
          <nav className="others two" aria-label={t('finish.mend')}>
            <Tap className="secondary" onClick={() => go({ page: 'input', batch: batchId })}>
              {t('finish.addMaterial')}
            </Tap>
            <Tap className="secondary" onClick={() => go({ page: 'output', batch: batchId })}>
              {t('finish.addOutput')}
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
          [t('finish.wentIn'), kg(state.feedGrams)],
          ...rows.filter(([, grams]) => grams > 0).map(([label, grams]) => [label, kg(grams)] as const),
          [t('finish.unaccounted'), kg(state.unaccountedGrams)],
          ...(goodPieces === null ? [] : [[t('finish.goodPieces'), String(goodPieces)] as const]),
        ]}
      />
      <PhotoField kitchenId={kitchenId} hashes={photos} onChange={setPhotos} />
      <BatchWhen kitchenId={kitchenId} batchId={batchId} time={time} onChoose={setTime} />
      {odd.length > 0 && (
        <ul className="flags">
          {odd.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
    </Screen>
  );
}
