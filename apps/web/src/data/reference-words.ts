import { checkReference, type ReferenceView } from '@bakeloop/contracts';
import {
  FATES,
  WORLD,
  type EmissionFactor,
  type Fate,
  type OceanBoundClass,
  type PolymerBody,
  type ReferenceBodies,
  type ReferenceKind,
  type ReferenceRecord,
} from '@bakeloop/domain';
import { unitLabel, type Format } from '@bakeloop/ui';

/** Reference data in words: for lists, records and what changed between versions. */

export const KIND_WORDS: Record<ReferenceKind, { one: string; many: string; means: string; idHint: string }> =
  {
    'factor-set': {
      one: 'factor set',
      many: 'Factor sets',
      means: 'What is emitted for a unit of electricity, fuel, transport, material or waste.',
      idHint: 'a short name, such as electricity',
    },
    baseline: {
      one: 'baseline',
      many: 'Baselines',
      means: 'What would become of the plastic without the kitchen, by country or kitchen.',
      idHint: 'a country, such as ke, or the id of a kitchen',
    },
    product: {
      one: 'product',
      many: 'Products',
      means: 'What is made, what it is used for and what it takes the place of.',
      idHint: 'the product code of the batch log, such as beam-2m',
    },
    recipe: {
      one: 'recipe',
      many: 'Recipes',
      means: 'What goes into a product, and the temperatures it is made at.',
      idHint: 'the recipe id of the batch log, such as r-beam-2m',
    },
    polymer: {
      one: 'polymer',
      many: 'Polymers',
      means: 'What a kitchen accepts, what it must not melt, and why.',
      idHint: 'the code of the batch log, such as HDPE',
    },
  };
export const KINDS = Object.keys(KIND_WORDS) as ReferenceKind[];

export const FATE_WORDS: Record<Fate, string> = {
  'open-burning': 'burned in the open',
  dump: 'left on a dump',
  landfill: 'put in a landfill',
  'energy-recovery': 'burned for energy',
};
export const RULE_WORDS: Record<PolymerBody['rule'], string> = {
  accept: 'accept',
  'accept-with-limits': 'accept with limits',
  'sell-on': 'sell on, do not melt',
  reject: 'reject, never melt',
};
export const OCEAN_WORDS: Record<OceanBoundClass, string> = {
  potential: 'potential, within 50 km of the shore',
  waterways: 'waterways, within 200 m of a river',
  shoreline: 'shoreline, within 200 m of the tide',
  'fishing-material': 'fishing material',
  none: 'none: not bound for the ocean',
};

export const NO_SOURCE = 'No source known';

const UNROUNDED = new Intl.NumberFormat(undefined, { maximumFractionDigits: 10 });
const exact = (value: number): string => UNROUNDED.format(value);
/** As many digits as were given: 0.49999 must not read 50 %. */
export const exactPercent = (share: number): string => `${exact(Number((share * 100).toFixed(8)))} %`;

/** One fact of a record. `key` tells the same fact of two versions. */
export interface ReferenceRow {
  key: string;
  label: string;
  value: string;
}

const NOT_KNOWN = 'not known';
const range = (limits: { min: number; max: number } | null, unit: string): string =>
  limits === null
    ? NOT_KNOWN
    : `${limits.min === limits.max ? exact(limits.min) : `${exact(limits.min)} to ${exact(limits.max)}`} ${unit}`;

export function regionWord(region: string, format: Format): string {
  return region === WORLD ? 'the world' : format.country(region);
}
export function factorValue({ kgCo2e, per }: EmissionFactor): string {
  return `${exact(kgCo2e)} kg CO₂e per ${unitLabel(per, 1)}`;
}

const ROWS: { [K in ReferenceKind]: (body: ReferenceBodies[K], format: Format) => ReferenceRow[] } = {
  polymer: (body) => [
    row('name', 'Name', body.name),
    row('resinCode', 'Resin code (ASTM D7611)', exact(body.resinCode)),
    row('rule', 'Rule', RULE_WORDS[body.rule]),
    row('ruleNote', 'In words', body.ruleNote),
    row('density', 'Density', range(body.densityGPerCm3, 'g/cm³')),
    row('melt', 'Worked at', range(body.meltCel, '°C')),
    row('decomposition', 'Decomposes at', range(body.decompositionCel, '°C')),
  ],
  product: (body, format) => [
    row('name', 'Name', body.name),
    row('use', 'Intended use', body.intendedUse),
    row(
      'piece',
      'A piece weighs',
      body.pieceGrams === null ? 'it varies' : format.kilograms(body.pieceGrams),
    ),
    row(
      'unit',
      'Functional unit',
      body.functionalUnit === null
        ? 'none: counted by mass'
        : `a piece is ${exact(body.functionalUnit.perPiece)} ${body.functionalUnit.unit}`,
    ),
    row('displaces', 'Takes the place of', displaced(body.displaces, format)),
    row('life', 'Life against the average product', `${exact(body.utility.lifeRatio)} × the average`),
    row('intensity', 'Use against the average product', `${exact(body.utility.useRatio)} × the average`),
    row('recycled', 'Recycled after use', exactPercent(body.afterUse.recycledShare)),
    row('reused', 'Reused after use', exactPercent(body.afterUse.reusedShare)),
    row('efficiency', 'Efficiency of that recycling', exactPercent(body.afterUse.recyclingEfficiency)),
  ],
  recipe: (body) => [
    row('name', 'Name', body.name),
    row('product', 'Makes', body.productCode ?? 'no product in particular'),
    row('polymers', 'Polymers', body.polymers.join(', ')),
    row(
      'limits',
      'Temperature limits',
      body.limitsCel === null ? 'none: every batch says so' : range(body.limitsCel, '°C'),
    ),
    ...body.components.map(({ material, share }) =>
      row(`component ${material}`, `Share of ${material}`, exactPercent(share)),
    ),
  ],
  baseline: (body) => [
    ...FATES.map((fate) => row(fate, `Would be ${FATE_WORDS[fate]}`, exactPercent(body.shares[fate]))),
    row('default', 'Rests on', body.isDefault ? 'a proposal, no study of the place' : 'a study of the place'),
    row(
      'ocean',
      'Ocean-bound class',
      body.oceanBound === null
        ? 'nobody said'
        : `${OCEAN_WORDS[body.oceanBound.class]} (${body.oceanBound.ruleSet})`,
    ),
  ],
  'factor-set': (body, format) => [
    row('name', 'Name', body.name),
    ...body.factors.map((factor) =>
      row(
        `factor ${factor.key} ${factor.region}`,
        `${factor.key}, ${regionWord(factor.region, format)}`,
        [
          factorValue(factor),
          factor.year === null ? 'year not known' : String(factor.year),
          factor.uncertainty === null ? 'uncertainty not known' : `± ${exactPercent(factor.uncertainty)}`,
          factor.source ?? NO_SOURCE,
        ].join(' · '),
      ),
    ),
  ],
};

