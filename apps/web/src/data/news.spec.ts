import { expect, it } from '@jest/globals';
import { createNews, NEWS_EVERY_MS } from './news.js';

function started({ busy = 0 } = {}) {
  const waiting: { run: () => void; ms: number }[] = [];
  let reads = 0;
  const tell = createNews({
    read: () => {
      reads += 1;
      return reads <= busy;
    },
    later: (run, ms) => waiting.push({ run, ms }),
  });
  return {
    tell,
    reads: () => reads,
    pass: () => waiting.splice(0).map(({ run, ms }) => (run(), ms)),
  };
}

it('reads again what rests on something that moved, and not for what it knew from the beginning', () => {
  const { tell, reads, pass } = started();
  tell('100 kg');
  tell('100 kg');
  expect(pass()).toEqual([]);
  tell('101 kg');
  expect([pass(), reads()]).toEqual([[NEWS_EVERY_MS], 1]);
});

it('reads once for all that moves within its time, and again for what moves after it', () => {
  const { tell, reads, pass } = started();
  for (let kg = 0; kg < 60; kg++) tell(`${String(kg)} kg`);
  expect([pass(), reads()]).toEqual([[NEWS_EVERY_MS], 1]);
  tell('60 kg');
  expect([pass(), reads()]).toEqual([[NEWS_EVERY_MS], 2]);
});

it('reads once more what was being read when the news came', () => {
  const { tell, reads, pass } = started({ busy: 2 });
  tell('100 kg');
  tell('101 kg');
  for (const _ of [1, 2, 3]) expect(pass()).toEqual([NEWS_EVERY_MS]);
  expect([pass(), reads()]).toEqual([[], 3]);
});
