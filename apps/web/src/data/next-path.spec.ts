import { describe, expect, it } from '@jest/globals';
import { nextPath, signInPath } from './next-path.js';

const ORIGIN = 'https://bakeloop.example';

describe('where to go after signing in', () => {
  it.each([
    '/fleet',
    '/',
    '/operator/?kitchen=ke-nbo-01',
    '/metrics/diverted?scope=kitchen:ke-nbo-01#charts',
    '/kitchens/a/batches/B%2F1',
  ])('is the page of this server that was asked for: %s', (path) => {
    expect(nextPath(path, ORIGIN)).toBe(path);
  });

  it.each([
    '//evil.example',
    '//evil.example/fleet',
    'https://evil.example',
    'https:evil.example',
    'https:/fleet',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '/fleet/..//evil.example',
    'javascript:alert(1)',
    ' /fleet',
    'fleet',
    '',
  ])('is never anywhere else: %j', (path) => {
    expect(nextPath(path, ORIGIN)).toBeNull();
  });

  it('is nowhere in particular when nothing was asked for', () => {
    expect(nextPath(null, ORIGIN)).toBeNull();
  });

  it('survives the way through the address of the sign-in', () => {
    const next = '/metrics/diverted?scope=kitchen:ke-nbo-01&from=2026-01-01#x';
    const given = new URL(signInPath(next), ORIGIN).searchParams.get('next');
    expect(nextPath(given, ORIGIN)).toBe(next);
  });
});
