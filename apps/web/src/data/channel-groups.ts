import { channelLabel, channelWords, type Channel } from '@bakeloop/contracts';

/** Which channels share a chart, and how their values stand. */

export interface ChannelGroup {
  key: string;
  title: string;
  channels: Channel[];
}

const QUANTITIES: Record<string, string> = {
  Cel: 'temperatures',
  bar: 'pressures',
  A: 'currents',
  V: 'voltages',
  W: 'power',
  kW: 'power',
};
/** More lines than this cannot be told apart in one chart. */
const MOST_LINES = 6;

/** Gauges of one machine and one unit share a chart; every counter has one of its own. */
export function groupChannels(channels: Channel[]): ChannelGroup[] {
  const groups = new Map<string, Channel[]>();
  for (const channel of channels) {
    const { machine } = channelWords(channel.channel);
    const alone = channel.kind === 'counter' ? channel.channel : '';
    const key = `${machine}|${channel.unit ?? ''}|${alone}`;
    let at = 0;
    while ((groups.get(`${key}|${String(at)}`)?.length ?? 0) >= MOST_LINES) at += 1;
    groups.set(`${key}|${String(at)}`, [...(groups.get(`${key}|${String(at)}`) ?? []), channel]);
  }
  return [...groups].map(([key, members]) => ({ key, channels: members, title: titleOf(members) }));
}

function titleOf(members: Channel[]): string {
  const [first] = members;
  if (!first) return '';
  if (members.length === 1) return channelLabel(first.channel);
  const { machine } = channelWords(first.channel);
  return `${machine}: ${QUANTITIES[first.unit ?? ''] ?? 'readings'}`;
}

/** Meters of the whole kitchen come before those of one machine. */
const reach = ({ channel }: Channel): number => (/^(site|meter|grid|kitchen|water)\b/.test(channel) ? 0 : 1);

/** Without a choice in the address: the counters, and the charts of the first few groups of gauges. */
export function defaultChannels(channels: Channel[]): string[] {
  const gauges = groupChannels(channels.filter(({ kind }) => kind === 'gauge')).slice(0, 4);
  const counters = channels
    .filter(({ kind }) => kind === 'counter')
    .sort((left, right) => reach(left) - reach(right));
  return [...gauges.flatMap((group) => group.channels), ...counters.slice(0, 2)].map(
    ({ channel }) => channel,
  );
}

export type ReadingState = 'fine' | 'high' | 'low' | 'old' | 'none';

/** How a current value stands to its limits and to the time it should have come by. */
export function readingState(channel: Channel, nowMs: number): ReadingState {
  if (!channel.current) return 'none';
  const { value, time } = channel.current;
  // The same patience as for presence (B3): three intervals, at least two minutes.
  const patienceMs = Math.max(120_000, (channel.intervalSeconds ?? 0) * 3_000);
  if (nowMs - Date.parse(time) > patienceMs) return 'old';
  if (channel.max !== null && value > channel.max) return 'high';
  if (channel.min !== null && value < channel.min) return 'low';
  return 'fine';
}
