import type { RetentionAnswer, RetentionPolicy } from '@bakeloop/contracts';
import { useFormat } from '@bakeloop/ui';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ProblemPanel } from '../../parts/notices.js';
import { callConsole } from '../../data/call-console.js';

const GRAINS = [
  ['rawDays', 'raw', 'Readings as they came'],
  ['minuteDays', 'minute', 'Sums by minute'],
  ['hourDays', 'hour', 'Sums by hour'],
  ['dayDays', 'day', 'Sums by day'],
] as const satisfies [keyof RetentionPolicy, keyof RetentionAnswer['keptFrom'], string][];

/** How long readings are kept and in what grain, and who decided so. */
export function Kept() {
  const format = useFormat();
  const [openedMs] = useState(Date.now);
  const retention = useQuery({
    queryKey: ['retention'],
    queryFn: ({ signal }) => callConsole('retention', {}, { signal }),
  });
  const { data, error } = retention;
  return (
    <section aria-labelledby="kept-heading">
      <h2 id="kept-heading">How long it is kept</h2>
      {data ? (
        <>
          <div className="table-scroll" tabIndex={0} role="region" aria-label="How long it is kept">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">What</th>
                  <th scope="col">For</th>
                  <th scope="col">There from</th>
                </tr>
              </thead>
              <tbody>
                {GRAINS.map(([grain, tier, words]) => {
                  const days = data.policy[grain];
                  const from = data.keptFrom[tier];
                  return (
                    <tr key={grain}>
                      <th scope="row">{words}</th>
                      <td>{days === null ? 'ever' : format.count(days, 'day')}</td>
                      <td>
                        {from === null ? 'the beginning' : format.dayAndYear(from.slice(0, 10), openedMs)}
                      </td>
                    </tr>
                  );
                })}
                <tr>
                  <th scope="row">Events, batches, lots, totals</th>
                  <td>ever</td>
                  <td>the beginning</td>
                </tr>
              </tbody>
            </table>
          </div>
          <p className="quiet">
            Set by {data.setBy} on {format.instant(Date.parse(data.setAt), 'UTC')}: {data.note}. Readings
            older than {format.count(data.policy.compressAfterDays, 'day')} are compressed. No figure changes
            when readings go; programs set this with <code>POST /api/v1/retention</code>.
          </p>
        </>
      ) : error ? (
        <ProblemPanel error={error} retry={() => void retention.refetch()} />
      ) : null}
    </section>
  );
}
