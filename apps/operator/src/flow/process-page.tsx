import {
  LOSS_FATES,
  LOSS_REASONS,
  type LossFate,
  type LossReason,
  type LotForm,
  type ProcessStep,
} from '@bakeloop/domain';
import { CircleCheck, Droplets, PackageMinus, PackagePlus, Trash2, TriangleAlert, X } from 'lucide-react';
import { useState } from 'react';
import { POLYMERS, polymerName } from '../intake/polymers.js';
import { PolymerChoice } from '../intake/polymer-choice.js';
import { PvcStop } from '../intake/pvc-stop.js';
import { doubtAbout } from '../doubt.js';
import { useKept } from '../kept.js';
import { parseKg, typedKg } from '../kg.js';
import { kg, name, t } from '../language/language.js';
import { phone, useLog } from '../log/use-log.js';
import { freshTail } from '../mint.js';
import { Choice } from '../parts/choice.js';
import { DoubtChoice } from '../parts/doubt-choice.js';
import { NumberPad } from '../parts/number-pad.js';
import { Screen } from '../parts/screen.js';
import { Tap } from '../parts/tap.js';
import { go } from '../route.js';
import { LotChoice } from './lot-choice.js';
import { balanceOf, EMPTY_PROCESS, processEvent, processVerdict, type ProcessDraft } from './process.js';
import { timed, When } from './when.js';

interface Line {
  /** The line that is being made. */
  lotId: string;
  polymer: string | null;
  form: LotForm | null;
  reason: LossReason | null;
  fate: LossFate | null;
  weight: string;
  /** `key` of a doubt about it. */
  sureOf: string;
}
const NEW_LINE: Line = {
  lotId: '',
  polymer: null,
  form: null,
  reason: null,
  fate: null,
  weight: '',
  sureOf: '',
};

/**
 * Sorting, shredding, washing, drying, blending: which lot, how much of it, what came of it, what was refused. The
 * screen in the middle always says whether it adds up so far.
 */
