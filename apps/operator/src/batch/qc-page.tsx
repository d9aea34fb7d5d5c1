import { CircleCheck, CircleX } from 'lucide-react';
import { useState } from 'react';
import { doubtAbout } from '../doubt.js';
import { timed } from '../flow/when.js';
import { useKept } from '../kept.js';
import { parseCount, parseKg } from '../kg.js';
import { kg, name, t } from '../language/language.js';
import { useLog } from '../log/use-log.js';
import { Choice } from '../parts/choice.js';
import { DoubtChoice } from '../parts/doubt-choice.js';
import { NumberPad } from '../parts/number-pad.js';
import { Screen } from '../parts/screen.js';
import { PhotoField } from '../photos/photo-field.js';
import { named } from '../photos/photo.js';
import { go } from '../route.js';
import { BatchWhen } from './batch-when.js';
import {
  CHECK_NAMES,
  CHECKS,
  heldAgainst,
  limitsOf,
  testOf,
  valueOf,
  type Check,
  type Held,
  type Limits,
} from './quality.js';
import type { Reference } from './reference.js';
import { quantity, range, unitName } from './units.js';
import { useBatch } from './use-batch.js';

interface QcDraft {
  test: Check | null;
  /** What was measured, as typed; empty where nothing was. */
  value: string;
  pass: boolean | null;
  sample: string;
  rejected: string;
  rejectedWeight: string;
  /** `key` of a doubt about a weight. */
  sureOf: string;
  /** RFC 3339; null: when it is saved. */
  time: string | null;
  /** Hashes. */
  photos: string[];
}
const EMPTY: QcDraft = {
  test: null,
  value: '',
  pass: null,
  sample: '',
  rejected: '',
  rejectedWeight: '',
  sureOf: '',
  time: null,
  photos: [],
};
/** Pieces and integer grams, as the event carries them. */
interface Counts {
  sampleSize: number;
  rejectedPieces?: number;
  rejectedGrams?: number;
}
type Count = 'sample' | 'rejected' | 'rejectedWeight';

/** A quality check: which, what was measured, passed or not, of how many, how many refused. */
export function QcPage({
  kitchenId,
  batchId,
  step,
  reference,
}: {
  kitchenId: string;
  batchId: string;
  step: string | null;
  reference: Reference;
}) {
  const { save } = useLog();
  const [draft, setDraft] = useKept<QcDraft>(`draft.${kitchenId}.${batchId}.qc`, EMPTY);
  const { state } = useBatch(kitchenId, batchId);
  const test = CHECK_NAMES.find((known) => known === draft.test) ?? null;
  const toStep = (next: string) => go({ page: 'qc', batch: batchId, step: next });

  if (step === null || test === null) {
    return (
      <Screen title={t('qc.title')}>
        <Choice
          label={t('qc.check')}
          columns={1}
          chosen={test}
          options={CHECK_NAMES.map((value) => ({ value, label: name('code', value) }))}
          onChoose={(value) => {
            // Another check begins anew: its value and result are its own.
            setDraft(value === test ? draft : { ...EMPTY, time: draft.time, test: value });
            toStep(CHECKS[value] === null ? 'result' : 'value');
          }}
        />
        <BatchWhen
          kitchenId={kitchenId}
          batchId={batchId}
          time={draft.time}
          onChoose={(time) => setDraft({ ...draft, time })}
        />
      </Screen>
    );
  }
  const limits = limitsOf(
    test,
    reference.recipes.get(state?.recipeId ?? '')?.body ?? null,
    reference.products.get(state?.productCode ?? '') ?? null,
  );
  const value = CHECKS[test] === null ? null : valueOf(draft.value);
  const held = value === null || limits === null ? null : heldAgainst(value, limits);
  const keep = (passed: boolean, counts: Counts) => {
    const data = {
      test: testOf(test),
      ...(value === null ? {} : { value, unit: CHECKS[test]?.unit ?? '' }),
      pass: passed,
      ...counts,
      ...named(draft.photos),
    };
    const result = t(passed ? 'qc.passed' : 'qc.failed', { test: name('code', test) });
    const { rejectedGrams } = counts;
    const label = rejectedGrams ? `${result} · ${t('qc.rejected')} ${kg(rejectedGrams)}` : result;
    if (!save(kitchenId, { type: 'batch.qc', batchId, data }, label, timed(draft.time))) return;
    setDraft(null);
    go({ page: 'batch', batch: batchId }, 'replace');
  };
  /** A temperature is of the melt, not of pieces: nothing is counted. */
  const isOfMelt = test === 'melt-temperature';
  const concluded = (passed: boolean) => (isOfMelt ? keep(passed, { sampleSize: 1 }) : toStep('count'));
  if (step === 'value') {
    return (
      <Value
        kitchenId={kitchenId}
        test={test}
        draft={draft}
        setDraft={setDraft}
        limits={limits}
        held={held}
        last={isOfMelt && held !== null}
        onDone={() => (held === null ? toStep('result') : concluded(held === 'within'))}
      />
    );
  }
  // What was measured against limits passes or fails by them; nobody is asked.
  const pass = held === null ? draft.pass : held === 'within';
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
          onChoose={(chosen) => {
            setDraft({ ...draft, pass: chosen === 'pass' });
            concluded(chosen === 'pass');
          }}
        />
      </Screen>
    );
  }
  return (
    <CountStep
      kitchenId={kitchenId}
      draft={draft}
      setDraft={setDraft}
      measured={value === null ? null : quantity(value, CHECKS[test]?.unit ?? '')}
      pass={pass}
      onDone={(counts) => keep(pass, counts)}
    />
  );
}

