import { afterAll, expect, it } from '@jest/globals';
import '../language/later.js';
import { useTimesOf } from '../language/language.js';
import { slipText, type Delivery } from './slip.js';

afterAll(() => useTimesOf(undefined));

const delivery: Delivery = {
  id: '0195566d-6c1a-7000-8000-000000000001',
  type: 'intake.recorded',
  time: '2026-03-02T22:30:00.000Z',
  data: {
    lotId: 'HDPE-260303-7K3QA',
    sourceType: 'collector',
    polymer: 'HDPE',
    grossGrams: 24_500,
    tareGrams: 500,
    supplier: 'K-17',
    price: { minor: 36_000, currency: 'KES' },
  },
};

it('the receipt for a supplier says when, what was weighed and what was paid, by the kitchen’s clock', () => {
  useTimesOf('Africa/Nairobi');
  expect(slipText(['Kibera', 'Receipt'], delivery).replaceAll('\u00a0', ' ').split('\n')).toEqual([
    'Kibera',
    'Receipt',
    'Time: Mar 3, 2026, 01:30',
    'Lot: HDPE-260303-7K3QA',
    'Source: Collector',
    'Polymer: HDPE',
    'Gross: 24.5 kg',
    'Tare: 0.5 kg',
    'Supplier: K-17',
    'Price: KES 360.00',
    'Net: 24.0 kg',
  ]);
});
