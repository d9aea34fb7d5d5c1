import { expect, it } from '@jest/globals';
import { LinePlaces, type Place } from './line-places.js';

/** Takes places until one is refused. @returns how many there were */
function fill(places: LinePlaces<object>, placeOf: (index: number) => Place): number {
  for (let index = 0; ; index += 1)
    try {
      places.take({}, placeOf(index));
    } catch {
      return index;
    }
}
/** A network for so many lines. */
const networkOf = (index: number, each: number): string => `192.0.2.${Math.floor(index / each)}`;
const ofPublic = (index: number): Place => ({ room: 'public', of: 'home', network: networkOf(index, 200) });
/** Of as many links as it takes. */
const ofShared = (index: number): Place => ({
  room: 'shared',
  of: `link ${Math.floor(index / 20)}`,
  network: networkOf(index, 200),
});

it.each([
  ['public', ofPublic, ofShared],
  ['shared', ofShared, ofPublic],
] as const)('a crowd on %s pages takes its own room and none of the others’', (_, crowd, others) => {
  const alone = fill(new LinePlaces(), others);
  const places = new LinePlaces<object>();
  expect(fill(places, crowd)).toBeGreaterThanOrEqual(1_000);
  expect(fill(places, others)).toBe(alone);
});

it('one network takes no room for all of one kind, however many links it holds', () => {
  const places = new LinePlaces<object>();
  const near = (index: number): Place => ({ ...ofShared(index), network: '192.0.2.1' });
  expect(fill(places, near)).toBe(200);
  expect(() => places.take({}, { ...ofShared(0), network: '198.51.100.1' })).not.toThrow();
});

it('one link takes no room for all links, and who leaves makes room', () => {
  const places = new LinePlaces<object>();
  const place = (index: number): Place => ({ room: 'shared', of: 'one', network: networkOf(index, 20) });
  const first = {};
  places.take(first, place(0));
  expect(fill(places, (index) => place(index + 1))).toBe(499);
  expect(() => places.take({}, { ...place(600), of: 'another' })).not.toThrow();
  places.leave(first);
  expect(() => places.take({}, place(600))).not.toThrow();
});