export function ProcessPage({
  kitchenId,
  process,
  step,
}: {
  kitchenId: string;
  process: ProcessStep;
  step: string | null;
}) {
  const [draft, setDraft] = useKept<ProcessDraft>(`draft.${kitchenId}.${process}`, EMPTY_PROCESS);
  const [line, setLine] = useKept<Line>(`draft.${kitchenId}.${process}.line`, NEW_LINE);
  const toStep = (next: string) => go({ page: process, step: next });
  const title = name('code', process);
  const back = () => {
    setLine(null);
    go({ page: process, step: 'sum' }, 'replace');
  };

  const shown = step ?? (draft.inputs.length === 0 ? 'in' : 'sum');
  if (shown === 'in') {
    return (
      <LotChoice
        kitchenId={kitchenId}
        form={process}
        title={t('process.whichLot', { step: title })}
        chosen={line.lotId}
        onChoose={({ lotId, polymer, form, leftGrams }) => {
          setLine({ ...NEW_LINE, lotId, polymer, form, weight: leftGrams > 0 ? typedKg(leftGrams) : '' });
          toStep('in-weight');
        }}
      />
    );
  }
  if (shown === 'in-weight') {
    return (
      <WeightStep
        title={t('process.weighIn', { step: title })}
        line={line}
        setLine={setLine}
        below={line.lotId}
        onDone={(weight) => {
          const { lotId, polymer, form } = line;
          const others = draft.inputs.filter((input) => input.lotId !== lotId);
          setDraft({ ...draft, inputs: [...others, { lotId, polymer, form, weight }] });
          back();
        }}
      />
    );
  }
  if (shown === 'out') {
    return (
      <Screen title={t('output.title')}>
        <PolymerChoice
          chosen={POLYMERS.find(({ value }) => value === line.polymer)?.value ?? null}
          onPvc={() => toStep('pvc')}
          onChoose={(polymer) => {
            setLine({ ...NEW_LINE, polymer });
            toStep('out-weight');
          }}
        />
      </Screen>
    );
  }
  if (shown === 'out-weight' && line.polymer !== null) {
    const { polymer } = line;
    return (
      <WeightStep
        title={t('input.weigh', { what: polymerName(polymer) })}
        line={line}
        setLine={setLine}
        onDone={(weight) => {
          setDraft({
            ...draft,
            outputs: [...draft.outputs, { polymer, tail: freshTail(phone), weight }],
          });
          back();
        }}
      />
    );
  }
  if (shown === 'loss') {
    return (
      <Screen title={t('process.why')}>
        <Choice
          label={t('process.rejects')}
          chosen={line.reason}
          options={LOSS_REASONS.map((value) => ({
            value,
            label: name('code', value),
            ...(value === 'pvc' ? { look: 'pvc' } : {}),
          }))}
          onChoose={(reason) => {
            setLine({ ...NEW_LINE, reason });
            toStep(reason === 'pvc' ? 'pvc' : 'fate');
          }}
        />
      </Screen>
    );
  }
  if (shown === 'pvc') {
    return (
      <PvcStop
        kitchenId={kitchenId}
        onLogged={() => {
          setLine({ ...NEW_LINE, reason: 'pvc' });
          go({ page: process, step: 'fate' }, 'replace');
        }}
      />
    );
  }
  if (shown === 'fate' && line.reason !== null) {
    return (
      <Screen title={t('process.fate')}>
        <Choice
          label={name('code', line.reason)}
          chosen={line.fate}
          options={LOSS_FATES.map((value) => ({ value, label: name('code', value) }))}
          onChoose={(fate) => {
            setLine({ ...line, fate });
            toStep('loss-weight');
          }}
        />
      </Screen>
    );
  }
  if (shown === 'loss-weight' && line.reason !== null && line.fate !== null) {
    const { reason, fate } = line;
    return (
      <WeightStep
        title={t('input.weigh', { what: name('code', reason) })}
        line={line}
        setLine={setLine}
        onDone={(weight) => {
          setDraft({ ...draft, losses: [...draft.losses, { reason, fate, weight }] });
          back();
        }}
      />
    );
  }
  if (shown === 'water') return <Water draft={draft} setDraft={setDraft} onDone={back} />;
  return <Sum kitchenId={kitchenId} process={process} draft={draft} setDraft={setDraft} toStep={toStep} />;
}

function WeightStep({
  title,
  line,
  setLine,
  below,
  onDone,
}: {
  title: string;
  line: Line;
  setLine: (line: Line) => void;
  below?: string;
  onDone: (weight: string) => void;
}) {
  const grams = parseKg(line.weight);
  const doubt = doubtAbout('lot', grams, line);
  const missing = doubt?.words ?? (grams ? null : t('input.needWeight'));
  return (
    <Screen
      title={title}
      action={{ label: t('app.next'), act: () => onDone(line.weight), missing }}
      footer={
        doubt ? (
          <DoubtChoice
            doubt={doubt}
            onText={(weight) => setLine({ ...line, weight })}
            onSure={(sureOf) => setLine({ ...line, sureOf })}
          />
        ) : (
          below !== undefined && <p className="code">{below}</p>
        )
      }
    >
      <NumberPad
        fields={[{ name: 'weight', label: t('input.weight'), unit: 'kg', text: line.weight, decimals: 1 }]}
        active="weight"
        onType={(_, weight) => setLine({ ...line, weight })}
      />
    </Screen>
  );
}

type WaterField = 'fresh' | 'reused' | 'moisture';

function Water({
  draft,
  setDraft,
  onDone,
}: {
  draft: ProcessDraft;
  setDraft: (draft: ProcessDraft) => void;
  onDone: () => void;
}) {
  const [active, setActive] = useState<WaterField>('fresh');
  const moisture = parseKg(draft.moisture);
  const missing = moisture !== null && moisture > 100_000 ? t('intake.moistureMost') : null;
  return (
    <Screen title={t('process.water')} action={{ label: t('app.done'), act: onDone, missing }}>
      <NumberPad
        fields={[
          { name: 'fresh', label: t('process.fresh'), unit: 'L', text: draft.fresh, decimals: 0 },
          { name: 'reused', label: t('process.reused'), unit: 'L', text: draft.reused, decimals: 0 },
          { name: 'moisture', label: t('intake.moisture'), unit: '%', text: draft.moisture, decimals: 1 },
        ]}
        active={active}
        onActive={setActive}
        onType={(field, text) => setDraft({ ...draft, [field]: text })}
      />
    </Screen>
  );
}

