import type { EventAnswer } from '@bakeloop/contracts';
import { ApiProblem } from '@bakeloop/ui';
import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { count, due, factsOf, forgettable, takeBack, UNDO_MS, type Entry } from './entries.js';
import { PhoneLog, type PhoneStorage } from './phone-log.js';
import { sendWaiting, type Wire } from './send.js';
import { statusWords } from './status.js';

const NOW = Date.UTC(2026, 2, 2, 10);
const DAY = 86_400_000;
const signedOut = new ApiProblem('problem', 401, 'Sign in first', {
  type: '/problems/sign-in',
  title: 'Sign in first',
  status: 401,
});

/** A browser's localStorage with room for `room` entries. */
function storageOf(room = Infinity): PhoneStorage & { texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    get length() {
      return texts.size;
    },
    key: (index) => [...texts.keys()][index] ?? null,
    getItem: (key) => texts.get(key) ?? null,
    removeItem: (key) => void texts.delete(key),
    setItem: (key, text) => {
      if (!texts.has(key) && texts.size >= room) throw new DOMException('full', 'QuotaExceededError');
      texts.set(key, text);
    },
  };
}

function entryOf(
  state: Entry['state'] = { kind: 'waiting', tried: false },
  savedAtMs = NOW,
  kitchenId = 'ke-nbo-01',
): Entry {
  return {
    kitchenId,
    savedAtMs,
    state,
    event: {
      id: v7(),
      type: 'incident.recorded',
      time: '2026-03-02T13:00:00.000+03:00',
      data: { kind: 'spill', severity: 1 },
    },
  };
}

const stored = (id: string): EventAnswer => ({ id, outcome: 'stored', reason: null, detail: null });
const wireOf = (post: Wire['post'], online = true): Wire => ({
  post,
  online: () => online,
  nowMs: () => NOW,
});
const storing: Wire['post'] = (_, events) => Promise.resolve(events.map(({ id }) => stored(id)));

function logOf(entries: readonly Entry[], storage = storageOf()): PhoneLog {
  const log = new PhoneLog(storage);
  for (const entry of entries) log.save(entry, NOW);
  return log;
}

describe('the log on the phone', () => {
  it('has an event on disk before save returns, and after a restart', () => {
    const storage = storageOf();
    const entry = entryOf();
    new PhoneLog(storage).save(entry, NOW);
    expect(new PhoneLog(storage).entries()).toEqual([entry]);
  });

  it('keeps the events of two open tabs', () => {
    const storage = storageOf();
    const [one, other] = [new PhoneLog(storage), new PhoneLog(storage)];
    one.entries();
    other.save(entryOf(), NOW);
    one.save(entryOf(), NOW);
    one.changed();
    expect(one.entries()).toHaveLength(2);
  });

  it('makes room by forgetting what is stored, never what waits or needs a person', () => {
    const storage = storageOf(40);
    const kept = [entryOf(), entryOf({ kind: 'refused', reason: 'schema', detail: 'x' })];
    const log = logOf(
      [...kept, ...Array.from({ length: 38 }, () => entryOf({ kind: 'stored', atMs: NOW }))],
      storage,
    );
    const newest = entryOf();
    log.save(newest, NOW);
    const ids = log.entries().map(({ event }) => event.id);
    expect(ids).toEqual(expect.arrayContaining([...kept, newest].map(({ event }) => event.id)));
  });

  it('says so when the phone cannot keep an event, and keeps nothing half', () => {
    const log = logOf([entryOf()], storageOf(1));
    expect(() => log.save(entryOf(), NOW)).toThrow(/NOT SAVED/);
    expect(log.entries()).toHaveLength(1);
  });

  it('is not stopped by a damaged entry, and does not delete it', () => {
    const storage = storageOf();
    storage.setItem('bakeloop.event.x', '{"half');
    expect(logOf([entryOf()], storage).entries()).toHaveLength(1);
    expect(storage.getItem('bakeloop.event.x')).toBe('{"half');
  });

  it('forgets stored events after two weeks', () => {
    const entries = [DAY, 15 * DAY].map((age) => entryOf({ kind: 'stored', atMs: NOW - age }, NOW - age));
    expect(forgettable([...entries, entryOf(undefined, NOW - 99 * DAY)], NOW)).toEqual([entries[1]]);
  });
});

