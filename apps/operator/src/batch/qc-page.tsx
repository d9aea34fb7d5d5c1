import { CircleCheck, CircleX } from 'lucide-react';
import { useKept } from '../kept.js';
import { parseCount, parseKg } from '../kg.js';
import { kg, name, t } from '../language/language.js';
import { useLog } from '../log/use-log.js';
import { Choice } from '../parts/choice.js';
import { NumberPad } from '../parts/number-pad.js';
import { Screen } from '../parts/screen.js';
import { PhotoField } from '../photos/photo-field.js';
import { named } from '../photos/photo.js';
import { go } from '../route.js';
import { useState } from 'react';

const TESTS = ['look-and-size', 'flexural-strength', 'compressive-strength', 'drop', 'weight'] as const;
interface QcDraft {
  test: (typeof TESTS)[number] | null;
  pass: boolean | null;
  sample: string;
  rejected: string;
  rejectedWeight: string;
  /** Hashes. */
  photos: string[];
}
const EMPTY: QcDraft = { test: null, pass: null, sample: '', rejected: '', rejectedWeight: '', photos: [] };
type Count = 'sample' | 'rejected' | 'rejectedWeight';

/** A quality check: which, passed or not, of how many, how many refused. */
export function QcPage({
  kitchenId,
  batchId,
  step,
}: {
  kitchenId: string;
  batchId: string;
  step: string | null;
}) {
  const { save } = useLog();
  const [draft, setDraft] = useKept<QcDraft>(`draft.${kitchenId}.${batchId}.qc`, EMPTY);
  const [active, setActive] = useState<Count>('sample');
  const { test, pass } = draft;
  const toStep = (next: string) => go({ page: 'qc', batch: batchId, step: next });

  if (step === null || test === null) {
    return (
      <Screen title={t('qc.title')}>
        <Choice
          label={t('qc.check')}
          columns={1}
          chosen={test}
          options={TESTS.map((value) => ({ value, label: name('code', value) }))}
          onChoose={(value) => {
            setDraft({ ...draft, test: value });
            toStep('result');
          }}
        />
      </Screen>
    );
  }
  if (step === 'result' || pass === null) {
    return (
      <Screen title={t('qc.resultOf', { test: name('code', test) })}>
        <Choice
          label={t('qc.result')}
          columns={1}
          chosen={pass === null ? null : pass ? 'pass' : 'fail'}
          options={[
            {
              value: 'pass',
              label: t('qc.pass'),
              look: 'pass',
              icon: <CircleCheck aria-hidden className="tile-icon" />,
            },
            {
              value: 'fail',
              label: t('qc.fail'),
              look: 'fail',
              icon: <CircleX aria-hidden className="tile-icon" />,
            },
          ]}
          onChoose={(value) => {
            setDraft({ ...draft, pass: value === 'pass' });
            toStep('count');
          }}
        />
      </Screen>
    );
  }
  const sampleSize = parseCount(draft.sample);
  const rejectedPieces = parseCount(draft.rejected);
  const rejectedGrams = parseKg(draft.rejectedWeight);
  const missing = sampleSize ? null : t('qc.needChecked');
  const keep = () => {
    if (!sampleSize) return;
    const data = {
      test: test.replaceAll('-', ' '),
      pass,
      sampleSize,
      ...(rejectedPieces === null ? {} : { rejectedPieces }),
      ...(rejectedGrams === null ? {} : { rejectedGrams }),
      ...named(draft.photos),
    };
    const result = t(pass ? 'qc.passed' : 'qc.failed', { test: name('code', test) });
    const label = rejectedGrams ? `${result} · ${t('qc.rejected')} ${kg(rejectedGrams)}` : result;
    if (!save(kitchenId, { type: 'batch.qc', batchId, data }, label)) return;
    setDraft(null);
    go({ page: 'batch', batch: batchId }, 'replace');
  };
  return (
    <Screen title={t('qc.howMany')} action={{ label: t('qc.save'), act: keep, missing }}>
      <NumberPad
        fields={[
          { name: 'sample', label: t('qc.checked'), unit: t('pad.pieces'), text: draft.sample, decimals: 0 },
          {
            name: 'rejected',
            label: t('qc.rejected'),
            unit: t('pad.pieces'),
            text: draft.rejected,
            decimals: 0,
          },
          {
            name: 'rejectedWeight',
            label: t('qc.theirWeight'),
            unit: 'kg',
            text: draft.rejectedWeight,
            decimals: 1,
          },
        ]}
        active={active}
        onActive={setActive}
        onType={(name, text) => setDraft({ ...draft, [name]: text })}
      />
      <PhotoField
        kitchenId={kitchenId}
        hashes={draft.photos}
        onChange={(photos) => setDraft({ ...draft, photos })}
      />
    </Screen>
  );
}
