import 'fake-indexeddb/auto';
import { describe, expect, it } from '@jest/globals';
import '../language/later.js';
import type { Entry } from '../log/entries.js';
import {
  due,
  forgettable,
  MOST_CARRIED_BYTES,
  named,
  shownAs,
  toCarry,
  wayFor,
  withEvents,
  type Photo,
} from './photo.js';
import { photoWords } from './photo-words.js';
import { PhotoVault } from './photo-vault.js';
import { judged } from './send-photo.js';
import { isHeic, sizeWithin } from './shrink.js';

const DAY_MS = 86_400_000;
const photo = (hash: string, some: Partial<Photo> = {}): Photo => ({
  hash,
  kitchenId: 'ke-nbo-01',
  takenAt: '2026-03-02T13:58:00.000+03:00',
  bytes: 300_000,
  thumb: null,
  keptAtMs: 0,
  eventId: null,
  uploadUrl: null,
  state: { kind: 'waiting' },
  ...some,
});
const entry = (id: string, photos: string[], state: Entry['state']): Entry => ({
  kitchenId: 'ke-nbo-01',
  savedAtMs: 0,
  state,
  event: {
    id,
    type: 'incident.recorded',
    time: '2026-03-02T13:58:00+03:00',
    data: { kind: 'fume', severity: 2, ...named(photos) },
  },
});
const STORED = { kind: 'stored', atMs: 0 } as const;
const WAITING = { kind: 'waiting', tried: false } as const;

describe('a photo is shrunk', () => {
  it('to 1,600 pixels at its longest side, in its shape, and is never made larger', () => {
    expect(sizeWithin(1_600, { width: 4_000, height: 3_000 })).toEqual({ width: 1_600, height: 1_200 });
    expect(sizeWithin(1_600, { width: 3_000, height: 4_000 })).toEqual({ width: 1_200, height: 1_600 });
    expect(sizeWithin(1_600, { width: 800, height: 600 })).toEqual({ width: 800, height: 600 });
    expect(sizeWithin(1_600, { width: 20_000, height: 3 })).toEqual({ width: 1_600, height: 1 });
  });

  it('by the server where this browser cannot read it and it is HEIC by its first bytes, whatever it is called', () => {
    const start = (text: string) => new TextEncoder().encode(text);
    expect(isHeic(start('\0\0\0\x18ftypheic\0\0\0\0'))).toBe(true);
    expect(isHeic(start('\0\0\0\x18ftypisom\0\0\0\0'))).toBe(false);
    expect(isHeic(start('<html>'))).toBe(false);
  });
});

describe('whether a line is right for photos', () => {
  it('is what the browser says, and for a person to say where it says nothing', () => {
    expect(wayFor('wifi', { online: true, type: 'wifi' })).toBe('free');
    expect(wayFor('wifi', { online: true, type: 'ethernet' })).toBe('free');
    expect(wayFor('wifi', { online: true, type: 'cellular' })).toBe('not-wifi');
    expect(wayFor('wifi', { online: true, type: 'wifi', saveData: true })).toBe('not-wifi');
    expect(wayFor('wifi', { online: true })).toBe('cannot-tell');
    expect(wayFor('wifi', { online: true, type: 'unknown' })).toBe('cannot-tell');
    expect(wayFor('any', { online: true, type: 'cellular' })).toBe('free');
    expect(wayFor('any', { online: false })).toBe('no-network');
  });
});

describe('a photo goes', () => {
  it('after its record, in the order of taking, and where the line costs only when somebody says so', () => {
    const photos = withEvents(
      [photo('b', { keptAtMs: 2 }), photo('a', { keptAtMs: 1 }), photo('c'), photo('d')],
      [entry('e1', ['a', 'b'], STORED), entry('e2', ['c'], WAITING)],
    );
    expect(photos.map(({ hash, eventId }) => [hash, eventId])).toEqual([
      ['b', 'e1'],
      ['a', 'e1'],
      ['c', null],
      ['d', null],
    ]);
    const hashes = (way: Parameters<typeof due>[1], forced: string[] = []) =>
      due(photos, way, new Set(forced)).map(({ hash }) => hash);
    expect(hashes('free')).toEqual(['a', 'b']);
    expect(hashes('not-wifi')).toEqual([]);
    expect(hashes('cannot-tell', ['b', 'c'])).toEqual(['b']);
    expect(hashes('no-network', ['a', 'b'])).toEqual([]);
  });

  it('also when the phone has forgotten the record meanwhile', () => {
    const [known] = withEvents([photo('a')], [entry('e1', ['a'], STORED)]);
    expect(withEvents(known ? [known] : [], [])).toEqual([photo('a', { eventId: 'e1' })]);
  });

  it('and is forgotten two days after the server has it, or after two weeks that no record names it', () => {
    const photos = [
      photo('stored', { eventId: 'e', state: { kind: 'stored', atMs: 0 } }),
      photo('waiting', { eventId: 'e' }),
      photo('named'),
      photo('draft'),
    ];
    const entries = [entry('e2', ['named'], WAITING)];
    const gone = (days: number) => forgettable(photos, entries, days * DAY_MS + 1).map(({ hash }) => hash);
    expect(gone(1)).toEqual([]);
    expect(gone(2)).toEqual(['stored']);
    expect(gone(400)).toEqual(['stored', 'draft']);
  });
});

