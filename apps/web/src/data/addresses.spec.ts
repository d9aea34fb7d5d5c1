import { describe, expect, it } from '@jest/globals';
import { batchPath, lotPath, metricPath, onDays, readFigureQuery, scopeParts } from './addresses.js';

describe('addresses', () => {
  it('carry any name a kitchen may give', () => {
    expect(lotPath('ke-nbo-01', 'lot 7/b #2?')).toBe('/kitchens/ke-nbo-01/lots/lot%207%2Fb%20%232%3F');
    expect(batchPath('ke-nbo-01', '100%')).toBe('/kitchens/ke-nbo-01/batches/100%25');
  });

  it('ask for a figure and are read back as they were asked', () => {
    const asked = {
      scope: 'batch:ke-nbo-01/MB 1&2',
      from: '2026-03-01',
      to: '2026-03-31',
      knownOn: '2026-04-02T12:00:00.000Z',
    };
    const { searchParams } = new URL(metricPath('acceptance', asked), 'http://localhost');
    expect(readFigureQuery(searchParams)).toEqual(asked);
    expect(metricPath('acceptance', { scope: 'portfolio' })).toBe('/metrics/acceptance');
  });

  it('keep days that move on, which are others tomorrow', () => {
    const { searchParams } = new URL(
      metricPath('diverted', { scope: 'portfolio', from: '-6d' }),
      'http://localhost',
    );
    const asked = readFigureQuery(searchParams);
    expect(asked).toEqual({ scope: 'portfolio', from: '-6d' });
    expect(onDays(asked, '2026-03-07')).toEqual({ scope: 'portfolio', from: '2026-03-01' });
    expect(onDays({ ...asked, to: '-0d' }, '2026-03-08')).toMatchObject({
      from: '2026-03-02',
      to: '2026-03-08',
    });
  });

  it('leave out days and instants that are none', () => {
    const search = new URLSearchParams('from=yesterday&to=2026-13-45&knownOn=soon');
    expect(readFigureQuery(search)).toEqual({ scope: 'portfolio' });
  });
});

describe('a scope', () => {
  it.each([
    ['portfolio', { kind: 'portfolio' }],
    ['kitchen:ke-nbo-01', { kind: 'kitchen', kitchenId: 'ke-nbo-01' }],
    ['product:beam-2m', { kind: 'product', code: 'beam-2m' }],
    ['machine:ke-nbo-01/extruder-1', { kind: 'machine', kitchenId: 'ke-nbo-01', machine: 'extruder-1' }],
    ['batch:ke-nbo-01/a/b', { kind: 'batch', kitchenId: 'ke-nbo-01', batchId: 'a/b' }],
    ['batch:ke-nbo-01', null],
    ['city:Nairobi', null],
    ['', null],
  ])('%s', (scope, parts) => {
    expect(scopeParts(scope)).toEqual(parts);
  });
});
