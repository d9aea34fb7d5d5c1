import {
  ALARM_LANGUAGES,
  alarmRoutes,
  type AlarmChannelView,
  type AlarmLanguage,
  type MakeAlarmChannel,
} from '@bakeloop/contracts';
import { ALARM_KINDS, ALARM_SEVERITIES, type AlarmKind } from '@bakeloop/domain';
import { tableHref } from '@bakeloop/ui';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, Send } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { callConsole } from '../../data/call-console.js';
import { PAGED } from '../../data/paged.js';
import { useKitchenNames } from '../../data/use-names.js';
import { Answered } from '../../parts/answered.js';
import { faultOf, Field, FormProblem, SelectField } from '../../parts/form.js';
import { ShownOnce } from '../../parts/once.js';
import { ShowMore } from '../../parts/show-more.js';
import { TableLink } from '../../parts/table-link.js';
import { useTitle } from '../../parts/use-title.js';
import { When } from '../../parts/when.js';
import { canBePushedTo, subscribe } from './push.js';
import { KIND_WORDS } from './words.js';
import '../../parts/rows.css';
import './alarms.css';

type Way = AlarmChannelView['kind'];
type Wish = AlarmChannelView['wish'];
const WAY_WORDS: Record<Way, string> = { push: 'Push to this browser', email: 'E-mail', webhook: 'Webhook' };
/** Each as those call it who read it. */
const LANGUAGES = ALARM_LANGUAGES.map(
  (one) => [one, new Intl.DisplayNames([one], { type: 'language' }).of(one) ?? one] as const,
);
const ownLanguage = (): AlarmLanguage =>
  ALARM_LANGUAGES.find((one) => navigator.language.startsWith(one.slice(0, 2))) ?? 'en';
const LEAST = ALARM_SEVERITIES.map(
  (one) =>
    [
      one,
      one === 'critical' ? 'what is critical' : one === 'warning' ? 'warnings and worse' : 'everything',
    ] as const,
);

/** Where somebody is told of alarms, with a test for each, and what was sent. */
export function ChannelsPage() {
  useTitle('How you are told');
  const channels = useQuery({
    queryKey: ['alarm-channels'],
    queryFn: ({ signal }) => callConsole('alarmChannels', {}, { signal }),
  });
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <div className="page">
      <p className="crumb">
        <Link to="/alarms">Alarms</Link>
      </p>
      <h1>How you are told</h1>
      <p className="lead">
        Alarms reach you here, and only you see this. Late data, what is silenced, and a kitchen that moves
        tell nobody.
      </p>
      {secret === null ? null : (
        <ShownOnce title="Secret of the webhook: copy it now" text={secret} close={() => setSecret(null)}>
          <p>
            Each message is signed with it, as Standard Webhooks says. It is shown this once; nobody can look
            it up later.
          </p>
        </ShownOnce>
      )}
      <Answered query={channels} reading="Loading your channels" blocks={[64, 64]}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">You are told nowhere yet. Add a way below.</p>
          ) : (
            <ul className="rows">
              {items.map((channel) => (
                <Row key={channel.id} channel={channel} />
              ))}
            </ul>
          )
        }
      </Answered>
      <Add made={setSecret} />
      <Log />
    </div>
  );
}

