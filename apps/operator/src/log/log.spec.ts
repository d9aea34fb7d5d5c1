import { EVENT_REFUSALS, parseEvent, type EventAnswer, type Receipt } from '@bakeloop/contracts';
import { ApiProblem } from '@bakeloop/ui';
import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { count, due, factsOf, forgettable, takeBack, UNDO_MS, type Entry } from './entries.js';
import '../language/later.js';
import { Shelf, type Journal } from '../storage/shelf.js';
import { problemKey } from '../parts/problem-key.js';
import { journalOf, type TestJournal } from '../testing/journal.js';
import { errorOfClock, offsetMs } from './clock.js';
import { LOG_PREFIX, PhoneLog } from './phone-log.js';
import { fieldsIn, whyRefused } from './refusal.js';
import { retryAfterMs, sendWaiting, type Wire } from './send.js';
import { statusWords } from './status.js';

const NOW = Date.UTC(2026, 2, 2, 10);
const DAY = 86_400_000;
const said = (status: number, title: string, type = '/problems/some', wait: number | null = null) =>
  new ApiProblem('problem', status, title, { type, title, status }, wait);
const signedOut = said(401, 'Sign in first', '/problems/sign-in');

/** A browser's localStorage with room for `room` entries. */
const storageOf = (room = Infinity): TestJournal => journalOf(new Map(), ({ size }) => size >= room);

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

const stored = (id: string): EventAnswer => ({
  id,
  outcome: 'stored',
  reason: null,
  detail: null,
  receipt: null,
});
const wireOf = (post: Wire['post'], online = true, more: Partial<Wire> = {}): Wire => ({
  post,
  online: () => online,
  nowMs: () => NOW,
  who: () => null,
  isProved: () => Promise.resolve(true),
  whoAnswers: () => Promise.resolve('nobody'),
  ...more,
});
const storing: Wire['post'] = (_, events) => Promise.resolve(events.map(({ id }) => stored(id)));

const open = async (journal: Journal = storageOf()): Promise<PhoneLog> =>
  new PhoneLog(await Shelf.open('entry', { prefix: LOG_PREFIX, journal, vault: null }));

async function logOf(entries: readonly Entry[], storage = storageOf()): Promise<PhoneLog> {
  const log = await open(storage);
  for (const entry of entries) log.save(entry, NOW);
  return log;
}

