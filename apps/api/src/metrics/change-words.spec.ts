import { describe, expect, it } from '@jest/globals';
import type { KitchenEvent } from '@bakeloop/domain';
import { changeWords, type ChangeFacts } from './change-words.js';

const intake: KitchenEvent = {
  id: '00000000-0000-4000-8000-000000000001',
  type: 'intake.recorded',
  time: '2026-03-12T23:30:00+03:00',
  data: { lotId: 'GATE-7', sourceType: 'collector', grossGrams: 12_400, tareGrams: 0 },
};
const net = { name: 'intakeNet', value: 12.4, unit: 'kg' };
const said = (facts: Partial<ChangeFacts>): string =>
  changeWords({
    kitchenId: 'ke-nbo-03',
    subject: `event:${intake.id}`,
    cause: 'event',
    event: { body: intake, receivedAt: new Date('2026-03-21T22:00:00Z') },
    effects: [net],
    ...facts,
  });

describe('why a figure changed, in words', () => {
  it('says how much, what, on which day of the device, how late and whose', () => {
    expect(said({})).toBe(
      '+12.4 kg intake net: delivery GATE-7 of 12 March 2026 arrived 9 days late, kitchen ke-nbo-03.',
    );
  });

  it('says what came in time, and hours of what came a little late', () => {
    const at = (receivedAt: string) => said({ event: { body: intake, receivedAt: new Date(receivedAt) } });
    expect(at('2026-03-12T20:31:00Z')).toContain('arrived at once');
    expect(at('2026-03-12T21:31:00Z')).toContain('arrived 1 hour late');
    expect(at('2026-03-13T20:30:00Z')).toContain('arrived 1 day late');
  });

  it('names the batch that an event upstream of it changed', () => {
    expect(said({ subject: 'batch:B-9' })).toContain('counts in batch B-9 and arrived');
  });

  it('tells a correction and a voiding by their reason', () => {
    const correction = { ...intake, supersedes: intake.id, reason: 'a digit too many' };
    const event = (body: KitchenEvent) => ({ body, receivedAt: new Date(body.time) });
    expect(said({ event: event(correction) })).toContain(
      'correction of the delivery GATE-7 (“a digit too many”)',
    );
    const voided: KitchenEvent = { ...intake, type: 'event.voided', supersedes: intake.id, data: {} };
    expect(said({ event: event(voided) })).toContain('voiding of an earlier event');
  });

  it('names what was no event: meters, reference data, method, place', () => {
    const of = (cause: ChangeFacts['cause']) => said({ cause, event: null, subject: 'batch:B-9' });
    expect(of('meters')).toContain('the meters of batch B-9 were read');
    expect(of('reference')).toContain('reference data was published that counts for batch B-9');
    expect(of('method')).toContain('the way of reckoning changed the figures of batch B-9');
    expect(of('place')).toContain('where the kitchen is became known');
  });

  it('leaves zeros out and shows a loss with its sign', () => {
    const effects = [
      { ...net, value: 0 },
      { name: 'deliveries', value: -1, unit: '{delivery}' },
    ];
    expect(said({ effects })).toMatch(/^−1 deliveries: /);
  });
});
