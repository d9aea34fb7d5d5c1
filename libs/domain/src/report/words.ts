import {
  composeReport,
  type ReportLink,
  type ReportNumber,
  type ReportSentence,
  type SectionKey,
  type SentenceKey,
} from './compose.js';
import type { ReportFacts, ReportGrain, ReportLanguage, ReportMetric, ReportSubjectKind } from './facts.js';

/**
 * Words of a sentence: `{value}` is a number that is linked to where it is answered again, `{value|words}` the link where
 * there is none, and `<before>` the period before. Of what is counted there may be one.
 */
type Words = string | { one: string; other: string };

export interface ReportWords {
  title: Record<ReportGrain, string>;
  subject: Record<ReportSubjectKind, string>;
  before: Record<ReportGrain, string>;
  sections: Record<SectionKey, string>;
  sentences: Record<SentenceKey, Words>;
  metrics: Record<ReportMetric, string>;
  /** Around the sentences. */
  everybody: string;
  unknown: string;
  knownOn: string;
  days: string;
  restated: string;
  restatedNone: string;
  restatedAway: string;
  change: string;
  demo: string;
  page: string;
  /** In a mail that brings it. */
  mail: { read: string; attached: string; why: string };
}

const en: ReportWords = {
  title: { week: 'Week report', month: 'Month report' },
  subject: {
    kitchen: 'of a kitchen',
    organisation: 'of all kitchens of an organisation',
    sponsor: 'for a sponsor, of the kitchens that are attributed to it',
    portfolio: 'of all kitchens',
  },
  before: { week: 'the week before', month: 'the month before' },
  sections: {
    in: 'What came in',
    made: 'What was made',
    out: 'What went out',
    closure: 'Does it add up?',
    energy: 'Energy',
    carbon: 'Greenhouse gases',
    trouble: 'Trouble',
    next: 'What to do next',
  },
  sentences: {
    came: '{value} of plastic came in, weighed without its packaging.',
    'came-nothing': 'Nothing came in: deliveries add up to {value}.',
    'came-unknown': 'What came in is {value|not known}: no delivery was logged.',
    rejected: '{value} of it was refused.',
    made: '{value} of good product was made.',
    'made-nothing': 'Nothing good was made: good product adds up to {value}.',
    'made-unknown': 'What was made is {value|not known}: no batch was logged.',
    recycled: '{value} of what was fed for it was recycled plastic.',
    'recycled-unknown': 'How much of it is recycled plastic is {value|not known}.',
    sent: '{value} of product was sent out.',
    'sent-nothing': 'No product {value|was sent out}.',
    residue: '{value} went to waste after batches.',
    closes:
      'It does, within what the scales can err: the part that is not accounted for is {value}, between {low} and {high}.',
    'closes-without-bound':
      'The part that is not accounted for is {value}; how far the scales may err is not known.',
    'closes-not':
      'It does not: the part that is not accounted for is {value}, and with all that the scales may err still between {low} and {high}.',
    'closure-unknown': 'That is {value|not known}: no batch with a feed was finished.',
    energy: 'A kilogram of good product took {value} of energy.',
    'energy-unknown':
      'What a kilogram of good product took is {value|not known}: no finished batch had its meter read.',
    'net-avoided': 'At least {low} of emissions were avoided at the gate; the best estimate is {value}.',
    'net-avoided-without-bound':
      'An estimated {value} of emissions were avoided at the gate; how sure that is, is not known.',
    'net-unsure':
      'Whether emissions were avoided cannot be told: the best estimate is {value}, and it may be anything between {low} and {high}.',
    'net-emitted':
      'More was emitted than avoided at the gate: {value} more by the best estimate, between {high} and {low}.',
    'net-emitted-without-bound':
      'More was emitted than avoided at the gate: {value} more by the best estimate; how sure that is, is not known.',
    'net-unknown': 'What was avoided or emitted is {value|not known}: factors or meters are missing.',
    'net-part':
      'That is provisional: it is of {value} of the good product; of the rest factors or meters are missing.',
    'before-more': 'That is more than <before>, which had {value}.',
    'before-less': 'That is less than <before>, which had {value}.',
    'before-same': 'That is about the same as <before>, which had {value}.',
    'before-unknown': 'Of <before> it is {value|not known}.',
    'trouble-none': 'None that {value|was seen}: nothing refused, no gaps, no corrections, no check overdue.',
    'dead-letters': {
      one: '{value} record that came could not be taken.',
      other: '{value} records that came could not be taken.',
    },
    gaps: {
      one: 'A channel was silent for {value} hour in which its kitchen reported.',
      other: 'Channels were silent for {value} hours in which their kitchen reported.',
    },
    'readings-missing': {
      one: '{value} reading that should have come did not.',
      other: '{value} readings that should have come did not.',
    },
    corrections: {
      one: '{value} entry was corrected afterwards.',
      other: '{value} entries were corrected afterwards.',
    },
    'calibrations-overdue': {
      one: '{value} scale was not checked for half a year, or never.',
      other: '{value} scales were not checked for half a year, or never.',
    },
    'next-dead-letters': {
      one: 'Look at the {value} record that was refused: it is kept, and counts once its cause is mended.',
      other:
        'Look at the {value} records that were refused: they are kept, and count once their cause is mended.',
    },
    'next-gaps': {
      one: 'Find out why a channel fell silent ({value} hour): a sensor, a cable, or an interval that is declared too short.',
      other:
        'Find out why channels fell silent ({value} hours): a sensor, a cable, or an interval that is declared too short.',
    },
    'next-calibrate': {
      one: 'Check {value} scale against a known mass.',
      other: 'Check {value} scales against a known mass.',
    },
    'next-closure':
      'Look for what is missing from the balance ({value}): an output that was not weighed, or a scale that drifts.',
    'next-energy': 'Have the meter of the machine read: energy is {value|not known}.',
    'next-net':
      'Bring the {value} down: energy from a cleaner source, more product a batch, or a product that displaces more.',
    'next-nothing': 'Nothing that {value|the data} asks for. Go on like this.',
  },
  metrics: {
    'intake-net': 'Came in',
    rejected: 'Refused',
    'good-product': 'Good product',
    'recycled-content': 'Recycled content',
    dispatched: 'Sent out',
    residue: 'Waste after batches',
    'mass-balance-closure': 'Not accounted for',
    'energy-intensity': 'Energy a kilogram',
    'ghg-net-gate': 'Emissions avoided at the gate',
    'ghg-completeness': 'Completeness of the greenhouse gases',
  },
  everybody: 'All kitchens',
  unknown: 'not known',
  knownOn:
    'As it was known on {instant} UTC. Every number leads to where it is answered again, as it was known then.',
  days: '{from} to {to}, by the calendar of each kitchen',
  restated:
    'Restated since: what came or was corrected later moved these numbers. The sentences above stay as they were.',
  restatedNone: 'Nothing that was learned since moved a number of this report.',
  restatedAway:
    'Whether these numbers moved since is not told here: not every kitchen of this report is within your reach any more.',
  change: 'was {before}, is {after}',
  demo: 'Demonstration: these kitchens are simulated, and nothing here is a claim.',
  page: 'page {page} of {pages}',
  mail: {
    read: 'Read it with every number linked to where it comes from:',
    attached: 'The same is attached as PDF.',
    why: 'You asked to be mailed this report. Stop it here:',
  },
};

