import { describe, expect, it } from '@jest/globals';
import { METRICS } from '@bakeloop/domain';
import { createFormat } from '@bakeloop/ui';
import { inputKey, inputsFrom, inputsOfFigure, inputText } from './ledger-inputs.js';

describe('inputs of a figure', () => {
  it('never adds money of several currencies', () => {
    const paid = METRICS.find(({ id }) => id === 'paid-to-collectors');
    const definition = { ...paid, inputs: paid?.inputs.map((input) => ({ dimension: null, ...input })) };
    const inputs = inputsFrom(definition as unknown as Parameters<typeof inputsFrom>[0], {
      'paidMinor:KES': 120_000,
      'paidMinor:XOF': 500,
    });
    expect(inputs.map(inputKey)).toEqual(['paid KES', 'paid XOF']);
    const format = createFormat('en');
    expect(inputs.map((input) => inputText(input, format).replace(/\s/, ' '))).toEqual([
      'KES 1,200.00',
      'XOF 500',
    ]);
  });

  it('takes money of the answer from its parts', () => {
    const inputs = inputsOfFigure({
      inputs: [
        { name: 'paid', value: 120_500, unit: '{minor unit}' },
        { name: 'hours', value: 3, unit: 'h' },
      ],
      parts: [{ name: 'KES', value: 120_500, unit: '{minor unit}' }],
    } as unknown as Parameters<typeof inputsOfFigure>[0]);
    expect(inputs.map(inputKey)).toEqual(['paid KES', 'hours']);
  });
});
