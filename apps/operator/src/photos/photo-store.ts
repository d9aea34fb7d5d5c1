import { useSyncExternalStore } from 'react';
import { readKept, writeKept } from '../kept.js';
import type { Entry } from '../log/entries.js';
import { retryAfterMs } from '../log/send.js';
import { localTime } from '../mint.js';
import { authorization } from '../profiles/profiles.js';
import { alone } from '../storage/neighbours.js';
import {
  due,
  forgettable,
  RULES,
  wayFor,
  withEvents,
  type CarriedPhoto,
  type Line,
  type Photo,
  type Rule,
  type Way,
} from './photo.js';
import { PhotoVault } from './photo-vault.js';
import { sendPhoto, type Sent } from './send-photo.js';
import { shrink } from './shrink.js';

/** The log and the app itself keep so much room, bytes: a photo never takes the place of a record. */
const ROOM_FOR_LOG_BYTES = 10_000_000;
/** While something waits, its way out is looked for at least so often, ms. */
const LOOK_MS = 5_000;

export interface PhotoState {
  photos: readonly Photo[];
  sending: { hash: string; percent: number } | null;
  /** Hashes that a person sent, whatever the line costs. */
  forced: ReadonlySet<string>;
  way: Way;
  rule: Rule;
}

export type Kept = { hash: string } | { fault: 'no-room' | 'unreadable' | 'too-large' };

type Connection = EventTarget & { type?: string; saveData?: boolean };
const connection = (): Connection | undefined =>
  (navigator as Navigator & { connection?: Connection }).connection;
const line = (): Line => ({
  online: navigator.onLine,
  type: connection()?.type,
  saveData: connection()?.saveData,
});
const chosenRule = (): Rule => RULES.find((rule) => rule === readKept('photo-rule')) ?? 'wifi';

/** The photos of this phone: kept until the server has them, sent when the line is right. */
class PhotoStore {
  private state: PhotoState;
  private readonly listeners = new Set<() => void>();
  private readonly vault = PhotoVault.open();
  private entries: readonly Entry[] = [];
  private failures = 0;
  private dueAtMs = 0;
  private running: AbortController | null = null;

  constructor() {
    const rule = chosenRule();
    this.state = { photos: [], sending: null, forced: new Set(), rule, way: wayFor(rule, line()) };
    void this.vault.then(
      async (vault) => {
        // What was added while it opened stays.
        const there = await vault.all();
        const added = this.state.photos.filter(({ hash }) => !there.some((photo) => photo.hash === hash));
        this.set({ photos: [...there, ...added] });
        this.look();
      },
      // A browser without: each photo says so when it is added.
      () => undefined,
    );
    const changed = () => {
      this.lineChanged();
      this.failures = 0;
      this.dueAtMs = 0;
      this.look();
    };
    for (const event of ['online', 'offline']) window.addEventListener(event, changed);
    connection()?.addEventListener('change', changed);
    document.addEventListener('visibilitychange', () => this.look());
    setInterval(() => this.look(), LOOK_MS);
  }

  readonly now = (): PhotoState => this.state;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** What the log holds, whenever it changes: a photo goes after the record that names it. */
  follow(entries: readonly Entry[]): void {
    this.entries = entries;
    this.look();
  }

  /** Shrinks a photo and keeps it on the phone. */
  async add(kitchenId: string, file: File): Promise<Kept> {
    const small = await shrink(file);
    if (typeof small === 'string') return { fault: small };
    const { hash, bytes, thumb } = small;
    const keptAtMs = Date.now();
    const takenMs = Math.min(file.lastModified || keptAtMs, keptAtMs);
    const photo: Photo = {
      hash,
      kitchenId,
      takenAt: localTime(takenMs, -new Date(takenMs).getTimezoneOffset()),
      bytes: bytes.length,
      thumb,
      keptAtMs,
      eventId: null,
      uploadUrl: null,
      state: { kind: 'waiting' },
    };
    try {
      if (!(await hasRoom(bytes.length))) return { fault: 'no-room' };
      await (await this.vault).keep(photo, bytes);
    } catch {
      return { fault: 'no-room' };
    }
    this.set({ photos: [...this.state.photos.filter((one) => one.hash !== hash), photo] });
    return { hash };
  }

  /** With their bytes, for another phone; one that was sent meanwhile is left out. */
  async carried(photos: readonly Photo[]): Promise<CarriedPhoto[]> {
    const vault = await this.vault;
    const all = await Promise.all(
      photos.map(async (photo) => ({ photo, bytes: await vault.bytes(photo.hash) })),
    );
    return all.flatMap(({ photo, bytes }) =>
      bytes === null ? [] : [{ photo, bytes: new Uint8Array(bytes) }],
    );
  }

  /**
   * Photos of another phone, which stay on it too until the server has them.
   * @returns how many are here now that were not, and how many found no room
   */
  async take(carried: readonly CarriedPhoto[]): Promise<{ taken: number; noRoom: number }> {
    let [taken, noRoom] = [0, 0];
    for (const { photo: theirs, bytes } of carried) {
      if (this.state.photos.some(({ hash }) => hash === theirs.hash)) continue;
      // Where their upload is on its way is theirs: two phones that send one photo do not get in each other's way.
      const photo: Photo = { ...theirs, keptAtMs: Date.now(), uploadUrl: null, state: { kind: 'waiting' } };
      try {
        if (!(await hasRoom(bytes.length))) throw new Error('no room');
        await (await this.vault).keep(photo, bytes);
        this.set({ photos: [...this.state.photos, photo] });
        taken += 1;
      } catch {
        noRoom += 1;
      }
    }
    this.look();
    return { taken, noRoom };
  }

