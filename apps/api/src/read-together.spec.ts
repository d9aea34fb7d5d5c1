import { describe, expect, it } from '@jest/globals';
import { ReadTogether } from './read-together.js';

/** Readings that end when they are told to. */
function readings() {
  const begun: { answer: (value: string) => void; fail: (error: Error) => void }[] = [];
  const read = (): Promise<string> =>
    new Promise((answer, fail) => {
      begun.push({ answer, fail });
    });
  return { begun, read };
}
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

describe('what many ask at once', () => {
  it('is read again for who asks while it is read, once for all of them', async () => {
    const together = new ReadTogether();
    const { begun, read } = readings();
    const first = together.of('a', read);
    const later = [together.of('a', read), together.of('a', read), together.of('a', read)];
    await turn();
    expect(begun).toHaveLength(1);
    begun[0]?.answer('before');
    await turn();
    expect(begun).toHaveLength(2);
    const between = together.of('a', read);
    begun[1]?.answer('after');
    expect(await first).toBe('before');
    expect(await Promise.all(later)).toEqual(['after', 'after', 'after']);
    await turn();
    begun[2]?.answer('last');
    expect(await between).toBe('last');
    await turn();
    void together.of('a', read);
    expect(begun).toHaveLength(4);
  });

  it('fails for those who wait for what failed, and for nobody after', async () => {
    const together = new ReadTogether();
    const { begun, read } = readings();
    const first = together.of('a', read);
    const second = together.of('a', read);
    begun[0]?.fail(new Error('away'));
    await expect(first).rejects.toThrow('away');
    await turn();
    begun[1]?.answer('back');
    expect(await second).toBe('back');
  });

  it('keeps apart what is not the same', async () => {
    const together = new ReadTogether();
    const { begun, read } = readings();
    const both = [together.of('a', read), together.of('b', read)];
    expect(begun).toHaveLength(2);
    begun[0]?.answer('a');
    begun[1]?.answer('b');
    expect(await Promise.all(both)).toEqual(['a', 'b']);
  });
});