const nl: ReportWords = {
  title: { week: 'Weekrapport', month: 'Maandrapport' },
  subject: {
    kitchen: 'van een keuken',
    organisation: 'van alle keukens van een organisatie',
    sponsor: 'voor een sponsor, van de keukens die aan hem zijn toegerekend',
    portfolio: 'van alle keukens',
  },
  before: { week: 'de week ervoor', month: 'de maand ervoor' },
  sections: {
    in: 'Wat er binnenkwam',
    made: 'Wat er is gemaakt',
    out: 'Wat eruit ging',
    closure: 'Klopt de som?',
    energy: 'Energie',
    carbon: 'Broeikasgassen',
    trouble: 'Problemen',
    next: 'Wat nu te doen',
  },
  sentences: {
    came: 'Er kwam {value} plastic binnen, gewogen zonder verpakking.',
    'came-nothing': 'Er kwam niets binnen: de leveringen zijn samen {value}.',
    'came-unknown': 'Wat er binnenkwam is {value|niet bekend}: er is geen levering vastgelegd.',
    rejected: 'Daarvan is {value} geweigerd.',
    made: 'Er is {value} goed product gemaakt.',
    'made-nothing': 'Er is niets goeds gemaakt: het goede product is samen {value}.',
    'made-unknown': 'Wat er is gemaakt is {value|niet bekend}: er is geen batch vastgelegd.',
    recycled: '{value} van wat erin ging was gerecycled plastic.',
    'recycled-unknown': 'Hoeveel daarvan gerecycled plastic is, is {value|niet bekend}.',
    sent: 'Er is {value} product verstuurd.',
    'sent-nothing': 'Er {value|is geen product verstuurd}.',
    residue: '{value} werd afval na batches.',
    closes:
      'Ja, binnen wat de weegschalen ernaast kunnen zitten: het deel dat niet is verantwoord is {value}, tussen {low} en {high}.',
    'closes-without-bound':
      'Het deel dat niet is verantwoord is {value}; hoe ver de weegschalen ernaast kunnen zitten is niet bekend.',
    'closes-not':
      'Nee: het deel dat niet is verantwoord is {value}, en met alles wat de weegschalen ernaast kunnen zitten nog altijd tussen {low} en {high}.',
    'closure-unknown': 'Dat is {value|niet bekend}: er is geen batch met invoer afgerond.',
    energy: 'Een kilo goed product kostte {value} aan energie.',
    'energy-unknown':
      'Wat een kilo goed product kostte is {value|niet bekend}: van geen afgeronde batch is de meter gelezen.',
    'net-avoided': 'Er is ten minste {low} uitstoot vermeden aan de poort; de beste schatting is {value}.',
    'net-avoided-without-bound':
      'Er is naar schatting {value} uitstoot vermeden aan de poort; hoe zeker dat is, is niet bekend.',
    'net-unsure':
      'Of er uitstoot is vermeden valt niet te zeggen: de beste schatting is {value}, en het kan alles zijn tussen {low} en {high}.',
    'net-emitted':
      'Er is aan de poort meer uitgestoten dan vermeden: {value} meer naar beste schatting, tussen {high} en {low}.',
    'net-emitted-without-bound':
      'Er is aan de poort meer uitgestoten dan vermeden: {value} meer naar beste schatting; hoe zeker dat is, is niet bekend.',
    'net-unknown':
      'Wat er is vermeden of uitgestoten is {value|niet bekend}: er ontbreken factoren of meters.',
    'net-part':
      'Dat is voorlopig: het gaat over {value} van het goede product; van de rest ontbreken factoren of meters.',
    'before-more': 'Dat is meer dan <before>, toen was het {value}.',
    'before-less': 'Dat is minder dan <before>, toen was het {value}.',
    'before-same': 'Dat is ongeveer evenveel als <before>, toen was het {value}.',
    'before-unknown': 'Van <before> is het {value|niet bekend}.',
    'trouble-none':
      'Geen die {value|is gezien}: niets geweigerd, geen gaten, geen correcties, geen controle te laat.',
    'dead-letters': {
      one: '{value} bericht dat kwam kon niet worden aangenomen.',
      other: '{value} berichten die kwamen konden niet worden aangenomen.',
    },
    gaps: {
      one: 'Een kanaal was {value} uur stil terwijl de keuken wel iets liet weten.',
      other: 'Kanalen waren samen {value} uur stil terwijl hun keuken wel iets liet weten.',
    },
    'readings-missing': {
      one: '{value} meting die had moeten komen, kwam niet.',
      other: '{value} metingen die hadden moeten komen, kwamen niet.',
    },
    corrections: {
      one: '{value} invoer is achteraf verbeterd.',
      other: '{value} invoeren zijn achteraf verbeterd.',
    },
    'calibrations-overdue': {
      one: '{value} weegschaal is een half jaar of nog nooit gecontroleerd.',
      other: '{value} weegschalen zijn een half jaar of nog nooit gecontroleerd.',
    },
    'next-dead-letters': {
      one: 'Bekijk het {value} bericht dat is geweigerd: het is bewaard, en telt zodra de oorzaak is verholpen.',
      other:
        'Bekijk de {value} berichten die zijn geweigerd: ze zijn bewaard, en tellen zodra de oorzaak is verholpen.',
    },
    'next-gaps': {
      one: 'Zoek uit waarom een kanaal stil viel ({value} uur): een sensor, een kabel, of een interval dat te kort is opgegeven.',
      other:
        'Zoek uit waarom kanalen stil vielen ({value} uur): een sensor, een kabel, of een interval dat te kort is opgegeven.',
    },
    'next-calibrate': {
      one: 'Controleer {value} weegschaal met een bekend gewicht.',
      other: 'Controleer {value} weegschalen met een bekend gewicht.',
    },
    'next-closure':
      'Zoek wat er in de balans ontbreekt ({value}): uitvoer die niet is gewogen, of een weegschaal die verloopt.',
    'next-energy': 'Laat de meter van de machine lezen: de energie is {value|niet bekend}.',
    'next-net':
      'Breng de {value} omlaag: schonere energie, meer product per batch, of een product dat meer vervangt.',
    'next-nothing': 'Niets waar {value|de gegevens} om vragen. Ga zo door.',
  },
  metrics: {
    'intake-net': 'Binnengekomen',
    rejected: 'Geweigerd',
    'good-product': 'Goed product',
    'recycled-content': 'Gerecycled aandeel',
    dispatched: 'Verstuurd',
    residue: 'Afval na batches',
    'mass-balance-closure': 'Niet verantwoord',
    'energy-intensity': 'Energie per kilo',
    'ghg-net-gate': 'Vermeden uitstoot aan de poort',
    'ghg-completeness': 'Volledigheid van de broeikasgassen',
  },
  everybody: 'Alle keukens',
  unknown: 'niet bekend',
  knownOn:
    'Zoals bekend op {instant} UTC. Elk getal leidt naar de plek waar het opnieuw wordt beantwoord, zoals het toen bekend was.',
  days: '{from} tot en met {to}, volgens de kalender van elke keuken',
  restated:
    'Sindsdien herzien: wat later kwam of werd verbeterd heeft deze getallen verschoven. De zinnen hierboven blijven zoals ze waren.',
  restatedNone: 'Niets wat sindsdien bekend werd heeft een getal van dit rapport verschoven.',
  restatedAway:
    'Of deze getallen sindsdien zijn verschoven staat hier niet: niet elke keuken van dit rapport is nog voor u te zien.',
  change: 'was {before}, is nu {after}',
  demo: 'Demonstratie: deze keukens zijn gesimuleerd, en niets hiervan is een bewering.',
  page: 'pagina {page} van {pages}',
  mail: {
    read: 'Lees het met bij elk getal waar het vandaan komt:',
    attached: 'Hetzelfde zit erbij als PDF.',
    why: 'U hebt gevraagd dit rapport per mail te krijgen. Stop dat hier:',
  },
};

