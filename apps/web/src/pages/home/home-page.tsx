import { isPilot, type PublicSnapshot } from '@bakeloop/contracts';
import { Ago, useFormat, UNKNOWN } from '@bakeloop/ui';
import { useQuery } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { Link } from 'react-router';
import { metricPath } from '../../data/addresses.js';
import { figureWriter } from '../../data/figure-words.js';
import { COVERAGE, useFigure } from '../../data/use-figures.js';
import { usePublic } from '../../data/use-followed.js';
import { useMay } from '../../data/use-session.js';
import { CoverageLine } from '../../parts/coverage-line.js';
import { later } from '../../parts/later.js';
import { MovingNumber, Spoken } from '../../parts/moving-number.js';
import { FreshnessMark, HistoryProgress, Loading, ProblemPanel, StaleNote } from '../../parts/notices.js';
import { NearScreen } from '../../parts/near-screen.js';
import { useTitle } from '../../parts/use-title.js';
import { Meaning } from './meaning.js';
import { TakeAlong } from './take-along.js';
import { Where } from './where.js';

const room = <div className="chart-room" />;
const Days = later(async () => (await import('./charts.js')).Days, room);
const Way = later(async () => (await import('./charts.js')).Way, room);

/** For sponsors and everybody: a few numbers that move, what they mean, and how far they can be believed. */
export function HomePage() {
  useTitle('');
  const { data: fleet, freshness, error, retry } = usePublic();
  const maySeeKitchens = useMay('kitchen.see');
  const coverage = useQuery({ ...COVERAGE, refetchInterval: 60_000 });

  return (
    <div className="page home">
      {fleet && !fleet.status.demo && isPilot(fleet.kitchens) ? (
        <p className="demo">A pilot: a few kitchens, and numbers that are still small.</p>
      ) : null}
      <header className="hero">
        <h1>Plastic waste, baked into walls.</h1>
        <p className="lead">
          Mobile kitchens turn plastic that nobody collected into beams, bricks and roof tiles. We weigh it at
          the gate, at the oven and at the wall, and show what the scales say.
        </p>
      </header>
      {fleet ? (
        <>
          <StaleNote freshness={freshness} error={error} retry={retry} />
          <Numbers fleet={fleet} />
          <p className="as-of">
            <FreshnessMark freshness={freshness} />
            <LastHeard fleet={fleet} />
          </p>
          <HistoryProgress status={fleet.status} />
          <NearScreen room={room}>
            <Days fleet={fleet} />
          </NearScreen>
          <NearScreen room={room}>
            <Way />
          </NearScreen>
          <Where fleet={fleet} />
        </>
      ) : error ? (
        <ProblemPanel error={error} retry={retry} />
      ) : (
        <Loading label="Loading the numbers" blocks={[190, 120, 300]} />
      )}
      <Meaning />
      {coverage.data ? <CoverageLine coverage={coverage.data.coverage} /> : null}
      <TakeAlong />
      {maySeeKitchens ? (
        <p className="links">
          <Link to="/fleet" className="button">
            Open the staff console <ArrowRight size={17} aria-hidden />
          </Link>
        </p>
      ) : null}
    </div>
  );
}

const PORTFOLIO = { scope: 'portfolio' };

function Numbers({ fleet }: { fleet: PublicSnapshot }) {
  const format = useFormat();
  const { allTime, kitchens } = fleet;
  const baking = kitchens.filter(({ running }) => running).length;
  const kilograms = (grams: number) => format.number(grams / 1_000);
  return (
    <section aria-label="The numbers so far" className="numbers">
      <Spoken
        text={`${kilograms(allTime.recycledGrams)} kilograms of plastic diverted, ${kilograms(allTime.goodGrams)} kilograms of product`}
      />
      <div className="number number-main">
        <Diverted allTime={allTime} />
      </div>
      <div className="number">
        <p className="number-value">
          <Link to={metricPath('good-product', PORTFOLIO)}>
            <MovingNumber value={allTime.goodGrams} format={kilograms} />{' '}
            <span className="number-unit">kg</span>
          </Link>
        </p>
        <p className="number-name">
          of building material that passed, {format.count(allTime.goodPieces, 'piece')}
        </p>
        <Conservative metric="good-product" />
      </div>
      <NetEmissions />
      <div className="number">
        <p className="number-value">
          {format.number(baking)} <span className="number-unit">of {format.number(kitchens.length)}</span>
        </p>
        <p className="number-name">
          {kitchens.length === 1 ? 'kitchen' : 'kitchens'} baking right now,{' '}
          {format.count(allTime.batchFinishedCount, 'batch')} finished and balanced
        </p>
      </div>
    </section>
  );
}

/** The conservative figure is the big one: it may be quoted. The best estimate moves with every batch, beside it. */
function Diverted({ allTime }: { allTime: PublicSnapshot['allTime'] }) {
  const format = useFormat();
  const { data } = useFigure('diverted', PORTFOLIO);
  const inKg = (kilograms: number) => format.number(kilograms);
  const measured = <MovingNumber value={allTime.recycledGrams / 1_000} format={inKg} />;
  const conservative = data?.conservative ?? null;
  return (
    <>
      <p className="number-value">
        <Link to={metricPath('diverted', PORTFOLIO)}>
          {conservative === null ? measured : <MovingNumber value={conservative} format={inKg} />}{' '}
          <span className="number-unit">kg</span>
        </Link>
      </p>
      <p className="number-name">of waste plastic is now part of a product</p>
      {conservative === null ? null : (
        <p className="number-note">The lower bound, 95 % certain; the best estimate is {measured} kg.</p>
      )}
    </>
  );
}

/** The figure that may be quoted: the lower bound of what the scales can know. */
function Conservative({ metric }: { metric: string }) {
  const format = useFormat();
  const { data } = useFigure(metric, PORTFOLIO);
  if (!data || data.conservative === null) return null;
  return (
    <p className="number-note">
      To quote: {data.conservative < 0 ? '' : 'at least '}
      {figureWriter(data, format).text(data.conservative)} (conservative figure, 95 %)
    </p>
  );
}

/** Either sign as large as the other: a kitchen that emits more than it avoids is to be seen, too. */
function NetEmissions() {
  const format = useFormat();
  const { data } = useFigure('ghg-net-system', PORTFOLIO);
  const written = data && data.value !== null ? figureWriter(data, format).parts(data.value) : null;
  return (
    <div className="number">
      <p className="number-value">
        <Link to={metricPath('ghg-net-system', PORTFOLIO)}>
          {written?.value ?? UNKNOWN} <span className="number-unit">{written?.unit ?? 'kg CO₂e'}</span>
        </Link>
      </p>
      <p className="number-name">
        {(data?.value ?? 0) < 0
          ? 'net: more emitted than avoided, in the whole system'
          : 'net emissions avoided in the whole system'}
        : waste without the kitchen and the product displaced, less what the kitchens emit
      </p>
      {data && data.value === null ? <p className="number-note">Not known: {data.reason}.</p> : null}
      <Conservative metric="ghg-net-system" />
    </div>
  );
}

function LastHeard({ fleet }: { fleet: PublicSnapshot }) {
  const heard = fleet.kitchens.flatMap(({ lastMessageAt }) =>
    lastMessageAt ? [Date.parse(lastMessageAt)] : [],
  );
  if (heard.length === 0) return null;
  return (
    <span>
      last word from a kitchen <Ago atMs={Math.max(...heard)} />
    </span>
  );
}
