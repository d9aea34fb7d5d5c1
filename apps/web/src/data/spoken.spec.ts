import { expect, it } from '@jest/globals';
import { nextSaid, SAY_EVERY_MS, type Said } from './spoken.js';

it('a number that moves four times a second is said once a minute, as it is then, and never twice', () => {
  let said: Said = { text: '', atMs: 0 };
  const heard: string[] = [];
  for (let nowMs = 0; nowMs <= 3 * SAY_EVERY_MS; nowMs += 250) {
    // It stands still in the last minute.
    const next = nextSaid(said, `${Math.min(nowMs, 2 * SAY_EVERY_MS)} kg`, nowMs);
    if (next !== said) heard.push(next.text);
    said = next;
  }
  expect(heard).toEqual([`${SAY_EVERY_MS} kg`, `${2 * SAY_EVERY_MS} kg`]);
});
