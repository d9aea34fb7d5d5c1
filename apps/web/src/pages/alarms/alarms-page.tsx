import { ALARM_STATES, alarmRoutes, type AlarmView } from '@bakeloop/contracts';
import { ALARM_KINDS, ALARM_SEVERITIES } from '@bakeloop/domain';
import { Ago, tableHref } from '@bakeloop/ui';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { callConsole } from '../../data/call-console.js';
import { kitchenPath } from '../../data/addresses.js';
import { PAGED } from '../../data/paged.js';
import { useKitchenNames } from '../../data/use-names.js';
import { TYPING_MS, useSearchText } from '../../data/use-search-text.js';
import { ConditionShape } from '../../parts/condition.js';
import { Field, SelectField } from '../../parts/form.js';
import { EmptyPanel, Loading, ProblemPanel } from '../../parts/notices.js';
import { ShowMore } from '../../parts/show-more.js';
import { SilenceKitchen, Silences } from './silences.js';
import { TableLink } from '../../parts/table-link.js';
import { useTitle } from '../../parts/use-title.js';
import { Acknowledge } from './acknowledge.js';
import { READ_AGAIN_MS, useAlarmNews } from './use-alarm-news.js';
import { KIND_WORDS, SEVERITY_SHAPE, SEVERITY_WORDS, stateWords } from './words.js';
import '../../parts/rows.css';
import './alarms.css';

const A_PAGE = 30;
type Choice = (typeof ALARM_STATES)[number] | 'all';
const STATES: readonly (readonly [Choice, string])[] = [
  ['open', 'Open'],
  ['active', 'Active'],
  ['unseen', 'Active, not acknowledged'],
  ['acknowledged', 'Active, acknowledged'],
  ['cleared', 'Over, not acknowledged'],
  ['closed', 'Closed'],
  ['all', 'All'],
];
const ASSIGNEES = [
  [null, 'Anybody or nobody'],
  ['me', 'Me'],
  ['nobody', 'Nobody yet'],
] as const;
const among = <T extends string>(all: readonly T[], text: string | null): T | undefined =>
  all.find((one) => one === text);

