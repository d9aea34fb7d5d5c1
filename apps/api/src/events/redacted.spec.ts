import { expect, it } from '@jest/globals';
import { redacted } from './redacted.js';

it('says of a delivery what it was, not whose, from where, or what it earned', () => {
  const hidden = 'not shown: protects people';
  expect(
    redacted({
      lotId: 'GATE-1',
      supplier: 'S-1',
      originPoint: [36.8, -1.3],
      price: { minor: 700, currency: 'KES' },
      grossGrams: 9_000,
    }),
  ).toEqual({ lotId: 'GATE-1', supplier: hidden, originPoint: hidden, price: hidden, grossGrams: 9_000 });
  expect(redacted({ people: 1, paid: { minor: 5, currency: 'KES' } })).toEqual({ people: 1, paid: hidden });
});

it('adds nothing to an event that says nothing of a person', () => {
  expect(redacted({ stage: 'melt' })).toEqual({ stage: 'melt' });
});
