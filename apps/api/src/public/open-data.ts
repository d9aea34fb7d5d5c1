import { csvLine } from '@bakeloop/contracts';
import { METRICS } from '@bakeloop/domain';
import type { PublicMoment } from './public-figures.js';

/** Under which everybody may use, change and pass on what is below `/open`. */
export const LICENCE = {
  name: 'CC-BY-4.0',
  title: 'Creative Commons Attribution 4.0',
  path: 'https://creativecommons.org/licenses/by/4.0/',
} as const;

type FieldType = 'string' | 'number' | 'integer' | 'boolean' | 'date' | 'datetime';
type Cell = string | number | boolean | null;

/** A table of open data: its columns say what they mean, once for the CSV, the JSON and the description of the package. */
export interface OpenTable {
  name: string;
  title: string;
  fields: readonly { name: string; type: FieldType; description: string }[];
  rows(moment: PublicMoment): Cell[][];
}

const TOTAL_FIELDS = [
  ['intakeNetGrams', 'delivered, net'],
  ['recycledGrams', 'recycled plastic inside products that passed'],
  ['goodGrams', 'products that passed'],
] as const;
const totalFields = TOTAL_FIELDS.map(([name, description]) => ({
  name,
  type: 'integer' as const,
  description: `${description}, g`,
}));

export const OPEN_TABLES: readonly OpenTable[] = [
  {
    name: 'figures',
    title: 'All figures over all kitchens, of all time',
    fields: [
      { name: 'metric', type: 'string', description: 'id; /metrics/{metric} is its page' },
      { name: 'name', type: 'string', description: 'in English' },
      { name: 'unit', type: 'string', description: 'UCUM' },
      { name: 'value', type: 'number', description: 'empty where it is not known' },
      { name: 'conservative', type: 'number', description: 'lower 95 % bound, for quoting' },
      { name: 'low', type: 'number', description: 'lower bound of the range' },
      { name: 'high', type: 'number', description: 'upper bound of the range' },
      { name: 'reason', type: 'string', description: 'why there is no value' },
      { name: 'quality', type: 'string', description: 'measured, calculated, estimated or default' },
      { name: 'method', type: 'string', description: 'metric and version of its method' },
      { name: 'factorSets', type: 'string', description: 'factor sets behind it, with versions, by spaces' },
    ],
    rows: ({ figures }) =>
      METRICS.flatMap(({ id }) => {
        const figure = figures.get(id);
        if (!figure) return [];
        const { metric, name, unit, value, conservative, range, reason, quality, methodVersion, factorSets } =
          figure;
        return [
          [
            metric,
            name,
            unit,
            value,
            conservative,
            range?.low ?? null,
            range?.high ?? null,
            reason,
            quality,
            methodVersion,
            factorSets.join(' '),
          ],
        ];
      }),
  },
  {
    name: 'kitchens',
    title: 'Kitchens as everybody may know them',
    fields: [
      { name: 'id', type: 'string', description: 'of the kitchen' },
      { name: 'name', type: 'string', description: 'as the kitchen says' },
      { name: 'place', type: 'string', description: 'as the kitchen says' },
      { name: 'country', type: 'string', description: 'ISO 3166-1 alpha-2' },
      { name: 'longitude', type: 'number', description: 'rounded to a tenth of a degree' },
      { name: 'latitude', type: 'number', description: 'rounded to a tenth of a degree' },
      { name: 'running', type: 'boolean', description: 'a batch runs now' },
      {
        name: 'recycledGrams',
        type: 'integer',
        description: 'recycled plastic inside products that passed, g',
      },
      { name: 'lastMessageAt', type: 'datetime', description: 'when it was last heard from' },
    ],
    rows: ({ kitchens }) =>
      kitchens.map(({ id, name, place, country, position, running, recycledGrams, lastMessageAt }) => [
        id,
        name,
        place,
        country,
        position?.[0] ?? null,
        position?.[1] ?? null,
        running,
        recycledGrams,
        lastMessageAt,
      ]),
  },
  {
    name: 'days',
    title: 'Sums by day, over all kitchens',
    fields: [{ name: 'day', type: 'date', description: "of the kitchens' own calendars" }, ...totalFields],
    rows: ({ days }) => days.map(({ day, totals }) => [day, ...TOTAL_FIELDS.map(([name]) => totals[name])]),
  },
  {
    name: 'changes',
    title: 'What was restated in the last 90 days, over all kitchens',
    fields: [
      { name: 'day', type: 'date', description: 'on which it became known, UTC' },
      {
        name: 'cause',
        type: 'string',
        description:
          'event: corrected or voided; reference: factors or recipes published; method: the method changed; place: a kitchen was elsewhere',
      },
      { name: 'times', type: 'integer', description: 'batches and entries that changed' },
      { name: 'recycledGrams', type: 'integer', description: 'by how much recycled plastic changed, g' },
      { name: 'goodGrams', type: 'integer', description: 'by how much products that passed changed, g' },
    ],
    rows: ({ changes }) =>
      changes.map(({ day, cause, times, recycledGrams, goodGrams }) => [
        day,
        cause,
        times,
        recycledGrams,
        goodGrams,
      ]),
  },
  {
    name: 'stories',
    title: 'What kitchens tell of themselves',
    fields: [
      { name: 'kitchenId', type: 'string', description: 'of the kitchen' },
      { name: 'language', type: 'string', description: 'BCP 47' },
      { name: 'title', type: 'string', description: 'as the kitchen wrote it' },
      { name: 'body', type: 'string', description: 'plain text, paragraphs between empty lines' },
      { name: 'writtenAt', type: 'datetime', description: 'when it was written' },
    ],
    rows: ({ stories }) =>
      stories.map(({ kitchenId, language, title, body, writtenAt }) => [
        kitchenId,
        language,
        title,
        body,
        writtenAt.toISOString(),
      ]),
  },
];

