import { afterEach, expect, it, jest } from '@jest/globals';
import { handOver, handOverText } from './hand-over.js';

const link = { download: '', click: jest.fn() };
Object.assign(globalThis, { document: { createElement: () => link } });
jest.useFakeTimers();
afterEach(() => {
  link.download = '';
  link.click.mockClear();
});

const file = new File(['{}'], 'unsent.json', { type: 'application/json' });
const sharing = (share: (what?: ShareData) => Promise<void>) => ({ canShare: () => true, share });
const failing = (name: string) => sharing(() => Promise.reject(new DOMException('', name)));

it('a text goes as a message where the browser can send one', async () => {
  const sent: unknown[] = [];
  const share = (what?: ShareData) => Promise.resolve(void sent.push(what));
  expect(await handOverText('24.0 kg', 'HDPE-1', sharing(share))).toBe(true);
  expect(sent).toEqual([{ text: '24.0 kg' }]);
  expect(link.click).not.toHaveBeenCalled();
});

it('who closes the sheet gets no download; where sharing fails or is unknown, it is one', async () => {
  expect(await handOver(file, failing('AbortError'))).toBe(false);
  expect(await handOverText('24.0 kg', 'HDPE-1', failing('AbortError'))).toBe(false);
  expect(link.click).not.toHaveBeenCalled();
  for (const browser of [failing('NotAllowedError'), {}]) {
    expect(await handOver(file, browser)).toBe(true);
    expect(link.download).toBe('unsent.json');
    expect(await handOverText('24.0 kg', 'HDPE-1', browser)).toBe(true);
    expect(link.download).toBe('HDPE-1.txt');
  }
  expect(link.click).toHaveBeenCalledTimes(4);
});