/** A record as facts, its source last. */
export function rowsOf(record: ReferenceRecord, format: Format): ReferenceRow[] {
  return [
    ...rowsOfKind(record.kind, record.body, format),
    row('source', 'Source', record.body.source ?? NO_SOURCE),
  ];
}

function rowsOfKind<K extends ReferenceKind>(
  kind: K,
  body: ReferenceBodies[K],
  format: Format,
): ReferenceRow[] {
  return ROWS[kind](body, format);
}

/** What differs between two versions; a fact that one of them lacks is null there. */
export function changesOf(
  before: readonly ReferenceRow[],
  after: readonly ReferenceRow[],
): { label: string; before: string | null; after: string | null }[] {
  const old = new Map(before.map((fact) => [fact.key, fact]));
  const now = new Set(after.map(({ key }) => key));
  return [
    ...after
      .filter(({ key, value }) => old.get(key)?.value !== value)
      .map(({ key, label, value }) => ({ label, before: old.get(key)?.value ?? null, after: value })),
    ...before
      .filter(({ key }) => !now.has(key))
      .map(({ label, value }) => ({ label, before: value, after: null })),
  ];
}

/** One line that tells a record from its neighbours. */
export function summaryOf(record: ReferenceRecord, format: Format): string {
  if (isKind(record, 'polymer'))
    return `resin code ${String(record.body.resinCode)} · ${RULE_WORDS[record.body.rule]}`;
  if (isKind(record, 'product')) return `takes the place of ${displaced(record.body.displaces, format)}`;
  if (isKind(record, 'recipe')) {
    const { polymers, limitsCel } = record.body;
    return `${polymers.join(', ')} · ${limitsCel === null ? 'no temperature limits' : range(limitsCel, '°C')}`;
  }
  if (isKind(record, 'baseline')) {
    const { shares } = record.body;
    return FATES.filter((fate) => shares[fate] > 0)
      .sort((left, right) => shares[right] - shares[left])
      .map((fate) => `${exactPercent(shares[fate])} ${FATE_WORDS[fate]}`)
      .join(', ');
  }
  if (isKind(record, 'factor-set')) return format.count(record.body.factors.length, 'factor');
  return '';
}

/** What a record is called: a baseline has no name but its place. */
export function nameOf({ kind, id, body }: ReferenceRecord, format: Format): string {
  if ('name' in body) return body.name;
  return kind === 'baseline' && /^[a-z]{2}$/.test(id) ? format.country(id.toUpperCase()) : id;
}

/** A problem of the wire's schema names a field by its path, `factors.0.kgCo2e: …`; a person reads `factors 1 kg CO2e: …`. */
export function plainProblem(problem: string): string {
  return problem.replace(/^[a-z][\w-]*(\.[\w-]+)*(?=: )/i, (path) =>
    path
      .split('.')
      .map((step) => (/^\d+$/.test(step) ? String(Number(step) + 1) : wordsOfName(step)))
      .join(' '),
  );
}
const wordsOfName = (name: string): string =>
  name === 'kgCo2e' ? 'kg CO₂e' : name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Records as the server answers them, with their bodies read; one whose body this page does not understand is left out. */
export function recordsFrom(views: readonly ReferenceView[]): ReferenceRecord[] {
  return views.flatMap((view) => {
    const { body } = checkReference(view.kind, view.id, view.body, []);
    return body === null ? [] : [{ ...view, body }];
  });
}

export function isKind<K extends ReferenceKind>(
  record: ReferenceRecord,
  kind: K,
): record is ReferenceRecord<K> {
  return record.kind === kind;
}

function row(key: string, label: string, value: string): ReferenceRow {
  return { key, label, value };
}

function displaced(displaces: ReferenceBodies['product']['displaces'], format: Format): string {
  switch (displaces.kind) {
    case 'product':
      return `${format.kilograms(displaces.gramsPerPiece)} of ${displaces.factor.replace('material/', '')} a piece`;
    case 'virgin-plastic':
      return `virgin plastic, ${exactPercent(displaces.share)} of its mass`;
    case 'none':
      return `nothing: ${displaces.why}`;
  }
}