function Row({ channel }: { channel: AlarmChannelView }) {
  const { id, kind, name, leadsTo, wish, language, goneAt } = channel;
  const queries = useQueryClient();
  const params = { channelId: id };
  const testing = useMutation({
    mutationFn: () => callConsole('testAlarmChannel', { params, body: {} }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['alarm-deliveries'] }),
  });
  const removing = useMutation({
    mutationFn: () => callConsole('removeAlarmChannel', { params }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['alarm-channels'] }),
  });
  const [, least] = LEAST.find(([one]) => one === wish.least) ?? LEAST[2] ?? ['', ''];
  return (
    <li>
      <div>
        <strong>{name}</strong>
        <span className="tag">{WAY_WORDS[kind]}</span>
        {goneAt === null ? null : <span className="tag tag-bad">gone: make it anew</span>}
        <p className="quiet">{leadsTo}</p>
        <p className="quiet">
          {least}
          {wish.kinds === null ? '' : `, of ${wish.kinds.map((one) => KIND_WORDS[one]).join(', ')}`}
          {wish.kitchenIds === null ? '' : `, in ${wish.kitchenIds.join(', ')}`}
          {wish.quiet === null ? '' : `, quiet ${clock(wish.quiet.from)} to ${clock(wish.quiet.to)}`} ·{' '}
          {LANGUAGES.find(([one]) => one === language)?.[1]}
        </p>
        <FormProblem error={testing.error ?? removing.error} />
        {testing.isSuccess ? (
          <p className="form-done">A test is under way: see below what was answered.</p>
        ) : null}
      </div>
      <p className="links">
        <button
          type="button"
          className="button button-quiet"
          disabled={testing.isPending || goneAt !== null}
          onClick={() => testing.mutate()}
          aria-label={`Send a test: ${name}`}
        >
          <Send size={16} aria-hidden /> Send a test
        </button>
        <button
          type="button"
          className="button button-bad"
          disabled={removing.isPending}
          onClick={() => removing.mutate()}
          aria-label={`Remove: ${name}`}
        >
          Remove
        </button>
      </p>
    </li>
  );
}

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
/** @returns null for what is no time of a day */
function minuteOf(text: string): number | null {
  const [, hour, minute] = /^(\d\d):(\d\d)/.exec(text) ?? [];
  return hour === undefined ? null : Number(hour) * 60 + Number(minute);
}

function Add({ made }: { made: (secret: string | null) => void }) {
  const queries = useQueryClient();
  const kitchens = useKitchenNames();
  const ways = useQuery({
    queryKey: ['alarm-ways'],
    queryFn: ({ signal }) => callConsole('alarmWays', {}, { signal }),
  });
  const [kind, setKind] = useState<Way>('webhook');
  const [name, setName] = useState('');
  const [address, setAddress] = useState('');
  const [language, setLanguage] = useState(ownLanguage);
  const [least, setLeast] = useState<Wish['least']>('warning');
  const [kinds, setKinds] = useState<readonly AlarmKind[]>([]);
  const [kitchenId, setKitchenId] = useState<string | null>(null);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const making = useMutation({
    mutationFn: async () => {
      const [fromMinute, toMinute] = [minuteOf(from), minuteOf(to)];
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      const wish: Wish = {
        kinds: kinds.length === 0 ? null : [...kinds],
        least,
        kitchenIds: kitchenId === null ? null : [kitchenId],
        quiet: fromMinute === null || toMinute === null ? null : { from: fromMinute, to: toMinute, timeZone },
      };
      const common = { name, language, wish };
      const body: MakeAlarmChannel =
        kind === 'push'
          ? { ...common, kind, target: await subscribe(ways.data?.pushKey ?? '') }
          : kind === 'email'
            ? { ...common, kind }
            : { ...common, kind, target: { url: address } };
      return callConsole('makeAlarmChannel', { body });
    },
    onSuccess: ({ secret }) => {
      setName('');
      setAddress('');
      made(secret);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['alarm-channels'] }),
  });
  const possible: Way[] = [
    ...(canBePushedTo() ? (['push'] as const) : []),
    ...(ways.data?.email ? (['email'] as const) : []),
    'webhook',
  ];
  return (
    <details className="panel quiet-details">
      <summary>
        <Plus size={16} aria-hidden /> Add a way to be told
      </summary>
      <form
        className="alarm-rule-form"
        onSubmit={(event) => {
          event.preventDefault();
          making.mutate();
        }}
      >
        <SelectField
          label="How"
          value={kind}
          choices={possible.map((one) => [one, WAY_WORDS[one]] as const)}
          change={setKind}
          {...(ways.data?.email === false
            ? { hint: 'No mail server is set here, so there is no e-mail.' }
            : kind === 'email'
              ? { hint: 'It goes to the address of your account.' }
              : {})}
        />
        <Field
          label="What you call it"
          required
          minLength={3}
          maxLength={80}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        {kind === 'webhook' ? (
          <Field
            label="Address (https)"
            required
            type="url"
            fault={faultOf(making.error, 'target.url')}
            value={address}
            onChange={({ target }) => setAddress(target.value)}
          />
        ) : null}
        <SelectField label="Language" value={language} choices={LANGUAGES} change={setLanguage} />
        <SelectField label="Of what" value={least} choices={LEAST} change={setLeast} />
        <SelectField
          label="Of which kitchen"
          value={kitchenId}
          choices={[[null, 'all I may see'], ...kitchens.map((one) => [one.id, one.name] as const)]}
          change={setKitchenId}
        />
        <Field
          label="Only critical from"
          type="time"
          value={from}
          onChange={({ target }) => setFrom(target.value)}
        />
        <Field label="until" type="time" value={to} onChange={({ target }) => setTo(target.value)} />
        <fieldset className="ticks wide">
          <legend>Of these kinds; none ticked: of all</legend>
          {ALARM_KINDS.map((one) => (
            <label key={one} className="tick">
              <input
                type="checkbox"
                checked={kinds.includes(one)}
                onChange={({ target }) =>
                  setKinds(target.checked ? [...kinds, one] : kinds.filter((other) => other !== one))
                }
              />
              <span>{KIND_WORDS[one]}</span>
            </label>
          ))}
        </fieldset>
        <div className="wide">
          <FormProblem error={making.error} fields={['target.url']} />
          <p className="links">
            <button type="submit" className="button" disabled={making.isPending || ways.data === undefined}>
              Tell me there
            </button>
          </p>
        </div>
      </form>
    </details>
  );
}

