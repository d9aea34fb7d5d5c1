import { KITCHEN_ID } from '../kitchen/kitchen-id.js';
import { MATERIALS } from '../log/events.js';
import { isCountry } from './countries.js';
import { FACTOR_FAMILIES, factorFamilyOf } from './factor-keys.js';
import { WORLD } from './lookup.js';
import {
  FATES,
  SHARE_TOLERANCE,
  type BaselineBody,
  type FactorSetBody,
  type PolymerBody,
  type ProductBody,
  type RecipeBody,
  type ReferenceBodies,
  type ReferenceKind,
  type ReferenceRecord,
} from './reference.js';

/** What speaks against publishing a record, and what its author should know before. Sentences for staff. */
export interface ReferenceReview {
  /** It cannot be published. */
  problems: string[];
  /** It can, and these are shown beside the form. */
  warnings: string[];
}

/** Everything that the other records say; the newest version of each counts. */
interface Known {
  polymers: ReadonlyMap<string, PolymerBody>;
  productCodes: ReadonlySet<string>;
  factorKeys: ReadonlySet<string>;
}

/** Far beyond any product or factor that we know (our choice): more is a slip of the unit. */
const MOST_RATIO = 1_000;
const MOST_GRAMS = 1_000_000_000;
const MOST_UNITS = 1_000_000;
const MOST_KG_CO2E = 1_000_000;
const EARLIEST_YEAR = 1990;
const LATEST_YEAR = 2100;
const COUNTRY_ID = /^[a-z]{2}$/;

const REVIEWS: {
  [K in ReferenceKind]: (body: ReferenceBodies[K], review: ReferenceReview, known: Known, id: string) => void;
} = {
  polymer: reviewPolymer,
  product: reviewProduct,
  recipe: reviewRecipe,
  baseline: (body, review, _known, id) => reviewBaseline(body, review, id),
  'factor-set': reviewFactorSet,
};

/**
 * Checks a body before it is published, against what the other records say. The shape is what the wire schemas check.
 * @param id of the record: a baseline's id must be a country or a kitchen
 * @param records the published records that it may refer to: recipes name polymers, products name factors
 */
export function reviewReference<K extends ReferenceKind>(
  kind: K,
  id: string,
  body: ReferenceBodies[K],
  records: readonly ReferenceRecord[],
): ReferenceReview {
  const review: ReferenceReview = { problems: [], warnings: [] };
  if (id !== id.trim()) review.problems.push(`The id "${id}" begins or ends with a space.`);
  if (body.source === null)
    review.warnings.push('No source is given: every page that uses this record says so.');
  REVIEWS[kind](body, review, knownFrom(records), id);
  return review;
}

function knownFrom(records: readonly ReferenceRecord[]): Known {
  const newest = new Map<string, ReferenceRecord>();
  for (const record of records) {
    const key = `${record.kind}/${record.id}`;
    if ((newest.get(key)?.version ?? 0) < record.version) newest.set(key, record);
  }
  const polymers = new Map<string, PolymerBody>();
  const productCodes = new Set<string>();
  const factorKeys = new Set<string>();
  for (const record of newest.values()) {
    if (isKind(record, 'polymer')) polymers.set(record.id, record.body);
    if (isKind(record, 'product')) productCodes.add(record.id);
    if (isKind(record, 'factor-set')) for (const { key } of record.body.factors) factorKeys.add(key);
  }
  return { polymers, productCodes, factorKeys };
}

function isKind<K extends ReferenceKind>(record: ReferenceRecord, kind: K): record is ReferenceRecord<K> {
  return record.kind === kind;
}

function reviewPolymer(body: PolymerBody, { problems }: ReferenceReview): void {
  if (!Number.isInteger(body.resinCode) || body.resinCode < 1 || body.resinCode > 7)
    problems.push(`The resin code is 1 to 7 (ASTM D7611), not ${body.resinCode}.`);
  const { densityGPerCm3: density, meltCel, decompositionCel } = body;
  checkRange('density', density, 'g/cm³', problems);
  checkRange('melt temperature', meltCel, '°C', problems);
  checkRange('decomposition temperature', decompositionCel, '°C', problems);
  if (density && !(density.min > 0)) problems.push('A density is above 0 g/cm³.');
  if (meltCel && decompositionCel && meltCel.max >= decompositionCel.min)
    problems.push(
      `It would be melted at up to ${meltCel.max} °C, where it already decomposes (from ${decompositionCel.min} °C on).`,
    );
  if (body.rule !== 'reject' && body.rule !== 'sell-on' && meltCel === null)
    problems.push('A polymer that is accepted needs the range of temperatures in which it is melted.');
}

