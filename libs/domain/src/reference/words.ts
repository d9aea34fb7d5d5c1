import {
  FATES,
  type EmissionFactor,
  type Fate,
  type OceanBoundClass,
  type PolymerBody,
  type ReferenceBodies,
  type ReferenceKind,
  type ReferenceRecord,
} from './reference.js';
import { WORLD } from './lookup.js';

export const REFERENCE_LANGUAGES = ['en', 'nl'] as const;
export type ReferenceLanguage = (typeof REFERENCE_LANGUAGES)[number];

/** One fact of a record. `key` tells the same fact of two versions. */
export interface ReferenceRow {
  key: string;
  label: string;
  value: string;
}

/** How whoever shows a record writes what is no words. */
export interface ReferenceWriter {
  /** All digits that were given. */
  exact(value: number): string;
  kilograms(grams: number): string;
  /** @param code ISO 3166-1 alpha-2 */
  country(code: string): string;
  /** @param unit UCUM, of one */
  unit(unit: string): string;
}

export interface ReferenceWords {
  kinds: Record<ReferenceKind, { one: string; many: string; means: string }>;
  fates: Record<Fate, string>;
  rules: Record<PolymerBody['rule'], string>;
  oceans: Record<OceanBoundClass, string>;
  noSource: string;
  notKnown: string;
  world: string;
  to: string;
  source: string;
  labels: Record<
    | 'name'
    | 'resinCode'
    | 'rule'
    | 'ruleNote'
    | 'density'
    | 'melt'
    | 'decomposition'
    | 'use'
    | 'piece'
    | 'unit'
    | 'displaces'
    | 'life'
    | 'intensity'
    | 'recycled'
    | 'reused'
    | 'efficiency'
    | 'product'
    | 'polymers'
    | 'limits'
    | 'default'
    | 'ocean',
    string
  >;
  varies: string;
  byMass: string;
  perPiece: (units: string) => string;
  average: (times: string) => string;
  anyProduct: string;
  noLimits: string;
  shareOf: (material: string) => string;
  wouldBe: (fate: string) => string;
  isDefault: string;
  isStudied: string;
  nobodySaid: string;
  perUnit: (kilograms: string, unit: string) => string;
  noYear: string;
  noUncertainty: string;
  ofFactor: (mass: string, factor: string) => string;
  virgin: (share: string) => string;
  nothing: (why: string) => string;
  resin: (code: string) => string;
  takesPlace: (what: string) => string;
  shortNoLimits: string;
  factors: (count: number) => string;
}

const en: ReferenceWords = {
  kinds: {
    'factor-set': {
      one: 'factor set',
      many: 'Factor sets',
      means: 'What is emitted for a unit of electricity, fuel, transport, material or waste.',
    },
    baseline: {
      one: 'baseline',
      many: 'Baselines',
      means: 'What would become of the plastic without the kitchen, by country or kitchen.',
    },
    product: {
      one: 'product',
      many: 'Products',
      means: 'What is made, what it is used for and what it takes the place of.',
    },
    recipe: {
      one: 'recipe',
      many: 'Recipes',
      means: 'What goes into a product, and the temperatures it is made at.',
    },
    polymer: {
      one: 'polymer',
      many: 'Polymers',
      means: 'What a kitchen accepts, what it must not melt, and why.',
    },
  },
  fates: {
    'open-burning': 'burned in the open',
    dump: 'left on a dump',
    landfill: 'put in a landfill',
    'energy-recovery': 'burned for energy',
  },
  rules: {
    accept: 'accept',
    'accept-with-limits': 'accept with limits',
    'sell-on': 'sell on, do not melt',
    reject: 'reject, never melt',
  },
  oceans: {
    potential: 'potential, within 50 km of the shore',
    waterways: 'waterways, within 200 m of a river',
    shoreline: 'shoreline, within 200 m of the tide',
    'fishing-material': 'fishing material',
    none: 'none: not bound for the ocean',
  },
  noSource: 'No source known',
  notKnown: 'not known',
  world: 'the world',
  to: 'to',
  source: 'Source',
  labels: {
    name: 'Name',
    resinCode: 'Resin code (ASTM D7611)',
    rule: 'Rule',
    ruleNote: 'In words',
    density: 'Density',
    melt: 'Worked at',
    decomposition: 'Decomposes at',
    use: 'Intended use',
    piece: 'A piece weighs',
    unit: 'Functional unit',
    displaces: 'Takes the place of',
    life: 'Life against the average product',
    intensity: 'Use against the average product',
    recycled: 'Recycled after use',
    reused: 'Reused after use',
    efficiency: 'Efficiency of that recycling',
    product: 'Makes',
    polymers: 'Polymers',
    limits: 'Temperature limits',
    default: 'Rests on',
    ocean: 'Ocean-bound class',
  },
  varies: 'it varies',
  byMass: 'none: counted by mass',
  perPiece: (units) => `a piece is ${units}`,
  average: (times) => `${times} × the average`,
  anyProduct: 'no product in particular',
  noLimits: 'none: every batch says so',
  shareOf: (material) => `Share of ${material}`,
  wouldBe: (fate) => `Would be ${fate}`,
  isDefault: 'a proposal, no study of the place',
  isStudied: 'a study of the place',
  nobodySaid: 'nobody said',
  perUnit: (kilograms, unit) => `${kilograms} kg CO₂e per ${unit}`,
  noYear: 'year not known',
  noUncertainty: 'uncertainty not known',
  ofFactor: (mass, factor) => `${mass} of ${factor} a piece`,
  virgin: (share) => `virgin plastic, ${share} of its mass`,
  nothing: (why) => `nothing: ${why}`,
  resin: (code) => `resin code ${code}`,
  takesPlace: (what) => `takes the place of ${what}`,
  shortNoLimits: 'no temperature limits',
  factors: (count) => (count === 1 ? '1 factor' : `${count} factors`),
};

