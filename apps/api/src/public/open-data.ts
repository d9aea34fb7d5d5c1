import { csvLine, type MetricAnswer } from '@bakeloop/contracts';
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
type TableName = 'figures' | 'kitchens' | 'days' | 'changes' | 'stories';

interface Column<R> {
  name: string;
  type: FieldType;
  description: string;
  of(row: R): Cell;
}

/** A table of open data: one list of columns makes its CSV, its JSON, its features and the description of all of these. */
interface OpenTable<R> {
  name: TableName;
  title: string;
  columns: readonly Column<R>[];
  rowsOf(moment: PublicMoment): readonly R[];
}

const column = <R>(name: string, type: FieldType, description: string, of: (row: R) => Cell): Column<R> => ({
  name,
  type,
  description,
  of,
});

/** The column of what a row has under that name. */
const own = <K extends string, R extends Record<K, Cell>>(
  name: K,
  type: FieldType,
  description: string,
): Column<R> => column(name, type, description, (row) => row[name]);

type Row<K extends 'stories' | 'changes' | 'days' | 'kitchens'> = PublicMoment[K][number];

const RECYCLED = 'recycled plastic inside products that passed';

/** A sum of a day. */
const total = (name: keyof Row<'days'>['totals'], description: string): Column<Row<'days'>> =>
  column(name, 'integer', `${description}, g`, ({ totals }) => totals[name]);

/** Where a kitchen is, as everybody may know. */
const coordinate = (name: string, index: 0 | 1): Column<Row<'kitchens'>> =>
  column(name, 'number', 'rounded to a tenth of a degree', ({ position }) => position?.[index] ?? null);

const bound = (name: 'low' | 'high', description: string): Column<MetricAnswer> =>
  column(name, 'number', description, ({ range }) => range?.[name] ?? null);

const figures: OpenTable<MetricAnswer> = {
  name: 'figures',
  title: 'All figures over all kitchens, of all time',
  columns: [
    own('metric', 'string', 'id; /metrics/{metric} is its page'),
    own('name', 'string', 'in English'),
    own('unit', 'string', 'UCUM'),
    own('value', 'number', 'empty where it is not known'),
    own('conservative', 'number', 'lower 95 % bound, for quoting'),
    bound('low', 'lower bound of the range'),
    bound('high', 'upper bound of the range'),
    own('reason', 'string', 'why there is no value'),
    own('quality', 'string', 'measured, calculated, estimated or default'),
    column('method', 'string', 'metric and version of its method', ({ methodVersion }) => methodVersion),
    column('factorSets', 'string', 'factor sets behind it, with versions, by spaces', (row) =>
      row.factorSets.join(' '),
    ),
  ],
  rowsOf: (moment) => METRICS.flatMap(({ id }) => moment.figures.get(id) ?? []),
};

const kitchens: OpenTable<Row<'kitchens'>> = {
  name: 'kitchens',
  title: 'Kitchens as everybody may know them',
  columns: [
    own('id', 'string', 'of the kitchen'),
    own('name', 'string', 'as the kitchen says'),
    own('place', 'string', 'as the kitchen says'),
    own('country', 'string', 'ISO 3166-1 alpha-2'),
    coordinate('longitude', 0),
    coordinate('latitude', 1),
    own('running', 'boolean', 'a batch runs now'),
    own('recycledGrams', 'integer', `${RECYCLED}, g`),
    own('lastMessageAt', 'datetime', 'when it was last heard from'),
  ],
  rowsOf: (moment) => moment.kitchens,
};

const days: OpenTable<Row<'days'>> = {
  name: 'days',
  title: 'Sums by day, over all kitchens',
  columns: [
    own('day', 'date', "of the kitchens' own calendars"),
    total('intakeNetGrams', 'delivered, net'),
    total('recycledGrams', RECYCLED),
    total('goodGrams', 'products that passed'),
  ],
  rowsOf: (moment) => moment.days,
};

const changes: OpenTable<Row<'changes'>> = {
  name: 'changes',
  title: 'What was restated in the last 90 days, over all kitchens',
  columns: [
    own('day', 'date', 'on which it became known, UTC'),
    own(
      'cause',
      'string',
      'event: corrected or voided; reference: factors or recipes published; method: the method changed; place: a kitchen was elsewhere',
    ),
    own('times', 'integer', 'batches and entries that changed'),
    own('recycledGrams', 'integer', 'by how much recycled plastic changed, g'),
    own('goodGrams', 'integer', 'by how much products that passed changed, g'),
  ],
  rowsOf: (moment) => moment.changes,
};

const stories: OpenTable<Row<'stories'>> = {
  name: 'stories',
  title: 'What kitchens tell of themselves',
  columns: [
    own('kitchenId', 'string', 'of the kitchen'),
    own('language', 'string', 'BCP 47'),
    own('title', 'string', 'as the kitchen wrote it'),
    own('body', 'string', 'plain text, paragraphs between empty lines'),
    column('writtenAt', 'datetime', 'when it was written', ({ writtenAt }) => writtenAt.toISOString()),
  ],
  rowsOf: (moment) => moment.stories,
};

/** A table whose rows nobody outside has to know. */
interface WrittenTable {
  name: TableName;
  title: string;
  fields: readonly { name: string; type: FieldType; description: string }[];
  /** By the names of the fields, in their order. */
  items(moment: PublicMoment): Record<string, Cell>[];
}

function writtenTable<R>({ name, title, columns, rowsOf }: OpenTable<R>): WrittenTable {
  return {
    name,
    title,
    fields: columns.map(({ of: _, ...field }) => field),
    items: (moment) =>
      rowsOf(moment).map((row) => Object.fromEntries(columns.map((column) => [column.name, column.of(row)]))),
  };
}

const KITCHENS = writtenTable(kitchens);
export const OPEN_TABLES: readonly WrittenTable[] = [
  writtenTable(figures),
  KITCHENS,
  writtenTable(days),
  writtenTable(changes),
  writtenTable(stories),
];

export const csvTable = ({ fields, items }: WrittenTable, moment: PublicMoment): string =>
  [fields.map(({ name }) => name), ...items(moment).map((item) => Object.values(item))].map(csvLine).join('');

/** @returns `{ …about, items: [{ field: value }] }` */
export const jsonTable = ({ items }: WrittenTable, moment: PublicMoment): object => ({
  ...about(moment),
  items: items(moment),
});

/** RFC 7946. A kitchen that has not told where it is has no geometry. */
export const geoJson = (moment: PublicMoment): object => ({
  type: 'FeatureCollection',
  ...about(moment),
  features: KITCHENS.items(moment).map(({ longitude, latitude, ...properties }) => ({
    type: 'Feature',
    id: properties['id'],
    geometry: longitude === null ? null : { type: 'Point', coordinates: [longitude, latitude] },
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