function reviewProduct(body: ProductBody, { problems }: ReferenceReview, known: Known): void {
  const { pieceGrams, functionalUnit, displaces, utility, afterUse } = body;
  if (pieceGrams !== null) checkGrams('The mass of a piece', pieceGrams, problems);
  if (functionalUnit && !isAboveZero(functionalUnit.perPiece))
    problems.push(`A piece is more than 0 ${functionalUnit.unit}, not ${functionalUnit.perPiece}.`);
  else if (functionalUnit && functionalUnit.perPiece > MOST_UNITS)
    problems.push(
      `A piece is at most ${inWords(MOST_UNITS)} ${functionalUnit.unit}, not ${functionalUnit.perPiece}: is it per piece?`,
    );
  if (displaces.kind === 'product') {
    checkGrams('The mass that a piece displaces', displaces.gramsPerPiece, problems);
    if (factorFamilyOf(displaces.factor) !== 'material')
      problems.push(
        `A displaced product is reckoned with a factor of a material, such as material/concrete, not with "${displaces.factor}".`,
      );
    else if (!known.factorKeys.has(displaces.factor))
      problems.push(`No factor set has "${displaces.factor}". Publish that factor first.`);
  } else if (displaces.kind === 'virgin-plastic') {
    checkShare('The share of virgin plastic displaced', displaces.share, problems);
  }
  checkRatio('The life against the average product', utility.lifeRatio, problems);
  checkRatio('The use against the average product', utility.useRatio, problems);
  checkShare('The share recycled after use', afterUse.recycledShare, problems);
  checkShare('The share reused after use', afterUse.reusedShare, problems);
  checkShare('The efficiency of recycling after use', afterUse.recyclingEfficiency, problems);
  if (afterUse.recyclingEfficiency === 0)
    problems.push('The efficiency of recycling after use is above 0: nothing could come of it.');
  const collected = afterUse.recycledShare + afterUse.reusedShare;
  if (collected > 1 + SHARE_TOLERANCE)
    problems.push(
      `Recycled and reused after use are together ${percent(collected)}; no more than 100 % can be.`,
    );
}

function reviewRecipe(body: RecipeBody, { problems, warnings }: ReferenceReview, known: Known): void {
  if (body.polymers.length === 0) problems.push('A recipe names at least one polymer.');
  checkRange('temperature', body.limitsCel, '°C', problems);
  for (const code of new Set(body.polymers)) {
    const polymer = known.polymers.get(code);
    if (!polymer) {
      const list = [...known.polymers.keys()].sort().join(', ');
      problems.push(`"${code}" is not a known polymer. Known are ${list || 'none yet'}.`);
      continue;
    }
    if (polymer.rule === 'reject') problems.push(`${code} is never melted. ${polymer.ruleNote}`);
    if (polymer.rule === 'sell-on') warnings.push(`${code}: ${polymer.ruleNote}`);
    checkHeat(code, polymer, body.limitsCel, { problems, warnings });
  }
  if (body.polymers.length > new Set(body.polymers).size) problems.push('A polymer is named twice.');
  if (body.limitsCel === null)
    warnings.push('The recipe has no temperature limits: every batch that uses it says so.');
  if (body.productCode !== null && !known.productCodes.has(body.productCode))
    warnings.push(`There is no product "${body.productCode}" yet.`);
  for (const { material, share } of body.components) {
    if (!MATERIALS.some((known) => known === material))
      problems.push(`"${material}" is not a material of the batch log. It knows ${MATERIALS.join(', ')}.`);
    checkShare(`The share of ${material}`, share, problems);
  }
  checkSum(
    'The shares of the components',
    body.components.map(({ share }) => share),
    problems,
  );
}

function checkHeat(
  code: string,
  { meltCel, decompositionCel }: PolymerBody,
  limits: RecipeBody['limitsCel'],
  { problems, warnings }: ReferenceReview,
): void {
  if (limits === null) return;
  if (meltCel && limits.max < meltCel.min)
    problems.push(`${code} does not melt at ${limits.max} °C: it is worked from ${meltCel.min} °C on.`);
  else if (meltCel && limits.min < meltCel.min)
    warnings.push(`${code} is worked from ${meltCel.min} °C on; at ${limits.min} °C it may be too cold.`);
  if (decompositionCel && limits.max >= decompositionCel.min)
    problems.push(
      `${code} decomposes from ${decompositionCel.min} °C on; the upper limit is ${limits.max} °C.`,
    );
}