/** What products take the place of, where it is known by a word. */
const MATERIALS_NL: Readonly<Record<string, string>> = {
  wood: 'hout',
  concrete: 'beton',
  plywood: 'multiplex',
  brick: 'baksteen',
  steel: 'staal',
};

const nl: ReferenceWords = {
  kinds: {
    'factor-set': {
      one: 'factorset',
      many: 'Factorsets',
      means: 'Wat wordt uitgestoten voor een eenheid stroom, brandstof, vervoer, materiaal of afval.',
    },
    baseline: {
      one: 'uitgangssituatie',
      many: 'Uitgangssituaties',
      means: 'Wat er zonder de keuken van het plastic zou worden, per land of keuken.',
    },
    product: {
      one: 'product',
      many: 'Producten',
      means: 'Wat wordt gemaakt, waarvoor het dient en waarvoor het in de plaats komt.',
    },
    recipe: {
      one: 'recept',
      many: 'Recepten',
      means: 'Wat in een product gaat, en bij welke temperaturen het wordt gemaakt.',
    },
    polymer: {
      one: 'kunststof',
      many: 'Kunststoffen',
      means: 'Wat een keuken aanneemt, wat zij niet mag smelten, en waarom.',
    },
  },
  fates: {
    'open-burning': 'open verbrand',
    dump: 'op een vuilnisbelt achtergelaten',
    landfill: 'op een stortplaats gebracht',
    'energy-recovery': 'voor energie verbrand',
  },
  rules: {
    accept: 'aannemen',
    'accept-with-limits': 'aannemen binnen grenzen',
    'sell-on': 'doorverkopen, niet smelten',
    reject: 'weigeren, nooit smelten',
  },
  oceans: {
    potential: 'mogelijk, binnen 50 km van de kust',
    waterways: 'waterwegen, binnen 200 m van een rivier',
    shoreline: 'kustlijn, binnen 200 m van het getij',
    'fishing-material': 'vismateriaal',
    none: 'geen: niet op weg naar zee',
  },
  noSource: 'Geen bron bekend',
  notKnown: 'niet bekend',
  world: 'de wereld',
  to: 'tot',
  source: 'Bron',
  labels: {
    name: 'Naam',
    resinCode: 'Harscode (ASTM D7611)',
    rule: 'Regel',
    ruleNote: 'In woorden',
    density: 'Dichtheid',
    melt: 'Bewerkt bij',
    decomposition: 'Ontleedt bij',
    use: 'Bedoeld gebruik',
    piece: 'Een stuk weegt',
    unit: 'Functionele eenheid',
    displaces: 'Komt in de plaats van',
    life: 'Levensduur tegenover het gemiddelde product',
    intensity: 'Gebruik tegenover het gemiddelde product',
    recycled: 'Gerecycled na gebruik',
    reused: 'Hergebruikt na gebruik',
    efficiency: 'Rendement van die recycling',
    product: 'Maakt',
    polymers: 'Kunststoffen',
    limits: 'Temperatuurgrenzen',
    default: 'Rust op',
    ocean: 'Klasse op weg naar zee',
  },
  varies: 'wisselt',
  byMass: 'geen: geteld naar massa',
  perPiece: (units) => `een stuk is ${units}`,
  average: (times) => `${times} × het gemiddelde`,
  anyProduct: 'geen product in het bijzonder',
  noLimits: 'geen: elke partij zegt dat',
  shareOf: (material) => `Aandeel ${material}`,
  wouldBe: (fate) => `Zou worden ${fate}`,
  isDefault: 'een voorstel, geen studie van de plaats',
  isStudied: 'een studie van de plaats',
  nobodySaid: 'niemand zei het',
  perUnit: (kilograms, unit) => `${kilograms} kg CO₂e per ${unit}`,
  noYear: 'jaar niet bekend',
  noUncertainty: 'onzekerheid niet bekend',
  ofFactor: (mass, factor) => `${mass} ${MATERIALS_NL[factor] ?? factor} per stuk`,
  virgin: (share) => `nieuw plastic, ${share} van de massa`,
  nothing: (why) => `niets: ${why}`,
  resin: (code) => `harscode ${code}`,
  takesPlace: (what) => `komt in de plaats van ${what}`,
  shortNoLimits: 'geen temperatuurgrenzen',
  factors: (count) => (count === 1 ? '1 factor' : `${count} factoren`),
};

