import type { KitchenEvent } from '@bakeloop/domain';
import { useState } from 'react';
import { unitName } from '../batch/units.js';
import { useBatch } from '../batch/use-batch.js';
import { describeEvent } from '../describe.js';
import { timed, When } from '../flow/when.js';
import { POLYMERS, polymerName } from '../intake/polymers.js';
import { useKept } from '../kept.js';
import { name, t } from '../language/language.js';
import { Choice } from '../parts/choice.js';
import { DoubtChoice } from '../parts/doubt-choice.js';
import { NumberPad } from '../parts/number-pad.js';
import { Screen } from '../parts/screen.js';
import { go, type Place } from '../route.js';
import { factsOf } from './entries.js';
import { MendInput } from './mend-input.js';
import { correctionOf, decimalsOf, doubtIn, fieldsOf, type MendField } from './mend.js';
import { isReason, type Reason } from './reasons.js';
import { useLog } from './use-log.js';

/** As many numbers as stand beside one another on a narrow phone. */
const MOST_ON_PAD = 3;
const ON_PAD: readonly MendField['kind'][] = ['kg', 'number', 'share'];
/** What no hand types anew: names that the phone made, and codes, for which one cancels and logs again. */
const TYPED = ['supplier', 'note', 'project', 'machine', 'scaleId', 'place'];

/** Puts an entry right: what it said is shown struck through for as long as the history lasts. */
export function CorrectPage({ kitchenId, place }: { kitchenId: string; place: Place }) {
  const { event, batch, step } = place;
  const { entries } = useLog();
  const known = useBatch(kitchenId, batch ?? '').events;
  const all = batch === null ? factsOf(entries, kitchenId) : known;
  const found = all.find(({ id }) => id === event);
  if (!found || step === null || !isReason(step)) {
    return (
      <Screen title={t('log.correct')}>
        <p className="lead">{t('entry.gone')}</p>
      </Screen>
    );
  }
  return <Correct key={found.id} kitchenId={kitchenId} event={found} reason={step} />;
}

function Correct({ kitchenId, event, reason }: { kitchenId: string; event: KitchenEvent; reason: Reason }) {
  const { save } = useLog();
  const [initial] = useState(() => fieldsOf(event));
  const [fields, setFields] = useKept<MendField[]>(`draft.correct.${event.id}`, initial);
  // Empty: now.
  const [keptTime, setTime] = useKept(`draft.correct.${event.id}.time`, event.time);
  const time = keptTime === '' ? null : keptTime;
  const onPad = fields.filter(({ kind }) => ON_PAD.includes(kind)).slice(0, MOST_ON_PAD);
  const padded = new Set(onPad.map((field) => field.name));
  const [active, setActive] = useState(onPad[0]?.name ?? '');
  const set = (field: string, text: string) =>
    setFields(fields.map((each) => (each.name === field ? { ...each, text } : each)));
  const result = correctionOf(event, fields, reason);
  const [sureOf, setSureOf] = useState('');
  const doubted = doubtIn(event, fields, sureOf);
  const same = fields.every(({ text }, index) => text === initial[index]?.text) && time === event.time;
  const missing =
    'unreadable' in result
      ? t('entry.unreadable', { field: name('field', result.unreadable) })
      : same
        ? t('entry.same')
        : (doubted?.doubt.words ?? null);
  const keep = () => {
    if (!('event' in result)) return;
    const more = { cancels: event, ...timed(time) };
    if (!save(kitchenId, result.event, t('entry.corrected'), more)) return;
    setFields(null);
    setTime(null);
    go(event.batchId === undefined ? {} : { page: 'batch', batch: event.batchId }, 'replace');
  };
  const polymer = fields.find((field) => field.name === 'polymer');
  return (
    <Screen
      title={t('log.correct')}
      action={{ label: t('form.save'), act: keep, missing }}
      footer={
        doubted &&
        missing === doubted.doubt.words && (
          <DoubtChoice doubt={doubted.doubt} onText={(text) => set(doubted.field, text)} onSure={setSureOf} />
        )
      }
    >
      <p className="lead">
        <s>{describeEvent(event)}</s>
      </p>
      {onPad.length > 0 && (
        <NumberPad
          fields={onPad.map((field) => ({
            name: field.name,
            label: name('field', field.name),
            unit: unitName(field.unit ?? ''),
            text: field.text,
            decimals: decimalsOf(field),
          }))}
          active={active}
          onActive={setActive}
          onType={set}
        />
      )}
      {polymer && (
        <Choice
          label={t('intake.polymer')}
          columns={3}
          chosen={polymer.text}
          options={POLYMERS.filter(({ value }) => value !== 'PVC').map(({ value }) => ({
            value: value as string,
            label: polymerName(value),
          }))}
          onChoose={(value) => set('polymer', value)}
        />
      )}
      {fields
        .filter(({ name: field, kind }) => (kind === 'text' ? TYPED.includes(field) : !padded.has(field)))
        .map((field) => (
          <MendInput key={field.name} field={field} onType={(text) => set(field.name, text)} />
        ))}
      <When time={time} onChoose={(chosen) => setTime(chosen ?? '')} />
    </Screen>
  );
}
