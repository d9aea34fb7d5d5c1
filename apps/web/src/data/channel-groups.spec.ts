import { describe, expect, it } from '@jest/globals';
import { channelLabel, type Channel } from '@bakeloop/contracts';
import { groupChannels, readingState } from './channel-groups.js';

const channel = (
  name: string,
  unit: string,
  kind: Channel['kind'] = 'gauge',
  over: Partial<Channel> = {},
): Channel => ({
  channel: name,
  unit,
  kind,
  min: null,
  max: null,
  intervalSeconds: 10,
  current: null,
  ...over,
});

describe('groupChannels', () => {
  it('puts gauges of one machine and unit into one chart, counters and strangers apart', () => {
    const groups = groupChannels([
      channel('extruder-1/barrel-1-temperature', 'Cel'),
      channel('extruder-1/barrel-2-temperature', 'Cel'),
      channel('hall/temperature', 'Cel'),
      channel('meter/energy', 'kWh', 'counter'),
      channel('meter/energy-reserve', 'kWh', 'counter'),
    ]);
    expect(groups.map(({ title, channels }) => [title, channels.length])).toEqual([
      ['Extruder 1: temperatures', 2],
      ['Hall: temperature', 1],
      ['Meter: energy', 1],
      ['Meter: energy reserve', 1],
    ]);
  });

  it('never draws more lines in one chart than can be told apart', () => {
    const many = Array.from({ length: 14 }, (_, index) => channel(`press-1/cavity-${String(index)}`, 'bar'));
    expect(groupChannels(many).map(({ channels }) => channels.length)).toEqual([6, 6, 2]);
  });
});

describe('channelLabel', () => {
  it('reads like words', () => {
    expect(channelLabel('extruder-1/barrel-2-temperature')).toBe('Extruder 1: barrel 2 temperature');
    expect(channelLabel('hall/voc')).toBe('Hall: VOC');
    expect(channelLabel('loose')).toBe('Loose');
  });
});

describe('readingState', () => {
  const now = Date.UTC(2026, 2, 2, 12);
  const at = (secondsAgo: number, value: number) => {
    const time = new Date(now - secondsAgo * 1_000).toISOString();
    return channel('a/b', 'Cel', 'gauge', { min: 10, max: 20, current: { time, value, receivedAt: time } });
  };
  it('tells old, high, low and fine apart; what is old says nothing about limits', () => {
    expect(readingState(at(5, 15), now)).toBe('fine');
    expect(readingState(at(5, 21), now)).toBe('high');
    expect(readingState(at(5, 9), now)).toBe('low');
    expect(readingState(at(121, 21), now)).toBe('old');
    expect(readingState(channel('a/b', 'Cel'), now)).toBe('none');
  });
});
