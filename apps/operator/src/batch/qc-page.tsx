import { CircleCheck, CircleX } from 'lucide-react';
import { words } from '../describe.js';
import { useKept } from '../kept.js';
import { kg, parseCount, parseKg } from '../kg.js';
import { useLog } from '../log/use-log.js';
import { Choice } from '../parts/choice.js';
import { NumberPad } from '../parts/number-pad.js';
import { Screen } from '../parts/screen.js';
import { go } from '../route.js';
import { useState } from 'react';

const TESTS = ['look-and-size', 'flexural-strength', 'compressive-strength', 'drop', 'weight'] as const;
interface QcDraft {
  test: (typeof TESTS)[number] | null;
  pass: boolean | null;
  sample: string;
  rejected: string;
  rejectedWeight: string;
}
const EMPTY: QcDraft = { test: null, pass: null, sample: '', rejected: '', rejectedWeight: '' };
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
      <Screen title="Which check?">
        <Choice
          label="Quality check"
          columns={1}
          chosen={test}
          options={TESTS.map((value) => ({ value, label: words(value) }))}
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
      <Screen title={`${words(test)}: result?`}>
        <Choice
          label="Result"
          columns={1}
          chosen={pass === null ? null : pass ? 'pass' : 'fail'}
          options={[
            {
              value: 'pass',
              label: 'Pass',
              look: 'pass',
              icon: <CircleCheck aria-hidden className="tile-icon" />,
            },
            {
              value: 'fail',
              label: 'Fail',
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
  const missing = sampleSize ? null : 'How many pieces were checked?';
  const keep = () => {
    if (!sampleSize) return;
    const data = {
      test: test.replaceAll('-', ' '),
      pass,
      sampleSize,
      ...(rejectedPieces === null ? {} : { rejectedPieces }),
      ...(rejectedGrams === null ? {} : { rejectedGrams }),
    };
    const label = `${words(test)}: ${pass ? 'passed' : 'failed'}${rejectedGrams ? `, ${kg(rejectedGrams)} rejected` : ''}`;
    if (!save(kitchenId, { type: 'batch.qc', batchId, data }, label)) return;
    setDraft(null);
    go({ page: 'batch', batch: batchId }, 'replace');
  };
  return (
    <Screen title="How many?" action={{ label: 'Save check', act: keep, missing }}>
      <NumberPad
        fields={[
          { name: 'sample', label: 'Checked', unit: 'pcs', text: draft.sample, decimals: 0 },
          { name: 'rejected', label: 'Rejected', unit: 'pcs', text: draft.rejected, decimals: 0 },
          {
            name: 'rejectedWeight',
            label: 'Their weight',
            unit: 'kg',
            text: draft.rejectedWeight,
            decimals: 1,
          },
        ]}
        active={active}
        onActive={setActive}
        onType={(name, text) => setDraft({ ...draft, [name]: text })}
      />
    </Screen>
  );
}
