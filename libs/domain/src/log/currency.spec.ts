import { expect, it } from '@jest/globals';
import { isCurrency } from './currency.js';

it('takes the codes of ISO 4217 for currencies', () => {
  expect(['KES', 'EUR', 'IDR', 'XOF'].filter(isCurrency)).toHaveLength(4);
});

it('takes nothing else for one: no unknown, small, longer or shorter code, and none that is no money', () => {
  const others = ['ZZZ', 'kes', 'Kes', 'aKES', 'KESH', 'KE', '', ' KES', 'KES\n', 'XXX', 'XTS'];
  expect(others.filter(isCurrency)).toEqual([]);
});
