import { describe, expect, it } from '@jest/globals';
import { atWall, wallInput } from './wall-time.js';

describe('times by the clock on a wall', () => {
  it.each(['Africa/Nairobi', 'America/New_York', 'Asia/Kathmandu', 'UTC'])(
    'come back as they were in %s',
    (zone) => {
      const ms = Date.UTC(2026, 5, 1, 12, 34);
      expect(atWall(wallInput(ms, zone), zone)).toBe(ms);
    },
  );

  it('are those of the kitchen, and none for what is no time', () => {
    expect(wallInput(Date.UTC(2026, 2, 2, 21, 30), 'Africa/Nairobi')).toBe('2026-03-03T00:30');
    expect(atWall('', 'UTC')).toBeNaN();
    expect(atWall('soon', 'UTC')).toBeNaN();
  });
});