/** What is on in the kitchens, newest first; searched by what stands in the address. */
export function AlarmsPage() {
  useTitle('Alarms');
  useAlarmNews();
  const kitchens = useKitchenNames();
  const [search, setSearch] = useSearchParams();
  const [typed, type] = useSearchText();
  const [rested] = useDebouncedValue(typed.trim(), TYPING_MS);
  const chosen: Choice = among([...ALARM_STATES, 'all'] as const, search.get('state')) ?? 'open';
  const filter = {
    state: chosen === 'all' ? undefined : chosen,
    kind: among(ALARM_KINDS, search.get('kind')),
    severity: among(ALARM_SEVERITIES, search.get('severity')),
    kitchenId: search.get('kitchen') ?? undefined,
    assignee: among(['me', 'nobody'] as const, search.get('assignee')),
    q: rested === '' ? undefined : rested,
  };
  const set = (name: string, value: string | null): void => {
    const next = new URLSearchParams(search);
    if (value === null) next.delete(name);
    else next.set(name, value);
    setSearch(next, { replace: true });
  };
  const alarms = useInfiniteQuery({
    queryKey: ['alarms', 'list', filter],
    queryFn: ({ signal, pageParam }) =>
      callConsole('alarms', { query: { ...filter, limit: A_PAGE, cursor: pageParam } }, { signal }),
    ...PAGED,
    refetchInterval: READ_AGAIN_MS,
    // While somebody types, what was found stays until the next is.
    placeholderData: keepPreviousData,
  });
  const isNarrowed = Object.entries(filter).some(([name, value]) => name !== 'state' && value !== undefined);
  const kitchen = kitchens.find(({ id }) => id === filter.kitchenId);
  const items = alarms.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="page">
      <div className="page-head">
        <h1>Alarms</h1>
        <p className="links">
          <Link to="/alarms/channels">How you are told</Link>
          <Link to="/alarms/rules">Rules</Link>
          <TableLink href={tableHref(alarmRoutes.alarms, { query: filter })} />
        </p>
      </div>
      <div className="alarm-filters" role="search" aria-label="Alarms">
        <Field
          label="Find by rule, channel, batch, kitchen, person or comment"
          type="search"
          maxLength={80}
          value={typed}
          onChange={({ target }) => type(target.value)}
        />
        <SelectField
          label="State"
          value={chosen}
          choices={STATES}
          change={(value) => set('state', value === 'open' ? null : value)}
        />
        <SelectField
          label="How bad"
          value={filter.severity ?? null}
          choices={[[null, 'Any'], ...ALARM_SEVERITIES.map((one) => [one, SEVERITY_WORDS[one]] as const)]}
          change={(value) => set('severity', value)}
        />
        <SelectField
          label="Kind"
          value={filter.kind ?? null}
          choices={[[null, 'Any'], ...ALARM_KINDS.map((one) => [one, KIND_WORDS[one]] as const)]}
          change={(value) => set('kind', value)}
        />
        <SelectField
          label="Kitchen"
          value={filter.kitchenId ?? null}
          choices={[[null, 'All'], ...kitchens.map(({ id, name }) => [id, name] as const)]}
          change={(value) => set('kitchen', value)}
        />
        <SelectField
          label="Looked after by"
          value={filter.assignee ?? null}
          choices={ASSIGNEES}
          change={(value) => set('assignee', value)}
        />
      </div>
      <p className="bl-hidden" role="status">
        {rested !== '' && alarms.data && items.length === 0 ? `No alarm has “${rested}”.` : ''}
      </p>
      <Silences />
      {kitchen ? <SilenceKitchen key={kitchen.id} kitchenId={kitchen.id} name={kitchen.name} /> : null}
      {alarms.data ? (
        items.length === 0 ? (
          <EmptyPanel title={isNarrowed || chosen !== 'open' ? 'None of these' : 'All is quiet'}>
            <p>
              {isNarrowed || chosen !== 'open'
                ? 'Choose another state, kind, kitchen or word.'
                : 'Nothing is on, and whatever was has been acknowledged.'}
            </p>
          </EmptyPanel>
        ) : (
          <>
            <ul className="rows" aria-label="Alarms, newest first">
              {items.map((alarm) => (
                <Row key={alarm.id} alarm={alarm} />
              ))}
            </ul>
            <ShowMore list={alarms} />
          </>
        )
      ) : alarms.error ? (
        <ProblemPanel error={alarms.error} retry={() => void alarms.refetch()} />
      ) : (
        <Loading label="Loading the alarms" blocks={[88, 88, 88]} />
      )}
    </div>
  );
}

function Row({ alarm }: { alarm: AlarmView }) {
  const { id, kitchenId, kitchenName, severity, title, text, raisedAt, clearedAt } = alarm;
  return (
    <li className={clearedAt === null ? 'alarm-row' : 'alarm-row alarm-over'}>
      <div>
        <p className="alarm-title">
          <ConditionShape condition={SEVERITY_SHAPE[severity]} size={18} />
          <Link to={`/alarms/${id}`}>{title}</Link>
        </p>
        <p className="alarm-text">{text}</p>
        <p className="quiet">
          {kitchenId === null ? (
            'Bakeloop itself'
          ) : (
            <Link to={kitchenPath(kitchenId)}>{kitchenName ?? kitchenId}</Link>
          )}
          {' · '}
          {SEVERITY_WORDS[severity]}
          {' · '}
          <Ago atMs={Date.parse(raisedAt)} /> <Tags alarm={alarm} />
        </p>
      </div>
      <Acknowledge alarm={alarm} quiet />
    </li>
  );
}

/** What became of an alarm, in short. */
export function Tags({ alarm }: { alarm: AlarmView }) {
  const { clearedAt, detectedLate, silencedUntil, assignee, occurrences } = alarm;
  return (
    <span className="tags">
      <span className={clearedAt === null ? 'tag tag-bad' : 'tag'}>{stateWords(alarm)}</span>
      {detectedLate ? <span className="tag">Detected late</span> : null}
      {silencedUntil === null ? null : <span className="tag">Silenced</span>}
      {assignee === null ? null : <span className="tag">{assignee.name}</span>}
      {occurrences > 1 ? <span className="tag">{occurrences} times</span> : null}
    </span>
  );
}
