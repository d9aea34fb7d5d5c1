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

  it('sorts events of one instant by id, in whatever order they came', () => {
    for (const ids of ['abc', 'acb', 'bac', 'bca', 'cab', 'cba'])
      expect(resolved(...[...ids].map((id) => finished(id, 8))).effective).toEqual(['a', 'b', 'c']);
  });

  it('counts a repeated event once', () => {
    expect(resolved(finished('a', 1), finished('a', 1)).effective).toEqual(['a']);
  });

  it('chooses the same of two contents of one id in either order', () => {
    const one = finished('a', 1);
    const other = finished('a', 2);
    expect(resolveEvents([one, other])).toEqual(resolveEvents([other, one]));
  });

  it('chooses the same content however the keys of either are ordered: the first as text with sorted keys', () => {
    const first = { ...finished('a', 5), data: { goodPieces: 1, note: 'z' } } as KitchenEvent;
    const second = { ...finished('a', 2), data: { goodPieces: 2, note: 'a' } } as KitchenEvent;
    const turned = (event: KitchenEvent) =>
      Object.fromEntries(
        Object.entries(event)
          .toReversed()
          .map(([key, value]: [string, unknown]) => [
            key,
            key === 'data' ? Object.fromEntries(Object.entries(event.data).toReversed()) : value,
          ]),
      ) as unknown as KitchenEvent;
    for (const one of [first, turned(first)])
      for (const other of [second, turned(second)])
        for (const events of [
          [one, other],
          [other, one],
        ])
          expect(resolveEvents(events).effective).toEqual([first]);
  });

  it('chooses among contents that hold lists and nulls, too', () => {
    const holding = (data: object) => ({ ...voided('v', 1, 'a'), data }) as KitchenEvent;
    const revived = (...voids: KitchenEvent[]) => resolved(finished('a', 0), ...voids).struckBy;
    const contents = [holding({ nothing: null, list: [2, 1] }), holding({ nothing: null, list: [1, 2] })];
    expect(revived(...contents)).toEqual({ a: 'v' });
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

  it('lets of two corrections of one instant the greater id win, in either order', () => {
    const fact = finished('a', 1);
    for (const corrections of [
      [finished('b', 2, 'a'), finished('c', 2, 'a')],
      [finished('c', 2, 'a'), finished('b', 2, 'a')],
    ])
      expect(resolved(fact, ...corrections)).toEqual({ effective: ['c'], struckBy: { a: 'c', b: 'c' } });
  });

  it('lets a later void win over an earlier correction, and a later correction over an earlier void', () => {
    expect(resolved(finished('a', 1), finished('b', 2, 'a'), voided('v', 3, 'a')).effective).toEqual([]);
    expect(resolved(finished('a', 1), finished('b', 3, 'a'), voided('v', 2, 'a')).effective).toEqual(['b']);
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

  it('names as struck only what it was given', () => {
    expect(resolved(finished('b', 2, 'a'), finished('c', 3, 'a')).struckBy).toEqual({ b: 'c' });
  });

  it('cuts a ring of corrections before its earliest event, and ends', () => {
    expect(resolved(finished('a', 1, 'c'), finished('b', 2, 'a'), finished('c', 3, 'b')).effective).toEqual([
      'c',
    ]);
    expect(resolved(finished('a', 1, 'a')).effective).toEqual(['a']);
  });

  it('cuts a ring at the same place wherever the log begins, and whatever hangs on it', () => {
    // a is corrected by b, b by c, c by a: a was first, so c, which the ring ends with, counts. x corrects b and loses to c.
    const ring = [finished('a', 1, 'c'), finished('b', 2, 'a'), finished('c', 4, 'b'), finished('x', 3, 'b')];
    for (let turn = 0; turn < ring.length; turn += 1)
      expect(resolved(...ring.slice(turn), ...ring.slice(0, turn))).toEqual({
        effective: ['c'],
        struckBy: { a: 'b', b: 'c', x: 'c' },
      });
  });

  it('cuts a ring of one instant before its smallest id', () => {
    for (const ids of ['abc', 'bca', 'cab']) {
      const [first = '', second = '', third = ''] = ids;
      const after: Record<string, string> = { a: 'c', b: 'a', c: 'b' };
      const ring = [first, second, third].map((id) => finished(id, 1, after[id]));
      expect(resolved(...ring).effective).toEqual(['c']);
    }
  });

  it('does not take two corrections that meet in one event for a ring', () => {
    const log = [finished('c', 3, 'b'), finished('d', 4, 'b'), finished('b', 2, 'a'), finished('a', 1)];
    expect(resolved(...log)).toEqual({ effective: ['d'], struckBy: { a: 'b', b: 'd', c: 'd' } });
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