export const REPORT_WORDS: Record<ReportLanguage, ReportWords> = { en, nl };

/** A piece of a sentence; what is linked is a number, or the words that there is none. */
export interface ReportPart {
  text: string;
  link: ReportLink | null;
  /** The number that the text writes; null of plain words. */
  figure: number | null;
}
export interface WrittenSection {
  key: SectionKey;
  title: string;
  sentences: { key: SentenceKey; parts: ReportPart[] }[];
}

/** A report in words, with every number linked. */
export function writeReport(facts: ReportFacts, language: ReportLanguage): WrittenSection[] {
  const words = REPORT_WORDS[language];
  return composeReport(facts).map(({ key, sentences }) => ({
    key,
    title: words.sections[key],
    sentences: sentences.map((sentence) => ({
      key: sentence.key,
      parts: writeSentence(sentence, language, words.before[facts.grain]),
    })),
  }));
}

function writeSentence(sentence: ReportSentence, language: ReportLanguage, before: string): ReportPart[] {
  const words = REPORT_WORDS[language].sentences[sentence.key];
  const { value } = sentence.numbers;
  const isOne = value?.figure === 1;
  const text = (typeof words === 'string' ? words : isOne ? words.one : words.other).replace(
    '<before>',
    before,
  );
  return text.split(/(\{[^}]*\})/).flatMap((piece): ReportPart[] => {
    if (piece === '') return [];
    const [, name, instead] = /^\{(\w+)(?:\|([^}]*))?\}$/.exec(piece) ?? [];
    const number = name === undefined ? undefined : sentence.numbers[name];
    if (number === undefined) return [{ text: piece, link: null, figure: null }];
    if (number.figure === null) return [{ text: instead ?? '?', link: number.link, figure: null }];
    // A link may stand for a number that is zero, and then says so in words.
    return [{ text: instead ?? writeNumber(number, language), link: number.link, figure: number.figure }];
  });
}

