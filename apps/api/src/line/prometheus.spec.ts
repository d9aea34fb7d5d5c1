import { expect, it } from '@jest/globals';
import { exposition } from './prometheus.js';

it('writes what a scraper reads: help, type, a line a sample, labels escaped', () => {
  expect(
    exposition([
      {
        name: 'a_total',
        help: 'Said \\ and\nbroken.',
        type: 'counter',
        samples: [
          { labels: {}, value: 1 },
          { labels: { kitchen: 'a "b"\n\\c', outcome: 'stored' }, value: 2.5 },
        ],
      },
      { name: 'b', help: 'None.', type: 'gauge', samples: [] },
    ]),
  ).toBe(
    [
      '# HELP a_total Said \\\\ and\\nbroken.',
      '# TYPE a_total counter',
      'a_total 1',
      'a_total{kitchen="a \\"b\\"\\n\\\\c",outcome="stored"} 2.5',
      '# HELP b None.',
      '# TYPE b gauge',
      '',
    ].join('\n'),
  );
});
