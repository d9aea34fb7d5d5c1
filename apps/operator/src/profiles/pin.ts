import { bytesOf, keyOf, textOf } from '../storage/parcel.js';

export const PIN = /^\d{4,6}$/;
const ITERATIONS = 600_000;
/** Wrong PINs before one has to wait; from then on twice as long after each, ms. */
const FREE_TRIES = 5;
const FIRST_WAIT_MS = 30_000;
/** Wrong PINs before what it opens is destroyed: a password is needed then. */
const MOST_TRIES = 12;

/**
 * Somebody who comes back to this phone with a PIN. The PIN opens a token of theirs that only logs for their kitchens. A PIN
 * keeps out who borrows the phone, not who takes its memory apart: against that a lead signs the person out.
 */
export interface Profile {
  personId: string;
  name: string;
  /** The token, sealed with the PIN: AES-256-GCM, key by PBKDF2-SHA-256, base64. Null: signed out, or too many wrong PINs. */
  box: { salt: string; nonce: string; content: string; iterations: number } | null;
  /** Wrong PINs since the last right one. */
  wrong: number;
  /** By the phone's clock, ms since the epoch. */
  shutUntilMs: number;
}

export async function profileOf(
  { personId, name }: Pick<Profile, 'personId' | 'name'>,
  token: string,
  pin: string,
): Promise<Profile> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const key = await keyOf(pin, salt, ITERATIONS);
  const content = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce },
    key,
    new TextEncoder().encode(token),
  );
  const box = {
    salt: textOf(salt),
    nonce: textOf(nonce),
    content: textOf(new Uint8Array(content)),
    iterations: ITERATIONS,
  };
  return { personId, name, box, wrong: 0, shutUntilMs: 0 };
}

/** @param nowMs by the phone's clock @returns the profile as it is after the try, and the token where the PIN was right */
export async function tryPin(
  profile: Profile,
  pin: string,
  nowMs: number,
): Promise<{ profile: Profile; token: string | null }> {
  const { box } = profile;
  if (box === null || waitMs(profile, nowMs) > 0) return { profile, token: null };
  try {
    const key = await keyOf(pin, bytesOf(box.salt), box.iterations);
    const iv = bytesOf(box.nonce);
    const token = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, bytesOf(box.content));
    return { profile: { ...profile, wrong: 0, shutUntilMs: 0 }, token: new TextDecoder().decode(token) };
  } catch {
    const wrong = profile.wrong + 1;
    const shutMs = wrong < FREE_TRIES ? 0 : FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES);
    const after = { ...profile, wrong, shutUntilMs: nowMs + shutMs, box: wrong < MOST_TRIES ? box : null };
    return { profile: after, token: null };
  }
}

/** How long until the next try counts, ms. A clock that was set back lets nobody wait longer than the wait was. */
export function waitMs({ wrong, shutUntilMs }: Profile, nowMs: number): number {
  const longest = wrong < FREE_TRIES ? 0 : FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES);
  return Math.max(0, Math.min(shutUntilMs - nowMs, longest));
}
