/**
 * Greenhouse gases in four parts (our proposal; no standard fixes this set):
 *
 *     B  baseline avoided  = recycled plastic * sum over fates (share * factor)       what would have become of it
 *     D  displaced         = pieces * mass displaced by a piece * factor              or virgin plastic, never both
 *     T  project           = sum over causes (amount * factor)                        the kitchen itself
 *     net at the gate = D - T          net of the system = B + D - T
 *
 * Both nets may be negative and are then shown as negative: a kitchen on a dirty grid that displaces little timber
 * emits more than it saves at its gate.
 */

/** One amount times one factor, kg CO2e. */
export interface EmissionLine {
  /** Fate, displaced product or cause. */
  dimension: string;
  kgCo2e: number;
  /** 95 % half width, kg CO2e. */
  spreadKg: number;
}

/**
 * 95 % half widths of a factor for which no source gives one, as a share of it (our proposal: what would have become of
 * waste is the least known, what the kitchen burns is the best known).
 */
export const DEFAULT_HALF_WIDTH = { baseline: 0.4, displaced: 0.3, project: 0.1 } as const;
export type EmissionPart = keyof typeof DEFAULT_HALF_WIDTH;

/** An amount times a factor; the factor's own uncertainty, else the default one of its part. */
export function emissionLine(
  part: EmissionPart,
  dimension: string,
  amount: number,
  factor: { kgCo2e: number; uncertainty: number | null },
): EmissionLine {
  const kgCo2e = amount * factor.kgCo2e;
  const halfWidth = factor.uncertainty ?? DEFAULT_HALF_WIDTH[part];
  return { dimension, kgCo2e, spreadKg: Math.abs(kgCo2e) * halfWidth };
}

/**
 * kg CO2e per kg of plastic burned in the open (IPCC 2006, vol. 5 ch. 5): carbon that oxidises, methane and nitrous oxide.
 * Soot is not in it, though its forcing can exceed that of the carbon dioxide (Atmos. Chem. Phys. 23, 15375, 2023).
 */
export function openBurningKgCo2ePerKg(input: {
  carbonShare: number;
  fossilShare: number;
  oxidisedShare: number;
  methaneGramsPerKg: number;
  nitrousOxideGramsPerKg: number;
  /** Global warming potentials over 100 years. */
  warmingPotential: { methane: number; nitrousOxide: number };
}): number {
  const carbonDioxide = (input.carbonShare * input.fossilShare * input.oxidisedShare * 44) / 12;
  const methane = (input.methaneGramsPerKg / 1000) * input.warmingPotential.methane;
  const nitrousOxide = (input.nitrousOxideGramsPerKg / 1000) * input.warmingPotential.nitrousOxide;
  return carbonDioxide + methane + nitrousOxide;
}

const TONNES_PER_SHORT_TON = 0.90718474;

/** EPA WARM gives metric tons CO2e per short ton; the same figure in kg CO2e per kg. Divide: multiplying is 17.7 % low. */
export function kgPerKgFromShortTon(tonnesCo2ePerShortTon: number): number {
  return tonnesCo2ePerShortTon / TONNES_PER_SHORT_TON;
}
