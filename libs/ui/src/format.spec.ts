import { describe, expect, it } from '@jest/globals';
import { createFormat } from './format.js';
import { unitLabel } from '@bakeloop/contracts';

const en = createFormat('en-GB');

it('counts one thing as one', () => {
  expect([0, 1, 2].map((count) => en.count(count, 'batch'))).toEqual(['0 batches', '1 batch', '2 batches']);
  expect(en.count(1_200, 'delivery')).toBe('1,200 deliveries');
});

describe('masses', () => {
  it.each([
    [0, '0 kg'],
    [850, '850 g'],
    [1_000, '1.0 kg'],
    [2_000, '2.0 kg'],
    [395_000, '395 kg'],
    [99_900, '99.9 kg'],
    [1_234_567, '1,235 kg'],
    [12_345_678, '12.35 t'],
    [123_456_789, '123.5 t'],
    [-2_400, '\u22122.4 kg'],
  ])('%i g reads %s', (grams, text) => {
    expect(en.mass(grams)).toBe(text);
  });

  it('keeps every gram in a balance, and no zeros that say nothing', () => {
    expect(en.kilograms(407_400)).toBe('407.4 kg');
    expect(en.kilograms(12_345)).toBe('12.345 kg');
    expect(en.kilograms(-300)).toBe('\u22120.3 kg');
  });

  it('follows the locale of the reader', () => {
    expect(createFormat('nl-NL').mass(1_234_567)).toBe('1.235 kg');
    expect(createFormat('pt-BR').mass(12_345_678)).toBe('12,35 t');
  });
});

describe('shares', () => {
  it('claims no precision that is not there', () => {
    expect(en.percent(0.004859)).toBe('0.49 %');
    expect(en.percent(0.0486)).toBe('4.9 %');
    expect(en.percent(0.857389)).toBe('86 %');
    expect(en.percent(0)).toBe('0 %');
  });

  it('shows on which side of zero a closure lies', () => {
    expect(en.signedPercent(0.0049)).toBe('+0.49 %');
    expect(en.signedPercent(-0.031)).toBe('\u22123.1 %');
    expect(en.signedPercent(-0.000001)).toBe('0.00 %');
  });
});

describe('measured values', () => {
  it('keeps three or four digits', () => {
    expect(en.quantity(201.437, 'Cel')).toBe('201.4 °C');
    expect(en.quantity(0.898734, 'kWh/kg')).toBe('0.899 kWh/kg');
    expect(en.quantity(12_345.67, 'kWh')).toBe('12,346 kWh');
    expect(en.quantity(0, null)).toBe('0');
  });

  it('writes SenML units as people do', () => {
    expect(unitLabel('Cel')).toBe('°C');
    expect(unitLabel('bar')).toBe('bar');
    expect(unitLabel(null)).toBe('');
  });
});

describe('figures of the ledger', () => {
  it.each([
    [0.921053, '1', '92.11 %'],
    [0.004859, '1', '0.486 %'],
    [1, '1', '100 %'],
    [390.969388, 'kg', '391.0 kg'],
    [0.898734, 'kW.h/kg', '0.899 kWh/kg'],
    [-280.424589, 'kg{CO2e}', '\u2212280.4 kg CO₂e'],
    [19_548, '{bottle}', '19,548 bottles'],
    [1, '{batch}', '1 batch'],
    [0, 'kg', '0 kg'],
    [123_456_789_012, 'kg', '123,456,789,012 kg'],
    [4.2e15, 'kg', '4.2 × 10¹⁵ kg'],
    [0.000_012_3, 'kg', '1.23 × 10⁻⁵ kg'],
    [0.001_234, 'kg', '0.00123 kg'],
  ])('%d in %s reads %s', (value, unit, text) => {
    expect(en.figure(value, unit)).toBe(text);
  });

  it('says on which side of zero a net lies', () => {
    expect(en.figure(280.4, 'kg{CO2e}', true)).toBe('+280.4 kg CO₂e');
    expect(en.figure(-4.044077, 'kg{CO2e}', true)).toBe('\u22124.04 kg CO₂e');
    expect(en.figure(0, 'kg{CO2e}', true)).toBe('0 kg CO₂e');
  });

  it('writes money in its currency, of two, of no and of unknown decimals', () => {
    expect(en.money(1_200_000, 'KES').replace(/\s/g, ' ')).toBe('KES 12,000.00');
    expect(en.money(1_200, 'XOF').replace(/\s/g, ' ')).toBe('XOF 1,200');
    expect(en.money(1_200, 'coins')).toBe('1,200 coins in minor units');
  });

  it('writes inputs with the digits to compute again', () => {
    expect(en.exact(390.969388)).toBe('390.969388');
    expect(en.exact(480)).toBe('480');
    expect(en.exact(-0.0089831)).toBe('\u22120.0089831');
    expect(en.exact(3e-9)).toBe('3 × 10⁻⁹');
  });
});

describe('times', () => {
  it('tells how long ago in the coarsest unit that still says something', () => {
    const now = Date.UTC(2026, 2, 2, 12);
    expect(en.ago(now - 12_000, now)).toMatch(/^12 ?s/);
    expect(en.ago(now - 7 * 60_000, now)).toMatch(/^7 ?m/);
    expect(en.ago(now - 3 * 3_600_000, now)).toMatch(/^3 ?h/);
    expect(en.ago(now - 3 * 86_400_000, now)).toMatch(/^3 ?d/);
  });

  it('takes a time ahead of this clock as now', () => {
    expect(en.ago(2_000, 1_000)).toMatch(/^0 ?s/);
  });

  it('shows an instant in the kitchen’s own zone', () => {
    const at = Date.UTC(2026, 2, 2, 22, 30);
    expect(en.instant(at, 'Africa/Nairobi')).toBe('3 Mar, 01:30');
    expect(en.instant(at, 'America/Sao_Paulo')).toBe('2 Mar, 19:30');
    expect(en.zoneName('Africa/Nairobi', at)).toBe('GMT+3');
  });

  it('shows a kitchen-local day as that day wherever the reader is', () => {
    expect(en.day('2026-03-02')).toBe('Mon 2 Mar');
  });

  it('says the year of a day that is of another year', () => {
    const nowMs = Date.UTC(2026, 10, 26);
    expect(en.dayAndYear('2026-03-02', nowMs)).toBe('Mon 2 Mar');
    expect(en.dayAndYear('2025-10-22', nowMs)).toBe('Wed 22 Oct 2025');
    expect(en.dayAndYear('2027-01-01', nowMs)).toBe('Fri 1 Jan 2027');
  });

  it.each([
    [45_000, '45 s'],
    [12 * 60_000, '12 min'],
    [60 * 60_000, '1 h'],
    [135 * 60_000, '2 h 15 min'],
    [2 * 3_600_000, '2 h'],
    [76 * 3_600_000, '3 d 4 h'],
  ])('%i ms lasts %s', (milliseconds, text) => {
    expect(en.duration(milliseconds)).toBe(text);
  });
});