/** Three digits that mean something: what a scale of a kitchen can know. */
const digitsOf = (size: number): number =>
  size >= 100 || Number.isInteger(size) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;

// Building a formatter costs far more than using it.
const formats = new Map<string, Intl.NumberFormat>();
function formatOf(language: ReportLanguage, digits: number, signed: boolean): Intl.NumberFormat {
  const key = `${language} ${digits} ${signed}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(language, {
      maximumFractionDigits: digits,
      signDisplay: signed ? 'always' : 'auto',
    });
    formats.set(key, format);
  }
  return format;
}

/** A number with its unit, by locale: `1,234 kg`, `−0.4 %`, `2.1 kWh/kg`. */
export function writeFigure(
  figure: number,
  unit: string,
  shown: ReportNumber['shown'],
  language: ReportLanguage,
): string {
  const scaled = shown === 'size' ? Math.abs(figure) : figure;
  // Above ten tonnes a kilogram says nothing.
  const [value, label] =
    unit === '1'
      ? [scaled * 100, '%']
      : unit === 'kg' && Math.abs(scaled) >= 10_000
        ? [scaled / 1_000, 't']
        : unit === 'kg{CO2e}' && Math.abs(scaled) >= 10_000
          ? [scaled / 1_000, 't\u00A0CO₂e']
          : [scaled, LABELS[unit] ?? unit];
  const digits = digitsOf(Math.abs(value));
  const rounded = Number(value.toFixed(digits));
  const text = formatOf(language, digits, shown === 'signed' && rounded !== 0)
    .format(rounded === 0 ? 0 : rounded)
    .replace('-', '−');
  return label === '' ? text : `${text}\u00A0${label}`;
}

const writeNumber = ({ figure, unit, shown }: ReportNumber, language: ReportLanguage): string =>
  writeFigure(figure, unit, shown, language);

const LABELS: Readonly<Record<string, string>> = {
  kg: 'kg',
  'kg{CO2e}': 'kg\u00A0CO₂e',
  'kW.h/kg': 'kWh/kg',
  '{count}': '',
};
