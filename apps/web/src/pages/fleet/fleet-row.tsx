import type { KitchenSummary } from '@bakeloop/contracts';
import { Ago, useFormat, UNKNOWN } from '@bakeloop/ui';
import { Link } from 'react-router';
import { stageWord } from '../../data/stages.js';
import { conditionOf } from '../../data/trouble.js';
import { ConditionLine } from '../../parts/condition.js';

/** A line of a table on a wide screen, a card on a phone. */
export function FleetRow({ kitchen }: { kitchen: KitchenSummary }) {
  const format = useFormat();
  const { totals } = kitchen.today;
  const { runningBatch: batch } = kitchen;
  const known = kitchen.presence !== 'never';
  return (
    <li className={`fleet-row fleet-${conditionOf(kitchen)}`}>
      <div className="cell-name">
        <h3>
          <Link to={`/kitchens/${kitchen.id}`} className="cover-link">
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
              <Link
                to={`/kitchens/${kitchen.id}/batches/${encodeURIComponent(batch.batchId)}`}
                className="over-link"
              >
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
      <Figure label="Good today" text={known ? format.mass(totals.goodGrams) : UNKNOWN} />
      <Figure label="Diverted today" text={known ? format.mass(totals.recycledGrams) : UNKNOWN} />
      <Figure
        label="Last closure"
        text={kitchen.lastClosure === null ? UNKNOWN : format.signedPercent(kitchen.lastClosure)}
      />
      <Figure
        label="Refused, 24 h"
        text={format.number(kitchen.deadLetters24h)}
        alarm={kitchen.deadLetters24h > 0}
      />
    </li>
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