describe('sending', () => {
  it("takes an event out of the queue only on the server's word for it: stored or duplicate", async () => {
    const entries = [entryOf(), entryOf(), entryOf()];
    const log = logOf(entries);
    const outcome = await sendWaiting(
      log,
      wireOf((_, events) =>
        Promise.resolve([
          stored(events[0]?.id ?? ''),
          { ...stored(events[1]?.id ?? ''), outcome: 'duplicate' },
        ]),
      ),
    );
    expect(outcome).toEqual({ kind: 'sent' });
    expect(count(log.entries(), NOW)).toEqual({ waiting: 1, refused: 0, stored: 2 });
  });

  it('keeps the id of an event over every attempt, so that repetition is harmless (E1)', async () => {
    const log = logOf([entryOf()]);
    const seen: string[] = [];
    const losing = wireOf((_, events) => {
      seen.push(...events.map(({ id }) => id));
      return Promise.reject(new ApiProblem('offline', 0, 'gone'));
    });
    await sendWaiting(log, losing);
    await sendWaiting(log, losing);
    expect(new Set(seen).size).toBe(1);
    expect(seen).toHaveLength(2);
    expect(count(log.entries(), NOW).waiting).toBe(1);
  });

  it('sets a refused event aside with its reason; the others go through', async () => {
    const log = logOf([entryOf(), entryOf()]);
    await sendWaiting(
      log,
      wireOf((_, events) =>
        Promise.resolve(
          events.map(({ id }, index): EventAnswer =>
            index === 0 ? { id, outcome: 'rejected', reason: 'clock_skew', detail: 'ahead' } : stored(id),
          ),
        ),
      ),
    );
    expect(count(log.entries(), NOW)).toEqual({ waiting: 0, refused: 1, stored: 1 });
    expect(factsOf(log.entries(), 'ke-nbo-01')).toHaveLength(1);
  });

  it('finds the one event for which a whole post is refused', async () => {
    const entries = [entryOf(), entryOf(), entryOf()];
    const bad = entries[1]?.event.id;
    const log = logOf(entries);
    await sendWaiting(
      log,
      wireOf((kitchenId, events) =>
        events.some(({ id }) => id === bad)
          ? Promise.reject(new ApiProblem('problem', 422, 'unreadable'))
          : storing(kitchenId, events),
      ),
    );
    expect(
      log
        .entries()
        .filter(({ state }) => state.kind === 'refused')
        .map(({ event }) => event.id),
    ).toEqual([bad]);
    expect(count(log.entries(), NOW).stored).toBe(2);
  });

  it('lets a kitchen that is no longer its own hold up no other', async () => {
    const log = logOf([entryOf(), entryOf(undefined, NOW, 'nl-lwo-01')]);
    const outcome = await sendWaiting(
      log,
      wireOf((kitchenId, events) =>
        kitchenId === 'ke-nbo-01'
          ? Promise.reject(new ApiProblem('problem', 404, 'no such kitchen'))
          : storing(kitchenId, events),
      ),
    );
    expect(outcome).toEqual({ kind: 'failed', detail: 'no such kitchen' });
    expect(count(log.entries(), NOW)).toEqual({ waiting: 1, refused: 0, stored: 1 });
  });

  it('says that a sign-in is what it takes to send', () => {
    const counts = { waiting: 2, refused: 0, stored: 0 };
    expect(statusWords(counts, { kind: 'signed-out' }, false)).toMatch(/^Sign in again to send/);
  });

  it('sends each kitchen its own events', async () => {
    const log = logOf([entryOf(), entryOf(undefined, NOW, 'nl-lwo-01')]);
    const posts: string[] = [];
    await sendWaiting(
      log,
      wireOf((kitchenId, events) => {
        posts.push(`${kitchenId} ${String(events.length)}`);
        return storing(kitchenId, events);
      }),
    );
    expect(posts.sort()).toEqual(['ke-nbo-01 1', 'nl-lwo-01 1']);
  });

  it.each([
    [new ApiProblem('offline', 0, ''), false, 'no-network'],
    [new ApiProblem('offline', 0, ''), true, 'no-server'],
    [new ApiProblem('offline', 503, ''), false, 'no-server'],
    [new DOMException('', 'TimeoutError'), true, 'no-server'],
    [new ApiProblem('problem', 429, 'slow down'), true, 'failed'],
    [signedOut, true, 'signed-out'],
  ])('keeps everything and tells apart %s, online %s: %s', async (error, online, kind) => {
    const log = logOf([entryOf(undefined, NOW - UNDO_MS)]);
    const outcome = await sendWaiting(
      log,
      wireOf(() => Promise.reject(error), online),
    );
    expect(outcome.kind).toBe(kind);
    expect(count(log.entries(), NOW).waiting).toBe(1);
  });
});

describe('taking back', () => {
  it('removes what never left the phone and cancels what may have', async () => {
    const fresh = entryOf();
    expect(takeBack(fresh)).toBe('remove');
    const log = logOf([fresh]);
    await sendWaiting(
      log,
      wireOf(() => Promise.reject(new ApiProblem('offline', 0, ''))),
    );
    const tried = log.find(fresh.event.id);
    expect(tried && takeBack(tried)).toBe('void');
    expect(takeBack(entryOf({ kind: 'stored', atMs: NOW }))).toBe('void');
  });

  it('keeps the clean way back open while there is no network', () => {
    const [fresh, old] = [entryOf(), entryOf(undefined, NOW - UNDO_MS)];
    expect(due([fresh, old], NOW, false)).toEqual([old]);
    expect(due([fresh, old], NOW, true)).toEqual([old, fresh]);
  });

  it('does not send what was taken back while an earlier post was under way', async () => {
    const entries = Array.from({ length: 51 }, (_, index) => entryOf(undefined, NOW + index));
    const last = entries.at(-1)?.event.id ?? '';
    const log = logOf(entries);
    const sent: string[] = [];
    await sendWaiting(
      log,
      wireOf((kitchenId, events) => {
        log.remove(last);
        sent.push(...events.map(({ id }) => id));
        return storing(kitchenId, events);
      }),
    );
    expect(sent).toHaveLength(50);
    expect(sent).not.toContain(last);
  });
});

it('says in one sentence whether what was typed is safe', () => {
  const counts = { waiting: 2, refused: 0, stored: 5 };
  expect(statusWords(counts, { kind: 'no-network' }, false)).toMatch(/^No network.*safe on this phone/);
  expect(statusWords(counts, { kind: 'no-server' }, false)).toMatch(/Bakeloop does not answer/);
  expect(statusWords({ ...counts, waiting: 0 }, { kind: 'sent' }, false)).toMatch(/Everything is stored/);
  expect(statusWords({ ...counts, waiting: 0, refused: 1 }, { kind: 'sent' }, false)).toMatch(/needs you/);
});
