import { expect, it } from '@jest/globals';
import { detectDrift, type Closure } from './drift.js';

/** Normal numbers from a seed (mulberry32 and Box-Muller), so that a run is the same each time. */
function normals(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
function run(length: number, shiftAt: (index: number) => number, seed = 1): Closure[] {
  const next = normals(seed);
  return Array.from({ length }, (_, index) => ({
    batchId: `B${index}`,
    closure: (next() + shiftAt(index)) * 0.01,
    uncertainty: 0.01,
  }));
}

it('a true scale rings no alarm over 200 batches', () => {
  for (const seed of [1, 2, 3]) expect(detectDrift(run(200, () => 0, seed))).toBeNull();
});

it('of a hundred true scales fewer than three ring within 60 batches', () => {
  let alarms = 0;
  for (let seed = 1; seed <= 100; seed += 1) if (detectDrift(run(60, () => 0, seed)) !== null) alarms += 1;
  expect(alarms).toBeLessThan(3);
});

it('a shift of one standard uncertainty is found within some 15 batches, though no batch is out of bounds', () => {
  // What is gained counts at once, what is lost beyond the half per cent that batches usually lose.
  for (const shift of [-1, 1.5]) {
    const delays: number[] = [];
    for (let seed = 1; seed <= 20; seed += 1)
      for (let length = 101; length < 200; length += 1)
        if (detectDrift(run(length, (index) => (index < 100 ? 0 : shift), seed)) !== null) {
          delays.push(length - 100);
          break;
        }
    expect(delays.length).toBe(20);
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
    expect(mean).toBeGreaterThan(10);
    expect(mean).toBeLessThan(22);
  }
});

const steady = (closure: number): Closure[] =>
  Array.from({ length: 30 }, (_, index) => ({
    batchId: `B${index}`,
    closure: index < 10 ? 0 : closure,
    uncertainty: 0.01,
  }));

it('tells which way, and since which batch', () => {
  // Half a standard uncertainty is the slack: of 1.5, one adds up each time, and the ninth passes the limit of 8.
  expect(detectDrift(steady(-0.015))).toEqual({
    direction: 'gaining',
    sinceBatchId: 'B10',
    words: expect.stringContaining('seen at batch B18'),
  });
  expect(detectDrift(steady(0.02))).toEqual({
    direction: 'losing',
    sinceBatchId: 'B10',
    words: expect.stringContaining('seen at batch B18'),
  });
});

it('takes what batches usually lose as dust and vapour for no drift', () => {
  expect(detectDrift(steady(0.01))).toBeNull();
  expect(detectDrift(steady(-0.005))).toBeNull();
});

it('is not rung by a few slips of the log, however large, but by a scale that is always wrong', () => {
  const slips = (every: number): Closure[] =>
    Array.from({ length: 40 }, (_, index) => ({
      batchId: `B${index}`,
      closure: index % every === 0 ? 0.9 : 0,
      uncertainty: 0.01,
    }));
  expect(detectDrift(slips(10))).toBeNull();
  expect(detectDrift(slips(1))).toMatchObject({
    sinceBatchId: 'B0',
    words: expect.stringContaining('batch B5'),
  });
});

it('passes over a batch whose closure or uncertainty is not known', () => {
  const odd = [0, Number.NaN].map((uncertainty) => ({ batchId: 'X', closure: 1, uncertainty }));
  expect(detectDrift([...odd, { batchId: 'Y', closure: Number.NaN, uncertainty: 1 }])).toBeNull();
});

it('passes over however many batches without an uncertainty', () => {
  const unsure = steady(0.5).map((closure) => ({ ...closure, uncertainty: 0 }));
  expect(detectDrift(unsure)).toBeNull();
});
