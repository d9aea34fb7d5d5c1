import type { Channel, KitchenDetail } from '@bakeloop/contracts';
import { useNow } from '@bakeloop/ui';
import { useMemo, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { defaultChannels, groupChannels } from '../../data/channel-groups.js';
import {
  readChannels,
  readRange,
  windowOf,
  writeChannels,
  writeRange,
  type Range,
} from '../../data/range.js';
import { recipeBands, useRecipeVersions, useSchedule } from '../../data/use-schedule.js';
import { chartNotes, Notes, useNotes } from '../notes/notes.js';
import { RangePicker } from '../range-picker.js';
import { useAnchor } from '../use-anchor.js';
import { ChannelPicker } from './channel-picker.js';
import { GaugeChart, CounterChart } from './channel-charts.js';
import { ScheduleChart } from './schedule-chart.js';
import './charts-section.css';

/** A rolling chart moves on that often, ms: finer is not seen. */
const MOVE_EVERY_MS = 5_000;

export interface ChartsProps {
  kitchen: Pick<KitchenDetail, 'id' | 'timeZone'>;
  channels: Channel[];
  /** Only of this machine. */
  machine?: string;
  /** Only of this batch: a time of its own, and its notes. */
  batchId?: string;
  range?: Range;
  heading?: string;
}

/**
 * Charts of the channels and the range in the address: a link shows the same to whoever opens it. Batches, limits of recipes
 * and notes stand on the same time.
 */
export function ChartsSection({
  kitchen,
  channels,
  machine,
  batchId,
  range: given,
  heading = 'Over time',
}: ChartsProps) {
  const [search, setSearch] = useSearchParams();
  useAnchor();
  const { timeZone } = kitchen;
  const range = given ?? readRange(search);
  const steady = useNow(MOVE_EVERY_MS) + MOVE_EVERY_MS;
  const { fromMs, toMs } = windowOf(range, steady, timeZone);
  const window = useMemo(() => ({ fromMs, toMs }), [fromMs, toMs]);
  const schedule = useSchedule(kitchen.id, window);
  const recipes = useRecipeVersions(schedule?.batches);
  const about = { kitchenId: kitchen.id, timeZone, machine, batchId };
  const notes = useNotes(about, window);
  const marks = useMemo(() => chartNotes(notes), [notes]);
  const chosen = useMemo(() => readChannels(search) ?? defaultChannels(channels), [search, channels]);
  const groups = useMemo(
    () =>
      groupChannels(
        channels
          .filter(({ channel }) => chosen.includes(channel))
          .sort((left, right) => Number(left.kind === 'counter') - Number(right.kind === 'counter')),
      ),
    [channels, chosen],
  );
  const bands = useMemo(
    () => groups.map((group) => recipeBands(group.channels, schedule?.batches, recipes, toMs)),
    [groups, schedule, recipes, toMs],
  );
  const change = (next: URLSearchParams) => {
    setSearch(next, { replace: true, preventScrollReset: true });
  };
  return (
    <section id="charts" className="charts-section" tabIndex={-1} aria-labelledby="charts-heading">
      <div className="section-head charts-head">
        <h2 id="charts-heading">{heading}</h2>
        {given ? null : (
          <RangePicker
            range={range}
            timeZone={timeZone}
            onChange={(next) => {
              change(writeRange(search, next));
            }}
          />
        )}
        {channels.length === 0 ? null : (
          <ChannelPicker
            channels={channels}
            chosen={chosen}
            onChange={(next) => {
              change(writeChannels(search, next));
            }}
          />
        )}
      </div>
      {batchId === undefined && schedule && schedule.batches.length > 0 ? (
        <Panel>
          <ScheduleChart kitchen={kitchen} schedule={schedule} window={window} machine={machine} />
        </Panel>
      ) : null}
      {groups.length === 0 ? (
        <p className="quiet">
          {channels.length === 0
            ? 'No sensor of it has reported.'
            : 'No channel chosen. Choose some above to see them over time.'}
        </p>
      ) : null}
      <div className="charts-grid">
        {groups.map((group, index) => {
          const [first] = group.channels;
          const props = { kitchen, range, window, notes: marks };
          return (
            <Panel key={group.channels.map(({ channel }) => channel).join()}>
              {first?.kind === 'counter' ? (
                <CounterChart channel={first} title={group.title} {...props} />
              ) : (
                <GaugeChart group={group} bands={bands[index] ?? []} {...props} />
              )}
            </Panel>
          );
        })}
      </div>
      <Notes about={about} notes={notes} window={window} />
    </section>
  );
}

const Panel = ({ children }: { children: ReactNode }) => <div className="panel">{children}</div>;
