import { tableRoutes, type QualityAnswer } from '@bakeloop/contracts';
import { DATA_QUALITIES, DATA_QUALITY_WORDS } from '@bakeloop/domain';
import { fileHref, useFormat } from '@bakeloop/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useLocation, useSearchParams } from 'react-router';
import {
  CORRECTIONS_PATH,
  metricPath,
  onDays,
  qualityPath,
  readFigureQuery,
  refusedPath,
  scopeParts,
  type FigureQuery,
} from '../../data/addresses.js';
import { useFleet } from '../../data/use-followed.js';
import { useKitchenNames } from '../../data/use-names.js';
import { useNews } from '../../data/use-news.js';
import { useMay } from '../../data/use-session.js';
import { useToday } from '../../data/use-today.js';
import { Loading, ProblemPanel } from '../../parts/notices.js';
import { lastDays, PeriodChoice } from '../../parts/period-choice.js';
import { TableLink } from '../../parts/table-link.js';
import { useAnchor } from '../../parts/use-anchor.js';
import { useTitle } from '../../parts/use-title.js';
import { PART_WORDS } from './part-words.js';
import { Rows } from './rows.js';
import './quality.css';
import { callConsole } from '../../data/call-console.js';

/** What is shown where the address names no days, as the server has it. */
const USUAL = lastDays('Last 28 days', 28);
const CHOICES = [lastDays('Last 7 days', 7), USUAL, lastDays('Last 90 days', 90)];

/** What is read again when a kitchen's row tells of it. */
const OF_ROWS = ['quality', 'quality-rows'];

/** How good the data are: what is missing, refused, corrected and off, each number with its rows. All of it is in the address. */
export function QualityPage() {
  useTitle('Data quality');
  const [search, setSearch] = useSearchParams();
  const format = useFormat();
  const asked = readFigureQuery(search);
  const today = useToday(asked.scope);
  const onThese = onDays(asked, today);
  const quality = useQuery({
    queryKey: ['quality', onThese],
    queryFn: ({ signal }) => callConsole('quality', { query: onThese }, { signal }),
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  });
  const { data: fleet } = useFleet();
  useNews(
    fleet?.kitchens.map(({ id, allTime, deadLetters24h, troubles }) => [
      id,
      allTime,
      deadLetters24h,
      troubles.map(({ kind }) => kind),
    ]),
    OF_ROWS,
  );
  const ask = (next: FigureQuery): void => {
    setSearch(new URL(qualityPath(next), location.origin).searchParams, { preventScrollReset: true });
  };
  return (
    <div className="page">
      <p className="crumb">
        <Link to="/fleet">Fleet</Link>
      </p>
      <h1>Data quality</h1>
      <p className="lead">
        What the figures rest on: what did not come, came twice, was refused or corrected, and whether clocks
        and scales are right.
      </p>
      <div className="asked" role="group" aria-label="What is asked for">
        <Whose asked={asked} onAsk={ask} />
        <PeriodChoice
          period={asked.from === undefined && asked.to === undefined ? USUAL : asked}
          today={today}
          choices={CHOICES}
          onChange={(period) => ask({ scope: asked.scope, ...period })}
        />
      </div>
      {asked.knownOn === undefined ? null : (
        <p className="quiet">
          As it was known on {format.instant(Date.parse(asked.knownOn), 'UTC', 'full')} UTC, where that is
          kept: what was refused, corrected and checked.{' '}
          <button type="button" className="text-button" onClick={() => ask({ ...asked, knownOn: undefined })}>
            as known now
          </button>
        </p>
      )}
      {quality.data ? (
        <div className={quality.isPlaceholderData ? 'quality-waiting' : undefined}>
          <Waiting waiting={quality.data.waiting} />
          <Parts parts={quality.data.parts} asked={onThese} named={search.get('name') ?? undefined} />
          <Coverage quality={quality.data} asked={onThese} />
        </div>
      ) : quality.error ? (
        <ProblemPanel error={quality.error} retry={() => void quality.refetch()} />
      ) : (
        <Loading label="Loading how good the data are" blocks={[160, 160, 160]} />
      )}
    </div>
  );
}

