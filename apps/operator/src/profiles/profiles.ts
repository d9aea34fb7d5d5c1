import { needsSignIn, type CallAnswer, type CallInput, type CallOptions } from '@bakeloop/ui';
import type { PhoneRouteName, SessionAnswer } from '@bakeloop/contracts';
import { useSyncExternalStore } from 'react';
import { contract } from '../contract/later.js';
import { readKept, writeKept } from '../kept.js';
import { languageOf, speak } from '../language/language.js';
import { profileOf, tryPin, type Profile } from './pin.js';

const DAYS = 90;
/** Survives a reload and an update, and ends with the app. */
const OPENED = 'bakeloop.opened';

interface Opened {
  personId: string;
  token: string;
}

const listeners = new Set<() => void>();
let shown: readonly Profile[] | null = null;
let opened: Opened | null | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
function changed(): void {
  shown = null;
  for (const listener of listeners) listener();
}

const profiles = (): readonly Profile[] => (shown ??= readKept<Profile[]>('profiles') ?? []);
export const useProfiles = (): readonly Profile[] => useSyncExternalStore(subscribe, profiles);

function openedNow(): Opened | null {
  if (opened === undefined) {
    const text = sessionStorage.getItem(OPENED);
    opened = text === null ? null : (JSON.parse(text) as Opened);
  }
  return opened;
}
function setOpened(next: Opened | null): void {
  opened = next;
  if (next === null) sessionStorage.removeItem(OPENED);
  else sessionStorage.setItem(OPENED, JSON.stringify(next));
  changed();
}
/** Who is at the phone by PIN; null: nobody, or somebody by their session. */
export const personByPin = (): string | null => openedNow()?.personId ?? null;
/** Whose hand this is, as far as the phone knows; null: it was never told. */
export const personAtPhone = (): string | null =>
  personByPin() ?? readKept<SessionAnswer>('session')?.person?.id ?? null;
export const usePersonByPin = (): string | null => useSyncExternalStore(subscribe, personByPin);

function keep(profile: Profile): void {
  const isKnown = profiles().some(({ personId }) => personId === profile.personId);
  const others = profiles().map((one) => (one.personId === profile.personId ? profile : one));
  writeKept('profiles', isKnown ? others : [...others, profile]);
  changed();
}

/**
 * Keeps who is signed in on this phone, and ends their session: the next at the phone is not to be them.
 * @throws ApiProblem
 */
export async function keepOnPhone(person: { id: string; name: string }, pin: string): Promise<void> {
  const { PHONE_SCOPES } = await contract();
  const { secret } = await callApi('makeToken', {
    body: { name: 'Shared phone', scopes: [...PHONE_SCOPES], days: DAYS, phone: true },
  });
  keep(await profileOf({ personId: person.id, name: person.name }, secret, pin));
  await callApi('signOut', {});
  writeKept('session', null);
  setOpened({ personId: person.id, token: secret });
}

/** @returns null where the PIN was right, else the profile as it is after the try */
export async function openProfile(profile: Profile, pin: string): Promise<Profile | null> {
  const { profile: after, token } = await tryPin(profile, pin, Date.now());
  keep(after);
  if (token === null) return after;
  setOpened({ personId: profile.personId, token });
  await speak(languageOf(profile.personId));
  return null;
}

/** Nobody is at the phone: what they typed stays. */
export const leavePhone = (): void => setOpened(null);

export function removeProfile(personId: string): void {
  writeKept(
    'profiles',
    profiles().filter((profile) => profile.personId !== personId),
  );
  if (personByPin() === personId) setOpened(null);
  changed();
}

/** The server takes this person's token no longer: it is of no use to anybody, their unsent entries stay. */
function signedOut({ personId }: Opened): void {
  const profile = profiles().find((one) => one.personId === personId);
  if (profile) keep({ ...profile, box: null });
  setOpened(null);
}

/** Headers that name who is at the phone by PIN, for requests that `call` does not make; by session the cookie does. */
export function authorization(): Record<string, string> {
  const by = openedNow();
  return by === null ? {} : { authorization: `Bearer ${by.token}` };
}

/** As `call` of the staff's pages, for what the phone needs. */
async function callApi<N extends PhoneRouteName>(
  name: N,
  input: CallInput<N>,
  options: CallOptions = {},
): Promise<CallAnswer<N>> {
  const { callRoute, phoneRoutes } = await contract();
  return callRoute(phoneRoutes[name], input, options) as Promise<CallAnswer<N>>;
}

/** Asks the server in the name of who is at the phone. */
export async function call<N extends PhoneRouteName>(
  name: N,
  input: CallInput<N>,
  options: CallOptions = {},
): Promise<CallAnswer<N>> {
  const by = openedNow();
  if (by === null) return callApi(name, input, options);
  const named: typeof fetch = (url, init) => {
    const headers = new Headers(init?.headers);
    headers.set('authorization', `Bearer ${by.token}`);
    return fetch(url, { ...init, headers });
  };
  try {
    const answer = await callApi(name, input, { ...options, fetch: named });
    // Who stands no longer is told so by being answered as the public.
    if ('person' in answer && answer.person === null) signedOut(by);
    return answer;
  } catch (error) {
    if (needsSignIn(error)) signedOut(by);
    throw error;
  }
}