/** A value on the pad, with its limits beside it and, beyond them, what to do. */
function Value({
  kitchenId,
  test,
  draft,
  setDraft,
  limits,
  held,
  last,
  onDone,
}: {
  kitchenId: string;
  test: Check;
  draft: QcDraft;
  setDraft: (draft: QcDraft) => void;
  limits: Limits | null;
  held: Held | null;
  /** Nothing more is asked: the big button saves. */
  last: boolean;
  onDone: () => void;
}) {
  const { unit, decimals } = CHECKS[test] ?? { unit: '', decimals: 0 };
  const { value: text, sureOf } = draft;
  const value = valueOf(text);
  const isWeight = unit === 'kg' && value !== null;
  const doubt = isWeight ? doubtAbout('batch', Math.round(value * 1_000), { pieces: 1, sureOf }) : null;
  return (
    <Screen
      title={t('qc.measure', { test: name('code', test) })}
      action={{
        label: t(last ? 'qc.save' : 'app.next'),
        act: onDone,
        missing: doubt?.words ?? (value === null ? t('qc.needValue') : null),
      }}
      footer={
        doubt ? (
          <DoubtChoice
            doubt={doubt}
            decimals={2}
            onText={(typed) => setDraft({ ...draft, value: typed })}
            onSure={(sure) => setDraft({ ...draft, sureOf: sure })}
          />
        ) : limits === null ? (
          <p className="net">{t('qc.noLimits')}</p>
        ) : held === null ? (
          <p className="net">
            {t('qc.limits')} <b className="limit">{range(limits, unit)}</b>
          </p>
        ) : (
          <HeldAgainst test={test} held={held} limits={limits} unit={unit} />
        )
      }
    >
      <NumberPad
        fields={[{ name: 'value', label: name('code', test), unit: unitName(unit), text, decimals }]}
        active="value"
        onType={(_, typed) => setDraft({ ...draft, value: typed })}
      />
      <QcPhotos kitchenId={kitchenId} draft={draft} setDraft={setDraft} />
    </Screen>
  );
}

function QcPhotos({
  kitchenId,
  draft,
  setDraft,
}: {
  kitchenId: string;
  draft: QcDraft;
  setDraft: (draft: QcDraft) => void;
}) {
  return (
    <PhotoField
      kitchenId={kitchenId}
      hashes={draft.photos}
      onChange={(photos) => setDraft({ ...draft, photos })}
    />
  );
}

function HeldAgainst({
  test,
  held,
  limits,
  unit,
}: {
  test: Check;
  held: Held;
  limits: Limits;
  unit: string;
}) {
  const isWithin = held === 'within';
  const advice = test === 'melt-temperature' ? (`qc.${held}Heat` as const) : (`qc.${held}Weight` as const);
  return (
    <div className={`verdict compact notice-${isWithin ? 'good' : 'bad'} wide`} role="status">
      {isWithin ? <CircleCheck aria-hidden /> : <CircleX aria-hidden />}
      <p>
        <strong>{t(`qc.${held}`)}</strong> {range(limits, unit)}
        {advice !== 'qc.withinHeat' && advice !== 'qc.withinWeight' && (
          <>
            <br />
            {t(advice)}
          </>
        )}
      </p>
    </div>
  );
}

function CountStep({
  kitchenId,
  draft,
  setDraft,
  measured,
  pass,
  onDone,
}: {
  kitchenId: string;
  draft: QcDraft;
  setDraft: (draft: QcDraft) => void;
  /** With its unit; null where nothing was. */
  measured: string | null;
  pass: boolean;
  onDone: (counts: Counts) => void;
}) {
  const [active, setActive] = useState<Count>('sample');
  const sampleSize = parseCount(draft.sample);
  const rejectedPieces = parseCount(draft.rejected);
  const rejectedGrams = parseKg(draft.rejectedWeight);
  const doubt = doubtAbout('batch', rejectedGrams, { pieces: rejectedPieces, sureOf: draft.sureOf });
  const missing = doubt?.words ?? (sampleSize ? null : t('qc.needChecked'));
  const done = () =>
    sampleSize &&
    onDone({
      sampleSize,
      ...(rejectedPieces === null ? {} : { rejectedPieces }),
      ...(rejectedGrams === null ? {} : { rejectedGrams }),
    });
  return (
    <Screen
      title={t('qc.howMany')}
      action={{ label: t('qc.save'), act: done, missing }}
      footer={
        doubt ? (
          <DoubtChoice
            doubt={doubt}
            onText={(rejectedWeight) => setDraft({ ...draft, rejectedWeight })}
            onSure={(sureOf) => setDraft({ ...draft, sureOf })}
          />
        ) : (
          measured !== null && (
            <p className={`net ${pass ? 'good' : 'bad'}`}>
              <strong>{measured}</strong> {t(pass ? 'qc.pass' : 'qc.fail')}
            </p>
          )
        )
      }
    >
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
      <QcPhotos kitchenId={kitchenId} draft={draft} setDraft={setDraft} />
    </Screen>
  );
}
