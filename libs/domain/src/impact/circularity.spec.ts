import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { circularity, circularitySums, type CircularityInput, type CircularitySums } from './circularity.js';

const beam: CircularityInput = {
  mass: 100,
  feedstock: { recycled: 0.97, recyclingEfficiency: 0.85 },
  afterUse: { recycled: 0.3, recyclingEfficiency: 0.8 },
};
const paver: CircularityInput = { mass: 100, feedstock: { recycled: 0.3, recyclingEfficiency: 0.85 } };

function of(input: CircularityInput) {
  const sums = circularitySums(input);
  const { waste, linearFlowIndex, indicator } = circularity(sums);
  return {
    V: sums.virgin.toFixed(6),
    W: waste.toFixed(6),
    LFI: linearFlowIndex.toFixed(6),
    MCI: indicator.toFixed(6),
  };
}

describe('vectors', () => {
  it.each<[string, CircularityInput, { V: string; W: string; LFI: string; MCI: string }]>([
    ['MCI-A linear', { mass: 1 }, { V: '1.000000', W: '1.000000', LFI: '1.000000', MCI: '0.100000' }],
    [
      'MCI-B linear, twice the use',
      { mass: 1, utility: 2 },
      { V: '1.000000', W: '1.000000', LFI: '1.000000', MCI: '0.550000' },
    ],
    [
      'MCI-C linear, half the use',
      { mass: 1, utility: 0.5 },
      { V: '1.000000', W: '1.000000', LFI: '1.000000', MCI: '0.000000' },
    ],
    [
      'MCI-D recycled for ever',
      { mass: 1, feedstock: { recycled: 1 }, afterUse: { recycled: 1 } },
      { V: '0.000000', W: '0.000000', LFI: '0.000000', MCI: '1.000000' },
    ],
    [
      'MCI-E reused for ever',
      { mass: 1, feedstock: { reused: 1 }, afterUse: { reused: 1 } },
      { V: '0.000000', W: '0.000000', LFI: '0.000000', MCI: '1.000000' },
    ],
    [
      'MCI-F recycled, to the landfill',
      { mass: 1, feedstock: { recycled: 1, recyclingEfficiency: 0.8 } },
      { V: '0.000000', W: '1.125000', LFI: '0.529412', MCI: '0.523529' },
    ],
    ['MCI-G beam', beam, { V: '3.000000', W: '81.558824', LFI: '0.411361', MCI: '0.629775' }],
    ['MCI-H paver', paver, { V: '70.000000', W: '102.647059', LFI: '0.851959', MCI: '0.233237' }],
    [
      'MCI-MB1',
      {
        mass: 395,
        feedstock: { recycled: 407.4 / 411.6, recyclingEfficiency: (395 * 407.4) / 411.6 / 456 },
        afterUse: { recycled: 0.3, recyclingEfficiency: 0.8 },
      },
      { V: '4.030612', W: '320.865306', LFI: '0.400777', MCI: '0.639301' },
    ],
  ])('%s', (_name, input, expected) => {
    expect(of(input)).toEqual(expected);
  });

  it('MCI-C would be -0.8 and is shown as 0', () => {
    const { linearFlowIndex, utility, indicator } = circularity(circularitySums({ mass: 1, utility: 0.5 }));
    expect(1 - (linearFlowIndex * 0.9) / utility).toBeCloseTo(-0.8, 12);
    expect(indicator).toBe(0);
  });

  it('MCI-F is none of what public code makes of it', () => {
    const { feedWaste, ...sums } = circularitySums({
      mass: 1,
      feedstock: { recycled: 1, recyclingEfficiency: 0.8 },
    });
    expect(feedWaste).toBeCloseTo(0.25, 12);
    const { indicator } = circularity({ feedWaste, ...sums });
    for (const wrong of [0.49375, 0.46, 1 - (1.125 / 2.25) * 0.9, (1 - 0.529412) * 0.9])
      expect(Math.abs(indicator - wrong)).toBeGreaterThan(0.01);
  });

  it('MCI-AGG: 100 kg of beams and 900 kg of pavers, from sums and not from averages', () => {
    const sums = plus(circularitySums(beam), circularitySums({ ...paver, mass: 900 }));
    expect(circularity(sums).indicator.toFixed(6)).toBe('0.273403');
    expect(((0.629775 + 0.233237) / 2).toFixed(4)).toBe('0.4315');
  });
});

