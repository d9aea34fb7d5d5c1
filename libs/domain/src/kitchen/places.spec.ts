import { expect, it } from '@jest/globals';
import { Log } from '../testing/log.js';
import { placeAt, placesOf, type BirthPlace } from './places.js';

const birth = (receivedAt: string, country: string, timeZone: string | null): BirthPlace => ({
  receivedAt,
  country,
  timeZone,
  position: null,
});
function moves(...times: [time: string, country: string, timeZone: string][]) {
  const log = new Log();
  for (const [time, country, timeZone] of times)
    log.add('kitchen.moved', { position: [30, -2], place: 'there', country, timeZone }, { time });
  return log.events;
}

it('a kitchen is where its newest birth certificate says, from the beginning on', () => {
  const places = placesOf(
    [birth('2026-02-01T00:00:00Z', 'KE', 'Africa/Nairobi'), birth('2026-01-01T00:00:00Z', 'UG', null)],
    [],
  );
  expect(places).toEqual([{ since: null, country: 'KE', timeZone: 'Africa/Nairobi', position: null }]);
});

it('a certificate that comes after the first move moves nothing that happened before it', () => {
  const places = placesOf(
    [
      birth('2026-01-01T00:00:00Z', 'KE', 'Africa/Nairobi'),
      birth('2026-03-01T00:00:00Z', 'RW', 'Africa/Kigali'),
    ],
    moves(['2026-02-01T02:00:00+02:00', 'RW', 'Africa/Kigali']),
  );
  expect(placeAt(places, '2026-01-31T23:59:59Z').country).toBe('KE');
  expect(placeAt(places, '2026-02-01T00:00:00Z')).toEqual({
    since: '2026-02-01T00:00:00.000Z',
    country: 'RW',
    timeZone: 'Africa/Kigali',
    position: [30, -2],
  });
});

it('its earliest certificate says where it began when all came after the first move', () => {
  const places = placesOf(
    [birth('2026-06-01T00:00:00Z', 'TZ', null), birth('2026-05-01T00:00:00Z', 'KE', null)],
    moves(['2026-02-01T00:00:00Z', 'RW', 'Africa/Kigali']),
  );
  expect(placeAt(places, '2026-01-01T00:00:00Z').country).toBe('KE');
});

it('each move counts from its own instant, in whatever order they came', () => {
  const places = placesOf(
    [],
    moves(['2026-03-01T00:00:00Z', 'UG', 'Africa/Kampala'], ['2026-02-01T00:00:00Z', 'RW', 'Africa/Kigali']),
  );
  expect(places.map(({ country }) => country)).toEqual([null, 'RW', 'UG']);
});

it('nobody knows where a kitchen without a certificate is, and an unknown zone is UTC', () => {
  const nowhere = { since: null, country: null, timeZone: 'UTC', position: null };
  expect(placesOf([], [])).toEqual([nowhere]);
  expect(placesOf([birth('2026-01-01T00:00:00Z', 'KE', 'Mars/Olympus')], [])[0]?.timeZone).toBe('UTC');
  expect(placeAt([], '2026-01-01T00:00:00Z')).toEqual(nowhere);
});

it('of two moves at one instant the one with the greater id is where it is, in whatever order they came', () => {
  const at = '2026-03-01T00:00:00Z';
  const both = moves([at, 'UG', 'Africa/Kampala'], [at, 'RW', 'Africa/Kigali']);
  for (const order of [both, both.toReversed()])
    expect(placesOf([], order).map(({ country }) => country)).toEqual([null, 'UG', 'RW']);
});

it('a certificate that came at the instant of the first move does not say where it was before', () => {
  const births = [
    birth('2026-01-01T00:00:00Z', 'KE', 'Africa/Nairobi'),
    birth('2026-02-01T00:00:00Z', 'RW', 'Africa/Kigali'),
  ];
  const [first] = placesOf(births, moves(['2026-02-01T00:00:00Z', 'RW', 'Africa/Kigali']));
  expect(first?.country).toBe('KE');
});