  /** Takes back a photo of a form that is not saved yet. */
  async drop(hash: string): Promise<void> {
    this.set({ photos: this.state.photos.filter((photo) => photo.hash !== hash) });
    await (await this.vault).remove(hash);
  }

  choose(rule: Rule): void {
    writeKept('photo-rule', rule);
    this.set({ rule });
    this.lineChanged();
    this.look();
  }

  /** All that waits now, whatever the line costs. */
  sendNow(): void {
    this.set({ forced: new Set(this.state.photos.map(({ hash }) => hash)) });
    this.failures = 0;
    this.dueAtMs = 0;
    this.look();
  }

  private set(some: Partial<PhotoState>): void {
    this.state = { ...this.state, ...some };
    for (const listener of this.listeners) listener();
  }

  /** What went on Wi-Fi does not go on where it costs. */
  private lineChanged(): void {
    const way = wayFor(this.state.rule, line());
    if (way !== this.state.way) this.set({ way });
    const at = this.state.sending?.hash;
    if (at !== undefined && due(this.state.photos, way, this.state.forced).every(({ hash }) => hash !== at))
      this.running?.abort();
  }

  private look(): void {
    this.lineChanged();
    void this.note().then(() => this.send());
  }

  /** Which photos are to go with which event, and which are of no use any more. */
  private async note(): Promise<void> {
    const before = this.state.photos;
    const gone = forgettable(before, this.entries, Date.now());
    const photos = withEvents(before, this.entries).filter(
      ({ hash }) => !gone.some((one) => one.hash === hash),
    );
    const changed = photos.filter((photo) => !before.includes(photo));
    if (changed.length === 0 && gone.length === 0) return;
    this.set({ photos });
    const vault = await this.vault;
    for (const photo of changed) await vault.note(photo);
    for (const { hash } of gone) await vault.remove(hash);
  }

  private async send(): Promise<void> {
    if (this.running || Date.now() < this.dueAtMs) return;
    const [next] = due(this.state.photos, this.state.way, this.state.forced);
    if (next === undefined) return;
    const leaving = (this.running = new AbortController());
    const sent = await alone('photos', () => this.sendOne(next, leaving.signal)).catch((): Sent => ({
      kind: 'again',
      afterSeconds: 0,
    }));
    this.running = null;
    this.set({ sending: null });
    // Another tab is at it, and notes what comes of it.
    if (sent === null) return this.reread();
    if (sent.kind === 'again' || sent.kind === 'anew') {
      this.failures += 1;
      const after = {
        kind: 'failed',
        detail: '',
        retryAfterSeconds: sent.kind === 'again' ? sent.afterSeconds : 0,
      } as const;
      this.dueAtMs = Date.now() + retryAfterMs(this.failures, after, Math.random());
      return;
    }
    this.failures = 0;
    this.look();
  }

  private async sendOne(photo: Photo, signal: AbortSignal): Promise<Sent> {
    const vault = await this.vault;
    const bytes = await vault.bytes(photo.hash);
    if (bytes === null) {
      await this.reread();
      return { kind: 'again', afterSeconds: 0 };
    }
    this.set({ sending: { hash: photo.hash, percent: 0 } });
    const sent = await sendPhoto(photo, bytes, {
      headers: authorization(),
      signal,
      onUrl: (uploadUrl) => void this.change(photo.hash, { uploadUrl }),
      onPercent: (percent) => this.set({ sending: { hash: photo.hash, percent } }),
    });
    if (sent.kind === 'stored') {
      await this.change(photo.hash, { state: { kind: 'stored', atMs: Date.now() }, uploadUrl: null });
      await vault.dropBytes(photo.hash);
    } else if (sent.kind === 'refused') await this.change(photo.hash, { state: sent, uploadUrl: null });
    else if (sent.kind === 'anew') await this.change(photo.hash, { uploadUrl: null });
    return sent;
  }

  private async change(hash: string, some: Partial<Photo>): Promise<void> {
    const photos = this.state.photos.map((photo) => (photo.hash === hash ? { ...photo, ...some } : photo));
    this.set({ photos });
    const changed = photos.find((photo) => photo.hash === hash);
    if (changed) await (await this.vault).note(changed);
  }

  private async reread(): Promise<void> {
    this.set({ photos: await (await this.vault).all() });
  }
}

async function hasRoom(bytes: number): Promise<boolean> {
  const storage = navigator.storage as StorageManager | undefined;
  const { usage, quota } = (await storage?.estimate?.().catch(() => null)) ?? {};
  return usage === undefined || quota === undefined || usage + bytes + ROOM_FOR_LOG_BYTES <= quota;
}

export const photoStore = new PhotoStore();
export const usePhotos = (): PhotoState => useSyncExternalStore(photoStore.subscribe, photoStore.now);