describe('what cannot be', () => {
  it.each<[string, CircularityInput, RegExp]>([
    ['a negative mass', { mass: -1 }, /mass is -1/],
    ['no utility', { mass: 1, utility: 0 }, /utility X is 0/],
    [
      'a recycling efficiency of 0',
      { mass: 1, feedstock: { recycled: 0.5, recyclingEfficiency: 0 } },
      /\(E_F\) is 0/,
    ],
    [
      'an efficiency above 1',
      { mass: 1, feedstock: { recycled: 1, recyclingEfficiency: 1.1 } },
      /\(E_F\) is 1.1/,
    ],
    [
      'feedstock shares above 1',
      { mass: 1, feedstock: { recycled: 0.7, reused: 0.4 } },
      /feedstock.*sum to 1.1/,
    ],
    [
      'shares after use above 1',
      { mass: 1, afterUse: { recycled: 0.7, reused: 0.4 } },
      /after use.*sum to 1.1/,
    ],
    ['a negative share', { mass: 1, afterUse: { recycled: -0.1 } }, /\(C_R\) is -0.1/],
    ['a share that is no number', { mass: 1, feedstock: { recycled: NaN } }, /\(F_R\) is NaN/],
    [
      'energy recovery of plastic',
      { mass: 1, afterUse: { energyRecovered: 0.2 } },
      /biological feedstock only/,
    ],
  ])('%s is refused with words', (_name, input, words) => {
    expect(() => circularitySums(input)).toThrow(words);
  });

  it('recycled feedstock of 0 needs no efficiency', () => {
    expect(circularitySums({ mass: 1, feedstock: { recycled: 0, recyclingEfficiency: 0 } }).feedWaste).toBe(
      0,
    );
  });

  it('nothing has no circularity', () => {
    expect(() => circularity(circularitySums({ mass: 0 }))).toThrow(RangeError);
  });

  it('composting counts for what grew', () => {
    const grown = {
      mass: 1,
      feedstock: { biological: 1 },
      afterUse: { composted: 0.6, energyRecovered: 0.4 },
    };
    expect(circularity(circularitySums(grown)).indicator).toBe(1);
  });
});

const share = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
const product = fc
  .record({ mass: fc.integer({ min: 1, max: 1000 }), recycled: share, collected: share, efficiency: share })
  .map(({ mass, recycled, collected, efficiency }) => ({
    mass,
    feedstock: { recycled, recyclingEfficiency: Math.max(0.01, efficiency) },
    afterUse: { recycled: collected, recyclingEfficiency: 0.8 },
  }));

describe('properties', () => {
  it('the indicator is from 0 to 1, whatever the product', () => {
    fc.assert(
      fc.property(product, (input) => {
        const { indicator } = circularity(circularitySums(input));
        return indicator >= 0 && indicator <= 1;
      }),
    );
  });

  it('ten of one product are as circular as one', () => {
    fc.assert(
      fc.property(product, (input) => {
        const one = circularity(circularitySums(input)).indicator;
        const ten = circularity(circularitySums({ ...input, mass: input.mass * 10 })).indicator;
        return Math.abs(one - ten) < 1e-12;
      }),
    );
  });

  it('collecting more after use is never worse', () => {
    fc.assert(
      fc.property(product, (input) => {
        const more = { ...input.afterUse, recycled: Math.min(1, input.afterUse.recycled + 0.1) };
        const before = circularity(circularitySums(input)).indicator;
        return circularity(circularitySums({ ...input, afterUse: more })).indicator >= before - 1e-12;
      }),
    );
  });
});

function plus(left: CircularitySums, right: CircularitySums): CircularitySums {
  return {
    mass: left.mass + right.mass,
    virgin: left.virgin + right.virgin,
    directWaste: left.directWaste + right.directWaste,
    feedWaste: left.feedWaste + right.feedWaste,
    collectionWaste: left.collectionWaste + right.collectionWaste,
    utility: left.utility + right.utility,
  };
}