/** Reference data in words: for lists, records and what changed between versions. */
export const REFERENCE_WORDS: Record<ReferenceLanguage, ReferenceWords> = { en, nl };

const row = (key: string, label: string, value: string): ReferenceRow => ({ key, label, value });

/** As many digits as were given: 0.49999 must not read 50 %. */
export const exactShare = (share: number, { exact }: Pick<ReferenceWriter, 'exact'>): string =>
  `${exact(Number((share * 100).toFixed(8)))} %`;

export function factorWords(
  { kgCo2e, per }: EmissionFactor,
  words: ReferenceWords,
  write: ReferenceWriter,
): string {
  return words.perUnit(write.exact(kgCo2e), write.unit(per));
}
export function regionWords(region: string, words: ReferenceWords, write: ReferenceWriter): string {
  return region === WORLD ? words.world : write.country(region);
}

function rangeWords(
  limits: { min: number; max: number } | null,
  unit: string,
  words: ReferenceWords,
  { exact }: ReferenceWriter,
): string {
  if (limits === null) return words.notKnown;
  const { min, max } = limits;
  return `${min === max ? exact(min) : `${exact(min)} ${words.to} ${exact(max)}`} ${unit}`;
}

function displaced(
  displaces: ReferenceBodies['product']['displaces'],
  words: ReferenceWords,
  write: ReferenceWriter,
): string {
  switch (displaces.kind) {
    case 'product':
      return words.ofFactor(
        write.kilograms(displaces.gramsPerPiece),
        displaces.factor.replace('material/', ''),
      );
    case 'virgin-plastic':
      return words.virgin(exactShare(displaces.share, write));
    case 'none':
      return words.nothing(displaces.why);
  }
}

type Rows<K extends ReferenceKind> = (
  body: ReferenceBodies[K],
  words: ReferenceWords,
  write: ReferenceWriter,
) => ReferenceRow[];

