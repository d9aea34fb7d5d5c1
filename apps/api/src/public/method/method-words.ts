import type { PublicLanguage } from '@bakeloop/contracts';
import { DATA_QUALITY_WORDS, METRIC_GROUP_NAMES, type MetricGroup } from '@bakeloop/domain';

/** What the pages of the method and of one figure say around what the metrics say themselves. */
interface MethodPageWords {
  title: string;
  lead: string;
  groups: Record<MetricGroup, string>;
  figures: (count: number, version: string) => string;
  share: string;
  additive: string;
  fromSums: string;
  better: Record<'higher' | 'lower', string>;
  sources: string;
  noSource: string;
  pitfalls: string;
  example: string;
  exampleFrom: (source: string) => string;
  result: string;
  only: (dimension: string) => string;
  toFigure: string;
  inApp: string;

  asked: string;
  whose: string;
  all: string;
  of: (name: string) => string;
  from: string;
  until: string;
  knownOn: string;
  show: string;
  allTime: string;
  between: (from: string | null, to: string | null) => string;
  asKnown: (day: string) => string;
  notKnown: string;
  range: string;
  rangeOf: (low: string, high: string) => string;
  noRange: string;
  conservative: string;
  lowerBound: string;
  quality: string;
  qualities: typeof DATA_QUALITY_WORDS;
  method: string;
  factorSets: string;
  none: string;
  coverage: string;
  batches: (finished: string, flagged: string | null) => string;
  withEnergy: (share: string) => string;
  events: (share: string) => string;
  moisture: (share: string) => string;
  partOf: (part: string, whole: string) => string;
  parts: string;
  part: string;
  value: string;
  made: string;
  input: string;
  means: string;
  here: string;
  noInput: string;
  evidence: string;
  evidenceText: string;
  restated: string;
  restatedText: string;
  data: string;
}

const en: MethodPageWords = {
  title: 'How every number is made',
  lead: 'Each figure in words, as a formula, with its sources, the ways it misleads, and a worked example.',
  groups: METRIC_GROUP_NAMES,
  figures: (count, version) => `${count} figures, method ${version}.`,
  share: 'a share',
  additive: 'kitchens add up',
  fromSums: 'computed from sums, never averaged',
  better: { higher: 'more is better', lower: 'less is better' },
  sources: 'Sources',
  noSource: 'No source is known for this figure: it is our own choice.',
  pitfalls: 'How this number misleads',
  example: 'Worked example',
  exampleFrom: (source) => `Example from: ${source}`,
  result: 'Result',
  only: (dimension) => `only ${dimension}`,
  toFigure: 'This figure over all kitchens',
  inApp: 'The same page with search, step by step computation and live numbers',
  asked: 'What is asked for',
  whose: 'Whose',
  all: 'All kitchens',
  of: (name) => `Product: ${name}`,
  from: 'From',
  until: 'Until, included',
  knownOn: 'As it was known on',
  show: 'Show',
  allTime: 'of all time',
  between: (from, to) =>
    from === null ? `up to ${to}` : to === null ? `since ${from}` : from === to ? from : `${from} to ${to}`,
  asKnown: (day) => `as it was known on ${day}`,
  notKnown: 'Not known',
  range: 'Range (95 %)',
  rangeOf: (low, high) => `${low} to ${high}`,
  noRange: 'no uncertainty is known',
  conservative: 'Conservative figure, for public use',
  lowerBound: 'lower 95 % bound',
  quality: 'Quality of the data',
  qualities: DATA_QUALITY_WORDS,
  method: 'Method',
  factorSets: 'Factor sets',
  none: 'none behind it',
  coverage: 'What is behind it',
  batches: (finished, flagged) =>
    `${finished} batches finished${flagged === null ? '' : `, ${flagged} of them to be looked at`}`,
  withEnergy: (share) => `${share} with their energy measured`,
  events: (share) => `${share} reports that kitchens numbered have arrived`,
  moisture: (share) => `${share} deliveries with their moisture measured`,
  partOf: (part, whole) => `${part} of ${whole}`,
  parts: 'Taken apart',
  part: 'Part',
  value: 'Value',
  made: 'How it is made',
  input: 'Input',
  means: 'What it is',
  here: 'Here',
  noInput: 'None of its inputs is known here.',
  evidence: 'Evidence',
  evidenceText:
    'Every figure is the sum of batches and events. Those of all kitchens are shown to staff, those of one kitchen to its own people and its sponsors. The formula is for everybody.',
  restated: 'What changed',
  restatedText: 'Numbers that had been published and were restated, with why and by how much.',
  data: 'The same for programs',
};

