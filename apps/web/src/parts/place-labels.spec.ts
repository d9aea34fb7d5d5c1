import { expect, it } from '@jest/globals';
import { placeLabels } from './place-labels.js';

const room = { width: 800, height: 400, charPx: 7 };

it('gives neighbours labels that do not cover each other, and stays inside the map', () => {
  const labels = placeLabels(
    [
      { x: 400, y: 200, text: 'Accra' },
      { x: 375, y: 202, text: 'Abidjan' },
      { x: 795, y: 100, text: 'Surabaya' },
    ],
    room,
  );
  expect(labels.map((label) => label?.anchor)).toEqual(['start', 'end', 'end']);
});

it('gives up a label rather than covering another', () => {
  const crowd = Array.from({ length: 8 }, (_, index) => ({
    x: 400 + index,
    y: 200 + index,
    text: 'Somewhere',
  }));
  expect(placeLabels(crowd, room).filter((label) => label === null).length).toBeGreaterThan(0);
});