export const csvTable = (table: OpenTable, moment: PublicMoment): string =>
  [table.fields.map(({ name }) => name), ...table.rows(moment)].map(csvLine).join('');

/** @returns `{ …about, items: [{ field: value }] }` */
export const jsonTable = (table: OpenTable, moment: PublicMoment): object => ({
  ...about(moment),
  items: table
    .rows(moment)
    .map((row) => Object.fromEntries(table.fields.map(({ name }, index) => [name, row[index] ?? null]))),
});

/** RFC 7946. A kitchen that has not told where it is has no geometry. */
export const geoJson = (moment: PublicMoment): object => ({
  type: 'FeatureCollection',
  ...about(moment),
  features: moment.kitchens.map(({ position, ...properties }) => ({
    type: 'Feature',
    id: properties.id,
    geometry: position && { type: 'Point', coordinates: position },
    properties,
  })),
});

/** What whoever finds one file alone has to know. */
function about({ at, status, figures }: PublicMoment): {
  asOf: string;
  demo: boolean;
  licence: string;
  factorSets: string[];
} {
  const factorSets = [...new Set([...figures.values()].flatMap((figure) => figure.factorSets))].sort();
  return { asOf: at.toISOString(), demo: status.demo, licence: LICENCE.name, factorSets };
}

/** Frictionless Data Package, version 2: what the files are, column by column. */
export function dataPackage(moment: PublicMoment, origin: string): object {
  const { asOf, demo, factorSets } = about(moment);
  return {
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name: 'bakeloop',
    title: demo ? 'Bakeloop, a demonstration with simulated kitchens' : 'Bakeloop',
    description:
      'Plastic waste baked into building materials by mobile kitchens, followed kilogram by kilogram. How each figure is made is at /method.',
    homepage: origin,
    version: asOf,
    created: asOf,
    licenses: [LICENCE],
    demo,
    factorSets,
    resources: [
      ...OPEN_TABLES.map(({ name, title, fields }) => ({
        name,
        type: 'table',
        title,
        path: `${name}.csv`,
        format: 'csv',
        mediatype: 'text/csv',
        encoding: 'utf-8',
        dialect: { lineTerminator: '\r\n' },
        schema: { fields, missingValues: [''] },
      })),
      {
        name: 'kitchens-map',
        title: 'Kitchens on the map',
        path: 'kitchens.geojson',
        format: 'geojson',
        mediatype: 'application/geo+json',
      },
    ],
  };
}
