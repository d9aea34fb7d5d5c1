import { describe, expect, it } from '@jest/globals';
import { distanceKm, oceanBoundClass } from './ocean-bound.js';

const SAO_PAULO = [-46.6333, -23.5505] as const;
const NOWHERE_NEAR = {
  isFishingMaterial: false,
  isManagedLandfill: false,
  kmToTideLine: null,
  kmToRiver: null,
};

describe('OBP-1', () => {
  it('São Paulo is 55.76 km from the beach of Santos and 44.52 km from the estuary of Cubatão', () => {
    const toBeach = distanceKm(SAO_PAULO, [-46.3289, -23.9675]);
    const toEstuary = distanceKm(SAO_PAULO, [-46.42, -23.9]);
    expect(toBeach.toFixed(2)).toBe('55.76');
    expect(toEstuary.toFixed(2)).toBe('44.52');
    expect(oceanBoundClass({ ...NOWHERE_NEAR, kmToTideLine: toBeach })).toBe('none');
    expect(oceanBoundClass({ ...NOWHERE_NEAR, kmToTideLine: toEstuary })).toBe('potential');
  });

  it('Nairobi Dandora, 437.2 km from Mombasa, is never ocean-bound', () => {
    const km = distanceKm([36.9, -1.248], [39.6682, -4.0435]);
    expect(km.toFixed(1)).toBe('437.2');
    expect(oceanBoundClass({ ...NOWHERE_NEAR, kmToTideLine: km })).toBe('none');
  });

  it('a distance is the same both ways and round the date line', () => {
    expect(distanceKm([179.9, 0], [-179.9, 0])).toBeCloseTo(distanceKm([-0.1, 0], [0.1, 0]), 9);
    expect(distanceKm([10, 20], [30, 40])).toBe(distanceKm([30, 40], [10, 20]));
    expect(distanceKm([10, 20], [10, 20])).toBe(0);
  });
});

describe('classes', () => {
  it.each([
    ['on the beach', { kmToTideLine: 0 }, 'shoreline'],
    ['200 m inland', { kmToTideLine: 0.2 }, 'shoreline'],
    ['201 m inland', { kmToTideLine: 0.201 }, 'potential'],
    ['100 m out at sea', { kmToTideLine: -0.1 }, 'shoreline'],
    ['101 m out at sea', { kmToTideLine: -0.101 }, 'potential'],
    ['200 m from a river, far inland', { kmToTideLine: 300, kmToRiver: 0.2 }, 'waterways'],
    ['201 m from a river, far inland', { kmToTideLine: 300, kmToRiver: 0.201 }, 'none'],
    ['by a river on the beach', { kmToTideLine: 0.1, kmToRiver: 0.1 }, 'shoreline'],
    ['50 km inland', { kmToTideLine: 50 }, 'potential'],
    ['50.001 km inland', { kmToTideLine: 50.001 }, 'none'],
    ['a net, far inland', { isFishingMaterial: true }, 'fishing-material'],
    ['a managed landfill on the beach', { isManagedLandfill: true, kmToTideLine: 0 }, 'none'],
    ['nobody measured', {}, 'none'],
  ])('%s', (_name, origin, expected) => {
    expect(oceanBoundClass({ ...NOWHERE_NEAR, ...origin })).toBe(expected);
  });
});