/** Everything so far, what to add, and whether it adds up. */
function Sum({
  kitchenId,
  process,
  draft,
  setDraft,
  toStep,
}: {
  kitchenId: string;
  process: ProcessStep;
  draft: ProcessDraft;
  setDraft: (draft: ProcessDraft | null) => void;
  toStep: (step: string) => void;
}) {
  const { save } = useLog();
  const result = processEvent(process, draft);
  const title = name('code', process);
  const balance = balanceOf(draft);
  const verdict = 'event' in result ? processVerdict(draft) : null;
  const keep = () => {
    if (!('event' in result)) return;
    const label = t('process.saved', { step: title, kg: kg(balance.inGrams) });
    if (!save(kitchenId, result.event, label, timed(draft.time))) return;
    setDraft(null);
    go({}, 'replace');
  };
  const without = <T,>(lines: readonly T[], index: number): T[] => lines.filter((_, at) => at !== index);
  return (
    <Screen
      title={title}
      action={{ label: t('form.save'), act: keep, missing: 'missing' in result ? result.missing : null }}
      footer={
        <nav className="others" aria-label={t('process.add')}>
          <Tap className="secondary" onClick={() => toStep('in')}>
            <PackagePlus aria-hidden />
            {t('process.addIn')}
          </Tap>
          <Tap className="secondary" onClick={() => toStep('out')}>
            <PackageMinus aria-hidden />
            {t('process.addOut')}
          </Tap>
          <Tap className="secondary" onClick={() => toStep('loss')}>
            <Trash2 aria-hidden />
            {t('process.addLoss')}
          </Tap>
          <Tap className="secondary" onClick={() => toStep('water')}>
            <Droplets aria-hidden />
            {t('process.water')}
          </Tap>
        </nav>
      }
    >
      {verdict && (
        <div className={`verdict notice-${verdict.tone}`} role="status">
          {verdict.tone === 'good' ? <CircleCheck aria-hidden /> : <TriangleAlert aria-hidden />}
          <p>
            <strong>{verdict.headline}</strong>
            {verdict.advice}
          </p>
        </div>
      )}
      <Lines
        label={t('batch.in')}
        lines={draft.inputs.map(({ lotId, weight }) => [lotId, weight])}
        onRemove={(index) => setDraft({ ...draft, inputs: without(draft.inputs, index) })}
      />
      <Lines
        label={t('batch.out')}
        lines={draft.outputs.map(({ polymer, weight }) => [polymerName(polymer), weight])}
        onRemove={(index) => setDraft({ ...draft, outputs: without(draft.outputs, index) })}
      />
      <Lines
        label={t('process.rejects')}
        lines={draft.losses.map(({ reason, weight }) => [name('code', reason), weight])}
        onRemove={(index) => setDraft({ ...draft, losses: without(draft.losses, index) })}
      />
      <When time={draft.time} onChoose={(time) => setDraft({ ...draft, time })} />
    </Screen>
  );
}

function Lines({
  label,
  lines,
  onRemove,
}: {
  label: string;
  lines: readonly (readonly [what: string, weight: string])[];
  onRemove: (index: number) => void;
}) {
  if (lines.length === 0) return null;
  return (
    <section>
      <h2>{label}</h2>
      <ul className="lines">
        {lines.map(([what, weight], index) => (
          <li key={`${String(index)}-${what}`}>
            <span className="line-what">{what}</span>
            <strong>{kg(parseKg(weight) ?? 0)}</strong>
            <Tap
              className="icon-button"
              aria-label={t('process.remove', { what })}
              onClick={() => onRemove(index)}
            >
              <X aria-hidden />
            </Tap>
          </li>
        ))}
      </ul>
    </section>
  );
}
