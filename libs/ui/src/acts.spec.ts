import { describe, expect, it, jest } from '@jest/globals';
import { actHeaders, noteActs } from './acts.js';

describe('what a person does with a page', () => {
  it('is said with its requests for a minute and a half; what a script pretends is not', () => {
    const listeners = new Map<string, (event: { isTrusted: boolean }) => void>();
    noteActs({ addEventListener: (kind: string, listener: never) => void listeners.set(kind, listener) });
    const now = jest.spyOn(performance, 'now').mockReturnValue(1_000_000);
    expect(actHeaders()).toEqual({});
    listeners.get('keydown')?.({ isTrusted: false });
    expect(actHeaders()).toEqual({});
    listeners.get('pointermove')?.({ isTrusted: true });
    expect(actHeaders()).toEqual({ 'x-bakeloop-acted': '1' });
    now.mockReturnValue(1_000_000 + 89_000);
    expect(actHeaders()).toEqual({ 'x-bakeloop-acted': '1' });
    now.mockReturnValue(1_000_000 + 91_000);
    expect(actHeaders()).toEqual({});
    now.mockRestore();
  });
});
