import { channelLabel, readableValue, type AlarmDetail } from '@bakeloop/contracts';
import { readableSeries } from '@bakeloop/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { readingsPath } from '../../data/addresses.js';
import { recipeBands, useRecipeVersions, useSchedule } from '../../data/use-schedule.js';
import { Answered } from '../../parts/answered.js';
import { seriesFiles, seriesQuery } from '../../parts/charts/series-query.js';
import { TimeChart } from '../../parts/charts/time-chart.js';

/** What is shown before an alarm came on and after it was over, ms. */
const AROUND_MS = 30 * 60_000;
const MINUTE_MS = 60_000;
const WIDTH_PX = 800;

/** The channel of an alarm around the time it was on, with the limits and the recipe that it was held against. */
export function AlarmChart({
  alarm,
  kitchenId,
  channel,
}: {
  alarm: AlarmDetail;
  kitchenId: string;
  channel: string;
}) {
  const [openedMs] = useState(Date.now);
  const window = windowOf(alarm, openedMs);
  const timeZone = alarm.timeZone ?? 'UTC';
  const kitchen = { id: kitchenId, timeZone };
  const series = useQuery(
    seriesQuery(useQueryClient(), kitchen, channel, { kind: 'fixed', ...window }, WIDTH_PX),
  );
  const batches = useSchedule(kitchenId, window)?.batches;
  const recipes = useRecipeVersions(batches);
  const bands = useMemo(
    () => (series.data ? recipeBands([series.data], batches, recipes, window.toMs) : []),
    [series.data, batches, recipes, window.toMs],
  );
  const limit = (name: string): number | null =>
    typeof alarm.data[name] === 'number' ? alarm.data[name] : null;
  return (
    <Answered query={series} reading="Loading the values" blocks={[240]}>
      {(data) => {
        const shown = readableSeries(data);
        const wanted = (name: string) => readableValue(limit(name), data.unit);
        return (
          <>
            <div className="panel">
              <TimeChart
                title={channelLabel(channel)}
                lines={[{ label: channelLabel(channel), series: shown }]}
                unit={shown.unit}
                {...window}
                timeZone={timeZone}
                limits={{ min: wanted('below'), max: wanted('above') }}
                bands={bands}
                files={seriesFiles(kitchenId, [data], window, WIDTH_PX)}
              />
            </div>
            <p>
              <Link to={readingsPath(kitchenId, window.fromMs, window.toMs)}>
                All readings of the kitchen in this time
              </Link>
            </p>
          </>
        );
      }}
    </Answered>
  );
}

/** Around the time it was on: of one that was detected late, until it was over there, not until that was noticed. */
function windowOf({ since, clearedAt, data }: AlarmDetail, nowMs: number): { fromMs: number; toMs: number } {
  const fromMs = Date.parse(since) - AROUND_MS;
  const { untilMs } = data;
  const overMs = typeof untilMs === 'number' ? untilMs : clearedAt === null ? nowMs : Date.parse(clearedAt);
  const endMs = clearedAt === null ? nowMs : Math.min(overMs + AROUND_MS, nowMs);
  return { fromMs, toMs: Math.max(fromMs + AROUND_MS, Math.ceil(endMs / MINUTE_MS) * MINUTE_MS) };
}