function Whose({ asked, onAsk }: { asked: FigureQuery; onAsk: (next: FigureQuery) => void }) {
  const kitchens = useKitchenNames();
  const parts = scopeParts(asked.scope);
  const isListed = asked.scope === 'portfolio' || kitchens.some(({ id }) => asked.scope === `kitchen:${id}`);
  return (
    <label className="field">
      <span>Whose</span>
      <select
        value={asked.scope}
        onChange={({ target }) => onAsk({ ...asked, scope: target.value, knownOn: undefined })}
      >
        {isListed ? null : (
          <option value={asked.scope}>
            {parts?.kind === 'kitchens' ? `${String(parts.kitchenIds.length)} kitchens` : asked.scope}
          </option>
        )}
        <option value="portfolio">All kitchens within reach</option>
        {kitchens.map(({ id, name }) => (
          <option key={id} value={`kitchen:${id}`}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Waiting({ waiting }: { waiting: number | null }) {
  const format = useFormat();
  if (waiting === null || waiting === 0) return null;
  return (
    <p className="trouble trouble-warning">
      <span>
        <strong>
          {format.number(waiting)}
          {waiting >= 200 ? ' or more' : ''} {waiting === 1 ? 'correction waits' : 'corrections wait'} for a
          look:
        </strong>{' '}
        each moved a figure by much, after the fact. <Link to={CORRECTIONS_PATH}>Look at them</Link>
      </span>
    </p>
  );
}

function Parts({
  parts,
  asked,
  named,
}: {
  parts: QualityAnswer['parts'];
  asked: FigureQuery;
  named: string | undefined;
}) {
  useAnchor();
  // A name is chosen in one part: a kitchen's is in several.
  const { hash } = useLocation();
  return (
    <div className="quality-parts">
      {parts.map((part) => (
        <Part
          key={part.part}
          part={part}
          asked={asked}
          named={hash === `#${part.part}` ? named : undefined}
        />
      ))}
    </div>
  );
}

/** One number with what it is made of, and its rows. */
function Part({
  part,
  asked,
  named,
}: {
  part: QualityAnswer['parts'][number];
  asked: FigureQuery;
  named: string | undefined;
}) {
  const format = useFormat();
  const mayReview = useMay('refused.review');
  const kitchens = useKitchenNames();
  const words = PART_WORDS[part.part];
  const heading = `${part.part}-heading`;
  return (
    <section className="panel quality-part" id={part.part} tabIndex={-1} aria-labelledby={heading}>
      <h2 id={heading}>{words.title}</h2>
      {part.count === 0 ? (
        <p>{words.none}</p>
      ) : (
        <>
          <p className="quality-total">{words.total(part, format)}</p>
          <p className="quiet">{words.means}</p>
          <Groups title={words.by}>
            {part.groups.map((group) => (
              <li key={group.name}>
                <Link
                  to={qualityPath({ ...asked, name: group.name }, part.part)}
                  aria-current={named === group.name ? 'true' : undefined}
                >
                  {kitchens.find(({ id }) => id === group.name)?.name ?? words.name(group.name)}
                </Link>
                <span>{words.each(group, format)}</span>
              </li>
            ))}
          </Groups>
          {part.byWhom ? (
            <Groups title="By whom, as their kitchen calls them">
              {part.byWhom.map(({ name, count }) => (
                <li key={name}>
                  <span>{name}</span>
                  <span>{format.number(count)}</span>
                </li>
              ))}
            </Groups>
          ) : null}
          <Rows
            key={JSON.stringify([asked, named])}
            part={part.part}
            asked={asked}
            name={part.groups.some(({ name }) => name === named) ? named : undefined}
          />
          {part.part === 'dead-letters' && mayReview ? (
            <p>
              <Link to={refusedPath(kitchenOf(asked))}>Deal with them</Link>
            </p>
          ) : null}
        </>
      )}
    </section>
  );
}

function kitchenOf({ scope }: FigureQuery): string | undefined {
  const parts = scopeParts(scope);
  return parts?.kind === 'kitchen' ? parts.kitchenId : undefined;
}

function Groups({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="quality-groups">
      <h3 className="quiet">{title}</h3>
      <ul>{children}</ul>
    </div>
  );
}

/** Which figures rest on what was measured, and which are not known and why. */
function Coverage({ quality, asked }: { quality: QualityAnswer; asked: FigureQuery }) {
  const format = useFormat();
  const { coverage, readings, scope, from, to } = quality;
  const known = coverage.filter((one) => one.quality !== null);
  const missing = coverage.filter((one) => one.quality === null);
  return (
    <section className="quality-rest" aria-labelledby="coverage-heading" id="coverage">
      <h2 id="coverage-heading">What the figures rest on</h2>
      {readings.expected > 0 ? (
        <p>
          {format.percent(Math.min(1, readings.received / readings.expected))} of the readings that should
          have come did.
        </p>
      ) : null}
      {coverage.length === 0 ? (
        <p className="quiet">Choose one kitchen above: these are too many to be one scope of figures.</p>
      ) : (
        <>
          <div className="quality-coverage">
            {DATA_QUALITIES.map((kind) => {
              const of = known.filter((one) => one.quality === kind);
              return of.length === 0 ? null : (
                <section key={kind} className="panel">
                  <h3>
                    {DATA_QUALITY_WORDS[kind].word} <span className="quiet">{format.number(of.length)}</span>
                  </h3>
                  <p className="quiet">{DATA_QUALITY_WORDS[kind].means}</p>
                  <ul>
                    {of.map(({ metric, name }) => (
                      <li key={metric}>
                        <Link to={metricPath(metric, { scope, from, to })}>{name}</Link>
                      </li>
                    ))}
                  </ul>
                </section>
              );
            })}
            {missing.length === 0 ? null : (
              <section className="panel">
                <h3>
                  Not known <span className="quiet">{format.number(missing.length)}</span>
                </h3>
                <p className="quiet">what is missing is never taken as zero</p>
                <ul>
                  {missing.map(({ metric, name, reason }) => (
                    <li key={metric}>
                      <Link to={metricPath(metric, { scope, from, to })}>{name}</Link>
                      <span className="quiet">: {reason}</span>
                    </li>
                  ))}
                </ul>
              </section>
            )}
          </div>
          <TableLink href={fileHref(tableRoutes.coverageTable, { query: { ...asked } })} />
        </>
      )}
    </section>
  );
}
