import type { KitchenSnapshot } from '@bakeloop/contracts';
import { readableChannel, useFormat, UNKNOWN } from '@bakeloop/ui';
import { Link, useParams } from 'react-router';
import { credentialsPath, machinePath, qualityPath, storiesPath } from '../../data/addresses.js';
import { useKitchen } from '../../data/use-followed.js';
import { useMay } from '../../data/use-session.js';
import { TROUBLE_WORDS } from '../../data/trouble.js';
import { Afterwards } from '../../parts/afterwards.js';
import { ConditionLine, ConditionShape } from '../../parts/condition.js';
import { EmptyPanel, FreshnessMark, Loading, ProblemPanel, StaleNote } from '../../parts/notices.js';
import { OpenAlarms } from '../../parts/open-alarms.js';
import { useTitle } from '../../parts/use-title.js';
import { SilenceKitchen, Silences } from '../alarms/silences.js';
import { isNotFound, NotFoundPage } from '../not-found-page.js';
import { ChartsSection } from '../../parts/charts/charts-section.js';
import { Batches } from './batches.js';
import { Commands } from './commands.js';
import { DeadLetters } from './dead-letters.js';
import { Questions } from './questions.js';
import { LedgerSection } from './ledger-section.js';
import { LiveValues } from '../../parts/charts/live-values.js';
import { Lots } from './lots.js';
import { Plan } from './plan.js';
import { ProductionDays } from './production-days.js';
import { RunningBatch } from './running-batch.js';
import { useLiveSeries } from '../../parts/charts/series-query.js';
import './kitchen.css';

export function KitchenPage() {
  const { kitchenId = '' } = useParams();
  const { data, freshness, error, retry } = useKitchen(kitchenId, useLiveSeries(kitchenId));
  useTitle(data?.kitchen.name ?? kitchenId);

  if (!data && isNotFound(error)) {
    return <NotFoundPage what="kitchen" />;
  }
  return (
    <div className="page">
      <p className="crumb">
        <Link to="/fleet">Fleet</Link>
      </p>
      {data ? (
        <>
          <Head snapshot={data} />
          <p className="as-of">
            <FreshnessMark freshness={freshness} />
          </p>
          <StaleNote freshness={freshness} error={error} retry={retry} />
          <Troubles snapshot={data} />
          <Told kitchen={data.kitchen} />
          <Body snapshot={data} />
        </>
      ) : error ? (
        <ProblemPanel error={error} retry={retry} />
      ) : (
        <Loading label="Loading the kitchen" blocks={[60, 130, 160, 260, 260]} />
      )}
    </div>
  );
}

function Head({ snapshot: { kitchen } }: { snapshot: KitchenSnapshot }) {
  const format = useFormat();
  const mayGive = useMay('device.manage', kitchen.id);
  const mayTell = useMay('story.write', kitchen.id);
  const maySeeQuality = useMay('quality.see', kitchen.id);
  const place = [kitchen.place, kitchen.country ? format.country(kitchen.country) : null].filter(
    (part) => part !== null && part !== kitchen.name,
  );
  return (
    <div className="page-head">
      <div>
        <h1>{kitchen.name}</h1>
        <p className="quiet">
          {[...place, kitchen.id].join(' · ')} · times of {kitchen.timeZone.replace(/_/g, ' ')} (
          {format.zoneName(kitchen.timeZone, Date.now())})
          {maySeeQuality ? (
            <>
              {' '}
              · <Link to={qualityPath({ scope: `kitchen:${kitchen.id}` })}>Data quality</Link>
            </>
          ) : null}
          {mayGive ? (
            <>
              {' '}
              · <Link to={credentialsPath(kitchen.id)}>Credentials</Link>
            </>
          ) : null}
          {mayTell ? (
            <>
              {' '}
              · <Link to={storiesPath(kitchen.id)}>Its story</Link>
            </>
          ) : null}
        </p>
      </div>
      <p className="links">
        <OpenAlarms kitchen={kitchen} />
        <ConditionLine kitchen={kitchen} />
      </p>
    </div>
  );
}

/** Whether anybody is told of its alarms, and how nobody is for a while. */
function Told({ kitchen: { id, name } }: { kitchen: KitchenSnapshot['kitchen'] }) {
  const maySee = useMay('alarm.see', id);
  return maySee ? (
    <div className="told">
      <Silences kitchenId={id} />
      <SilenceKitchen kitchenId={id} name={name} />
    </div>
  ) : null;
}

