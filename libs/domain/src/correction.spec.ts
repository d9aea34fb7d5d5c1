import { describe, expect, it } from '@jest/globals';
import { resolveEvents } from './correction.js';
import type { KitchenEvent } from './events.js';

const hour = (index: number) => `2026-03-02T${String(index).padStart(2, '0')}:00:00Z`;

function finished(id: string, at: number, supersedes?: string): KitchenEvent {
  const correction = supersedes === undefined ? {} : { supersedes, reason: 'wrong' };
  return { id, type: 'batch.finished', time: hour(at), batchId: 'B1', data: { note: id }, ...correction };
}
function voided(id: string, at: number, supersedes: string): KitchenEvent {
  return { id, type: 'event.voided', time: hour(at), supersedes, reason: 'wrong', data: {} };
}
function resolved(...events: KitchenEvent[]): { effective: string[]; struckBy: Record<string, string> } {
  const { effective, struckBy } = resolveEvents(events);
  return { effective: effective.map(({ id }) => id), struckBy: Object.fromEntries(struckBy) };
}

describe('corrections (E2, E3)', () => {
  it('sorts by instant, whatever the offset, then by id', () => {
    const early: KitchenEvent = { ...finished('z', 0), time: '2026-03-02T10:30:00+03:00' };
    expect(resolved(finished('b', 8), finished('a', 8), early).effective).toEqual(['z', 'a', 'b']);
  });

  it('counts a repeated event once', () => {
    expect(resolved(finished('a', 1), finished('a', 1)).effective).toEqual(['a']);
  });

  it('chooses the same of two contents of one id in either order', () => {
    const one = finished('a', 1);
    const other = finished('a', 2);
    expect(resolveEvents([one, other])).toEqual(resolveEvents([other, one]));
  });

  it('puts the correction in the place of what it corrects, also when its own time is earlier', () => {
    expect(resolved(finished('a', 5), finished('b', 3, 'a'))).toEqual({
      effective: ['b'],
      struckBy: { a: 'b' },
    });
  });

  it('follows a chain to its end', () => {
    expect(resolved(finished('c', 3, 'b'), finished('a', 1), finished('b', 2, 'a'))).toEqual({
      effective: ['c'],
      struckBy: { a: 'b', b: 'c' },
    });
  });

  it('lets the later of two corrections win, and strikes what corrected the loser', () => {
    expect(
      resolved(finished('a', 1), finished('b', 2, 'a'), finished('b2', 6, 'b'), finished('c', 3, 'a')),
    ).toEqual({ effective: ['c'], struckBy: { a: 'c', b: 'c', b2: 'c' } });
  });

  it('cancels what is voided and keeps the void out of the facts', () => {
    expect(resolved(finished('a', 1), voided('v', 2, 'a'))).toEqual({ effective: [], struckBy: { a: 'v' } });
  });

  it('brings nothing back when a correction is voided', () => {
    expect(resolved(finished('a', 1), finished('b', 2, 'a'), voided('v', 3, 'b'))).toEqual({
      effective: [],
      struckBy: { a: 'b', b: 'v' },
    });
  });

  it('revives a fact by superseding the void', () => {
    expect(resolved(finished('a', 1), voided('v', 2, 'a'), finished('b', 3, 'v')).effective).toEqual(['b']);
  });

  it('counts a correction whose first version is still on its way, and not both once it comes (E6)', () => {
    expect(resolved(finished('b', 2, 'a')).effective).toEqual(['b']);
    expect(resolved(finished('b', 2, 'a'), finished('c', 3, 'a')).effective).toEqual(['c']);
    expect(resolved(finished('b', 2, 'a'), finished('a', 1)).effective).toEqual(['b']);
    expect(resolved(voided('v', 2, 'a')).effective).toEqual([]);
  });

  it('cuts a ring of corrections before its earliest event, and ends', () => {
    expect(resolved(finished('a', 1, 'c'), finished('b', 2, 'a'), finished('c', 3, 'b')).effective).toEqual([
      'c',
    ]);
    expect(resolved(finished('a', 1, 'a')).effective).toEqual(['a']);
  });

  it('survives a chain of 50,000 and as many corrections of one event', () => {
    const events = [finished('e0', 0)];
    for (let index = 1; index <= 50_000; index += 1) events.push(finished(`e${index}`, 1, `e${index - 1}`));
    for (let index = 1; index <= 50_000; index += 1) events.push(finished(`f${index}`, 0, 'e0'));
    expect(resolved(...[finished('x', 1)]).effective).toEqual(['x']);
    expect(resolveEvents(events).effective.map(({ id }) => id)).toEqual(['e50000']);
  });

  it('refuses a time that is none, naming it', () => {
    expect(() => resolveEvents([{ ...finished('a', 1), time: 'yesterday' }])).toThrow(
      new RangeError('"yesterday" is no RFC 3339 time'),
    );
  });
});
