import type { KitchenEvent } from '@bakeloop/domain';
import type { Entry } from '../log/entries.js';

/** What the phone remembers of a photo; its bytes lie apart. */
export interface Photo {
  /** SHA-256 of what will be sent, hex. */
  hash: string;
  kitchenId: string;
  /** RFC 3339. */
  takenAt: string;
  bytes: number;
  /** `data:` address of a small picture; null where this browser cannot draw it (HEIC on Android). */
  thumb: string | null;
  /** ms since the epoch, by the phone's clock. */
  keptAtMs: number;
  /** The event that names it and is on the server; null: none is yet. */
  eventId: string | null;
  /** Where its upload goes on; null: not begun. */
  uploadUrl: string | null;
  state: { kind: 'waiting' } | { kind: 'stored'; atMs: number } | RefusedPhoto;
}

/** A photo that the server never takes. */
export interface RefusedPhoto {
  kind: 'refused';
  /** Of the problem (RFC 9457); absent where none was named. */
  type?: string;
  /** In English. */
  detail: string;
}

/** A photo on its way to another phone. */
export interface CarriedPhoto {
  photo: Photo;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Of photos in one file for another phone: with what sealing adds 20 MB, which mail and messengers take. */
export const MOST_CARRIED_BYTES = 15_000_000;

/** Six: every side of a pile or a product; they take five minutes on a slow line. */
export const MAX_PHOTOS = 6;
/** A stored photo stays for a look at it, and one that no record names for a draft that is finished later, ms (2 and 14 days). */
const KEEP_STORED_MS = 2 * 86_400_000;
const KEEP_UNNAMED_MS = 14 * 86_400_000;

export const photosOf = (event: KitchenEvent): readonly string[] => {
  const { photos } = event.data as { photos?: unknown };
  return Array.isArray(photos) ? (photos as string[]) : [];
};

/** For the data of an event: nothing where there are none. */
export const named = (photos: readonly string[]): { photos?: string[] } =>
  photos.length === 0 ? {} : { photos: [...photos] };

/**
 * The photos with the event that brought each to the server: its record goes first, and who forgets the record later still
 * knows it.
 */
export function withEvents(photos: readonly Photo[], entries: readonly Entry[]): Photo[] {
  const stored = new Map<string, string>();
  for (const { event, state } of entries)
    if (state.kind === 'stored') for (const hash of photosOf(event)) stored.set(hash, event.id);
  return photos.map((photo) => {
    const eventId = stored.get(photo.hash) ?? null;
    return photo.eventId !== null || eventId === null ? photo : { ...photo, eventId };
  });
}

/**
 * Unsent photos for a file to another phone, oldest first, as many as fit into it. Those stay here that do not, and those
 * that do, too, until the server has them.
 * @param given hashes that went in earlier files: the others go first, and once all have gone it begins anew
 * @returns left: how many did not fit; given: for the next file
 */
export function toCarry(
  photos: readonly Photo[],
  entries: readonly Entry[],
  given: ReadonlySet<string>,
): { now: Photo[]; left: number; given: ReadonlySet<string> } {
  const named = new Set(entries.flatMap(({ event }) => photosOf(event)));
  const unsent = photos
    .filter(({ hash, state, eventId }) => state.kind === 'waiting' && (eventId !== null || named.has(hash)))
    .sort((left, right) => left.keptAtMs - right.keptAtMs);
  const fresh = unsent.filter(({ hash }) => !given.has(hash));
  const isAnew = fresh.length === 0;
  const wanted = isAnew ? unsent : fresh;
  let room = MOST_CARRIED_BYTES;
  const now = wanted.filter(({ bytes }) => {
    const fits = bytes <= room;
    if (fits) room -= bytes;
    return fits;
  });
  const gone = [...(isAnew ? [] : given), ...now.map(({ hash }) => hash)];
  return { now, left: wanted.length - now.length, given: new Set(gone) };
}

/** Photos that nobody needs any more on this phone; never one that is on its way. */
export function forgettable(photos: readonly Photo[], entries: readonly Entry[], nowMs: number): Photo[] {
  const wanted = new Set(entries.flatMap(({ event }) => photosOf(event)));
  return photos.filter(({ hash, state, eventId, keptAtMs }) =>
    state.kind === 'stored'
      ? nowMs - state.atMs > KEEP_STORED_MS
      : eventId === null && !wanted.has(hash) && nowMs - keptAtMs > KEEP_UNNAMED_MS,
  );
}

export const RULES = ['wifi', 'any'] as const;
/** On which networks photos go by themselves. */
export type Rule = (typeof RULES)[number];

/** What the browser says of the line; `type` only on some phones (Android), where it says it at all. */
export interface Line {
  online: boolean;
  type?: string | undefined;
  saveData?: boolean | undefined;
}

/** `cannot-tell`: this browser does not say what the line costs, so a person does. */
export type Way = 'free' | 'no-network' | 'not-wifi' | 'cannot-tell';

export function wayFor(rule: Rule, { online, type, saveData }: Line): Way {
  if (!online || type === 'none') return 'no-network';
  if (rule === 'any') return 'free';
  if (saveData === true) return 'not-wifi';
  if (type === undefined || type === 'unknown') return 'cannot-tell';
  return type === 'wifi' || type === 'ethernet' ? 'free' : 'not-wifi';
}

/** What one sees of a photo. */
export type Shown =
  | { kind: 'draft' | 'after-record' | 'stored' | 'waits' }
  | { kind: 'held'; by: Exclude<Way, 'free'> }
  | { kind: 'sending'; percent: number }
  | RefusedPhoto;

export function shownAs(
  photo: Photo,
  o: { way: Way; isNamed: boolean; sending: { hash: string; percent: number } | null; isForced: boolean },
): Shown {
  if (photo.state.kind === 'refused') return photo.state;
  if (photo.state.kind === 'stored') return { kind: 'stored' };
  if (o.sending?.hash === photo.hash) return { kind: 'sending', percent: o.sending.percent };
  if (photo.eventId === null) return { kind: o.isNamed ? 'after-record' : 'draft' };
  if (o.way === 'free' || (o.isForced && o.way !== 'no-network')) return { kind: 'waits' };
  return { kind: 'held', by: o.way };
}

/** Photos whose record is stored, oldest first: to be sent now. @param forced hashes that a person sent whatever the line costs */
export function due(photos: readonly Photo[], way: Way, forced: ReadonlySet<string>): Photo[] {
  if (way === 'no-network') return [];
  return photos
    .filter(({ state, eventId }) => state.kind === 'waiting' && eventId !== null)
    .filter(({ hash }) => way === 'free' || forced.has(hash))
    .sort((left, right) => left.keptAtMs - right.keptAtMs);
}
