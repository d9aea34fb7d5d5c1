import { describe, expect, it } from '@jest/globals';
import { parseEvent } from './events.js';
import { birth } from './presence.js';

/**
 * What the schema refuses, and the words that whoever sent it reads. What is possible but wrong is stored and flagged
 * instead (E7): those stories are in libs/domain/scenarios/not-ok.
 */
const intake = {
  id: '0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a11',
  type: 'intake.recorded',
  time: '2026-03-02T08:00:00+03:00',
  data: { lotId: 'GATE-1', sourceType: 'household', grossGrams: 120_000, tareGrams: 2_000 },
};
const withData = (data: object) => ({ ...intake, data: { ...intake.data, ...data } });
const input = (data: object) => ({
  ...intake,
  type: 'batch.input',
  batchId: 'B1',
  data: { material: 'flake', origin: 'post-consumer', grams: 1_000, ...data },
});

const washed = (data: object) => ({
  ...intake,
  type: 'lot.processed',
  data: { step: 'wash', inputs: [], outputs: [], losses: [], ...data },
});

const refused: [what: string, event: unknown, words: RegExp][] = [
  ['a negative mass', withData({ grossGrams: -5 }), /a mass is never below zero\n.*grossGrams/],
  [
    'a mass with decimals, which is kilograms taken for grams (E4)',
    withData({ grossGrams: 120.5 }),
    /masses are whole grams: 12.5 kg is 12500/,
  ],
  ['a mass written as text', withData({ grossGrams: '120 kg' }), /masses are whole grams.*\n.*grossGrams/],
  [
    'a mass that no scale on earth shows',
    withData({ grossGrams: 1e15 }),
    /at most 1,000 t: is it in grams\?/,
  ],
  [
    'a container heavier than what is in it',
    withData({ tareGrams: 130_000 }),
    /the tare weighs more than the gross/,
  ],
  [
    'more than a thousand parts of water in a thousand',
    withData({ moisturePermille: 1_100 }),
    /moisture is 0 to 1000 per mille; 50 is 5 %\n.*moisturePermille/,
  ],
  [
    'a price without its currency',
    withData({ price: { minor: 100 } }),
    /money needs its currency, for example KES/,
  ],
  [
    'half a cent',
    withData({ price: { minor: 10.5, currency: 'KES' } }),
    /money is whole minor units: 12.50 euro is 1250/,
  ],
  [
    'money that no kitchen pays at once',
    withData({ price: { minor: 2 ** 53 - 1, currency: 'KES' } }),
    /at most 1,000,000,000,000 minor units.*\n.*price/,
  ],
  [
    'water in the wrong unit',
    washed({ litresFresh: 1e16 }),
    /at most 1,000,000 L.*is it in litres\?\n.*litresFresh/,
  ],
  ['water of no number', washed({ litresReused: 1e308 }), /at most 1,000,000 L.*\n.*litresReused/],
  ['less water than none', washed({ litresFresh: -1 }), /water is never below zero/],
  ['a position north of the pole', withData({ originPoint: [36.9, 95] }), /<=90\n.*originPoint\[1\]/],
  ['a way of less than nothing', withData({ kilometres: -1 }), /kilometres/],
  ['a source that is none', withData({ sourceType: 'ocean' }), /household.*fishing/],
  ['a material that is none', input({ material: 'water' }), /flake.*masterbatch/],
  [
    'an event of a batch that names none',
    { ...input({}), batchId: undefined },
    /batch.input needs a batchId/,
  ],
  ['a day without a time', { ...intake, time: '2026-03-02' }, /a time is RFC 3339 with its offset/],
  [
    'a time without an offset',
    { ...intake, time: '2026-03-02T08:00:00' },
    /a time is RFC 3339 with its offset/,
  ],
  ['an id that is no UUID', { ...intake, id: '12' }, /Invalid UUID\n.*id/],
  ['a correction that does not say why', { ...intake, supersedes: intake.id }, /a correction needs a reason/],
  [
    'a move to a country by its name',
    {
      ...intake,
      type: 'kitchen.moved',
      data: { position: [36.9, -1.2], place: 'Nairobi', country: 'Kenya', timeZone: 'Africa/Nairobi' },
    },
    /ISO 3166-1 code in capitals, for example KE/,
  ],
  [
    'a move to a time zone that is none',
    {
      ...intake,
      type: 'kitchen.moved',
      data: { position: [36.9, -1.2], place: 'Nairobi', country: 'KE', timeZone: 'EAT+3' },
    },
    /not an IANA time zone, for example Africa\/Nairobi/,
  ],
];

describe('what the schema refuses', () => {
  it.each(refused)('%s', (_what, event, words) => {
    const outcome = parseEvent(event);
    expect(outcome.ok ? 'taken' : outcome.detail).toMatch(words);
  });

  it('takes the event that all of these were made from', () => {
    expect(parseEvent(intake)).toMatchObject({ ok: true });
    expect(parseEvent(input({}))).toMatchObject({ ok: true });
  });

  it('names a type that it does not know, so that an upgrade can replay it', () => {
    expect(parseEvent({ ...intake, type: 'intake.photographed' })).toEqual({
      ok: false,
      reason: 'unknown_type',
      detail: 'event type "intake.photographed" is not known',
    });
  });
});

it.each([
  [{ idealKgPerHour: 1e20 }, /at most 100,000 kg\/h: is it in kilograms an hour\?/],
  [{ idealKgPerHour: 0 }, /above 0 kg\/h/],
  [{ ratedKw: 15e7 }, /at most 100,000 kW: is it in kilowatts\?/],
])('a birth does not declare a machine of %j', (machine, words) => {
  const parsed = birth.safeParse({
    session: intake.id,
    machines: [{ id: 'extruder-1', type: 'extruder', ...machine }],
    channels: [],
  });
  expect(parsed.error?.message).toMatch(words);
});
