import { describe, expect, it } from '@jest/globals';
import { counterConsumption } from '../measure/energy.js';
import { instantMs, isTimeZone, kitchenDay, utcTime } from './time.js';

describe('kitchenDay', () => {
  it('is the day on the wall of the kitchen, not in UTC', () => {
    expect(kitchenDay('2026-03-02T22:30:00Z', 'Africa/Nairobi')).toBe('2026-03-03');
    expect(kitchenDay('2026-03-02T01:30:00Z', 'America/Sao_Paulo')).toBe('2026-03-01');
    expect(kitchenDay('2026-03-03T01:30:00+03:00', 'UTC')).toBe('2026-03-02');
  });

  it('follows daylight saving: 29 March 2026 has 23 hours in Amsterdam', () => {
    expect(kitchenDay('2026-03-28T22:59:59Z', 'Europe/Amsterdam')).toBe('2026-03-28');
    expect(kitchenDay('2026-03-28T23:00:00Z', 'Europe/Amsterdam')).toBe('2026-03-29');
    expect(kitchenDay('2026-03-29T21:59:59Z', 'Europe/Amsterdam')).toBe('2026-03-29');
    expect(kitchenDay('2026-03-29T22:00:00Z', 'Europe/Amsterdam')).toBe('2026-03-30');
  });

  it('tells the seconds apart by which clocks differed until 1972: Monrovia was 44 minutes and 30 seconds behind', () => {
    expect(kitchenDay('1971-06-01T00:44:29Z', 'Africa/Monrovia')).toBe('1971-05-31');
    expect(kitchenDay('1971-06-01T00:44:30Z', 'Africa/Monrovia')).toBe('1971-06-01');
    expect(kitchenDay('1971-06-01T00:44:29Z', 'Africa/Monrovia')).toBe('1971-05-31');
  });

  it('stays right for two zones in turn, and for more hours than it remembers', () => {
    const days = (timeZone: string) => {
      const found = new Set<string>();
      for (let hour = 0; hour < 12_000; hour += 1)
        found.add(kitchenDay(new Date(Date.UTC(2024, 0, 1, hour)).toISOString(), timeZone));
      return found.size;
    };
    expect([days('Asia/Kathmandu'), days('UTC'), days('Asia/Kathmandu')]).toEqual([501, 500, 501]);
  });

  it('refuses a zone that does not exist', () => {
    expect(() => kitchenDay('2026-03-02T00:00:00Z', 'Mars/Olympus')).toThrow(RangeError);
  });
});

it('knows the zones of IANA from other names', () => {
  expect(['Africa/Nairobi', 'UTC', 'Asia/Kathmandu'].filter(isTimeZone)).toHaveLength(3);
  expect(['Mars/Olympus', '', 'Nairobi'].filter(isTimeZone)).toEqual([]);
});

it('refuses a text that is no time, naming it', () => {
  expect(() => instantMs('noon')).toThrow(new RangeError('"noon" is no RFC 3339 time'));
});

it('two offsets of one instant read alike', () => {
  expect(utcTime('2026-03-02T13:58:00+03:00')).toBe(utcTime('2026-03-02T10:58:00Z'));
});

describe('counterConsumption (S8)', () => {
  it('sums the steps up', () => {
    expect(counterConsumption([100, 140, 140, 155])).toBe(55);
  });
  it('takes a reset or a roll-over as no consumption, never as negative', () => {
    expect(counterConsumption([100, 140, 5, 25])).toBe(60);
  });
  it('is zero for one reading and for none', () => {
    expect([counterConsumption([7]), counterConsumption([])]).toEqual([0, 0]);
  });
  it('refuses what is no number', () => {
    expect(() => counterConsumption([1, Number.NaN])).toThrow(RangeError);
  });
});
