import type { EmissionFactor, FactorSetBody } from '../reference.js';

const DEFRA = 'DEFRA 2025 conversion factors';
const WARM = 'US EPA WARM v15';
const IPCC = 'IPCC 2006 Guidelines Vol 5 defaults, AR5 warming potentials';

function perKg(
  key: string,
  kgCo2e: number,
  source: string | null,
  at: { region?: string; year?: number } = {},
): EmissionFactor {
  return {
    key,
    region: at.region ?? 'world',
    kgCo2e,
    per: 'kg',
    year: at.year ?? null,
    uncertainty: null,
    source,
  };
}

const fate = (name: string, kgCo2e: number, source: string | null, at?: { region?: string; year?: number }) =>
  perKg(`fate/${name}`, kgCo2e, source, at);
/** WARM is of the United States; it stands in for the world because no other is known. */
const burnedForEnergy = (kgCo2e: number, polymer?: string): EmissionFactor =>
  fate(
    polymer === undefined ? 'energy-recovery' : `energy-recovery/${polymer}`,
    kgCo2e,
    `${WARM}: combustion, with credits for power in the United States; stands in elsewhere for want of a local factor`,
  );

export const PLASTIC_FATES: FactorSetBody = {
  name: 'What becomes of plastic waste',
  factors: [
    // 0.75 C x 0.58 oxidised x 44/12, and 6.5 g CH4 x 28 and 0.15 g N2O x 265 a kilogram; without soot.
    fate('open-burning', 1.81675, `${IPCC}; soot is not included`, { year: 2006 }),
    fate('dump', 0, null),
    fate('landfill', 0.00898311, `${DEFRA} (boundary of transport)`, { year: 2025 }),
    fate('landfill', 0.0223, WARM, { region: 'US' }),
    burnedForEnergy(1.388),
    burnedForEnergy(1.417, 'HDPE'),
    burnedForEnergy(1.426, 'LDPE'),
    burnedForEnergy(1.368, 'PET'),
    burnedForEnergy(1.42, 'PP'),
    burnedForEnergy(1.82, 'PS'),
    burnedForEnergy(0.732, 'PVC'),
  ],
  source: `${IPCC}; ${DEFRA}; ${WARM}`,
};

/** Grams of CO2e per kilogram, `DEFRA 2025`: made first hand, formed; and made again in a closed loop. */
const PLASTICS: Readonly<Record<string, [primaryGrams: number, closedLoopGrams: number]>> = {
  PET: [3863.90131, 2213.90131],
  HDPE: [3095.15524, 1770.79099],
  LDPE: [2965.0779, 1097.90131],
  LLDPE: [2965.0779, 1097.90131],
  PP: [2577.57172, 1312.57172],
  PS: [4376.80391, 2669.76255],
  PVC: [2944.75615, 1847.82267],
  average: [3172.49932, 1575.39106],
};
const kilograms = (grams: number): number => Number((grams / 1_000).toFixed(8));

export const PLASTIC_MADE: FactorSetBody = {
  name: 'Plastic made: virgin, and virgin saved',
  factors: Object.entries(PLASTICS).flatMap(([polymer, [primary, closedLoop]]) => [
    perKg(
      polymer === 'average' ? 'material/plastic' : `material/plastic/${polymer}`,
      kilograms(primary),
      `${DEFRA}: plastics, primary material production with forming`,
      { year: 2025 },
    ),
    perKg(
      polymer === 'average' ? 'virgin-plastic' : `virgin-plastic/${polymer}`,
      kilograms(primary - closedLoop),
      `${DEFRA}: primary less closed-loop production, so that the forming that both need is not claimed`,
      { year: 2025 },
    ),
  ]),
  source: DEFRA,
};

const defra = (name: string, gramsPerKg: number, what = name): EmissionFactor =>
  perKg(`material/${name}`, kilograms(gramsPerKg), `${DEFRA}: ${what}, primary material production`, {
    year: 2025,
  });
const ice = (name: string, kgCo2e: number, what: string): EmissionFactor =>
  perKg(`material/${name}`, kgCo2e, `ICE v2: ${what}`);

export const BUILDING_MATERIALS: FactorSetBody = {
  name: 'Building materials and additions',
  factors: [
    defra('concrete', 118.79306),
    defra('brick', 241.79306),
    defra('wood', 269.50416),
    defra('aggregates', 7.79306),
    defra('sand', 7.79306, 'aggregates'),
    defra('masterbatch', 3172.49932, 'average plastics, standing in for the carrier of the pigment'),
    defra('additive', 3172.49932, 'average plastics, standing in for other additives'),
    ice('plywood', 0.45, 'plywood, fossil part'),
    ice('sawn-hardwood', 0.24, 'sawn hardwood, fossil part'),
    ice('clay-tile', 0.48, 'clay tile'),
    ice('ceramic-tile', 0.78, 'ceramic tile'),
    ice('mortar', 0.182, 'mortar 1:4'),
    ice('cement', 0.95, 'cement CEM I'),
    ice('fibre-cement-panel', 1.09, 'fibre-cement panel, uncoated; CO2 only'),
  ],
  source: `${DEFRA}; ICE v2`,
};
