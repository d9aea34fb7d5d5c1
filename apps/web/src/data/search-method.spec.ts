import { expect, it } from '@jest/globals';
import type { MetricDefinition } from '@bakeloop/contracts';
import { searchMethod } from './search-method.js';

const metric = (id: string, rest: Partial<MetricDefinition>): MetricDefinition => ({
  id,
  name: id,
  group: 'mass',
  unit: 'kg',
  version: 1,
  definition: '',
  formula: '',
  inputs: [],
  sources: [],
  pitfalls: [],
  additive: true,
  better: null,
  example: { title: '', inputs: [], value: 0, digits: 0, source: '' },
  ...rest,
});
const metrics = [
  metric('net-system', { name: 'Net CO₂e', group: 'greenhouse-gases', sources: ['DEFRA 2025'] }),
  metric('acceptance', { definition: 'What sorting keeps, São Paulo too', formula: 'accepted / dry' }),
];
const ids = (text: string) => searchMethod(metrics, text).map(({ id }) => id);

it('finds figures by name, group, source and formula, however it is typed', () => {
  expect(ids('co2')).toEqual(['net-system']);
  expect(ids('greenhouse defra')).toEqual(['net-system']);
  expect(ids('ACCEPTED sao')).toEqual(['acceptance']);
  expect(ids('defra accepted')).toEqual([]);
  expect(ids('  ')).toEqual(['net-system', 'acceptance']);
});
