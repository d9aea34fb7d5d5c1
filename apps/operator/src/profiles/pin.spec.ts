import { expect, it } from '@jest/globals';
import { profileOf, tryPin, waitMs } from './pin.js';

const NOW = Date.UTC(2026, 2, 2, 10);
const ama = { personId: '00000000-0000-4000-8000-000000000001', name: 'Ama' };

it('opens with its PIN alone, and holds nothing in the clear', async () => {
  const profile = await profileOf(ama, 'bakeloop_secret', '4711');
  expect(JSON.stringify(profile)).not.toMatch(/bakeloop_secret|4711/);
  expect((await tryPin(profile, '4711', NOW)).token).toBe('bakeloop_secret');
  expect((await tryPin(profile, '4712', NOW)).token).toBeNull();
});

it('makes who guesses wait ever longer, and gives up what it holds in the end', async () => {
  let profile = await profileOf(ama, 'bakeloop_secret', '4711');
  let nowMs = NOW;
  const waits: number[] = [];
  for (let guess = 0; guess < 12; guess++) {
    ({ profile } = await tryPin(profile, String(1000 + guess), nowMs));
    waits.push(waitMs(profile, nowMs) / 1_000);
    if (guess === 5) {
      // In between, not even the right one counts.
      expect((await tryPin(profile, '4711', nowMs)).token).toBeNull();
      // A clock that is set back does not shut it for longer.
      expect(waitMs(profile, NOW - 86_400_000)).toBeLessThanOrEqual(60_000);
    }
    nowMs += waitMs(profile, nowMs);
  }
  expect(waits.slice(0, 7)).toEqual([0, 0, 0, 0, 30, 60, 120]);
  expect(profile.box).toBeNull();
  expect((await tryPin(profile, '4711', nowMs)).token).toBeNull();
});
