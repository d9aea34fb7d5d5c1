import { mkdir, mkdtemp, readdir, rename, rm, rmdir, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@bakeloop/runtime';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ClassicLevel } from 'classic-level';
import { Outbox, type OutboxLimits, type Stream } from './outbox.js';

const SESSION = '0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a11';
const LATER = '0092f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a22';

describe('the outbox', () => {
  let folder: string;
  let packs: string;
  let outbox: Outbox;
  let said: string[];
  const say =
    (level: string) =>
    (_fields: object, text: string): void =>
      void said.push(`${level}: ${text}`);
  const logger = { warn: say('warn'), error: say('error') } as unknown as Logger;
  const open = async (limits?: OutboxLimits): Promise<void> => {
    outbox = await Outbox.open(packs, logger, limits);
  };
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
  const reopen = async (limits?: OutboxLimits): Promise<void> => {
    await outbox.close();
    await open(limits);
  };
  /** The files of the store of one kind, the oldest first. */
  const files = async (kind: RegExp): Promise<string[]> =>
    (await readdir(packs))
      .filter((name) => kind.test(name))
      .toSorted()
      .map((name) => join(packs, name));
  /** LevelDB can begin no further log, as on a full disk. @returns ends that */
  const withoutNewLogs = async (): Promise<() => Promise<unknown>> => {
    const newest = Number(/(\d+)\.log$/.exec((await files(/\.log$/)).at(-1) ?? '')?.[1]);
    const places = Array.from({ length: 20 }, (_, at) =>
      join(packs, `${String(newest + 1 + at).padStart(6, '0')}.log`),
    );
    await Promise.all(places.map((place) => mkdir(place)));
    return () => Promise.all(places.map((place) => rmdir(place)));
  };
  /** So much that the write after it begins a new log. */
  const LARGE = 'x'.repeat(1_200_000);
  const names = (): string[] => outbox.list().map(({ stream, seq }) => `${stream} ${seq}`);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bakeloop-outbox-'));
    packs = join(folder, 'packs');
    said = [];
    await open();
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
    await reopen({ maxRejected: 2 });
    for (const seq of [1, 2, 3]) {
      const { pack } = await append('telemetry', seq);
      await outbox.settle([pack], new Map([[seq, 'schema']]));
    }
    expect(names()).toEqual([]);
    expect(await outbox.rejected()).toEqual([
      { stream: 'telemetry', session: SESSION, seq: 2, reason: 'schema', body: 'pack 2' },
      { stream: 'telemetry', session: SESSION, seq: 3, reason: 'schema', body: 'pack 3' },
    ]);
    expect(outbox.rejectedCount).toBe(2);
    await reopen();
    expect(outbox.rejectedCount).toBe(2);
  });

  it('syncs events and results before they count as stored, and readings not', async () => {
    const batch = jest.spyOn(ClassicLevel.prototype, 'batch');
    try {
      await append('telemetry', 1);
      await append('events', 1, 'an event', SESSION, 77);
      await append('results', 1);
      expect(batch.mock.calls.map(([, options]: unknown[]) => options)).toEqual([
        { sync: false },
        { sync: true },
        { sync: true },
      ]);
    } finally {
      batch.mockRestore();
    }
  });

  it('stays within its bound by thinning out old telemetry, and never drops an event', async () => {
    await reopen({ maxBytes: 1_000 });
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
    await expect(Outbox.open(packs, logger)).rejects.toThrow(/another kitchen agent/);
  });

  it('keeps a pack that is stored, though room for it cannot be made just now', async () => {
    await reopen({ maxBytes: 1_000_000 });
    for (const seq of [1, 2, 3, 4]) await append('telemetry', seq);
    const withNewLogs = await withoutNewLogs();
    expect(await append('telemetry', 5, LARGE)).toMatchObject({ pack: { seq: 5 }, thinned: 0 });
    expect(said).toEqual(['warn: outbox full, and old readings cannot be thinned out now']);
    await withNewLogs();
    expect((await append('telemetry', 6)).thinned).toBeGreaterThan(0);
    await reopen();
    expect(names()).toContain('telemetry 6');
  });

  it('writes one after the other, also while it is opened anew after a write that failed', async () => {
    const { pack } = await append('telemetry', 1, LARGE);
    const withNewLogs = await withoutNewLogs();
    await expect(append('telemetry', 2)).rejects.toThrow();
    await withNewLogs();
    const [body] = await Promise.all([
      append('telemetry', 2).then(({ pack: second }) => outbox.body(second)),
      append('events', 1),
      outbox.forgetCommands(['none']),
      outbox.settle([pack], new Map([[1, 'schema']])),
      append('telemetry', 3),
    ]);
    expect(body).toBe('pack 2');
    await reopen();
    expect(names()).toEqual(['events 1', 'telemetry 2', 'telemetry 3']);
    expect(await outbox.rejected()).toEqual([expect.objectContaining({ seq: 1, reason: 'schema' })]);
  });

  describe('that a power cut has damaged', () => {
    /** Events 1 and 2 in a table, 3 and 4 in another, 5 and 6 in the log. */
    const fill = async (): Promise<void> => {
      for (const seq of [1, 2, 3, 4, 5, 6]) {
        await append('events', seq);
        if (seq === 2 || seq === 4) await reopen();
      }
      await outbox.close();
      expect(await files(/\.ldb$/)).toHaveLength(2);
    };
    const events = (...seqs: number[]): string[] => seqs.map((seq) => `events ${seq}`);
    const REPAIRED = [
      expect.stringMatching(/^warn: the outbox is damaged, .* repaired$/),
      expect.stringMatching(/^warn: the outbox is repaired: all of it that can be read goes on/),
    ];
    const current = (): string => join(packs, 'CURRENT');
    const manifest = async (): Promise<string> => (await files(/^MANIFEST/)).at(-1) ?? '';

    it.each<[string, () => Promise<void>]>([
      ['what says where to begin is gone', () => rm(current())],
      ['what says where to begin is empty', () => truncate(current())],
      ['what says where to begin names nothing', () => writeFile(current(), 'MANIFEST-999999\n')],
      ['the list of its files is gone', async () => rm(await manifest())],
      ['the list of its files is empty', async () => truncate(await manifest())],
      ['the list of its files is garbled', async () => writeFile(await manifest(), 'x'.repeat(200))],
    ])('loses nothing where %s', async (_what, damage) => {
      await fill();
      await damage();
      await open();
      expect(said).toEqual(REPAIRED);
      expect(names()).toEqual(events(1, 2, 3, 4, 5, 6));
      expect(await Promise.all(outbox.list().map((pack) => outbox.body(pack)))).toContain('pack 6');
      await append('events', 7);
      await reopen();
      expect(names()).toEqual(events(1, 2, 3, 4, 5, 6, 7));
      expect(said).toHaveLength(2);
    });

    it.each<[string, (table: string) => Promise<void>]>([
      ['gone', (table) => rm(table)],
      ['cut off', (table) => truncate(table, 60)],
      ['empty', (table) => truncate(table)],
    ])('goes on with all other packs where a table is %s', async (_what, damage) => {
      await fill();
      const [first] = await files(/\.ldb$/);
      await damage(first ?? '');
      await open();
      expect(said).toEqual(REPAIRED);
      expect(names()).toEqual(events(3, 4, 5, 6));
    });

    it('is set aside where it cannot be repaired, with all that is in it, and a new one begun', async () => {
      await fill();
      const before = await files(/\.(ldb|log)$/);
      await rm(current());
      // Nothing can take the place of a folder.
      await mkdir(join(current(), 'lost+found'), { recursive: true });
      await open();
      expect(said).toEqual([
        REPAIRED[0],
        expect.stringMatching(/^error: the outbox cannot be repaired: set aside .* and a new one begun/),
      ]);
      expect(names()).toEqual([]);
      await append('events', 7);
      await reopen();
      expect(names()).toEqual(events(7));

      const aside = (await readdir(folder)).filter((name) => /^packs\.damaged-\d{4}-\d\d-\d\dT/.test(name));
      expect(aside).toHaveLength(1);
      // Somebody who mends it by hand finds every event.
      await outbox.close();
      await rm(packs, { recursive: true });
      await rename(join(folder, aside[0] ?? ''), packs);
      await rm(current(), { recursive: true });
      expect((await files(/\.ldb$/)).length).toBeGreaterThanOrEqual(before.length);
      await open();
      expect(names()).toEqual(events(1, 2, 3, 4, 5, 6));
    });

    it('is set aside when its opening has ended five runs in a row, as LevelDB does over some damage', async () => {
      await fill();
      const note = join(folder, 'packs.opening');
      await writeFile(note, '4');
      await open();
      expect(names()).toEqual(events(1, 2, 3, 4, 5, 6));
      await outbox.close();
      await writeFile(note, '5');
      await open();
      expect(names()).toEqual([]);
      expect(said).toEqual([expect.stringMatching(/^error: the outbox cannot be repaired: set aside/)]);
      // Whether it can be opened or not: only a run that ended leaves its note.
      await expect(Outbox.open(packs, logger)).rejects.toThrow(/another kitchen agent/);
      expect((await readdir(folder)).filter((name) => name.endsWith('.opening'))).toEqual([]);
      expect((await readdir(folder)).filter((name) => name.startsWith('packs.damaged'))).toHaveLength(1);
    });

    it('is mended also while the agent runs, and takes what is stored next', async () => {
      await append('events', 1);
      await append('telemetry', 1, LARGE);
      const withNewLogs = await withoutNewLogs();
      await expect(append('events', 2)).rejects.toThrow();
      await withNewLogs();
      await rm(await manifest());
      await append('events', 2);
      expect(said).toEqual(REPAIRED);
      expect(names()).toEqual(['events 1', 'events 2', 'telemetry 1']);
      const { sizeBytes } = outbox;
      await reopen();
      expect(names()).toEqual(['events 1', 'events 2', 'telemetry 1']);
      expect(outbox.sizeBytes).toBe(sizeBytes);
    });

    it('leaves what cannot be understood where it is, and goes on with the rest', async () => {
      await append('events', 1);
      await outbox.close();
      const level = new ClassicLevel(packs);
      const key = `pack!events!00000000001000!${SESSION}!0000000002`;
      await level.put(key, '{"session":"0192f0');
      await level.put('command!0192f0c1', '{}');
      await level.close();
      await open();
      expect(names()).toEqual(events(1));
      expect(said).toEqual([expect.stringMatching(/^warn: entries of the outbox cannot be understood/)]);
      expect(outbox.commands.size).toBe(0);
      await outbox.close();
      await level.open();
      expect(await level.get(key)).toBe('{"session":"0192f0');
      await level.close();
      await open();
    });
  });
});
