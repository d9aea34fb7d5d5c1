import type { AlarmDetail } from '@bakeloop/contracts';
import { readableSeries } from '@bakeloop/ui';
import { TimeChart } from '@bakeloop/ui/charts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Answered } from '../../parts/answered.js';
import { seriesQuery } from '../../parts/charts/series-query.js';

/** What is shown before an alarm came on and after it was over, ms. */
const AROUND_MS = 30 * 60_000;
const MINUTE_MS = 60_000;
const WIDTH_PX = 800;

/** The channel of an alarm around the time it was on, with the limits that it was held against. */
export function AlarmChart({
  alarm,
  kitchenId,
  channel,
}: {
  alarm: AlarmDetail;
  kitchenId: string;
  channel: string;
}) {
  const fromMs = Date.parse(alarm.since) - AROUND_MS;
  const overMs = alarm.clearedAt === null ? Date.now() : Date.parse(alarm.clearedAt) + AROUND_MS;
  const toMs = Math.max(fromMs + AROUND_MS, Math.ceil(Math.min(overMs, Date.now()) / MINUTE_MS) * MINUTE_MS);
  const timeZone = alarm.timeZone ?? 'UTC';
  const kitchen = { id: kitchenId, timeZone };
  const range = { kind: 'fixed', fromMs, toMs } as const;
  const series = useQuery(seriesQuery(useQueryClient(), kitchen, channel, range, WIDTH_PX));
  const limit = (name: string): number | null =>
    typeof alarm.data[name] === 'number' ? alarm.data[name] : null;
  return (
    <Answered query={series} reading="Loading the values" blocks={[240]}>
      {(data) => (
        <TimeChart
          title={channel}
          lines={[{ label: channel, series: readableSeries(data) }]}
          unit={data.unit}
          fromMs={fromMs}
          toMs={toMs}
          timeZone={timeZone}
          limits={{ min: limit('below'), max: limit('above') }}
        />
      )}
    </Answered>
  );
}