function reviewBaseline(body: BaselineBody, { problems, warnings }: ReferenceReview, id: string): void {
  if (COUNTRY_ID.test(id) ? !isCountry(id.toUpperCase()) : !KITCHEN_ID.test(id))
    problems.push(
      `"${id}" is neither a country (ISO 3166-1, two small letters such as ke) nor the id of a kitchen.`,
    );
  for (const fate of FATES) checkShare(`The share of ${fate}`, body.shares[fate], problems);
  checkSum(
    'The shares of the fates',
    FATES.map((fate) => body.shares[fate]),
    problems,
  );
  if (body.isDefault) warnings.push('This is a proposal and no study: figures that rest on it say so.');
  if (!body.isDefault && body.source === null)
    problems.push('A baseline that is not a proposal names the study it comes from.');
}

function reviewFactorSet(body: FactorSetBody, { problems, warnings }: ReferenceReview): void {
  if (body.factors.length === 0) problems.push('A factor set has at least one factor.');
  const seen = new Set<string>();
  for (const { key, region, kgCo2e, per, year, uncertainty } of body.factors) {
    const name = `${key} (${region})`;
    if (seen.has(`${key} ${region}`)) problems.push(`${name} is there twice.`);
    seen.add(`${key} ${region}`);
    if (region !== WORLD && !isCountry(region))
      problems.push(`${name}: "${region}" is no region. Use a country (ISO 3166-1, such as KE) or ${WORLD}.`);
    if (!Number.isFinite(kgCo2e) || kgCo2e < 0)
      problems.push(
        `${name}: a factor is 0 or more, not ${kgCo2e}. What is saved is reckoned from what is displaced.`,
      );
    else if (kgCo2e > MOST_KG_CO2E)
      problems.push(
        `${name}: a factor is at most ${inWords(MOST_KG_CO2E)} kg CO2e per ${per}, not ${kgCo2e}: nothing emits so much.`,
      );
    const family = factorFamilyOf(key);
    if (family === null) {
      const families = Object.keys(FACTOR_FAMILIES).join(', ');
      problems.push(`${name}: no figure is reckoned with this key. Keys begin with ${families}.`);
    } else {
      const { per: wanted, plausibleMost } = FACTOR_FAMILIES[family];
      if (per !== wanted) problems.push(`${name}: it is per ${wanted}, not per ${per}.`);
      if (kgCo2e > plausibleMost && kgCo2e <= MOST_KG_CO2E)
        warnings.push(
          `${name}: ${kgCo2e} kg CO2e per ${wanted} is more than any we know (${plausibleMost}). Is it in kilograms?`,
        );
    }
    if (year !== null && !(Number.isInteger(year) && year >= EARLIEST_YEAR && year <= LATEST_YEAR))
      problems.push(`${name}: the year is ${EARLIEST_YEAR} to ${LATEST_YEAR}, not ${year}.`);
    if (uncertainty !== null) checkShare(`${name}: the uncertainty`, uncertainty, problems);
  }
}

function checkShare(what: string, share: number, problems: string[]): void {
  if (!(share >= 0 && share <= 1)) problems.push(`${what} is 0 to 100 %, not ${percent(share)}.`);
}

function checkSum(what: string, shares: readonly number[], problems: string[]): void {
  const sum = shares.reduce((total, share) => total + share, 0);
  if (!(Math.abs(sum - 1) <= SHARE_TOLERANCE)) problems.push(`${what} sum to 100 %, not to ${percent(sum)}.`);
}

function checkGrams(what: string, grams: number, problems: string[]): void {
  if (!isAboveZero(grams)) problems.push(`${what} is above 0, not ${grams}.`);
  else if (grams > MOST_GRAMS)
    problems.push(`${what} is at most ${inWords(MOST_GRAMS)} g (1,000 t), not ${grams}: is it in grams?`);
}

function checkRatio(what: string, ratio: number, problems: string[]): void {
  if (!isAboveZero(ratio)) problems.push(`${what} is above 0, not ${ratio}.`);
  else if (ratio > MOST_RATIO)
    problems.push(
      `${what} is at most ${inWords(MOST_RATIO)} times it, not ${ratio}: it is a ratio, 1 is average.`,
    );
}

function inWords(most: number): string {
  return most.toLocaleString('en');
}

function isAboveZero(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

function checkRange(
  what: string,
  range: { min: number; max: number } | null,
  unit: string,
  problems: string[],
): void {
  if (range && !(range.min <= range.max))
    problems.push(`The ${what} runs from the lower to the higher: ${range.min} to ${range.max} ${unit}.`);
}

/** With as many decimals as it takes to see what is missing. */
function percent(share: number): string {
  return `${Number((share * 100).toFixed(4))} %`;
}
