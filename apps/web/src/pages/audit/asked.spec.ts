import { describe, expect, it } from '@jest/globals';
import { queryOf, readAsked } from './asked.js';

const asked = (query: string) => queryOf(readAsked(new URLSearchParams(query)));

describe('what the address of the audit log asks for', () => {
  it('is passed on, the last day included', () => {
    expect(asked('text=session&from=2026-03-01&to=2026-03-31')).toEqual({
      text: 'session',
      actorId: undefined,
      from: '2026-03-01T00:00:00.000Z',
      to: '2026-04-01T00:00:00.000Z',
    });
  });

  it('leaves out what is no day and no person', () => {
    expect(asked('actor=me&from=yesterday&to=2026-02-99&text=%00')).toEqual({
      text: undefined,
      actorId: undefined,
      from: undefined,
      to: undefined,
    });
  });
});
