import type { BatchState } from '../batch/batch.js';
import { hasAbsurdMass } from '../log/flags.js';
import type { AmountsBuilder } from '../amounts/amounts.js';
import type { BatchMeters } from '../kitchen/context.js';
import { recordAt } from '../reference/lookup.js';
import { FATES, type ReferenceRecord } from '../reference/reference.js';
import type { BatchPlace } from './batch-place.js';
import { fateShares } from './diversion.js';
import { dieselBurned } from './energy.js';
import { FactorBook, type FactorWanted } from './factor-book.js';
import { emissionLine, type EmissionLine, type EmissionPart } from './greenhouse-gas.js';
import { madeProducts, recycledPolymers } from './made.js';
import { noBaseline } from './batch-diversion.js';

const FATE_WORDS = {
  'open-burning': 'plastic burned in the open',
  dump: 'plastic on a dump',
  landfill: 'plastic in a landfill',
  'energy-recovery': 'plastic burned for energy',
} as const;

/** What is emitted for a batch, line by line; a missing factor, meter or count is a gap and no line. */
interface Account {
  state: BatchState;
  at: BatchPlace;
  book: FactorBook;
  lines: Record<EmissionPart, EmissionLine[]>;
  gaps: Set<string>;
}

/**
 * Adds the greenhouse gases of a finished batch. It counts wholly or not at all: with one factor, meter or count missing,
 * its good product goes to `ghgUnknownGoodGrams` and the gaps say what to do about it.
 * @param recycledGrams new recycled plastic in its good product
 * @param baseline null when there is none; without recycled plastic none is needed
 * @throws RangeError when the shares of the baseline do not sum to 1
 */
export function addGreenhouseGases(
  into: AmountsBuilder,
  state: BatchState,
  recycledGrams: number,
  meters: BatchMeters | null,
  baseline: ReferenceRecord<'baseline'> | null,
  at: BatchPlace,
): string[] {
  const book = new FactorBook(at.context.reference, at.country, at.day);
  const account: Account = {
    state,
    at,
    book,
    lines: { baseline: [], displaced: [], project: [] },
    gaps: new Set(),
  };
  if (hasAbsurdMass(state.flags))
    account.gaps.add(
      'the greenhouse gases are not known: a mass in the batch, or behind it, is more than a scale carries: correct it',
    );
  if (recycledGrams > 0)
    if (baseline === null) account.gaps.add(noBaseline(at));
    else baselineLines(account, recycledGrams, baseline);
  const functionalUnits = displacedLines(account, recycledGrams);
  energyLines(account, meters);
  materialLines(account);
  const gaps = [...account.gaps, ...book.gaps];
  if (gaps.length > 0) {
    into.add('ghgUnknownGoodGrams', state.goodGrams);
    return gaps;
  }

  into.add('ghgBatchCount', 1).add('ghgGoodGrams', state.goodGrams);
  if (baseline?.body.isDefault === true || book.restsOnDefault) into.add('ghgDefaultBatchCount', 1);
  addLines(into, account.lines.baseline, 'ghgBaselineMg', 'ghgBaselineSpreadMg');
  addLines(into, account.lines.displaced, 'ghgDisplacedMg', 'ghgDisplacedSpreadMg');
  addLines(into, account.lines.project, 'ghgProjectMg', 'ghgProjectSpreadMg');
  for (const [unit, count] of functionalUnits) into.add('functionalMilliUnits', count * 1000, unit);
  for (const set of book.sets) into.add('factorSetBatchCount', 1, set);
  return [];
}

const MG_PER_KG = 1e6;

function addLines(
  into: AmountsBuilder,
  lines: readonly EmissionLine[],
  quantity: 'ghgBaselineMg' | 'ghgDisplacedMg' | 'ghgProjectMg',
  spread: 'ghgBaselineSpreadMg' | 'ghgDisplacedSpreadMg' | 'ghgProjectSpreadMg',
): void {
  const byDimension = new Map<string, number>();
  let spreadKg = 0;
  for (const line of lines) {
    byDimension.set(line.dimension, (byDimension.get(line.dimension) ?? 0) + line.kgCo2e);
    // Factors are the same for every line, so their errors do not cancel: they add up.
    spreadKg += line.spreadKg;
  }
  for (const [dimension, kgCo2e] of byDimension) into.add(quantity, kgCo2e * MG_PER_KG, dimension);
  into.add(spread, spreadKg * MG_PER_KG);
}

/** Adds one line; nothing of something needs no factor. */
function add(
  account: Account,
  part: EmissionPart,
  dimension: string,
  amount: number,
  factor: FactorWanted,
): void {
  if (amount === 0) return;
  const found = account.book.find(factor);
  if (found !== null) account.lines[part].push(emissionLine(part, dimension, amount, found));
}

function baselineLines(account: Account, recycledGrams: number, baseline: ReferenceRecord<'baseline'>): void {
  const shares = fateShares(baseline);
  for (const fate of FATES)
    for (const [polymer, share] of recycledPolymers(account.state))
      add(account, 'baseline', fate, (recycledGrams / 1000) * shares[fate] * share, {
        key: `fate/${fate}`,
        words: FATE_WORDS[fate],
        per: 'kg',
        detail: polymer,
      });
}

/**
 * Either the building product that a piece takes the place of, or the virgin plastic that granulate takes the place of.
 * Granulate of an earlier batch already took the place of virgin plastic there, so here only the rest of the feed counts.
 * Of product that weighs more than was fed only the part that was fed counts, as with the recycled plastic in it.
 * @returns functional units made, by unit; product without one counts in kilograms
 */
