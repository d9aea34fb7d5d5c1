import type { DeviceCredential } from '@bakeloop/contracts';
import { describe, expect, it } from '@jest/globals';
import { retirements, successors } from './credential-order.js';

const credential = (day: number, more: Partial<DeviceCredential> = {}): DeviceCredential => ({
  id: `0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a0${String(day)}`,
  kitchenId: 'ke-nbo-01',
  username: 'ke-nbo-01',
  state: 'valid',
  createdAt: `2026-11-0${String(day)}T08:00:00Z`,
  usedAt: null,
  expiresAt: null,
  revokedAt: null,
  ...more,
});

describe('credentials of a kitchen', () => {
  it('are each replaced by the one that was made next, in whatever order they are listed', () => {
    const [first, second, third] = [credential(1), credential(2), credential(3)];
    const replaced = successors([third, first, second]);
    expect(replaced.get(first.id)).toBe(second);
    expect(replaced.get(second.id)).toBe(third);
    expect(replaced.has(third.id)).toBe(false);
  });

  it('that stand: with a new one the one used last goes on for the overlap, another ends at once', () => {
    const [old, used, gone] = [
      credential(1),
      credential(2, { usedAt: '2026-11-09T08:00:00Z' }),
      credential(3, { state: 'revoked' }),
    ];
    const ends = (overlapDays: number | null) =>
      retirements([gone, used, old], overlapDays).map(({ credential: { id }, ends }) => [id, ends]);
    expect(ends(7)).toEqual([
      [used.id, 'after'],
      [old.id, 'now'],
    ]);
    expect(ends(0)).toEqual([
      [used.id, 'now'],
      [old.id, 'now'],
    ]);
    expect(ends(null)).toEqual([
      [used.id, 'never'],
      [old.id, 'now'],
    ]);
  });
});
