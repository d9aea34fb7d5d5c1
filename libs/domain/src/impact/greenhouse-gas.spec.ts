import { describe, expect, it } from '@jest/globals';
import { factorAt } from '../reference/lookup.js';
import { SEED_REFERENCE } from '../reference/seeds/seed-reference.js';
import { dieselBurned, fuelKgCo2PerL, gensetKgCo2ePerKwh } from './energy.js';
import { emissionLine, kgPerKgFromShortTon, openBurningKgCo2ePerKg } from './greenhouse-gas.js';

const plastic = {
  carbonShare: 0.75,
  fossilShare: 1,
  oxidisedShare: 0.58,
  methaneGramsPerKg: 6.5,
  nitrousOxideGramsPerKg: 0.15,
};
const AR5 = { methane: 28, nitrousOxide: 265 };

function seeded(key: string): number | undefined {
  return factorAt(SEED_REFERENCE, key, null, '2026-03-02')?.factor.kgCo2e;
}

describe('where factors come from', () => {
  it('open burning is 1.817 kg CO2e/kg, of which 1.595 is carbon dioxide', () => {
    const kg = openBurningKgCo2ePerKg({ ...plastic, warmingPotential: AR5 });
    expect(kg.toFixed(3)).toBe('1.817');
    expect(kg.toFixed(5)).toBe(seeded('fate/open-burning')?.toFixed(5));
    const dioxide = { ...plastic, methaneGramsPerKg: 0, nitrousOxideGramsPerKg: 0, warmingPotential: AR5 };
    expect(openBurningKgCo2ePerKg(dioxide).toFixed(3)).toBe('1.595');
  });

  it('open burning is 1.830 with the warming potentials of AR6', () => {
    const kg = openBurningKgCo2ePerKg({ ...plastic, warmingPotential: { methane: 29.8, nitrousOxide: 273 } });
    expect(kg.toFixed(3)).toBe('1.830');
  });

  it('all carbon burned to carbon dioxide is 2.75 kg/kg', () => {
    const kg = openBurningKgCo2ePerKg({
      ...plastic,
      oxidisedShare: 1,
      methaneGramsPerKg: 0,
      nitrousOxideGramsPerKg: 0,
      warmingPotential: AR5,
    });
    expect(kg).toBe(2.75);
  });

  it('a short ton is divided by: -0.758 of WARM is -0.83555 kg/kg, not -0.688', () => {
    expect(kgPerKgFromShortTon(-0.758).toFixed(5)).toBe('-0.83555');
    expect(kgPerKgFromShortTon(-0.758).toFixed(3)).not.toBe((-0.758 / 1.10231).toFixed(3));
  });

  it.each([
    ['PET', -1.036, '-1.142'],
    ['PP', -0.793, '-0.874'],
    ['mixed', -0.925, '-1.020'],
  ])('WARM recycling of %s converts', (_polymer, perShortTon, perKg) => {
    expect(kgPerKgFromShortTon(perShortTon).toFixed(3)).toBe(perKg);
  });

  it('a litre of diesel is 2.6951652 kg CO2 burned, 3.3192552 from the well on', () => {
    const burned = fuelKgCo2PerL(36.372, 74.1);
    expect(burned.toFixed(7)).toBe('2.6951652');
    expect((burned + 0.62409).toFixed(7)).toBe('3.3192552');
    expect(seeded('diesel')).toBe(3.3192552);
  });

  it.each([
    [25, 2.3, '0.460', '1.240', '1.527'],
    [50, 3.4, '0.340', '0.916', '1.129'],
    [75, 4.9, '0.327', '0.880', '1.084'],
    [100, 6.1, '0.305', '0.822', '1.012'],
  ])('a genset of 20 kW at %i %% load burns %d L/h', (load, litresPerHour, litres, burned, fromTheWell) => {
    const loadKw = (20 * load) / 100;
    expect((litresPerHour / loadKw).toFixed(3)).toBe(litres);
    expect(gensetKgCo2ePerKwh(litresPerHour, loadKw, 2.6951652).toFixed(3)).toBe(burned);
    expect(gensetKgCo2ePerKwh(litresPerHour, loadKw, 3.3192552).toFixed(3)).toBe(fromTheWell);
    expect(seeded(`diesel-electricity/${load}`)?.toFixed(3)).toBe(fromTheWell);
  });

  it('litres of diesel go before its kilowatt-hours', () => {
    expect(dieselBurned({ energyWh: { diesel: 45_000 }, dieselMl: 15_000 })).toEqual({
      amount: 15,
      unit: 'L',
    });
    expect(dieselBurned({ energyWh: { diesel: 45_000 }, dieselMl: null })).toEqual({
      amount: 45,
      unit: 'kW.h',
    });
  });
});

describe('functional unit', () => {
  it('FU-1: a square metre of paving displaces 138 kg of concrete, not the 77.5 kg that it weighs', () => {
    const perKg = seeded('material/concrete') ?? 0;
    const byFunction = emissionLine('displaced', 'concrete', 0.06 * 2300, {
      kgCo2e: perKg,
      uncertainty: null,
    });
    const byMass = emissionLine('displaced', 'concrete', 0.05 * 1550, { kgCo2e: perKg, uncertainty: null });
    expect(byFunction.kgCo2e.toFixed(3)).toBe('16.393');
    expect(byMass.kgCo2e.toFixed(3)).toBe('9.206');
    expect((byFunction.kgCo2e / byMass.kgCo2e - 1).toFixed(2)).toBe('0.78');
  });
});

describe('uncertainty of a line', () => {
  it('is that of its factor, else the default of its part', () => {
    const spread = (part: 'baseline' | 'displaced' | 'project', uncertainty: number | null) =>
      emissionLine(part, 'any', 100, { kgCo2e: 2, uncertainty }).spreadKg;
    expect(spread('baseline', 0.25)).toBe(50);
    expect(spread('baseline', null)).toBe(80);
    expect(spread('displaced', null)).toBe(60);
    expect(spread('project', null)).toBe(20);
  });

  it('is never negative, also of a credit', () => {
    expect(emissionLine('baseline', 'any', 100, { kgCo2e: -2, uncertainty: 0.1 }).spreadKg).toBe(20);
  });
});
