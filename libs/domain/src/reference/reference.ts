/**
 * Reference data: what the kitchens' own log does not say. Every record has versions with who published it, when and why;
 * a version holds from `validFrom` on, so a new one does not change what happened before unless it says so openly.
 */
export const REFERENCE_KINDS = ['polymer', 'product', 'recipe', 'baseline', 'factor-set'] as const;
export type ReferenceKind = (typeof REFERENCE_KINDS)[number];

/** A number with its origin. `source` null: no source is known, and pages say so. */
interface Sourced {
  source: string | null;
}

export interface PolymerBody extends Sourced {
  name: string;
  /** Resin identification code, ASTM D7611, 1 to 7. */
  resinCode: number;
  densityGPerCm3: { min: number; max: number } | null;
  /** `reject` is never melted: PVC gives off hydrogen chloride at the working heat of the others. */
  rule: 'accept' | 'accept-with-limits' | 'sell-on' | 'reject';
  ruleNote: string;
  meltCel: { min: number; max: number } | null;
  decompositionCel: { min: number; max: number } | null;
}

export interface ProductBody extends Sourced {
  name: string;
  intendedUse: string;
  /** Nominal mass of a piece, grams; null when it varies. */
  pieceGrams: number | null;
  functionalUnit: { unit: string; perPiece: number } | null;
  /** Either a building product or virgin plastic, never both; `none` displaces nothing. */
  displaces:
    | { kind: 'product'; factor: string; gramsPerPiece: number }
    | { kind: 'virgin-plastic'; share: number }
    | { kind: 'none'; why: string };
  /** Life and use against the average product of the field (L / L_av, U / U_av). */
  utility: { lifeRatio: number; useRatio: number };
  /** Shares of the mass collected for recycling and for reuse after use; what happened, not what could. */
  afterUse: { recycledShare: number; reusedShare: number; recyclingEfficiency: number };
}

export interface RecipeBody extends Sourced {
  name: string;
  polymers: string[];
  productCode: string | null;
  /** Null: a recipe without limits, which is flagged wherever it is used. */
  limitsCel: { min: number; max: number } | null;
  components: { material: string; share: number }[];
}

/** Shares that are typed in percent with two decimals still sum to 1 within this, wherever they are checked. */
export const SHARE_TOLERANCE = 1e-6;

export const FATES = ['open-burning', 'dump', 'landfill', 'energy-recovery'] as const;
export type Fate = (typeof FATES)[number];

/** What would become of the plastic without the kitchen. The id is a kitchen id, or an ISO 3166-1 country in lower case. */
export interface BaselineBody extends Sourced {
  /** Shares of 1 by fate; they sum to 1. */
  shares: Record<Fate, number>;
  /** True: nobody studied this place, the shares are a proposal. */
  isDefault: boolean;
  oceanBound: { class: OceanBoundClass; ruleSet: string } | null;
}
export const OCEAN_BOUND_CLASSES = [
  'potential',
  'waterways',
  'shoreline',
  'fishing-material',
  'none',
] as const;
export type OceanBoundClass = (typeof OCEAN_BOUND_CLASSES)[number];

/** One emission factor. `key` says what (`grid-electricity`, `diesel`, `fate/open-burning`, `material/concrete`, …). */
export interface EmissionFactor extends Sourced {
  key: string;
  /** ISO 3166-1 alpha-2, or `world`. */
  region: string;
  /** kg CO2e per `per`. */
  kgCo2e: number;
  /** UCUM: `kg`, `kW.h`, `L`, `t.km`, `m3`. */
  per: string;
  year: number | null;
  /** 95 % half width, share of the value; null when no source gives one. */
  uncertainty: number | null;
}
export interface FactorSetBody extends Sourced {
  name: string;
  factors: EmissionFactor[];
}

export interface ReferenceBodies {
  polymer: PolymerBody;
  product: ProductBody;
  recipe: RecipeBody;
  baseline: BaselineBody;
  'factor-set': FactorSetBody;
}

/** One published version of one record. */
export interface ReferenceRecord<K extends ReferenceKind = ReferenceKind> {
  kind: K;
  /** Kebab case, unique within its kind; a product's and a recipe's id is the code that events use. */
  id: string;
  /** Counts from 1. */
  version: number;
  /** Calendar day `YYYY-MM-DD` from which it holds; null holds since always. */
  validFrom: string | null;
  /** RFC 3339, UTC. */
  publishedAt: string;
  publishedBy: string;
  /** Why this version. */
  note: string;
  body: ReferenceBodies[K];
}
