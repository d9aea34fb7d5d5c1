/**
 * What an emission factor can be for, the unit it is per, and the most that is believed without a question (our choice,
 * kg CO2e): more is mostly a value in grams. A key is one of these words, or one of them and a name behind
 * a slash: `fate/landfill`, `fate/energy-recovery/HDPE`, `material/concrete`.
 */
export const FACTOR_FAMILIES = {
  'grid-electricity': { per: 'kW.h', plausibleMost: 2, means: 'electricity from the grid of a country' },
  'pv-electricity': { per: 'kW.h', plausibleMost: 1, means: 'electricity from solar panels, life cycle' },
  'diesel-electricity': {
    per: 'kW.h',
    plausibleMost: 3,
    means:
      'electricity from a diesel generator whose litres are not metered; /25, /50, /75 or /100 for its load',
  },
  diesel: { per: 'L', plausibleMost: 5, means: 'diesel burned, from the well on' },
  'water-supply': { per: 'm3', plausibleMost: 20, means: 'fresh water from a public supply' },
  transport: { per: 't.km', plausibleMost: 10, means: 'transport, by vehicle: transport/van' },
  fate: {
    per: 'kg',
    plausibleMost: 5,
    means: 'plastic that meets a fate, also residue: fate/landfill, and by polymer fate/energy-recovery/HDPE',
  },
  material: {
    per: 'kg',
    plausibleMost: 30,
    means: 'material made: displaced, like material/concrete, or bought in, like material/masterbatch',
  },
  'virgin-plastic': {
    per: 'kg',
    plausibleMost: 20,
    means: 'what is saved when recycled plastic takes the place of virgin: virgin-plastic/HDPE',
  },
} as const satisfies Record<string, { per: string; plausibleMost: number; means: string }>;

export type FactorFamily = keyof typeof FACTOR_FAMILIES;

/** The family of a factor key; null for a key that nothing reckons with. */
export function factorFamilyOf(key: string): FactorFamily | null {
  const slash = key.indexOf('/');
  const family = slash < 0 ? key : key.slice(0, slash);
  return Object.hasOwn(FACTOR_FAMILIES, family) ? (family as FactorFamily) : null;
}
