import { channelWords, unitLabel, type Channel } from '@bakeloop/contracts';
import { Ago, useFormat, useNow, UNKNOWN } from '@bakeloop/ui';
import type { CSSProperties } from 'react';
import { readingState, type ReadingState } from '../../data/channel-groups.js';
import './live-values.css';

/** Current values by machine. What is old, too high or too low says so in words. */
export function LiveValues({ channels }: { channels: Channel[] }) {
  const machines = new Map<string, Channel[]>();
  for (const channel of channels) {
    const { machine } = channelWords(channel.channel);
    machines.set(machine, [...(machines.get(machine) ?? []), channel]);
  }
  return (
    <div className="live">
      {[...machines].map(([machine, members]) => (
        <div key={machine} className="live-machine">
          <h3>{machine === '' ? 'Kitchen' : machine}</h3>
          <ul className="live-values">
            {members.map((channel) => (
              <LiveValue key={channel.channel} channel={channel} />
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

function LiveValue({ channel }: { channel: Channel }) {
  const format = useFormat();
  const now = useNow();
  const state = readingState(channel, now);
  const { current } = channel;
  return (
    <li className={`live-value live-${state}`}>
      <span className="live-name">{channelWords(channel.channel).measure}</span>
      <span className="live-number">
        <Digits text={current ? format.measured(current.value) : UNKNOWN} />
        <small> {unitLabel(channel.unit)}</small>
      </span>
      {current && channel.kind === 'gauge' ? <LimitBar channel={channel} value={current.value} /> : null}
      <span className="live-note">
        <StateNote state={state} channel={channel} />
      </span>
    </li>
  );
}

const Digits = ({ text }: { text: string }) => (
  <span className="live-digits" style={{ '--digits': text.length } as CSSProperties}>
    {text}
  </span>
);

function StateNote({ state, channel }: { state: ReadingState; channel: Channel }) {
  const format = useFormat();
  const limit = (value: number | null) => (value === null ? '' : format.quantity(value, channel.unit));
  switch (state) {
    case 'none':
      return 'nothing read yet';
    case 'old':
      return (
        <>
          old, read <Ago atMs={Date.parse(channel.current?.time ?? '')} />
        </>
      );
    case 'high':
      return `above ${limit(channel.max)}`;
    case 'low':
      return `below ${limit(channel.min)}`;
    case 'fine':
      if (channel.kind === 'counter') return 'on the meter';
      return <Ago atMs={Date.parse(channel.current?.time ?? '')} />;
  }
}

/** Where a value stands between its limits; drawn only for those who see it, the words beside say the same. */
function LimitBar({ channel: { min, max }, value }: { channel: Channel; value: number }) {
  if (min === null || max === null || max <= min) return null;
  const share = Math.min(1, Math.max(0, (value - min) / (max - min)));
  return (
    <svg className="limit-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden>
      <rect x="0" y="2" width="100" height="2" className="limit-track" />
      <rect x={Math.min(97, share * 100 - 1.5)} y="0" width="3" height="6" className="limit-now" />
    </svg>
  );
}
