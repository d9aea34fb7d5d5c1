import { expect, it } from '@jest/globals';
import { channelLabel, patternLabel } from './channel-words.js';

it.each([
  ['extruder-1/barrel-2-temperature', 'Extruder 1: barrel 2 temperature'],
  ['site/pv-power', 'Site: PV power'],
  ['extruder-1/melt_temp', 'Extruder 1: melt temp'],
  ['humidity', 'Humidity'],
])('calls the channel %s as people do', (channel, label) => {
  expect(channelLabel(channel)).toBe(label);
  expect(patternLabel(channel)).toBe(label);
});

it.each([
  ['*/barrel-*-temperature', 'any barrel temperature of any machine'],
  ['extruder-1/*', 'anything of extruder 1'],
  ['extruder-*/melt-pressure', 'melt pressure of any extruder'],
  ['*', 'any channel'],
  ['*temperature', 'any temperature'],
])('says in words which channels %s names', (pattern, label) => {
  expect(patternLabel(pattern)).toBe(label);
});
