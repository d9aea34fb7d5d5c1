import { describe, expect, it } from '@jest/globals';
import type { MassBalanceView } from '@bakeloop/contracts';
import { balanceRows } from './balance-rows.js';

const flow = (kind: string, grams: number, lotId: string | null = null) => ({
  kind,
  label: kind,
  lotId,
  polymer: null,
  grams,
});

/** Vector MB-1. */
const balance: MassBalanceView = {
  intake: { grossGrams: 500_000, netGrams: 480_000, dryGrams: 456_000, lots: ['L1'] },
  losses: [flow('pvc', 36_000), flow('fines', 12_600)],
  inputs: [flow('flake', 407_400, 'L2'), flow('masterbatch', 4_200)],
  outputs: [flow('product', 395_000), flow('regrind', 8_600), flow('purge', 6_000)],
  feedGrams: 411_600,
  goodGrams: 395_000,
  unaccountedGrams: 2_000,
  closure: 0.004859,
};

const sum = (grams: number[]) => grams.reduce((left, right) => left + right, 0);

describe('the ledger of a balance', () => {
  it('shows every gram: what stands above the feed makes the feed, what stands below is the feed', () => {
    for (const each of [balance, { ...balance, intake: null }]) {
      const rows = balanceRows(each);
      const at = rows.findIndex(({ role }) => role === 'sum');
      const above = rows.slice(0, at).map(({ role, grams }) => (role === 'minus' ? -grams : Math.abs(grams)));
      expect(sum(above)).toBe(411_600);
      expect(sum(rows.slice(at + 1).map(({ grams }) => grams))).toBe(411_600);
    }
  });

  it('takes the water from the moisture of the deliveries when no step recorded it', () => {
    expect(balanceRows(balance).find(({ id }) => id === 'water')?.grams).toBe(24_000);
    const recorded = { ...balance, losses: [flow('moisture', 24_000), ...balance.losses] };
    expect(balanceRows(recorded).filter(({ grams }) => grams === 24_000)).toHaveLength(1);
  });

  it('takes own scrap from a lot as something fed in beside the deliveries, not as more than was delivered', () => {
    const scrap = flow('regrind', 3_000, 'L3');
    const rows = balanceRows({ ...balance, inputs: [...balance.inputs, scrap], feedGrams: 414_600 });
    expect(rows.find(({ id }) => id === 'open')).toBeUndefined();
    expect(rows.find(({ label }) => label === 'regrind')).toMatchObject({ grams: 3_000, role: 'plus' });
  });

  it('names what is missing before the batch instead of hiding it', () => {
    const missing = balanceRows({ ...balance, losses: [flow('pvc', 30_000), flow('fines', 12_600)] });
    expect(missing.find(({ id }) => id === 'open')).toMatchObject({ grams: 6_000, role: 'minus' });
  });
});

it('does not call unaccounted what a running batch has not given out yet', () => {
  const open = { ...balance, outputs: [], unaccountedGrams: 411_600 };
  expect(balanceRows(open, true).at(-1)).toMatchObject({
    label: 'Not out yet',
    grams: 411_600,
    tone: 'pending',
  });
  expect(balanceRows(open, false).at(-1)).toMatchObject({ label: 'Unaccounted for', tone: 'unknown' });
});
