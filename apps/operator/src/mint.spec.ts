import { parseEvent } from '@bakeloop/contracts';
import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { batchId, freshTail, localTime, lotId, mint, shortCode } from './mint.js';

const NAIROBI = 180;
const AT = Date.UTC(2026, 2, 2, 22, 30);
const phone = { nowMs: () => AT, offsetMinutes: () => NAIROBI, clockOffsetMs: () => 0, uuid: () => v7() };

describe('minting on the phone', () => {
  it("writes the phone's own offset and day (E4)", () => {
    expect(localTime(AT, NAIROBI)).toBe('2026-03-03T01:30:00.000+03:00');
    expect(localTime(AT, -210)).toBe('2026-03-02T19:00:00.000-03:30');
    expect(Date.parse(localTime(AT, NAIROBI))).toBe(AT);
  });

  it('makes events that the contract accepts', () => {
    const event = mint(
      {
        type: 'intake.recorded',
        data: {
          lotId: lotId('hdpe', freshTail(phone)),
          sourceType: 'collector',
          grossGrams: 2,
          tareGrams: 1,
        },
      },
      phone,
    );
    expect(parseEvent(event)).toMatchObject({ ok: true });
  });

  it('says what it added to a clock that is known to be wrong', () => {
    const event = { type: 'batch.finished', batchId: 'B', data: {} } as const;
    const ahead = mint(event, { ...phone, clockOffsetMs: () => 86_400_000 });
    expect(ahead).toMatchObject({ time: '2026-03-04T01:30:00.000+03:00', clockOffsetMs: 86_400_000 });
    expect(parseEvent(ahead)).toMatchObject({ ok: true });
    expect(mint(event, phone)).not.toHaveProperty('clockOffsetMs');
  });

  it('times an event when it is saved, however long its form was open', () => {
    let nowMs = AT;
    const slow = { ...phone, nowMs: () => nowMs };
    const lot = lotId('hdpe', freshTail(slow));
    nowMs += 3 * 86_400_000;
    const data = { lotId: lot, sourceType: 'collector', grossGrams: 2, tareGrams: 1 } as const;
    expect(mint({ type: 'intake.recorded', data }, slow)).toMatchObject({
      time: '2026-03-06T01:30:00.000+03:00',
      // What may stand on a bag already.
      data: { lotId: expect.stringMatching(/^HDPE-260303-/) },
    });
  });

  it('names lots and batches so that they can be read from a bag and never meet', () => {
    expect(freshTail(phone)).toMatch(/^260303-[0-9A-Z]{5}$/);
    expect(lotId('hdpe', '260303-7K3QA')).toBe('HDPE-260303-7K3QA');
    expect(batchId('ke-nbo-01', '260303-7K3QA')).toBe('KE-NBO-01-260303-7K3QA');
    const codes = new Set(Array.from({ length: 500 }, () => shortCode(v7())));
    expect(codes.size).toBe(500);
    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}$/);
  });
});
