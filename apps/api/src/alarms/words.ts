import { readableUnit, readableValue, unitLabel, type AlarmLanguage } from '@bakeloop/contracts';
import type { DeliveryMessage } from '@bakeloop/db';
import type { AlarmKind } from '@bakeloop/domain';
import { channelName } from './channel-names.js';
import { WORDS_OF_KITCHENS } from './words-of-kitchens.js';

/** An alarm as far as it is put into words. */
export type Said = Pick<NonNullable<DeliveryMessage['alarm']>, 'kind' | 'subject' | 'data' | 'severity'>;

export interface Words {
  /** By kind, where the rule has a name of its own that goes before. */
  titles: Record<AlarmKind, string>;
  texts: Record<
    AlarmKind,
    (o: { of: string; data: (name: string) => string; has: (name: string) => boolean }) => string
  >;
  severities: Record<string, string>;
  platform: string;
  /** Where an alarm is of no part of it. */
  kitchen: string;
  over: string;
  test: { title: string; text: string };
}

const WORDS: Record<AlarmLanguage, Words> = {
  ...WORDS_OF_KITCHENS,
  en: {
    titles: {
      pvc: 'PVC found',
      'zero-flow': 'Temperature rises while nothing flows',
      threshold: 'Out of bounds',
      silence: 'Silent',
      closure: 'Mass does not add up',
      'scale-drift': 'A scale may drift',
      calibration: 'Calibration overdue',
      'filter-hours': 'Filter due',
      'ps-hours': 'Many hours of polystyrene',
      'dead-letters': 'Refused messages wait',
      canary: 'The line does not work',
    },
    texts: {
      pvc: ({ of, has }) =>
        has('lotId')
          ? `${of} holds PVC. Keep it away from every machine: heated, it gives off hydrogen chloride.`
          : 'The kitchen reports PVC. Keep it away from every machine: heated, it gives off hydrogen chloride.',
      'zero-flow': ({ of, data }) =>
        `${of} is ${data('value')} and rises by ${data('rise')} a minute or more while the screw stands: the die may be blocked. Switch the heating off and keep away from the nozzle.`,
      threshold: ({ of, data, has }) =>
        `${of} was ${data('value')}, ${has('above') ? `allowed up to ${data('above')}` : `allowed from ${data('below')} on`}${has('batchId') ? ` by the recipe of batch ${data('batchId')}` : ''}.`,
      silence: ({ of, data }) => `Nothing has come from ${of} for more than ${data('minutes')} minutes.`,
      closure: ({ data }) =>
        `Batch ${data('batchId')} is off by ${data('closure')} of its feed; up to ${data('beyond')} is usual.`,
      'scale-drift': ({ data, has }) =>
        has('words') ? data('words') : 'Check the scales with a known mass.',
      calibration: ({ of, data }) =>
        `${of} was last checked on ${data('lastMs')}, more than ${data('days')} days ago.`,
      'filter-hours': ({ data }) =>
        `The machines ran for ${data('hours')} hours since the filter was last seen to; ${data('limit')} are allowed.`,
      'ps-hours': ({ data }) =>
        `Polystyrene ran for ${data('hours')} hours in seven days; ${data('limit')} are allowed, for the sake of the air.`,
      'dead-letters': ({ data }) => `${data('count')} messages were refused and wait for somebody.`,
      canary: () =>
        'No canary pack arrives: the broker or the ingest does not work, and no kitchen gets through.',
    },
    severities: { critical: 'Critical', warning: 'Warning', notice: 'Notice' },
    platform: 'Bakeloop',
    kitchen: 'the kitchen',
    over: 'Over',
    test: { title: 'A test', text: 'Alarms of Bakeloop reach you here.' },
  },
  nl: {
    titles: {
      pvc: 'PVC gevonden',
      'zero-flow': 'Temperatuur stijgt terwijl er niets stroomt',
      threshold: 'Buiten de grenzen',
      silence: 'Stil',
      closure: 'Massa klopt niet',
      'scale-drift': 'Een weegschaal verloopt mogelijk',
      calibration: 'IJking verlopen',
      'filter-hours': 'Filter aan de beurt',
      'ps-hours': 'Veel uren polystyreen',
      'dead-letters': 'Geweigerde berichten wachten',
      canary: 'De lijn werkt niet',
    },
    texts: {
      pvc: ({ of, has }) =>
        has('lotId')
          ? `${of} bevat PVC. Houd het weg van elke machine: verhit geeft het zoutzuurgas af.`
          : 'De keuken meldt PVC. Houd het weg van elke machine: verhit geeft het zoutzuurgas af.',
      'zero-flow': ({ of, data }) =>
        `${of} is ${data('value')} en stijgt met ${data('rise')} per minuut of meer terwijl de schroef stilstaat: de matrijs kan verstopt zijn. Zet de verwarming uit en blijf weg bij de spuitmond.`,
      threshold: ({ of, data, has }) =>
        `${of} was ${data('value')}, toegestaan ${has('above') ? `tot ${data('above')}` : `vanaf ${data('below')}`}${has('batchId') ? ` volgens het recept van batch ${data('batchId')}` : ''}.`,
      silence: ({ of, data }) => `Van ${of} kwam al meer dan ${data('minutes')} minuten niets.`,
      closure: ({ data }) =>
        `Batch ${data('batchId')} zit er ${data('closure')} van de invoer naast; tot ${data('beyond')} is gewoon.`,
      'scale-drift': () =>
        'De batches verliezen of winnen steeds massa: controleer de weegschalen met een bekende massa.',
      calibration: ({ of, data }) =>
        `${of} is het laatst gecontroleerd op ${data('lastMs')}, meer dan ${data('days')} dagen geleden.`,
      'filter-hours': ({ data }) =>
        `De machines liepen ${data('hours')} uur sinds er naar het filter is gekeken; ${data('limit')} is toegestaan.`,
      'ps-hours': ({ data }) =>
        `Polystyreen liep ${data('hours')} uur in zeven dagen; ${data('limit')} is toegestaan, vanwege de lucht.`,
      'dead-letters': ({ data }) => `${data('count')} berichten zijn geweigerd en wachten op iemand.`,
      canary: () =>
        'Er komt geen testbericht aan: de broker of de ingest werkt niet, en geen keuken komt erdoor.',
    },
    severities: { critical: 'Kritiek', warning: 'Waarschuwing', notice: 'Melding' },
    platform: 'Bakeloop',
    kitchen: 'de keuken',
    over: 'Voorbij',
    test: { title: 'Een test', text: 'Alarmen van Bakeloop bereiken u hier.' },
  },
};

