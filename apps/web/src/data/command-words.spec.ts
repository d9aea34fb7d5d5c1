import type { CommandView } from '@bakeloop/contracts';
import { expect, it } from '@jest/globals';
import { answerLines, commandWords, standing } from './command-words.js';

const step = (over: Partial<CommandView['steps'][number]>): CommandView['steps'][number] => ({
  state: 'queued',
  saidBy: 'platform',
  at: '2026-03-02T10:00:00.000Z',
  deviceAt: null,
  reason: null,
  data: null,
  ...over,
});

it('says what was asked for, also of a kind that this page does not know', () => {
  expect(commandWords({ kind: 'restart-driver', data: { driver: 'plc' } })).toBe(
    'Restart the reading of a device: plc',
  );
  expect(commandWords({ kind: 'count-spoons', data: {} })).toBe('count-spoons');
});

it('says where a command stands, and why it ended badly', () => {
  expect(standing({ state: 'queued', steps: [step({})] })).toBe('waits until the kitchen is connected');
  const failed = step({ state: 'failed', saidBy: 'kitchen', reason: 'there is no driver "press"' });
  expect(standing({ state: 'failed', steps: [step({}), failed] })).toBe(
    'not done: there is no driver "press"',
  );
  const presumed = step({ state: 'failed', reason: 'the kitchen took it and never said how it ended' });
  expect(standing({ state: 'failed', steps: [step({}), presumed] })).toBe(
    'given up: the kitchen took it and never said how it ended',
  );
  expect(standing({ state: 'failed', steps: [step({}), presumed, failed] })).toMatch(/^not done: there is/);
});

it('says what the kitchen answered, a line each, whatever it is', () => {
  const done = step({
    state: 'done',
    saidBy: 'kitchen',
    data: {
      connected: true,
      skewMs: -9,
      stored: { packs: 2, bytes: 900 },
      drivers: [
        { name: 'gate', state: 'failing', lastError: 'no cable', channelsFailing: 2 },
        { name: 'plc', state: 'ok', lastError: 'was away' },
        7,
      ],
    },
  });
  expect(answerLines({ steps: [step({}), done] })).toEqual([
    'driver gate: failing, no cable, 2 channels fail',
    'driver plc: ok',
    '7',
    'packs not acknowledged yet: 2, 900 bytes',
    'our clock is ahead of its clock by -9 ms',
    'connected: true',
  ]);
  expect(answerLines({ steps: [step({})] })).toEqual([]);
  const clocks = ['own', 'platform', 'none'].flatMap((clock) =>
    answerLines({ steps: [step({ state: 'done', data: { clock } })] }),
  );
  expect(clocks).toEqual([
    'its times are of its own clock',
    'its own clock is wrong: its times are of our clock',
    'its times are of: none',
  ]);
  const odd = step({ state: 'done', data: { stored: null, drivers: 'all', constructor: 1 } });
  expect(answerLines({ steps: [odd] })).toEqual([
    'drivers: all',
    'packs not acknowledged yet: not said, not said bytes',
    'constructor: 1',
  ]);
});
