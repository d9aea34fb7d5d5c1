import { describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.js';

describe('eventually', () => {
  it('gives the result of the first call that does not throw', async () => {
    let calls = 0;
    const third = await eventually(
      () => {
        calls += 1;
        if (calls < 3) throw new Error('not yet');
        return calls;
      },
      { everyMs: 1 },
    );
    expect(third).toBe(3);
  });

  it('throws the last failure when the time is up', async () => {
    const never = () => Promise.reject(new Error('still dark'));
    await expect(eventually(never, { withinMs: 5, everyMs: 1 })).rejects.toThrow('still dark');
  });
});
