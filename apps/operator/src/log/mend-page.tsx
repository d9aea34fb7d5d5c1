import { useState } from 'react';
import { describeEvent } from '../describe.js';
import { useKept } from '../kept.js';
import { clock, name, t } from '../language/language.js';
import { Choice } from '../parts/choice.js';
import { DoubtChoice } from '../parts/doubt-choice.js';
import { FactsList } from '../parts/facts-list.js';
import { Screen } from '../parts/screen.js';
import { back } from '../route.js';
import type { Entry } from './entries.js';
import { MendInput } from './mend-input.js';
import { CODED, doubtIn, fieldsOf, mended, type MendField } from './mend.js';
import { fieldsIn } from './refusal.js';
import { RefusedWhy } from './refused-why.js';
import { useLog } from './use-log.js';
import { valueWords } from './value-words.js';

/** Corrects what the server refused, and sends it as a new event. */
export function MendPage({ eventId }: { eventId: string }) {
  const { entries } = useLog();
  const entry = entries.find(({ event, state }) => event.id === eventId && state.kind === 'refused');
  if (!entry) {
    return (
      <Screen title={t('log.correct')} action={{ label: t('app.back'), act: back }}>
        <p className="lead">{t('entry.mended')}</p>
      </Screen>
    );
  }
  return <Mend key={eventId} entry={entry} />;
}

function Mend({ entry }: { entry: Entry }) {
  const { save, discard } = useLog();
  const { event, kitchenId, state } = entry;
  const [initial] = useState(() => fieldsOf(event));
  const [fields, setFields] = useKept<MendField[]>(`draft.mend.${event.id}`, initial);
  const refused = state.kind === 'refused' ? state : null;
  const suspects = refused ? fieldsIn(refused.detail) : [];
  // The time that was logged is what is wrong then.
  const [time, setTime] = useKept<'kept' | 'now'>(
    `draft.mend.${event.id}.time`,
    refused?.reason === 'clock_skew' ? 'now' : 'kept',
  );
  const [sureOf, setSureOf] = useState('');
  const result = mended(event, fields);
  const doubted = doubtIn(event, fields, sureOf);
  const missing =
    'unreadable' in result
      ? t('entry.unreadable', { field: name('field', result.unreadable) })
      : (doubted?.doubt.words ?? null);
  const isTold = (field: MendField) => CODED.includes(field.name) && !suspects.includes(field.name);
  const [told, asked] = [fields.filter(isTold), fields.filter((field) => !isTold(field))];
  const set = (name: string, text: string) =>
    setFields(fields.map((each) => (each.name === name ? { ...each, text } : each)));
  const resend = () => {
    if (!('event' in result)) return;
    const at = time === 'kept' ? event.time : undefined;
    if (!save(kitchenId, result.event, null, { time: at })) return;
    discard(entry);
    setFields(null);
    setTime(null);
    back();
  };
  return (
    <Screen
      title={t('log.correct')}
      action={{ label: t('entry.saveSend'), act: resend, missing }}
      footer={
        doubted &&
        missing === doubted.doubt.words && (
          <DoubtChoice doubt={doubted.doubt} onText={(text) => set(doubted.field, text)} onSure={setSureOf} />
        )
      }
    >
      <p className="lead">{describeEvent(event)}</p>
      {refused && <RefusedWhy reason={refused.reason} detail={refused.detail} />}
      {told.length > 0 && (
        <FactsList
          facts={told.map(({ name: field, text }) => [name('field', field), valueWords(field, text)])}
        />
      )}
      {asked.map((field) => (
        <MendInput
          key={field.name}
          field={field}
          isSuspect={suspects.includes(field.name)}
          onType={(text) => set(field.name, text)}
        />
      ))}
      <Choice
        label={t('entry.when')}
        chosen={time}
        options={[
          { value: 'kept', label: t('entry.asLogged'), hint: clock(event.time) },
          { value: 'now', label: t('entry.justNow') },
        ]}
        onChoose={setTime}
      />
    </Screen>
  );
}