const ROWS: { [K in ReferenceKind]: Rows<K> } = {
  polymer: (body, words, write) => [
    row('name', words.labels.name, body.name),
    row('resinCode', words.labels.resinCode, write.exact(body.resinCode)),
    row('rule', words.labels.rule, words.rules[body.rule]),
    row('ruleNote', words.labels.ruleNote, body.ruleNote),
    row('density', words.labels.density, rangeWords(body.densityGPerCm3, 'g/cm³', words, write)),
    row('melt', words.labels.melt, rangeWords(body.meltCel, '°C', words, write)),
    row('decomposition', words.labels.decomposition, rangeWords(body.decompositionCel, '°C', words, write)),
  ],
  product: (body, words, write) => [
    row('name', words.labels.name, body.name),
    row('use', words.labels.use, body.intendedUse),
    row(
      'piece',
      words.labels.piece,
      body.pieceGrams === null ? words.varies : write.kilograms(body.pieceGrams),
    ),
    row(
      'unit',
      words.labels.unit,
      body.functionalUnit === null
        ? words.byMass
        : words.perPiece(`${write.exact(body.functionalUnit.perPiece)} ${body.functionalUnit.unit}`),
    ),
    row('displaces', words.labels.displaces, displaced(body.displaces, words, write)),
    row('life', words.labels.life, words.average(write.exact(body.utility.lifeRatio))),
    row('intensity', words.labels.intensity, words.average(write.exact(body.utility.useRatio))),
    row('recycled', words.labels.recycled, exactShare(body.afterUse.recycledShare, write)),
    row('reused', words.labels.reused, exactShare(body.afterUse.reusedShare, write)),
    row('efficiency', words.labels.efficiency, exactShare(body.afterUse.recyclingEfficiency, write)),
  ],
  recipe: (body, words, write) => [
    row('name', words.labels.name, body.name),
    row('product', words.labels.product, body.productCode ?? words.anyProduct),
    row('polymers', words.labels.polymers, body.polymers.join(', ')),
    row(
      'limits',
      words.labels.limits,
      body.limitsCel === null ? words.noLimits : rangeWords(body.limitsCel, '°C', words, write),
    ),
    ...body.components.map(({ material, share }) =>
      row(`component ${material}`, words.shareOf(material), exactShare(share, write)),
    ),
  ],
  baseline: (body, words, write) => [
    ...FATES.map((fate) => row(fate, words.wouldBe(words.fates[fate]), exactShare(body.shares[fate], write))),
    row('default', words.labels.default, body.isDefault ? words.isDefault : words.isStudied),
    row(
      'ocean',
      words.labels.ocean,
      body.oceanBound === null
        ? words.nobodySaid
        : `${words.oceans[body.oceanBound.class]} (${body.oceanBound.ruleSet})`,
    ),
  ],
  'factor-set': (body, words, write) => [
    row('name', words.labels.name, body.name),
    ...body.factors.map((factor) =>
      row(
        `factor ${factor.key} ${factor.region}`,
        `${factor.key}, ${regionWords(factor.region, words, write)}`,
        [
          factorWords(factor, words, write),
          factor.year === null ? words.noYear : String(factor.year),
          factor.uncertainty === null ? words.noUncertainty : `± ${exactShare(factor.uncertainty, write)}`,
          factor.source ?? words.noSource,
        ].join(' · '),
      ),
    ),
  ],
};

function rowsOfKind<K extends ReferenceKind>(
  kind: K,
  body: ReferenceBodies[K],
  words: ReferenceWords,
  write: ReferenceWriter,
): ReferenceRow[] {
  return ROWS[kind](body, words, write);
}

/** A record as facts, its source last. */
export function referenceRows(
  { kind, body }: ReferenceRecord,
  words: ReferenceWords,
  write: ReferenceWriter,
): ReferenceRow[] {
  return [
    ...rowsOfKind(kind, body, words, write),
    row('source', words.source, body.source ?? words.noSource),
  ];
}

/** What differs between two versions; a fact that one of them lacks is null there. */
export function referenceChanges(
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

export function isReferenceKind<K extends ReferenceKind>(
  record: ReferenceRecord,
  kind: K,
): record is ReferenceRecord<K> {
  return record.kind === kind;
}

/** One line that tells a record from its neighbours. */
export function referenceSummary(
  record: ReferenceRecord,
  words: ReferenceWords,
  write: ReferenceWriter,
): string {
  if (isReferenceKind(record, 'polymer'))
    return `${words.resin(String(record.body.resinCode))} · ${words.rules[record.body.rule]}`;
  if (isReferenceKind(record, 'product'))
    return words.takesPlace(displaced(record.body.displaces, words, write));
  if (isReferenceKind(record, 'recipe')) {
    const { polymers, limitsCel } = record.body;
    return `${polymers.join(', ')} · ${limitsCel === null ? words.shortNoLimits : rangeWords(limitsCel, '°C', words, write)}`;
  }
  if (isReferenceKind(record, 'baseline')) {
    const { shares } = record.body;
    return FATES.filter((fate) => shares[fate] > 0)
      .sort((left, right) => shares[right] - shares[left])
      .map((fate) => `${exactShare(shares[fate], write)} ${words.fates[fate]}`)
      .join(', ');
  }
  if (isReferenceKind(record, 'factor-set')) return words.factors(record.body.factors.length);
  return '';
}

/** What a record is called: a baseline has no name but its place. */
export function referenceName(
  { kind, id, body }: ReferenceRecord,
  { country }: Pick<ReferenceWriter, 'country'>,
): string {
  if ('name' in body) return body.name;
  return kind === 'baseline' && /^[a-z]{2}$/.test(id) ? country(id.toUpperCase()) : id;
}