it('is shown as what it waits for, how far it is, that it is stored, or why it was not taken', () => {
  const shown = (some: Partial<Photo>, o: Partial<Parameters<typeof shownAs>[1]> = {}) =>
    shownAs(photo('a', some), { way: 'free', isNamed: true, sending: null, isForced: false, ...o });
  const sent = { eventId: 'e' };
  expect(shown({}, { isNamed: false })).toEqual({ kind: 'draft' });
  expect(shown({})).toEqual({ kind: 'after-record' });
  expect(shown(sent)).toEqual({ kind: 'waits' });
  expect(shown(sent, { way: 'not-wifi' })).toEqual({ kind: 'held', by: 'not-wifi' });
  expect(shown(sent, { way: 'cannot-tell', isForced: true })).toEqual({ kind: 'waits' });
  expect(shown(sent, { way: 'no-network', isForced: true })).toEqual({ kind: 'held', by: 'no-network' });
  expect(shown(sent, { sending: { hash: 'a', percent: 40 } })).toEqual({ kind: 'sending', percent: 40 });
  expect(shown({ ...sent, state: STORED })).toEqual({ kind: 'stored' });
  expect(shown({ state: { kind: 'refused', detail: 'no photo' } })).toEqual({
    kind: 'refused',
    detail: 'no photo',
  });
});

describe('to another phone', () => {
  const entries = [entry('e1', ['named'], WAITING)];

  it('goes what the server has not and a record names, oldest first', () => {
    const photos = [
      photo('sent', { eventId: 'e', state: STORED }),
      photo('later', { eventId: 'e', keptAtMs: 2 }),
      photo('named', { keptAtMs: 1 }),
      photo('draft'),
      photo('refused', { eventId: 'e', state: { kind: 'refused', detail: 'no photo' } }),
    ];
    const { now, left } = toCarry(photos, entries, new Set());
    expect([now.map(({ hash }) => hash), left]).toEqual([['named', 'later'], 0]);
  });

  it('goes as much as one file holds, then the rest, then all again; nothing is left out for good', () => {
    const bytes = MOST_CARRIED_BYTES / 2;
    const photos = ['a', 'b', 'c'].map((hash, keptAtMs) => photo(hash, { eventId: 'e', keptAtMs, bytes }));
    const files: [string[], number][] = [];
    let given: ReadonlySet<string> = new Set();
    for (let file = 0; file < 4; file += 1) {
      const { now, left, given: gone } = toCarry(photos, entries, given);
      files.push([now.map(({ hash }) => hash), left]);
      given = gone;
    }
    expect(files).toEqual([
      [['a', 'b'], 1],
      [['c'], 0],
      [['a', 'b'], 1],
      [['c'], 0],
    ]);
  });
});

describe('the word of the server', () => {
  const said = (status: number, type?: string, retryAfter?: string) =>
    judged({
      status,
      body:
        type === undefined
          ? 'gateway'
          : JSON.stringify({ type: `/problems/${type}`, title: 'T', status, detail: 'why' }),
      retryAfter,
    });

  it('ends a photo only where it says that it has it, or takes it never', () => {
    expect(said(409, 'photo-known')).toEqual({ kind: 'stored' });
    const unreadable = said(422, 'photo-unreadable');
    expect(unreadable).toEqual({ kind: 'refused', type: '/problems/photo-unreadable', detail: 'why' });
    if (unreadable.kind === 'refused') expect(photoWords(unreadable)).toMatch(/no photo that can be read/);
    expect(said(413)).toEqual({ kind: 'refused', detail: '(413)' });
    expect(said(422, 'photo-other-hash')).toEqual({ kind: 'anew' });
  });

  it('leaves it waiting where it is away, busy, or wants a sign-in', () => {
    expect(judged(null)).toEqual({ kind: 'again', afterSeconds: 0 });
    for (const status of [0, 401, 403, 404, 409, 423, 500, 503, 507])
      expect(said(status)).toEqual({ kind: 'again', afterSeconds: 0 });
    expect(said(429, 'too-often', '90')).toEqual({ kind: 'again', afterSeconds: 90 });
  });
});

describe('on the phone', () => {
  it('a photo survives a restart with its bytes, and a stored one gives its room back', async () => {
    const name = 'photos-restart';
    const bytes = new Uint8Array([1, 2, 3]);
    await (await PhotoVault.open(name)).keep(photo('a'), bytes);
    const again = await PhotoVault.open(name);
    expect(await again.all()).toEqual([photo('a')]);
    expect(new Uint8Array((await again.bytes('a')) ?? [])).toEqual(bytes);
    expect(await again.note(photo('a', { uploadUrl: '/u' }))).toMatchObject({ uploadUrl: '/u' });
    await again.dropBytes('a');
    expect([await again.bytes('a'), (await again.all())[0]?.uploadUrl]).toEqual([null, '/u']);
    // Another tab, which has not heard of it, makes nothing of it undone.
    const stored = photo('a', { state: STORED });
    await again.note(stored);
    expect(await again.note(photo('a', { eventId: 'e' }))).toEqual(stored);
    await again.remove('a');
    expect(await again.note(photo('a'))).toBeNull();
    expect(await again.all()).toEqual([]);
  });
});
