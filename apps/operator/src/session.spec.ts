import type { SessionAnswer } from '@bakeloop/contracts';
import { ApiProblem } from '@bakeloop/ui';
import { describe, expect, it } from '@jest/globals';
import { mayLogFor, shutFor } from './session.js';

const session = (reach: 'all' | string[] | undefined, isSomebody = true): SessionAnswer => ({
  person: isSomebody
    ? {
        id: '00000000-0000-4000-8000-000000000001',
        name: 'Ama',
        email: 'ama@x.example',
        memberships: [],
        comesBy: { password: true, passkey: false, doors: [] },
      }
    : null,
  reaches: reach === undefined ? {} : { 'log.write': reach },
  lacksFactor: null,
  doors: [],
  demo: false,
});
const said = (data: SessionAnswer | null, problem: ApiProblem | null = null) => ({
  data,
  problem,
  loading: false,
});
const offline = new ApiProblem('offline', 0, 'no network');

describe('who is signed in on the phone', () => {
  it('is asked for where the server says that nobody is', () => {
    expect(shutFor(said(session(undefined, false)))).toBe('nobody');
  });

  it('is told whether logging is not theirs, or no kitchen is yet', () => {
    expect(shutFor(said(session(undefined)))).toBe('not-yours');
    expect(shutFor(said(session([])))).toBe('no-kitchen');
  });

  it('logs for kitchens within reach, and is offered no other', () => {
    const own = session(['ke-nbo-01']);
    expect(shutFor(said(own))).toBeNull();
    expect(mayLogFor(own, 'ke-nbo-01')).toBe(true);
    expect(mayLogFor(own, 'nl-lwo-01')).toBe(false);
    expect(mayLogFor(session('all'), 'nl-lwo-01')).toBe(true);
    expect(mayLogFor(session(undefined, false), 'ke-nbo-01')).toBe(false);
  });

  it('is not asked for without a network, whatever was known last: what is typed is kept', () => {
    expect(shutFor(said(session(undefined, false), offline))).toBeNull();
    expect(shutFor(said(session(['ke-nbo-01']), offline))).toBeNull();
    expect(shutFor(said(null, offline))).toBeNull();
    expect(mayLogFor(null, 'ke-nbo-01')).toBe(true);
  });
});
