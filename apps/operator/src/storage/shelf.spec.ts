import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { parseEvent } from '@bakeloop/contracts';
import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import type { Entry } from '../log/entries.js';
import type { CarriedPhoto } from '../photos/photo.js';
import { keptOr, openKept } from '../kept.js';
import { LOG_PREFIX, PhoneLog } from '../log/phone-log.js';
import { sendWaiting, type Wire } from '../log/send.js';
import { journalOf } from '../testing/journal.js';
import { askToPersist, lostCount, markUnsent } from './health.js';
import { shareable } from './hand-over.js';
import { bytesOf, sealed, textOf, unsealed } from './parcel.js';
import { Shelf, type Journal, type Neighbours } from './shelf.js';
import { Vault } from './vault.js';

const NOW = Date.UTC(2026, 2, 2, 10);

const entry = (id = v7()): Entry => ({
  kitchenId: 'ke-nbo-01',
  savedAtMs: NOW,
  state: { kind: 'waiting', tried: false },
  event: {
    id,
    type: 'incident.recorded',
    time: '2026-03-02T13:00:00+03:00',
    data: { kind: 'spill', severity: 1 },
  },
});
/** A phone: what stays of it when the app is killed are its journal and its vault. */
async function phone(name: string, journal: Journal, neighbours: Neighbours | null = null) {
  const vault = await Vault.open(name);
  if (!vault) throw new Error('no database');
  const shelf = await Shelf.open('entry', { prefix: LOG_PREFIX, journal, vault, neighbours });
  return { log: new PhoneLog(shelf), vault, shelf };
}
const idsOf = (log: PhoneLog) => log.entries().map(({ event }) => event.id);

describe('what the phone keeps', () => {
  it('is there after a kill at any moment: before the disk has it, and after', async () => {
    const journal = journalOf();
    const first = await phone('kill', journal);
    const [one, two] = [entry(), entry()];
    first.log.save(one, NOW);
    await first.log.settled();
    expect(journal.texts.size).toBe(0);
    first.log.save(two, NOW);
    // Killed here: the disk has heard of one only.
    const again = await phone('kill', journalOf(new Map(journal.texts)));
    expect(idsOf(again.log)).toEqual([one, two].map(({ event }) => event.id));
    again.log.remove(one.event.id);
    const noted = journalOf(new Map([[`${LOG_PREFIX}${one.event.id}`, 'null']]));
    expect(idsOf((await phone('kill', noted)).log)).toEqual([two.event.id]);
  });

  it('of versions that kept all of it elsewhere survives the update, unsent entries too', async () => {
    // As version 0.1.0 left it in localStorage.
    const waiting =
      '{"kitchenId":"ke-nbo-01","event":{"type":"intake.recorded","data":{"lotId":"HDPE-260302-7K3QA","sourceType":"household","polymer":"HDPE","grossGrams":24500,"tareGrams":500},"id":"0195566d-6c1a-7000-8000-000000000001","time":"2026-03-02T13:00:00.000+03:00"},"savedAtMs":1772445600000,"state":{"kind":"waiting","tried":true}}';
    const storedLong =
      '{"kitchenId":"ke-nbo-01","event":{"type":"batch.finished","batchId":"B","data":{},"id":"0195566d-6c1a-7000-8000-000000000002","time":"2026-03-02T13:00:00.000+03:00"},"savedAtMs":1772445600001,"state":{"kind":"stored","atMs":1772445600500}}';
    const journal = journalOf(
      new Map([
        [`${LOG_PREFIX}0195566d-6c1a-7000-8000-000000000001`, waiting],
        [`${LOG_PREFIX}0195566d-6c1a-7000-8000-000000000002`, storedLong],
        ['bakeloop.kept.kitchen', '"ke-nbo-01"'],
      ]),
    );
    const { log, vault } = await phone('old', journal);
    expect(log.entries()).toEqual([JSON.parse(waiting), JSON.parse(storedLong)]);
    await log.settled();
    expect([...journal.texts.keys()]).toEqual(['bakeloop.kept.kitchen']);
    expect(await vault.all('entry')).toHaveLength(2);
    // The contract of today still takes what was minted by it then, and the sender sends it.
    for (const { event } of log.entries()) expect(parseEvent(event)).toEqual({ ok: true, event });
    const wire: Wire = {
      post: (_, events) =>
        Promise.resolve(
          events.map(({ id }) => ({ id, outcome: 'stored', reason: null, detail: null, receipt: null })),
        ),
      online: () => true,
      nowMs: () => NOW,
      who: () => null,
      isProved: () => Promise.resolve(true),
      whoAnswers: () => Promise.resolve('bakeloop'),
    };
    expect(await sendWaiting(log, wire)).toEqual({ kind: 'sent' });
    expect(log.entries().map(({ state }) => state.kind)).toEqual(['stored', 'stored']);
  });

  it('is kept in the journal while the disk is full, and what is stored elsewhere makes room', async () => {
    const journal = journalOf();
    const { log, vault, shelf } = await phone('full', journal);
    const change = vault.change.bind(vault);
    vault.change = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    const late = entry();
    log.save(late, NOW);
    await log.settled();
    expect(shelf.roomy).toBe(false);
    expect(journal.texts.size).toBe(1);
    vault.change = change;
    expect(idsOf((await phone('full', journal)).log)).toEqual([late.event.id]);
  });

  it('is not said to be kept when there is no room at all', async () => {
    const { log } = await phone(
      'none',
      journalOf(new Map(), () => true),
    );
    expect(() => log.save(entry(), NOW)).toThrow(/NOT SAVED/);
    expect(log.entries()).toEqual([]);
  });
});

