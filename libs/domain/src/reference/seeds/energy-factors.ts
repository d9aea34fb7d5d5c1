import type { EmissionFactor, FactorSetBody } from '../reference.js';

const OWID = 'Our World in Data / Ember, as shipped in codecarbon';

/** Grams of CO2e per kilowatt-hour and the year they are of. */
const GRID: Readonly<Record<string, [grams: number, year: number]>> = {
  NL: [267.622, 2023],
  KE: [70.492, 2023],
  GH: [484, 2022],
  CI: [393.885, 2022],
  ID: [675.931, 2022],
  BR: [98.348, 2023],
  CO: [259.511, 2023],
  PH: [610.688, 2023],
  IN: [713.441, 2023],
  NG: [523.247, 2023],
  ZA: [707.686, 2023],
  TZ: [339.246, 2022],
  UG: [44.527, 2022],
  RW: [316.327, 2022],
  SN: [511.598, 2022],
  SL: [50, 2022],
  BD: [691.411, 2023],
  VN: [475.449, 2023],
  EG: [570.306, 2023],
  MX: [507.245, 2023],
  PE: [266.478, 2023],
  CR: [53.378, 2023],
  HT: [567.308, 2022],
  MV: [611.765, 2022],
};

function grid(region: string, kgCo2e: number, year: number, source: string): EmissionFactor {
  return {
    key: 'grid-electricity',
    region,
    kgCo2e,
    per: 'kW.h',
    year,
    uncertainty: null,
    source,
  };
}

export const ELECTRICITY: FactorSetBody = {
  name: 'Electricity',
  factors: [
    ...Object.entries(GRID).map(([region, [grams, year]]) =>
      // Through text, so that 70.492 g is 0.070492 kg and not the nearest sum of powers of two beside it.
      grid(region, Number((grams / 1_000).toFixed(6)), year, OWID),
    ),
    grid('world', 0.475, 2019, 'IEA 2019, world average'),
    {
      key: 'pv-electricity',
      region: 'world',
      kgCo2e: 0.048,
      per: 'kW.h',
      year: null,
      uncertainty: null,
      source: 'codecarbon, life cycle of solar panels',
    },
  ],
  source: OWID,
};

const WELL_TO_TANK = 'DEFRA 2025 conversion factors (well to tank)';
const BURNED = 'burned 36.372 MJ/L at 74.1 g CO2/MJ (fuel table)';
const GENSET = `generator chart of a 20 kW set, times the litre: ${BURNED}, ${WELL_TO_TANK}`;

function diesel(key: string, kgCo2e: number, per: string, source: string): EmissionFactor {
  return { key, region: 'world', kgCo2e, per, year: 2025, uncertainty: null, source };
}

export const DIESEL: FactorSetBody = {
  name: 'Diesel and generators',
  factors: [
    diesel('diesel', 3.3192552, 'L', `${BURNED} and 0.62409 kg/L, ${WELL_TO_TANK}`),
    diesel('diesel-electricity', 1.129, 'kW.h', `${GENSET}; half load is Bakeloop's own assumption`),
    diesel('diesel-electricity/25', 1.527, 'kW.h', GENSET),
    diesel('diesel-electricity/50', 1.129, 'kW.h', GENSET),
    diesel('diesel-electricity/75', 1.084, 'kW.h', GENSET),
    diesel('diesel-electricity/100', 1.012, 'kW.h', GENSET),
  ],
  source: `${BURNED}; ${WELL_TO_TANK}`,
};

const DEFRA = 'DEFRA 2025 conversion factors';

export const TRANSPORT_AND_WATER: FactorSetBody = {
  name: 'Transport and water',
  factors: [
    {
      key: 'transport/van',
      region: 'world',
      kgCo2e: 0.6313,
      per: 't.km',
      year: 2025,
      uncertainty: null,
      source: `${DEFRA}: diesel van up to 3.5 t, average; of the United Kingdom`,
    },
    {
      key: 'water-supply',
      region: 'world',
      kgCo2e: 0.19130156,
      per: 'm3',
      year: 2025,
      uncertainty: null,
      source: `${DEFRA}: water supply; of the United Kingdom`,
    },
  ],
  source: DEFRA,
};
