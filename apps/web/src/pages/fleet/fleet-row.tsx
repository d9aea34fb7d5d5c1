import { conditionOf, type KitchenSummary } from '@bakeloop/contracts';
import { Ago, useFormat, UNKNOWN } from '@bakeloop/ui';
import { Link } from 'react-router';
import { alarmsPath, batchPath, kitchenPath } from '../../data/addresses.js';
import { stageWord } from '../../data/stages.js';
import { openAlarmsOf } from '../../data/trouble.js';
import { useMay } from '../../data/use-session.js';
import { ConditionLine } from '../../parts/condition.js';
import { PlanBar } from '../../parts/plan-bar.js';

/** A clock that is off by less needs nobody's look, ms; the trouble begins at two minutes. */
const NOTED_SKEW_MS = 30_000;

/**
 * A line of a table on a wide screen, a card on a phone.
 * @param behind less than its plan asks for by this hour
 */
export function FleetRow({ kitchen, behind }: { kitchen: KitchenSummary; behind: boolean }) {
  const format = useFormat();
  const { runningBatch: batch, clockSkewMs, queueAgeMs } = kitchen;
  const openAlarms = openAlarmsOf(kitchen);
  const maySeeAlarms = useMay('alarm.see', kitchen.id);
  const skewed = clockSkewMs !== null && Math.abs(clockSkewMs) >= NOTED_SKEW_MS;
  return (
    <li className={`fleet-row fleet-${conditionOf(kitchen)}`}>
      <div className="cell-name">
        <h3>
          <Link to={kitchenPath(kitchen.id)} className="cover-link">
            {kitchen.name}
          </Link>
        </h3>
        <span className="quiet">
          {kitchen.place && kitchen.place !== kitchen.name ? `${kitchen.place}, ` : ''}
          {kitchen.country ? format.country(kitchen.country) : kitchen.id}
        </span>
      </div>
      <div className="cell-state">
        <ConditionLine kitchen={kitchen} />
        {kitchen.troubles.map((trouble) => (
          <span key={trouble.kind} className="trouble-detail">
            {trouble.detail}
          </span>
        ))}
      </div>
      <div className="cell-batch">
        {batch ? (
          <>
            <span>
              <span className="stage">{batch.stage ? stageWord(batch.stage) : 'Started'}</span>{' '}
              <Link to={batchPath(kitchen.id, batch.batchId)} className="over-link">
                {batch.batchId}
              </Link>
            </span>
            {batch.startedAt ? (
              <span className="quiet">
                since <Ago atMs={Date.parse(batch.startedAt)} />
              </span>
            ) : null}
          </>
        ) : (
          <span className="quiet">No batch running</span>
        )}
      </div>
      <Today kitchen={kitchen} behind={behind} />
      <Figure
        label="Last closure"
        text={kitchen.lastClosure === null ? UNKNOWN : format.signedPercent(kitchen.lastClosure)}
      />
      <Figure
        label="Waits in its queue"
        text={queueAgeMs === null ? UNKNOWN : queueAgeMs === 0 ? 'nothing' : format.duration(queueAgeMs)}
        alarm={queueAgeMs !== null && queueAgeMs > 0}
      />
      <Figure
        label="Clock"
        text={
          clockSkewMs === null || (queueAgeMs ?? 0) > 0
            ? UNKNOWN
            : skewed
              ? `${format.duration(Math.abs(clockSkewMs))} ${clockSkewMs > 0 ? 'ahead' : 'behind'}`
              : 'right'
        }
        alarm={skewed && (queueAgeMs ?? 0) === 0}
      />
      <div className={openAlarms > 0 ? 'cell-figure alarm' : 'cell-figure'}>
        <span className="cell-label">Open alarms</span>
        {openAlarms > 0 && maySeeAlarms ? (
          <Link
            to={alarmsPath(kitchen.id)}
            className="over-link"
            aria-label={`${format.count(openAlarms, 'open alarm')} of ${kitchen.name}`}
          >
            {format.number(openAlarms)}
          </Link>
        ) : (
          <span>{format.number(openAlarms)}</span>
        )}
      </div>
      <Figure
        label="Refused, 24 h"
        text={format.number(kitchen.deadLetters24h)}
        alarm={kitchen.deadLetters24h > 0}
      />
    </li>
  );
}

/** Good product of the kitchen's day, against its plan where it has one. */
export function Today({ kitchen, behind }: { kitchen: KitchenSummary; behind: boolean }) {
  const format = useFormat();
  const { planGrams, today, presence } = kitchen;
  if (presence === 'never') return <Figure label="Good today" text={UNKNOWN} />;
  return (
    <div className={behind ? 'cell-figure cell-today alarm' : 'cell-figure cell-today'}>
      <span className="cell-label">Good today</span>
      <span>
        {format.mass(today.totals.goodGrams)}
        {planGrams === null ? null : <small className="quiet"> of {format.mass(planGrams)}</small>}
      </span>
      {planGrams === null ? null : <PlanBar goodGrams={today.totals.goodGrams} planGrams={planGrams} />}
      {behind ? <span className="bl-hidden">, behind the plan</span> : null}
    </div>
  );
}

function Figure({ label, text, alarm = false }: { label: string; text: string; alarm?: boolean }) {
  return (
    <div className={alarm ? 'cell-figure alarm' : 'cell-figure'}>
      <span className="cell-label">{label}</span>
      <span>{text === UNKNOWN ? <abbr title="not known">{UNKNOWN}</abbr> : text}</span>
    </div>
  );
}
