import { expect, it } from '@jest/globals';
import { acknowledgements, rangesOf } from './acknowledge.js';

const pack = (seq: number, refusals: { position: null; reason: string; detail: string }[] = []) => ({
  kitchenId: 'k-1',
  session: 's',
  stream: 'telemetry' as const,
  seq,
  refusals,
});

it('joins neighbouring numbers to closed ranges (P2)', () => {
  expect(rangesOf([3, 1, 2, 2, 7])).toEqual([
    [1, 3],
    [7, 7],
  ]);
  expect(rangesOf([])).toEqual([]);
});

it('acknowledges a refused pack as settled, and says why (P2)', () => {
  const refusal = { position: null, reason: 'schema', detail: 'x'.repeat(500) };
  const [answer] = acknowledgements([pack(1), pack(2, [refusal, refusal])]);
  expect(answer?.ack.seqs).toEqual([[1, 2]]);
  expect(answer?.ack.rejected).toEqual([
    { seq: 2, reason: expect.stringMatching(/^schema: x+ \(and 1 more\)$/) },
  ]);
});
