import type { AlarmDetail } from '@bakeloop/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { callConsole } from '../../data/call-console.js';
import { batchPath, kitchenPath, lotPath } from '../../data/addresses.js';
import { useMay } from '../../data/use-session.js';
import { Answered } from '../../parts/answered.js';
import { ConditionShape } from '../../parts/condition.js';
import { Field, FormProblem, SelectField } from '../../parts/form.js';
import { later } from '../../parts/later.js';
import { useTitle } from '../../parts/use-title.js';
import { When } from '../../parts/when.js';
import { Acknowledge } from './acknowledge.js';
import { Tags } from './alarms-page.js';
import { SilenceForm } from './silence-form.js';
import { READ_AGAIN_MS, useAlarmNews } from './use-alarm-news.js';
import { entryWords, KIND_WORDS, MUTE_WORDS, SEVERITY_SHAPE, SEVERITY_WORDS } from './words.js';
import '../../parts/rows.css';
import './alarms.css';

const AlarmChart = later(async () => (await import('./alarm-chart.js')).AlarmChart);

/** One alarm: what was seen, what became of it, and what can be done. */
export function AlarmPage() {
  useAlarmNews();
  const { alarmId = '' } = useParams();
  const alarm = useQuery({
    queryKey: ['alarms', 'one', alarmId],
    queryFn: ({ signal }) => callConsole('alarm', { params: { alarmId } }, { signal }),
    refetchInterval: READ_AGAIN_MS,
  });
  useTitle(alarm.data?.title ?? 'Alarm');
  return (
    <div className="page">
      <p className="crumb">
        <Link to="/alarms">Alarms</Link>
      </p>
      <Answered query={alarm} reading="Loading the alarm" blocks={[48, 120, 240]}>
        {(data) => <Shown alarm={data} />}
      </Answered>
    </div>
  );
}

function Shown({ alarm }: { alarm: AlarmDetail }) {
  const { kitchenId, kitchenName, severity, title, text, since, clearedAt, history, subject } = alarm;
  const mayAct = useMay('alarm.act', kitchenId ?? undefined);
  const colon = subject.indexOf(':');
  const [of, name] = [subject.slice(0, colon), subject.slice(colon + 1)];
  return (
    <>
      <div className="page-head">
        <h1 className="alarm-title">
          <ConditionShape condition={SEVERITY_SHAPE[severity]} size={26} />
          {title}
        </h1>
        <Acknowledge alarm={alarm} />
      </div>
      <p className="lead">{text}</p>
      <p>
        {kitchenId === null ? (
          'Bakeloop itself'
        ) : (
          <Link to={kitchenPath(kitchenId)}>{kitchenName ?? kitchenId}</Link>
        )}
        {' · '}
        {SEVERITY_WORDS[severity]} <Tags alarm={alarm} />
      </p>
      {alarm.mutedBy === null ? null : <p role="note">{MUTE_WORDS[alarm.mutedBy]}</p>}
      <p className="quiet">
        {KIND_WORDS[alarm.kind]}, since <When at={since} />
        {clearedAt === null ? null : (
          <>
            , over since <When at={clearedAt} />
          </>
        )}
        {kitchenId !== null && of === 'batch' ? (
          <>
            {' · '}
            <Link to={batchPath(kitchenId, name)}>Batch {name}</Link>
          </>
        ) : null}
        {kitchenId !== null && of === 'lot' ? (
          <>
            {' · '}
            <Link to={lotPath(kitchenId, name)}>Lot {name}</Link>
          </>
        ) : null}
      </p>
      {kitchenId !== null && of === 'channel' ? (
        <section aria-label="Values around it">
          <AlarmChart alarm={alarm} kitchenId={kitchenId} channel={name} />
        </section>
      ) : null}
      <section aria-labelledby="history-heading">
        <h2 id="history-heading">What became of it</h2>
        <ol className="alarm-history">
          {history.map((entry) => (
            <li key={`${entry.at} ${entry.what}`}>
              <When at={entry.at} />
              <span>{entryWords(entry)}</span>
            </li>
          ))}
        </ol>
      </section>
      {mayAct ? <Acts alarm={alarm} /> : null}
    </>
  );
}

function Acts({ alarm }: { alarm: AlarmDetail }) {
  const params = { alarmId: alarm.id };
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const [of, setOf] = useState<'subject' | 'kind'>('subject');
  const onSettled = () => queries.invalidateQueries({ queryKey: ['alarms'] });
  const commenting = useMutation({
    mutationFn: () => callConsole('commentAlarm', { params, body: { text } }),
    onSuccess: () => setText(''),
    onSettled,
  });
  const assigning = useMutation({
    mutationFn: (personId: string | null) => callConsole('assignAlarm', { params, body: { personId } }),
    onSettled,
  });
  const people = useQuery({
    queryKey: ['alarm-people', alarm.id],
    queryFn: ({ signal }) => callConsole('alarmPeople', { params }, { signal }),
  });
  return (
    <section className="panel alarm-acts" aria-label="What can be done">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          commenting.mutate();
        }}
      >
        <Field
          label="Comment"
          required
          maxLength={2_000}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <FormProblem error={commenting.error} />
        <p className="links">
          <button type="submit" className="button button-quiet" disabled={commenting.isPending}>
            Add the comment
          </button>
        </p>
      </form>
      <div className="form">
        <SelectField
          label="Looked after by"
          value={alarm.assignee?.id ?? null}
          choices={[
            [null, 'nobody yet'],
            // Whoever it is stands there before it is known who else could.
            ...(people.data?.items ?? (alarm.assignee === null ? [] : [alarm.assignee])).map(
              ({ id, name }) => [id, name] as const,
            ),
          ]}
          change={(personId) => assigning.mutate(personId)}
        />
        <FormProblem error={assigning.error} />
      </div>
      <SilenceForm
        silence={(told) => callConsole('silenceAlarm', { params, body: { ...told, of } })}
        act="Silence it"
      >
        <SelectField
          label="Of what"
          value={of}
          choices={[
            ['subject', 'this alone'],
            ['kind', `every alarm of this kind in ${alarm.kitchenName ?? 'Bakeloop itself'}`],
          ]}
          change={setOf}
        />
      </SilenceForm>
    </section>
  );
}
