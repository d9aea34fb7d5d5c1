import type { Channel, KitchenDetail } from '@bakeloop/contracts';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { defaultChannels, groupChannels } from '../../data/channel-groups.js';
import { readChannels, readRange, writeChannels, writeRange, type Range } from '../../data/range.js';
import { useAnchor } from '../../parts/use-anchor.js';
import { ChannelPicker } from './channel-picker.js';
import { GaugeChart, CounterChart } from './channel-charts.js';
import { RangePicker } from './range-picker.js';

/** Charts of the channels and the range in the address: a link shows the same to whoever opens it. */
export function ChartsSection({ kitchen, channels }: { kitchen: KitchenDetail; channels: Channel[] }) {
  const [search, setSearch] = useSearchParams();
  useAnchor();
  const [widthPx] = useState(() => pointsFor(window.innerWidth));
  const range = readRange(search);
  const chosen = readChannels(search) ?? defaultChannels(channels);
  const shown = channels
    .filter(({ channel }) => chosen.includes(channel))
    .sort((left, right) => Number(left.kind === 'counter') - Number(right.kind === 'counter'));
  const change = (next: URLSearchParams) => {
    setSearch(next, { replace: true, preventScrollReset: true });
  };
  const setRange = (next: Range) => {
    change(writeRange(search, next));
  };
  return (
    <section id="charts" tabIndex={-1} aria-labelledby="charts-heading">
      <div className="section-head charts-head">
        <h2 id="charts-heading">Over time</h2>
        <RangePicker range={range} timeZone={kitchen.timeZone} onChange={setRange} />
        <ChannelPicker
          channels={channels}
          chosen={chosen}
          onChange={(next) => {
            change(writeChannels(search, next));
          }}
        />
      </div>
      {shown.length === 0 ? (
        <p className="quiet">No channel chosen. Choose some above to see them over time.</p>
      ) : null}
      <div className="charts-grid">
        {groupChannels(shown).map((group) => {
          const [first] = group.channels;
          const props = { kitchen, range, widthPx };
          return (
            <div key={group.channels.map(({ channel }) => channel).join()} className="panel">
              {first?.kind === 'counter' ? (
                <CounterChart channel={first} title={group.title} {...props} />
              ) : (
                <GaugeChart group={group} {...props} />
              )}
            </div>
          );
        })}
      </div>
    </section>
  );
}

/** How many points a chart on this screen can show: a bucket narrower than two pixels is not seen. */
function pointsFor(screenPx: number): number {
  return Math.min(800, Math.max(200, Math.floor(screenPx / 2)));
}
