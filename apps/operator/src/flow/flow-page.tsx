import type { ReactNode } from 'react';
import type { Doubt } from '../doubt.js';
import { t } from '../language/language.js';
import { useKept } from '../kept.js';
import { useLog } from '../log/use-log.js';
import type { NewEvent } from '../mint.js';
import { Choice, type Option } from '../parts/choice.js';
import { DoubtChoice } from '../parts/doubt-choice.js';
import { FactsList } from '../parts/facts-list.js';
import { NumberPad, type PadField } from '../parts/number-pad.js';
import { Screen } from '../parts/screen.js';
import { PhotoField } from '../photos/photo-field.js';
import { go, type Page } from '../route.js';
import { useState } from 'react';
import { timed, When } from './when.js';

/** What has been typed of a form: text by field, empty where nothing was. Survives a reload. */
export type Draft = Readonly<Record<string, string>>;
const EMPTY_DRAFT: Draft = {};
/** Hashes of the photos of a form. */
export const photosIn = (draft: Draft): string[] => (draft['photos'] ?? '').split(' ').filter(Boolean);

/** One screen of a form. */
export type Step = { id: string; title: string } & (
  | {
      kind: 'choice';
      field: string;
      label: string;
      columns?: 1 | 2 | 3;
      options: readonly Option<string>[];
      /** The list is not all there is: something else may be typed under this label. */
      typed?: { label: string; accept: (text: string) => string; wrong: (text: string) => string | null };
      above?: ReactNode;
    }
  | {
      kind: 'numbers';
      fields: readonly PadField<string>[];
      /** What is still to be typed, as advice; null: nothing. */
      missing: string | null;
      /** A weight to ask about, and the field that it stands in; who is sure is noted in the draft as `sureOf`. */
      doubted?: { doubt: Doubt; field: string } | null;
    }
);

export interface Flow {
  page: Page;
  steps: readonly Step[];
  /** Of the last screen: what will be logged. */
  facts: readonly (readonly [label: string, value: ReactNode])[];
  verdict?: ReactNode;
  /** Label of the free text, where the event takes one. */
  note?: string;
  /** The event takes photos: they stand in the draft, see `photosIn`. */
  photos?: true;
  save: string;
  saved: string;
  /** Null while something is missing. */
  event: NewEvent | null;
}

/** A form and what has been typed of it: to be handed to `FlowPage` as it is. */
export interface Form {
  kitchenId: string;
  /** Of the URL; null is the first. */
  step: string | null;
  draft: Draft;
  setDraft: (draft: Draft | null) => void;
}

/** @param page names the form on this phone */
export function useForm({ kitchenId, step }: Pick<Form, 'kitchenId' | 'step'>, page: Page): Form {
  const [draft, setDraft] = useKept<Draft>(`draft.${kitchenId}.${page}`, EMPTY_DRAFT);
  return { kitchenId, step, draft, setDraft };
}

/**
 * A form of one question a screen, then one look at the whole with the time it happened. Choosing goes on by itself, so
 * a choice costs one tap.
 */
export function FlowPage({ kitchenId, step, flow, draft, setDraft }: Form & { flow: Flow }) {
  const { save } = useLog();
  const { steps, page } = flow;
  const wanted = step === null ? 0 : steps.findIndex(({ id }) => id === step);
  // A link or an old draft may name a step whose questions before it are open: those come first.
  const open = steps.findIndex((each) => missingOf(each, draft) !== null);
  const at = step === 'review' || wanted < 0 ? (open < 0 ? steps.length : open) : wanted;
  const toNext = () => go({ page, step: steps[at + 1]?.id ?? 'review' });
  const set = (fields: Draft) => setDraft({ ...draft, ...fields });
  const current = steps[at];
  if (current?.kind === 'choice') {
    return <ChoiceStep key={current.id} step={current} draft={draft} set={set} onDone={toNext} />;
  }
  if (current) {
    return <NumbersStep key={current.id} step={current} set={set} onDone={toNext} />;
  }
  const time = draft['time'] ?? '';
  const keep = () => {
    if (!flow.event) return;
    if (!save(kitchenId, flow.event, flow.saved, timed(time === '' ? null : time))) return;
    setDraft(null);
    go({}, 'replace');
  };
  return (
    <Screen title={t('intake.check')} action={{ label: flow.save, act: keep }}>
      {flow.verdict}
      <FactsList facts={flow.facts} />
      <When time={time === '' ? null : time} onChoose={(chosen) => set({ time: chosen ?? '' })} />
      {flow.photos && (
        <PhotoField
          kitchenId={kitchenId}
          hashes={photosIn(draft)}
          onChange={(hashes) => set({ photos: hashes.join(' ') })}
        />
      )}
      {flow.note !== undefined && (
        <label className="field">
          {flow.note}
          <textarea
            rows={2}
            maxLength={500}
            value={draft['note'] ?? ''}
            onChange={(event) => set({ note: event.target.value })}
          />
        </label>
      )}
    </Screen>
  );
}

const missingOf = (step: Step, draft: Draft): string | null =>
  step.kind === 'numbers'
    ? (step.missing ?? step.doubted?.doubt.words ?? null)
    : draft[step.field]
      ? null
      : step.label;

function ChoiceStep({
  step,
  draft,
  set,
  onDone,
}: {
  step: Extract<Step, { kind: 'choice' }>;
  draft: Draft;
  set: (fields: Draft) => void;
  onDone: () => void;
}) {
  const { field, options, typed } = step;
  const chosen = draft[field] ?? '';
  const known = options.some(({ value }) => value === chosen);
  const [typing, setTyping] = useState(typed !== undefined && chosen !== '' && !known);
  const all = typed ? [...options, { value: TYPED, label: t('form.other') }] : options;
  const wrong = typing && typed ? typed.wrong(chosen) : null;
  return (
    <Screen
      title={step.title}
      {...(typing ? { action: { label: t('app.next'), act: onDone, missing: wrong } } : {})}
    >
      {step.above}
      <Choice
        label={step.label}
        columns={step.columns ?? 2}
        chosen={typing ? TYPED : chosen === '' ? null : chosen}
        options={all}
        onChoose={(value) => {
          setTyping(value === TYPED);
          set({ [field]: value === TYPED ? '' : value });
          if (value !== TYPED) onDone();
        }}
      />
      {typing && typed && (
        <label className="field">
          {typed.label}
          <input
            value={chosen}
            autoComplete="off"
            autoCorrect="off"
            spellCheck={false}
            onChange={(event) => set({ [field]: typed.accept(event.target.value) })}
          />
        </label>
      )}
    </Screen>
  );
}
/** No code of the contract starts so. */
const TYPED = '\u0000typed';

function NumbersStep({
  step,
  set,
  onDone,
}: {
  step: Extract<Step, { kind: 'numbers' }>;
  set: (fields: Draft) => void;
  onDone: () => void;
}) {
  const { fields, missing, doubted } = step;
  const doubt = missing === null ? doubted : null;
  const [active, setActive] = useState(fields[0]?.name ?? '');
  return (
    <Screen
      title={step.title}
      action={{ label: t('app.next'), act: onDone, missing: missing ?? doubt?.doubt.words ?? null }}
      footer={
        doubt && (
          <DoubtChoice
            doubt={doubt.doubt}
            onText={(text) => set({ [doubt.field]: text })}
            onSure={(sureOf) => set({ sureOf })}
          />
        )
      }
    >
      <NumberPad
        fields={fields}
        active={active}
        onActive={setActive}
        onType={(name, text) => set({ [name]: text })}
      />
    </Screen>
  );
}
