import { describe, expect, it } from '@jest/globals';
import type { StoredPack } from './outbox.js';
import { ResendWindow } from './resend.js';

const pack = (seq: number, session = 's'): StoredPack => ({
  key: `${session}/${seq}`,
  stream: 'telemetry',
  session,
  seq,
  size: 1,
  createdMs: seq,
});
const seqs = (packs: readonly StoredPack[]): number[] => packs.map(({ seq }) => seq);
/** All that is to be published now, taken by the broker at once. */
const sentAt = (window: ResendWindow, nowMs: number): StoredPack[] => {
  const packs: StoredPack[] = [];
  for (let sending = window.next(nowMs); sending; sending = window.next(nowMs)) {
    packs.push(sending.pack);
    window.handedOver(sending.pack, nowMs);
  }
  return packs;
};

describe('the resend window', () => {
  it('keeps at most its window of packs unacknowledged', () => {
    const window = new ResendWindow(
      3,
      [1, 2, 3, 4, 5].map((seq) => pack(seq)),
      () => 0.5,
    );
    expect(seqs(sentAt(window, 0))).toEqual([1, 2, 3]);
    expect(sentAt(window, 1)).toEqual([]);
    window.settle('s', [[2, 3]]);
    expect(seqs(sentAt(window, 2))).toEqual([4, 5]);
    expect(window.inFlight).toBe(3);
  });

  it('sends again until acknowledged: not within 30 s, then at intervals that grow to five minutes at most', () => {
    const window = new ResendWindow(3, [pack(1)], () => 1);
    const sentAtMs: number[] = [];
    for (let nowMs = 0; nowMs < 3_600_000; nowMs += 1_000)
      if (sentAt(window, nowMs).length > 0) sentAtMs.push(nowMs);
    const waits = sentAtMs.slice(1).map((atMs, index) => atMs - (sentAtMs[index] ?? 0));
    expect(waits.slice(0, 3)).toEqual([60_000, 90_000, 150_000]);
    expect(Math.max(...waits)).toBe(300_000);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(30_000);
    window.settle('s', [[1, 1]]);
    expect(sentAt(window, 1e9)).toEqual([]);
  });

  it('sends at once after a reconnect what was on its way', () => {
    const window = new ResendWindow(3, [pack(1), pack(2)], () => 1);
    sentAt(window, 0);
    window.reconnected();
    expect(seqs(sentAt(window, 5))).toEqual([1, 2]);
  });

  it('does not send again what is still on its way to the broker, however long that takes', () => {
    const window = new ResendWindow(1, [pack(1)], () => 1);
    expect(window.next(0)).toEqual({ pack: pack(1), again: false });
    expect(window.next(3_600_000)).toBeUndefined();
    window.handedOver(pack(1), 3_600_000);
    expect(window.next(3_629_999)).toBeUndefined();
    expect(window.next(3_660_000)).toEqual({ pack: pack(1), again: true });
    window.reconnected();
    expect(window.next(3_660_001)).toEqual({ pack: pack(1), again: false });
  });

  it('lets live packs go first and still works off the backlog', () => {
    const backlog = Array.from({ length: 100 }, (_, at) => pack(at + 1, 'old'));
    const window = new ResendWindow(1, backlog, () => 1);
    const sent: string[] = [];
    for (let turn = 0; turn < 12; turn++) {
      window.add(pack(turn + 1, 'live'));
      const [next] = sentAt(window, turn);
      if (next) window.settle(next.session, [[next.seq, next.seq]]);
      sent.push(next?.session ?? '');
    }
    expect(sent.filter((session) => session === 'live')).toHaveLength(9);
    expect(sent.filter((session) => session === 'old')).toHaveLength(3);
  });

  it('serves a backlog from both ends in turn where that is wanted, else in order of making', () => {
    const backlog = [1, 2, 3, 4, 5, 6].map((seq) => pack(seq));
    expect(seqs(sentAt(new ResendWindow(6, backlog, () => 1, { bothEnds: true }), 0))).toEqual([
      1, 6, 2, 5, 3, 4,
    ]);
    expect(seqs(sentAt(new ResendWindow(6, backlog, () => 1), 0))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('takes what has waited behind a full window for backlog, also while the line is up', () => {
    const window = new ResendWindow(2, [], () => 1, { bothEnds: true });
    for (let seq = 1; seq <= 8; seq++) window.add(pack(seq));
    expect(window.waiting).toBe(8);
    const sent: number[] = [];
    for (let turn = 0; window.waiting + window.inFlight > 0; turn++)
      for (const { seq } of sentAt(window, turn)) {
        sent.push(seq);
        window.settle('s', [[seq, seq]]);
      }
    expect(sent.toSorted((left, right) => left - right)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    // Oldest of the backlog, then the live ones, before the rest of the backlog.
    expect(sent.slice(0, 3)).toEqual([1, 7, 8]);
  });

  it('spends no place on a pack that was thinned out', () => {
    const window = new ResendWindow(
      2,
      [1, 2, 3, 4].map((seq) => pack(seq)),
      () => 1,
      {
        holds: ({ seq }) => seq % 2 === 0,
      },
    );
    expect(seqs(sentAt(window, 0))).toEqual([2, 4]);
    expect(window.waiting).toBe(0);
  });

  it('takes from a backlog of 200,000 packs at both ends in no time', () => {
    const backlog = Array.from({ length: 200_000 }, (_, at) => pack(at + 1));
    const window = new ResendWindow(100, backlog, () => 1, { bothEnds: true });
    const began = performance.now();
    let sent = 0;
    while (window.waiting > 0)
      for (const { seq } of sentAt(window, 0)) {
        sent++;
        window.settle('s', [[seq, seq]]);
      }
    expect(sent).toBe(200_000);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('takes an acknowledgement of the same seq in another session for what it is', () => {
    const window = new ResendWindow(5, [pack(1, 'old'), pack(1, 'new')], () => 1);
    sentAt(window, 0);
    expect(window.settle('new', [[1, 9]])).toEqual([pack(1, 'new')]);
    expect(window.inFlight).toBe(1);
  });

  it('takes an acknowledgement for a pack that this run has not sent yet', () => {
    const window = new ResendWindow(1, [pack(1), pack(2)], () => 1);
    sentAt(window, 0);
    expect(seqs(window.settle('s', [[2, 2]]))).toEqual([2]);
    expect(window.waiting).toBe(0);
  });
});