const nl: MethodPageWords = {
  title: 'Hoe elk getal tot stand komt',
  lead: 'Elk getal in woorden, als formule, met zijn bronnen, de manieren waarop het misleidt, en een uitgewerkt voorbeeld.',
  groups: {
    mass: 'Massa',
    'recycled-content': 'Gerecycled aandeel',
    circularity: 'Circulariteit',
    'energy-and-water': 'Energie en water',
    'greenhouse-gases': 'Broeikasgassen',
    diversion: 'Omgeleid plastic',
    effectiveness: 'Gebruik van de machines',
    people: 'Mensen',
  },
  figures: (count, version) => `${count} getallen, methode ${version}.`,
  share: 'een aandeel',
  additive: 'keukens tellen op',
  fromSums: 'berekend uit sommen, nooit gemiddeld',
  better: { higher: 'meer is beter', lower: 'minder is beter' },
  sources: 'Bronnen',
  noSource: 'Voor dit getal is geen bron bekend: het is onze eigen keuze.',
  pitfalls: 'Hoe dit getal misleidt',
  example: 'Uitgewerkt voorbeeld',
  exampleFrom: (source) => `Voorbeeld uit: ${source}`,
  result: 'Uitkomst',
  only: (dimension) => `alleen ${dimension}`,
  toFigure: 'Dit getal over alle keukens',
  inApp: 'Dezelfde pagina met zoeken, stap voor stap rekenen en live getallen (Engels)',
  asked: 'Wat is gevraagd',
  whose: 'Van wie',
  all: 'Alle keukens',
  of: (name) => `Product: ${name}`,
  from: 'Van',
  until: 'Tot en met',
  knownOn: 'Zoals bekend op',
  show: 'Toon',
  allTime: 'van alle tijd',
  between: (from, to) =>
    from === null
      ? `tot en met ${to}`
      : to === null
        ? `sinds ${from}`
        : from === to
          ? from
          : `${from} tot en met ${to}`,
  asKnown: (day) => `zoals bekend op ${day}`,
  notKnown: 'Niet bekend',
  range: 'Marge (95 %)',
  rangeOf: (low, high) => `${low} tot ${high}`,
  noRange: 'er is geen onzekerheid bekend',
  conservative: 'Voorzichtig getal, om te noemen',
  lowerBound: 'ondergrens, 95 %',
  quality: 'Kwaliteit van de gegevens',
  qualities: {
    measured: { word: 'Gemeten', means: 'afgelezen van weegschalen en meters' },
    calculated: { word: 'Berekend', means: 'gerekend uit wat is gemeten' },
    estimated: { word: 'Geschat', means: 'rust deels op wat niet is gemeten' },
    default: { word: 'Standaard', means: 'rust deels op een standaardwaarde zonder bron voor deze plaats' },
  },
  method: 'Methode',
  factorSets: 'Factorsets',
  none: 'geen erachter',
  coverage: 'Wat erachter staat',
  batches: (finished, flagged) =>
    `${finished} partijen afgerond${flagged === null ? '' : `, waarvan ${flagged} na te kijken`}`,
  withEnergy: (share) => `${share} met gemeten energie`,
  events: (share) => `${share} door keukens genummerde berichten zijn aangekomen`,
  moisture: (share) => `${share} leveringen met gemeten vocht`,
  partOf: (part, whole) => `${part} van ${whole}`,
  parts: 'In delen',
  part: 'Deel',
  value: 'Waarde',
  made: 'Hoe het tot stand komt',
  input: 'Invoer',
  means: 'Wat het is',
  here: 'Hier',
  noInput: 'Geen van de invoeren is hier bekend.',
  evidence: 'Bewijs',
  evidenceText:
    'Elk getal is de som van partijen en gebeurtenissen. Die van alle keukens ziet de staf, die van één keuken zien haar eigen mensen en haar sponsors. De formule is voor iedereen.',
  restated: 'Wat veranderde',
  restatedText: 'Getallen die gepubliceerd waren en zijn herzien, met waarom en hoeveel.',
  data: 'Hetzelfde voor programma’s',
};

export const METHOD_WORDS: Record<PublicLanguage, MethodPageWords> = { en, nl };
