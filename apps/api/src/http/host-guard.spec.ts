import { expect, it } from '@jest/globals';
import { hostCheck, socketSource } from './host-guard.js';

it.each([
  ['localhost:4900', true],
  ['LOCALHOST', true],
  ['127.0.0.1:5173', true],
  ['[::1]:4900', true],
  ['staff.example', true],
  ['staff.example:8443', true],
  ['evil.example:4900', false],
  ['localhost.evil.example', false],
  ['evil.example@localhost', false],
  ['localhost:4900:1', false],
  ['', false],
  [undefined, false],
])('bound to loopback, judges the host %p: %p', (host, ours) => {
  for (const bound of ['127.0.0.1', 'localhost', '::1', '127.0.0.2'])
    expect(hostCheck(bound, ['https://staff.example'])(host)).toBe(ours);
});

it.each(['0.0.0.0', '::', '192.168.1.7'])('bound to %s, answers to any name', (bound) => {
  expect(hostCheck(bound, [])('kitchen-server.lan:4900')).toBe(true);
});

it('names only the own host in the policy for WebSockets, and nothing that is no host', () => {
  expect(socketSource('wss', 'a.example:4600')).toBe('wss://a.example:4600');
  expect(socketSource('ws', "a.example; script-src 'unsafe-inline'")).toBe("'self'");
  expect(socketSource('ws', '*')).toBe("'self'");
  expect(socketSource('ws', undefined)).toBe("'self'");
});
