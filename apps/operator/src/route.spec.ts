import { expect, it } from '@jest/globals';
import { placeOf, searchOf } from './route.js';

it('keeps the whole place in the URL, so that a reload stays where it was', () => {
  const place = {
    kitchen: 'ke-nbo-01',
    page: 'input',
    batch: 'KE-1',
    step: 'lot',
    event: null,
    lot: null,
  } as const;
  expect(placeOf(searchOf(place))).toEqual(place);
  expect(
    searchOf({ kitchen: 'ke-nbo-01', page: 'home', batch: null, step: null, event: null, lot: null }),
  ).toBe('?kitchen=ke-nbo-01');
});

it('opens home for a page it does not know', () => {
  expect(placeOf('?kitchen=ke-nbo-01&page=nowhere').page).toBe('home');
});