function displacedLines(account: Account, recycledGrams: number): Map<string, number> {
  const { state, at, gaps } = account;
  const units = new Map<string, number>();
  const fedShare = Math.min(1, state.feedGrams / state.goodGrams);
  const newShare = fedShare * (1 - Math.min(1, state.feedstock.ownGoodGrams / state.feedGrams));
  for (const { code, goodGrams, goodPieces } of madeProducts(state)) {
    if (goodGrams === 0) continue;
    const product = code === null ? null : recordAt(at.context.reference, 'product', code, at.day);
    if (product === null) {
      gaps.add(
        code === null
          ? 'a product of this batch is not named: log its product code'
          : `product ${code} is not known on ${at.day}: publish it under Reference data`,
      );
      continue;
    }
    const { displaces, functionalUnit } = product.body;
    if (goodPieces === null && (displaces.kind === 'product' || functionalUnit !== null)) {
      gaps.add(`the pieces of ${product.id} were not counted: log how many there are`);
      continue;
    }
    const pieces = goodPieces ?? 0;
    if (displaces.kind === 'product')
      add(account, 'displaced', displaces.factor, ((pieces * displaces.gramsPerPiece) / 1000) * newShare, {
        key: displaces.factor,
        words: displaces.factor.slice(displaces.factor.indexOf('/') + 1),
        per: 'kg',
      });
    if (displaces.kind === 'virgin-plastic') {
      const recycledKg = (recycledGrams * goodGrams) / state.goodGrams / 1000;
      for (const [polymer, share] of recycledPolymers(state))
        add(account, 'displaced', 'virgin-plastic', recycledKg * share * displaces.share, {
          key: 'virgin-plastic',
          words: 'virgin plastic',
          per: 'kg',
          detail: polymer,
        });
    }
    const [unit, count] =
      functionalUnit === null
        ? ['kg', goodGrams / 1000]
        : [functionalUnit.unit, pieces * functionalUnit.perPiece];
    units.set(unit, (units.get(unit) ?? 0) + count * fedShare);
  }
  return units;
}

function energyLines(account: Account, meters: BatchMeters | null): void {
  if (meters === null || 'reason' in meters) {
    account.gaps.add(`the energy of the batch is not known: ${meters?.reason ?? 'it has no meter'}`);
    return;
  }
  const { grid, pv } = meters.energyWh;
  add(account, 'project', 'grid', grid / 1000, {
    key: 'grid-electricity',
    words: 'grid electricity',
    per: 'kW.h',
  });
  add(account, 'project', 'pv', pv / 1000, {
    key: 'pv-electricity',
    words: 'solar electricity',
    per: 'kW.h',
  });
  const diesel = dieselBurned(meters);
  add(
    account,
    'project',
    'diesel',
    diesel.amount,
    diesel.unit === 'L'
      ? { key: 'diesel', words: 'diesel', per: 'L' }
      : { key: 'diesel-electricity', words: 'electricity from diesel', per: 'kW.h' },
  );
}

/** What was brought in, what was bought in, water, and what went to waste. */
function materialLines(account: Account): void {
  const { state, gaps } = account;
  const { provenance } = state;
  if (!provenance.traced)
    gaps.add('the transport of the batch is not known: some recycled flake is not traced to a delivery');
  else if (provenance.tonneKilometres === null)
    gaps.add(
      'the transport of the batch is not known: a delivery behind it does not say its kilometres (0 when carried)',
    );
  else
    add(account, 'project', 'transport', provenance.tonneKilometres, {
      key: 'transport/van',
      words: 'transport by van',
      per: 't.km',
    });
  if (provenance.litresFresh === null)
    gaps.add('the water of the batch is not known: a washing step behind it does not say its litres');
  else
    add(account, 'project', 'water', provenance.litresFresh / 1000, {
      key: 'water-supply',
      words: 'water supply',
      per: 'm3',
    });

  for (const { material, polymer, origin, grams } of state.inputs) {
    if (material === 'flake' && origin === 'virgin')
      add(account, 'project', 'virgin plastic', grams / 1000, {
        key: 'material/plastic',
        words: 'virgin plastic',
        per: 'kg',
        detail: polymer ?? null,
      });
    // Flake of waste and own scrap bring their burden with their delivery.
    if (material === 'flake' || material === 'regrind') continue;
    add(account, 'project', material, grams / 1000, {
      key: `material/${material}`,
      words: material,
      per: 'kg',
    });
  }

  // Purge and residue say no fate: what lies in no lot goes to the landfill. What is stored or given back is no waste,
  // nor is water.
  let landfillGrams = 0;
  for (const { kind, lotId, grams } of state.outputs)
    if ((kind === 'purge' || kind === 'residue') && lotId === undefined) landfillGrams += grams;
  let burnedGrams = 0;
  for (const { reason, fate, grams } of provenance.losses) {
    if (reason === 'moisture') continue;
    if (fate === 'landfill') landfillGrams += grams;
    if (fate === 'energy-recovery') burnedGrams += grams;
  }
  add(account, 'project', 'disposal', landfillGrams / 1000, {
    key: 'fate/landfill',
    words: FATE_WORDS.landfill,
    per: 'kg',
  });
  add(account, 'project', 'disposal', burnedGrams / 1000, {
    key: 'fate/energy-recovery',
    words: FATE_WORDS['energy-recovery'],
    per: 'kg',
  });
}