function Troubles({ snapshot: { kitchen } }: { snapshot: KitchenSnapshot }) {
  if (kitchen.troubles.length === 0) return null;
  return (
    <ul className="troubles" aria-label="What needs a look">
      {kitchen.troubles.map(({ kind, severity, detail }) => (
        <li key={kind} className={`trouble trouble-${severity}`}>
          <ConditionShape condition={severity} size={18} />
          <span>
            <strong>{TROUBLE_WORDS[kind]}.</strong> {detail}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Body({ snapshot }: { snapshot: KitchenSnapshot }) {
  const format = useFormat();
  const { kitchen, batches } = snapshot;
  const channels = snapshot.channels.map(readableChannel);
  const { totals } = kitchen.today;
  const mayWatch = useMay('kitchen.watch', kitchen.id);
  const mayReview = useMay('refused.review', kitchen.id);
  return (
    <>
      <div className="kitchen-top">
        <RunningBatch kitchen={kitchen} />
        <section className="panel" aria-labelledby="day-heading">
          <h2 id="day-heading">Today, {format.day(kitchen.today.day)}</h2>
          <dl className="figures">
            <div>
              <dt>Delivered</dt>
              <dd>{format.mass(totals.intakeNetGrams)}</dd>
            </div>
            <div>
              <dt>Good product</dt>
              <dd>{format.mass(totals.goodGrams)}</dd>
            </div>
            <div>
              <dt>Plastic diverted</dt>
              <dd className="strong">{format.mass(totals.recycledGrams)}</dd>
            </div>
            <div>
              <dt>Last closure</dt>
              <dd>{kitchen.lastClosure === null ? UNKNOWN : format.signedPercent(kitchen.lastClosure)}</dd>
            </div>
          </dl>
          <Plan kitchen={kitchen} />
          <p className="quiet">
            All time: {format.mass(kitchen.allTime.recycledGrams)} diverted in{' '}
            {format.count(kitchen.allTime.batchFinishedCount, 'batch')}. Closure is the share of the feed that
            the scales did not find again.
          </p>
        </section>
      </div>
      {mayWatch ? (
        <section aria-labelledby="now-heading">
          <h2 id="now-heading">Right now</h2>
          {channels.length === 0 ? (
            <EmptyPanel title="No sensor has reported">
              Values appear here with the first reading of this kitchen.
            </EmptyPanel>
          ) : (
            <LiveValues channels={channels} />
          )}
        </section>
      ) : null}
      {channels.length === 0 ? null : <ChartsSection kitchen={kitchen} channels={channels} />}
      <Afterwards>
        <ProductionDays kitchenId={kitchen.id} today={kitchen.today.day} />
        <Batches kitchen={kitchen} newest={batches} />
        <LedgerSection kitchenId={kitchen.id} />
        <Lots kitchenId={kitchen.id} />
        {mayWatch ? <Questions kitchenId={kitchen.id} /> : null}
        {mayReview ? (
          <DeadLetters kitchenId={kitchen.id} timeZone={kitchen.timeZone} count24h={kitchen.deadLetters24h} />
        ) : null}
        {mayWatch ? <Commands kitchen={kitchen} /> : null}
        <Machines snapshot={snapshot} />
      </Afterwards>
    </>
  );
}

function Machines({ snapshot: { kitchen } }: { snapshot: KitchenSnapshot }) {
  const format = useFormat();
  const machines = kitchen.birth?.machines ?? [];
  if (machines.length === 0) return null;
  return (
    <section aria-labelledby="machines-heading">
      <h2 id="machines-heading">Machines</h2>
      <ul className="machines">
        {machines.map((machine) => (
          <li key={machine.id}>
            <Link to={machinePath(kitchen.id, machine.id)}>{machine.id}</Link> <span>{machine.type}</span>
            <span className="quiet">
              {[
                machine.ratedKw ? `rated ${format.measured(machine.ratedKw)} kW` : null,
                machine.idealKgPerHour ? `${format.measured(machine.idealKgPerHour)} kg/h at best` : null,
              ]
                .filter((part) => part !== null)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      <p className="quiet">
        As the kitchen says in its birth certificate
        {kitchen.birthVersion === null ? '' : `, version ${String(kitchen.birthVersion)}`}
        {kitchen.birth?.agent ? `, ${kitchen.birth.agent}` : ''}.
      </p>
    </section>
  );
}