/** Shares of a mass are told in percent. */
const SHARES = ['closure', 'beyond'];
/** Are in the unit of the channel. */
const MEASURED = ['value', 'above', 'below', 'rise'];

/** What an alarm is and what was seen, for somebody who reads a language. The name that staff gave the rule goes before ours. */
export function wordsOf(
  { kind, subject, data }: Said,
  language: AlarmLanguage,
): { title: string; text: string } {
  const words = WORDS[language];
  const known = kind as AlarmKind;
  const decimal = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  // In another unit a number may be small, and is as exact as before.
  const converted = new Intl.NumberFormat(language, { maximumSignificantDigits: 4 });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const unit = typeof data['unit'] === 'string' ? data['unit'] : null;
  const shown = (name: string): string => {
    const value = data[name] ?? '?';
    if (typeof value === 'string') return value;
    if (SHARES.includes(name)) return percent.format(Math.abs(value));
    if (name === 'lastMs')
      return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(value);
    if (!MEASURED.includes(name)) return decimal.format(value);
    const digits = readableUnit(unit) === unitLabel(unit) ? decimal : converted;
    return `${digits.format(readableValue(value, unit) ?? value)} ${readableUnit(unit)}`.trim();
  };
  const [of = '', name] = subject.split(/:(.*)/s, 2);
  const called = name === undefined ? words.kitchen : of === 'channel' ? channelName(name, language) : name;
  const has = (name: string): boolean => (data[name] ?? null) !== null;
  const own = data['name'];
  return {
    title: language === 'en' && typeof own === 'string' ? own : words.titles[known],
    text: words.texts[known]({ of: called, data: shown, has }),
  };
}

/** A message as somebody gets it. */
export function messageWords(
  { say, alarm }: DeliveryMessage,
  language: AlarmLanguage,
): { title: string; text: string } {
  const words = WORDS[language];
  if (alarm === null) return words.test;
  const { title, text } = wordsOf(alarm, language);
  const where = alarm.kitchenName ?? alarm.kitchenId ?? words.platform;
  const how = say === 'cleared' ? words.over : (words.severities[alarm.severity] ?? alarm.severity);
  return { title: `${how}: ${title} (${where})`, text };
}
