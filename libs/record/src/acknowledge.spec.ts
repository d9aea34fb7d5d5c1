import { expect, it } from '@jest/globals';
import { acknowledgements, rangesOf, runsOf } from './acknowledge.js';

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

it('joins packs to runs of their session and stream', () => {
  const { refusals: _, ...first } = pack(1);
  const packs = [first, { ...first, session: 't' }, { ...first, seq: 3 }, { ...first, seq: 2 }];
  const run = { kitchenId: 'k-1', stream: 'telemetry', first: 1 };
  expect(runsOf([...packs, { ...first, stream: 'events', seq: 9 }])).toEqual([
    { ...run, session: 's', last: 3 },
    { ...run, session: 't', last: 1 },
    { ...run, session: 's', stream: 'events', first: 9, last: 9 },
  ]);
});