describe('two tabs of one phone', () => {
  async function twoTabs(name: string) {
    const hearing = new Map<number, ((shelf: 'entry' | 'kept') => void)[]>([
      [0, []],
      [1, []],
    ]);
    const of = (self: number): Neighbours => ({
      tell: (shelf) => hearing.get(1 - self)?.forEach((listener) => listener(shelf)),
      hear: (listener) => hearing.get(self)?.push(listener),
    });
    const journal = journalOf();
    return [await phone(name, journal, of(0)), await phone(name, journal, of(1))] as const;
  }
  const quiet = async (...tabs: readonly { log: PhoneLog }[]) => {
    for (let round = 0; round < 3; round++) for (const { log } of tabs) await log.settled();
  };

  it('show the same', async () => {
    const [one, other] = await twoTabs('tabs');
    one.log.save(entry(), NOW);
    other.log.save(entry(), NOW);
    await quiet(one, other);
    expect(idsOf(one.log)).toHaveLength(2);
    expect(idsOf(other.log)).toEqual(idsOf(one.log));
  });

  it('take an entry back or send it, never both', async () => {
    const [one, other] = await twoTabs('undo');
    const [sent, undone] = [entry(), entry()];
    one.log.save(sent, NOW);
    one.log.save(undone, NOW);
    await quiet(one, other);
    expect(await other.log.claim(sent.event.id)).not.toBeNull();
    expect(await one.log.takeBack(sent.event.id)).toMatchObject({ state: { tried: true } });
    expect(await one.log.takeBack(undone.event.id)).toBeNull();
    expect(await other.log.claim(undone.event.id)).toBeNull();
  });
});

describe('a draft', () => {
  it('of an earlier version opens in a later one, with what came since as at first', async () => {
    const journal = journalOf(
      new Map([
        ['bakeloop.kept.draft', '{"gross":"24.5"}'],
        ['bakeloop.kept.odd', '[1]'],
      ]),
    );
    openKept(await Shelf.open('kept', { prefix: 'bakeloop.kept.', journal, vault: null }));
    expect(keptOr('draft', { gross: '', container: null })).toEqual({ gross: '24.5', container: null });
    expect(keptOr('odd', { gross: '' })).toEqual({ gross: '' });
  });
});

it('notices that the browser has cleared the phone, by what outlives it', () => {
  const cookies = `theme=dark; ${markUnsent(3).split(';')[0] ?? ''}`;
  expect(lostCount(cookies, true)).toBe(3);
  expect(lostCount(cookies, false)).toBe(0);
  expect(lostCount('', true)).toBe(0);
});

it('seals unsent entries in a file that opens with its passphrase alone', async () => {
  const entries = [entry(), entry()];
  const file = await sealed({ entries, photos: [] }, 'red bucket rain');
  expect(file).not.toContain('spill');
  // As every version opens it.
  expect(JSON.parse(file)).toMatchObject({ version: 1 });
  expect(await unsealed(file, 'red bucket rain')).toEqual({ entries, photos: [] });
  expect(await unsealed(file, 'red bucket rein')).toBe('wrong-passphrase');
  expect(await unsealed('{"kind":"else"}', 'red bucket rain')).toBe('not-ours');
});

function carriedPhoto(bytes: Uint8Array<ArrayBuffer>, hash?: string): CarriedPhoto {
  return {
    bytes,
    photo: {
      hash: hash ?? createHash('sha256').update(bytes).digest('hex'),
      kitchenId: 'ke-nbo-01',
      takenAt: '2026-03-02T13:00:00.000+03:00',
      bytes: bytes.length,
      thumb: 'data:image/jpeg;base64,AA==',
      keptAtMs: NOW,
      eventId: null,
      uploadUrl: null,
      state: { kind: 'waiting' },
    },
  };
}

it('seals photos beside them, each byte as it was, and leaves out what is not what it is named by', async () => {
  const entries = [entry()];
  const photos = [carriedPhoto(Uint8Array.of(0, 255, 1)), carriedPhoto(new Uint8Array(70_000).fill(7))];
  const spoilt = carriedPhoto(Uint8Array.of(9), '0'.repeat(64));
  const file = await sealed({ entries, photos: [spoilt, ...photos] }, 'red bucket rain');
  expect(await unsealed(file, 'red bucket rain')).toEqual({ entries, photos });
  expect(await unsealed(file, 'red bucket rein')).toBe('wrong-passphrase');
  const every = Uint8Array.from({ length: 100_000 }, (_, at) => at % 256);
  expect(bytesOf(textOf(every))).toEqual(every);
});

it('is shared as text where a browser shares no JSON, and as a file where it shares nothing', () => {
  const file = new File(['{}'], 'bakeloop-unsent.json', { type: 'application/json' });
  const onlyText = ({ files }: ShareData = {}) => files?.[0]?.type === 'text/plain';
  expect(shareable(file, { canShare: onlyText })?.name).toBe('bakeloop-unsent.txt');
  expect(shareable(file, { canShare: () => true })).toBe(file);
  expect(shareable(file, {})).toBeNull();
});

it('asks the browser once not to clear the phone, and takes none for a no', async () => {
  let asked = 0;
  const persist = () => Promise.resolve((asked += 1) > 0);
  expect(await askToPersist({ persist, persisted: () => Promise.resolve(false) })).toBe(true);
  expect(await askToPersist({ persist, persisted: () => Promise.resolve(true) })).toBe(true);
  expect(asked).toBe(1);
  expect(await askToPersist({})).toBe(false);
  expect(await askToPersist({ persist: () => Promise.reject(new Error('private window')) })).toBe(false);
});
