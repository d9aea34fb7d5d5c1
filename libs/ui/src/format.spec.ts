import { describe, expect, it } from '@jest/globals';
import { createFormat, unitLabel } from './format.js';

const en = createFormat('en-GB');

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
