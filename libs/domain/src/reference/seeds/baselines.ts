import type { BaselineBody, OceanBoundClass } from '../reference.js';

type Shares = [burning: number, dump: number, landfill: number, recovery: number];

const PROPOSED: Readonly<Record<string, Shares>> = {
  nl: [0, 0, 0.02, 0.98],
  ke: [0.4, 0.5, 0.1, 0],
  gh: [0.35, 0.5, 0.15, 0],
  ci: [0.3, 0.55, 0.15, 0],
  id: [0.4, 0.35, 0.25, 0],
  br: [0.1, 0.25, 0.65, 0],
  za: [0.15, 0.25, 0.6, 0],
};
/**
 * Kitchens whose place puts the waste around them in a class, by the distances of the rule set. São Paulo is in none: its
 * centre is 44 or 56 km from the sea, on either side of the limit, as one draws the coast.
 */
const OCEAN_BOUND: readonly [kitchenId: string, country: string, OceanBoundClass][] = [
  ['nl-lwo-01', 'nl', 'shoreline'],
  ['gh-acc-01', 'gh', 'potential'],
  ['ci-abj-01', 'ci', 'shoreline'],
  ['id-sub-01', 'id', 'waterways'],
  // 437 km from the sea.
  ['ke-nbo-01', 'ke', 'none'],
  ['za-cpt-01', 'za', 'potential'],
];

function baseline(country: string, oceanBound: OceanBoundClass | null): BaselineBody {
  const [burning, dump, landfill, recovery] = PROPOSED[country] ?? [0, 0, 0, 0];
  return {
    shares: { 'open-burning': burning, dump, landfill, 'energy-recovery': recovery },
    isDefault: true,
    oceanBound: oceanBound && { class: oceanBound, ruleSet: 'Zero Plastic Oceans OBP' },
    source: null,
  };
}

/** By country in lower case, or by kitchen. None is from a study of its place: all are proposals to be replaced. */
export const BASELINES: Readonly<Record<string, BaselineBody>> = {
  ...Object.fromEntries(Object.keys(PROPOSED).map((country) => [country, baseline(country, null)])),
  ...Object.fromEntries(
    OCEAN_BOUND.map(([kitchenId, country, oceanBound]) => [kitchenId, baseline(country, oceanBound)]),
  ),
};