describe('the log on the phone', () => {
  it('has an event on disk before save returns, and after a restart', async () => {
    const storage = storageOf();
    const entry = entryOf();
    (await open(storage)).save(entry, NOW);
    expect((await open(storage)).entries()).toEqual([entry]);
  });

  it('makes room by forgetting what is stored, never what waits or needs a person', async () => {
    const storage = storageOf(40);
    const kept = [entryOf(), entryOf({ kind: 'refused', reason: 'schema', detail: 'x' })];
    const log = await logOf(
      [...kept, ...Array.from({ length: 38 }, () => entryOf({ kind: 'stored', atMs: NOW }))],
      storage,
    );
    const newest = entryOf();
    log.save(newest, NOW);
    const ids = log.entries().map(({ event }) => event.id);
    expect(ids).toEqual(expect.arrayContaining([...kept, newest].map(({ event }) => event.id)));
  });

  it('says so when the phone cannot keep an event, and keeps nothing half', async () => {
    const log = await logOf([entryOf()], storageOf(1));
    expect(() => log.save(entryOf(), NOW)).toThrow(/NOT SAVED/);
    expect(log.entries()).toHaveLength(1);
  });

  it('is not stopped by a damaged entry, and does not delete it', async () => {
    const storage = storageOf();
    storage.setItem('bakeloop.event.x', '{"half');
    expect((await logOf([entryOf()], storage)).entries()).toHaveLength(1);
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
    const log = await logOf(entries);
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
    const log = await logOf([entryOf()]);
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
    const log = await logOf([entryOf(), entryOf()]);
    await sendWaiting(
      log,
      wireOf((_, events) =>
        Promise.resolve(
          events.map(({ id }, index): EventAnswer =>
            index === 0
              ? { id, outcome: 'rejected', reason: 'clock_skew', detail: 'ahead', receipt: null }
              : stored(id),
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
    const log = await logOf(entries);
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
    const log = await logOf([entryOf(), entryOf(undefined, NOW, 'nl-lwo-01')]);
    const outcome = await sendWaiting(
      log,
      wireOf((kitchenId, events) =>
        kitchenId === 'ke-nbo-01' ? Promise.reject(said(404, 'no such kitchen')) : storing(kitchenId, events),
      ),
    );
    expect(outcome).toMatchObject({ kind: 'failed', detail: 'no such kitchen' });
    expect(count(log.entries(), NOW)).toEqual({ waiting: 1, refused: 0, stored: 1 });
  });

  it('says that a sign-in is what it takes to send', () => {
    const counts = { waiting: 2, refused: 0, stored: 0 };
    expect(statusWords(counts, { kind: 'signed-out' }, null)).toMatch(/^Sign in again to send/);
  });

  it('sends each kitchen its own events', async () => {
    const log = await logOf([entryOf(), entryOf(undefined, NOW, 'nl-lwo-01')]);
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
    [said(500, 'broken'), true, 'no-server'],
    [new ApiProblem('problem', 500, ''), true, 'no-server'],
    [said(429, 'slow down'), true, 'failed'],
    [signedOut, true, 'signed-out'],
  ])('keeps everything and tells apart %s, online %s: %s', async (error, online, kind) => {
    const log = await logOf([entryOf(undefined, NOW - UNDO_MS)]);
    const outcome = await sendWaiting(
      log,
      wireOf(() => Promise.reject(error), online),
    );
    expect(outcome.kind).toBe(kind);
    expect(count(log.entries(), NOW).waiting).toBe(1);
  });
});

it('keeps a week of work of a phone whose sign-in ran out, and sends all of it once somebody has signed in', async () => {
  const week = Array.from({ length: 84 }, (_, index) =>
    entryOf(undefined, NOW - 7 * DAY + index * 7_200_000),
  );
  const log = await logOf(week);
  log.forget(NOW);
  expect(
    await sendWaiting(
      log,
      wireOf(() => Promise.reject(signedOut)),
    ),
  ).toEqual({ kind: 'signed-out' });
  const counts = count(log.entries(), NOW);
  expect(counts).toEqual({ waiting: 84, refused: 0, stored: 0 });
  expect(statusWords(counts, { kind: 'signed-out' }, null)).toMatch(/Sign in again.*safe on this phone/);
  const receipt = {} as Receipt;
  const post: Wire['post'] = (_, events) =>
    Promise.resolve(events.map(({ id }) => ({ ...stored(id), receipt })));
  expect(await sendWaiting(log, wireOf(post))).toEqual({ kind: 'sent' });
  expect(log.entries().map(({ state }) => state)).toEqual(
    week.map(() => ({ kind: 'stored', atMs: NOW, receipt })),
  );
});

describe('taking back', () => {
  it('removes what never left the phone and cancels what may have', async () => {
    const fresh = entryOf();
    expect(takeBack(fresh)).toBe('remove');
    const log = await logOf([fresh]);
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
    const log = await logOf(entries);
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

describe('believing an answer', () => {
  it('counts nothing as stored without proof: it stays, and is sent again', async () => {
    const log = await logOf([entryOf()]);
    const wire = wireOf(storing, true, { isProved: () => Promise.resolve(false) });
    expect(await sendWaiting(log, wire)).toEqual({ kind: 'unproved' });
    expect(count(log.entries(), NOW)).toEqual({ waiting: 1, refused: 0, stored: 0 });
    expect(statusWords(count(log.entries(), NOW), { kind: 'unproved' }, null)).toMatch(/could not prove/);
    expect(await sendWaiting(log, wireOf(storing))).toEqual({ kind: 'sent' });
  });

  it.each([
    [new ApiProblem('unreadable', 200, 'a page'), 'portal', 'portal'],
    [new ApiProblem('offline', 0, ''), 'portal', 'portal'],
    [new ApiProblem('problem', 404, 'a page'), 'portal', 'portal'],
    [new ApiProblem('unreadable', 200, 'reload the page'), 'bakeloop', 'failed'],
    [new ApiProblem('offline', 502, ''), 'bakeloop', 'no-server'],
  ] as const)(
    'tells a network that wants to be paid from a server that is away: %s, %s',
    async (error, who, kind) => {
      const log = await logOf([entryOf()]);
      const wire = wireOf(() => Promise.reject(error), true, { whoAnswers: () => Promise.resolve(who) });
      expect((await sendWaiting(log, wire)).kind).toBe(kind);
      expect(count(log.entries(), NOW).waiting).toBe(1);
    },
  );

  it('says how far it is, and begins with little', async () => {
    const log = await logOf(Array.from({ length: 12 }, () => entryOf()));
    const told: string[] = [];
    await sendWaiting(log, wireOf(storing), ({ done, total }) => told.push(`${done} of ${total}`));
    expect(told).toEqual(['0 of 12', '5 of 12']);
  });
});

it('sends what a colleague logged, and leaves their corrections to them', async () => {
  const [mine, theirs] = [entryOf(), { ...entryOf(), by: 'ama' }];
  const corrected = { ...theirs, event: { ...entryOf().event, supersedes: mine.event.id, reason: 'a slip' } };
  const ids = (who: string | null) =>
    due([mine, theirs, corrected], NOW, true, who).map(({ event }) => event.id);
  expect(ids('kofi')).toEqual([mine, theirs].map(({ event }) => event.id));
  expect(ids('ama')).toHaveLength(3);
  expect(ids(null)).toHaveLength(3);
});

it('tries again ever later, never in step with other phones, and never sooner than it was asked to', () => {
  const down = { kind: 'no-server' } as const;
  const waits = [1, 2, 3, 10, 99].map((failures) => retryAfterMs(failures, down, 1));
  expect(waits).toEqual([5_000, 10_000, 20_000, 300_000, 300_000]);
  expect(retryAfterMs(1, down, 0)).toBe(2_500);
  expect(retryAfterMs(1, { kind: 'failed', detail: '', retryAfterSeconds: 42 }, 0)).toBe(42_000);
});

describe('a clock that is wrong by a day', () => {
  const error = errorOfClock(new Date(NOW + DAY).toISOString(), NOW - 1_000, NOW + 1_000);

  it('is known from an answer of the server, and put right in what is logged then', () => {
    expect(offsetMs(error, NOW + 5_000)).toBe(DAY);
    expect(offsetMs({ ...error, offsetMs: 90_000 }, NOW + 5_000)).toBe(0);
  });

  it('is believed no more once somebody may have set it', () => {
    expect(offsetMs(error, NOW + 2 * DAY)).toBe(0);
    expect(offsetMs(error, NOW - DAY)).toBe(0);
    expect(offsetMs(null, NOW)).toBe(0);
  });
});

it('says in one sentence whether what was typed is safe', () => {
  const counts = { waiting: 2, refused: 0, stored: 5 };
  expect(statusWords(counts, { kind: 'no-network' }, null)).toMatch(/^No network.*safe on this phone/);
  expect(statusWords(counts, { kind: 'no-server' }, null)).toMatch(/Bakeloop does not answer/);
  expect(statusWords(counts, { kind: 'no-server' }, { done: 2, total: 5 })).toBe('Sending 2 of 5 …');
  expect(statusWords({ ...counts, waiting: 0 }, { kind: 'sent' }, null)).toMatch(/Everything is stored/);
  expect(statusWords({ ...counts, waiting: 0, refused: 1 }, { kind: 'sent' }, null)).toMatch(/needs you/);
});

describe('what the server did not take', () => {
  const moved = { lotId: 'HDPE-1', grams: 0.5 };
  const refused = parseEvent({
    ...entryOf().event,
    type: 'lot.processed',
    data: { step: 'wash', inputs: [moved], outputs: [], losses: [], litresFresh: -1 },
  });
  const schema = refused.ok ? '' : refused.detail;

  it('is told by its code in the language of the phone, with the fields to look at', () => {
    expect(fieldsIn(schema)).toEqual(['litresFresh', 'grams']);
    expect(fieldsIn('✖ an event needs a batchId\n  → at batchId')).toEqual([]);
    expect(whyRefused({ reason: 'schema', detail: schema })).toBe(
      'Look at this again: Fresh water, L and Weight.',
    );
    const told = EVENT_REFUSALS.map((reason) => whyRefused({ reason, detail: 'x' }));
    expect(new Set(told).size).toBe(EVENT_REFUSALS.length);
    expect(whyRefused({ reason: 'of-tomorrow', detail: 'x' })).toBe('The server did not take it.');
  });

  it('now is told in the language of the phone where the server names the problem, else in its own words', async () => {
    const words = async (error: ApiProblem) => {
      const outcome = await sendWaiting(
        await logOf([entryOf()]),
        wireOf(() => Promise.reject(error), true, { whoAnswers: () => Promise.resolve('bakeloop') }),
      );
      return statusWords({ waiting: 1, refused: 0, stored: 0 }, outcome, null);
    };
    expect(await words(said(403, 'English', '/problems/not-yours'))).toMatch(/Ask your lead/);
    expect(await words(said(403, 'English', '/problems/not-your-entry'))).toMatch(/what you logged yourself/);
    expect(await words(said(429, 'English', '/problems/too-often'))).toMatch(/goes on by itself/);
    expect(await words(new ApiProblem('unreadable', 200, 'English'))).toMatch(/older than Bakeloop/);
    expect(await words(said(409, 'Its own words.'))).toMatch(/Its own words/);
    expect(problemKey(said(503, 'English', '/problems/database-away'))).toBe('problem.noServer');
  });
});
