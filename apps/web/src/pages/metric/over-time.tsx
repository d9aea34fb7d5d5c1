import { figureRoutes, type MetricAnswer, type MetricDefinition } from '@bakeloop/contracts';
import { tableHref, useFormat } from '@bakeloop/ui';
import { Bars } from '@bakeloop/ui/charts';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { callConsole } from '../../data/call-console.js';
import { methodPath, type FigureQuery } from '../../data/addresses.js';
import { figureWriter } from '../../data/figure-words.js';
import { MOST_DAYS } from '../../data/compared.js';
import { grainOf, type Grain } from '../../data/grain.js';
import { useToday } from '../../data/use-today.js';
import { SelectField } from '../../parts/form.js';
import { Loading, ProblemPanel } from '../../parts/notices.js';

const GRAIN_WORDS: Record<Grain, string> = {
  day: 'Day by day',
  month: 'Month by month',
  year: 'Year by year',
};
const OF: Record<Grain, string> = { day: 'Day', month: 'Month', year: 'Year' };
const READ_AGAIN_MS = 60_000;

/** The figure of each day, month or year of what was asked for; how finely stands in the address. */
export function OverTime({
  figure,
  asked: { scope, from, to, knownOn },
  definition,
}: {
  figure: MetricAnswer;
  asked: FigureQuery;
  definition: MetricDefinition | undefined;
}) {
  const format = useFormat();
  const [search, setSearch] = useSearchParams();
  const today = useToday(scope);
  const { by, choices } = grainOf(search.get('by'), { from, to }, today);
  const { metric } = figure;
  const query = { scope, from, to, knownOn, by };
  const overTime = useQuery({
    queryKey: ['over-time', metric, query],
    queryFn: ({ signal }) => callConsole('metricOverTime', { params: { metric }, query }, { signal }),
    refetchInterval: READ_AGAIN_MS,
    placeholderData: (before) => (before?.metric === metric && before.scope === scope ? before : undefined),
  });
  const { data, error } = overTime;
  if (data?.items.every(({ value }) => value === null)) return null;
  const write = figureWriter(figure, format);
  const dayOf = (day: string): string => format.dayAndYear(day, Date.parse(today));
  const tick = (day: string, grain: Grain): string =>
    grain === 'year'
      ? day.slice(0, 4)
      : format.instant(Date.parse(`${day}T00:00:00Z`), 'UTC', grain === 'day' ? 'dayMonth' : 'monthYear');
  return (
    <section className="panel" aria-labelledby="over-time-heading">
      <div className="section-head">
        <h2 id="over-time-heading">Over time</h2>
        <SelectField
          label="How finely"
          value={by}
          choices={choices.map((one) => [one, GRAIN_WORDS[one]] as const)}
          change={(one) => {
            const next = new URLSearchParams(search);
            next.set('by', one);
            setSearch(next, { replace: true, preventScrollReset: true });
          }}
        />
      </div>
      {data ? (
        <Bars
          title={`${figure.name}, ${GRAIN_WORDS[data.by].toLowerCase()}`}
          of={OF[data.by]}
          heightPx={220}
          bars={data.items.map(({ from: first, to: last, value, range }) => ({
            key: last,
            label: first === last ? dayOf(first) : `${dayOf(first)} to ${dayOf(last)}`,
            tick: tick(first, data.by),
            value,
            range,
          }))}
          openFrom={knownOn === undefined ? today : undefined}
          formatValue={(value) => write.text(value)}
          note="strokes: 95 % range · days of the kitchens’ own calendars · hatched: still growing"
          about={
            <p>
              Each bar is the figure of just these days, computed of their own sums
              {definition ? ` (${definition.formula})` : ''}; no bar is an average of others. An empty place
              is one that nothing is known of. <Link to={methodPath(metric)}>The method</Link>
            </p>
          }
          files={[
            { label: 'CSV', href: tableHref(figureRoutes.metricOverTime, { params: { metric }, query }) },
          ]}
        />
      ) : error ? (
        <ProblemPanel error={error} retry={() => void overTime.refetch()} />
      ) : (
        <Loading label="Loading the figure over time" blocks={[220]} />
      )}
      {by === 'day' || choices.includes('day') ? null : (
        <p className="quiet">Day by day is shown of {String(MOST_DAYS)} days at most: choose fewer above.</p>
      )}
    </section>
  );
}
