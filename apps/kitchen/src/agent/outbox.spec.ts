import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Outbox, type Stream } from './outbox.js';

const SESSION = '0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a11';
const LATER = '0092f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a22';

describe('the outbox', () => {
  let folder: string;
  let outbox: Outbox;
  const append = (stream: Stream, seq: number, body = `pack ${seq}`, session = SESSION, cursorMs?: number) =>
    outbox.append({
      stream,
      session,
      bornMs: session === SESSION ? 1_000 : 2_000,
      seq,
      createdMs: 5_000 + seq,
      body,
      ...(cursorMs === undefined ? {} : { cursorMs }),
    });
  const reopen = async (): Promise<void> => {
    await outbox.close();
    outbox = await Outbox.open(join(folder, 'packs'));
  };
  const names = (): string[] => outbox.list().map(({ stream, seq }) => `${stream} ${seq}`);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bakeloop-outbox-'));
    outbox = await Outbox.open(join(folder, 'packs'));
  });
  afterEach(async () => {
    await outbox.close();
    await rm(folder, { recursive: true });
  });

  it('keeps packs with session, seq and bytes over a restart, oldest session first (P1)', async () => {
    await append('telemetry', 1, 'later', LATER);
    for (const seq of [1, 2, 10]) await append('telemetry', seq);
    await append('events', 1, 'an event', SESSION, 77);
    await reopen();

    expect(outbox.list().map(({ stream, session, seq }) => [stream, session, seq])).toEqual([
      ['events', SESSION, 1],
      ['telemetry', SESSION, 1],
      ['telemetry', SESSION, 2],
      ['telemetry', SESSION, 10],
      ['telemetry', LATER, 1],
    ]);
    expect(await Promise.all(outbox.list().map((pack) => outbox.body(pack)))).toEqual([
      'an event',
      'pack 1',
      'pack 2',
      'pack 10',
      'later',
    ]);
    expect(await outbox.cursorMs()).toBe(77);
  });

  it('forgets a pack when it is settled, and not before (P3)', async () => {
    const { pack } = await append('telemetry', 1);
    await append('telemetry', 2);
    await outbox.settle([pack], new Map());
    await reopen();
    expect(names()).toEqual(['telemetry 2']);
  });

  it('keeps what the platform rejected aside, with the reason, and only the newest of it', async () => {
    await outbox.close();
    outbox = await Outbox.open(join(folder, 'packs'), { maxRejected: 2 });
    for (const seq of [1, 2, 3]) {
      const { pack } = await append('telemetry', seq);
      await outbox.settle([pack], new Map([[seq, 'schema']]));
    }
    expect(names()).toEqual([]);
    expect(await outbox.rejected()).toEqual([
      { stream: 'telemetry', session: SESSION, seq: 2, reason: 'schema', body: 'pack 2' },
      { stream: 'telemetry', session: SESSION, seq: 3, reason: 'schema', body: 'pack 3' },
    ]);
  });

  it('stays within its bound by thinning out old telemetry, and never drops an event', async () => {
    await outbox.close();
    outbox = await Outbox.open(join(folder, 'packs'), { maxBytes: 1_000 });
    const body = 'x'.repeat(100);
    for (const seq of [1, 2, 3]) await append('events', seq, body);
    let thinned = 0;
    for (let seq = 1; seq <= 20; seq++) thinned += (await append('telemetry', seq, body)).thinned;
    expect(outbox.sizeBytes).toBeLessThanOrEqual(1_000);
    expect(thinned).toBe(20 - (names().length - 3));
    expect(names().filter((name) => name.startsWith('events'))).toHaveLength(3);
    // The newest is kept, and so is something old: coarse, not cut off.
    expect(names()).toContain('telemetry 20');
    for (let seq = 4; seq <= 20; seq++) await append('events', seq, body);
    expect(names().filter((name) => name.startsWith('events'))).toHaveLength(20);
  });

  it('says what to do when another agent has it open', async () => {
    await expect(Outbox.open(join(folder, 'packs'))).rejects.toThrow(/another kitchen agent/);
  });
});