const SAY_WORDS = { test: 'A test', raised: 'An alarm', cleared: 'An alarm that is over' } as const;
const STATE_WORDS = { waiting: 'under way', sent: 'sent', failed: 'not sent' } as const;
const A_PAGE = 20;

/** What was sent to one, and what was answered. */
function Log() {
  const log = useInfiniteQuery({
    queryKey: ['alarm-deliveries'],
    queryFn: ({ signal, pageParam }) =>
      callConsole('deliveries', { query: { limit: A_PAGE, cursor: pageParam } }, { signal }),
    ...PAGED,
    // What is under way is watched.
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some((one) => one.state === 'waiting')) ? 1_500 : 15_000,
  });
  const items = log.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="sent-heading">
      <h2 id="sent-heading">What was sent</h2>
      <ul className="rows">
        {items.map(({ id, say, alarmId, channelName, state, tries, answer, createdAt, nextAt }) => (
          <li key={id}>
            <div>
              {alarmId === null ? SAY_WORDS[say] : <Link to={`/alarms/${alarmId}`}>{SAY_WORDS[say]}</Link>} to{' '}
              {channelName}{' '}
              <span
                className={state === 'failed' ? 'tag tag-bad' : state === 'sent' ? 'tag tag-good' : 'tag'}
              >
                {STATE_WORDS[state]}
              </span>
              <p className="quiet">
                <When at={createdAt} />
                {tries > 1 ? `, ${tries} tries` : ''}
                {nextAt !== null && tries > 0 ? (
                  <>
                    , again at <When at={nextAt} />
                  </>
                ) : null}
                {answer === null ? '' : `: ${answer}`}
              </p>
            </div>
          </li>
        ))}
      </ul>
      <ShowMore list={log} />
      <TableLink href={tableHref(alarmRoutes.deliveries, {})} />
    </section>
  );
}
