import { expect, it } from '@jest/globals';
import { credentialRule } from './kitchen-door.js';

it('asks every kitchen for a credential where others than this machine reach the broker, unless somebody chose', () => {
  for (const host of ['127.0.0.1', '127.0.0.2', 'localhost', '::1'])
    expect(credentialRule(undefined, host)).toBe('optional');
  for (const host of ['0.0.0.0', '::', '192.168.1.2', 'bakeloop.example', '127.0.0.1.example'])
    expect(credentialRule(undefined, host)).toBe('required');
  expect(credentialRule('optional', '0.0.0.0')).toBe('optional');
  expect(credentialRule('required', '127.0.0.1')).toBe('required');
});
