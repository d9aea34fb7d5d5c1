import type { MetricAnswer } from '@bakeloop/contracts';
import { METRICS, totalsOf } from '@bakeloop/domain';
import { describe, expect, it } from '@jest/globals';
import { metricAnswerOf } from '../metrics/metric-view.js';
import { embedPage } from './embed.js';
import { homeWith } from './home-fragment.js';
import { mapSvg } from './map.js';
import { csvTable, dataPackage, geoJson, jsonTable, OPEN_TABLES } from './open-data.js';
import type { PublicMoment } from './public-figures.js';
import { writeFigure } from './words.js';

const ORIGIN = 'https://bakeloop.example';
const AT = new Date('2026-03-01T12:04:30Z');
const HOSTILE = '</script><script>alert("1")</script>';
const AMOUNTS = { recycledMg: 340_400_000, goodGrams: 395_000, intakeNetGrams: 480_000 };

const share = { received: 0, expected: 0 };
const COVERAGE: MetricAnswer['coverage'] = {
  events: share,
  readings: share,
  batchesFinished: 0,
  batchesFlagged: 0,
  batchesWithEnergy: 0,
  intakesWithMoisture: share,
};

function moment(changes: Partial<MetricAnswer> = {}): PublicMoment {
  const known = { amounts: AMOUNTS, coverage: COVERAGE, gaps: [] };
  const figures = METRICS.map((metric) => metricAnswerOf(metric, { scope: 'portfolio' }, known));
  return {
    at: AT,
    figures: new Map(
      figures.map((figure) => [
        figure.metric,
        figure.metric === 'diverted' ? { ...figure, ...changes } : figure,
      ]),
    ),
    kitchens: [
      {
        id: 'ke-nbo-01',
        name: HOSTILE,
        place: null,
        country: 'KE',
        lastMessageAt: null,
        position: [36.8, -1.3],
        today: '2026-03-01',
        running: true,
        recycledGrams: 340_400,
      },
    ],
    allTime: totalsOf(AMOUNTS),
    status: {
      version: '0',
      demo: true,
      database: { engine: 'postgresql', version: '15', rollups: 'views' },
      history: null,
      canary: { state: 'fresh', sentAt: null, lateAfterSeconds: 180 },
    },
    days: [{ day: '2026-02-28', totals: totalsOf(AMOUNTS) }],
    stories: [
      {
        kitchenId: 'ke-nbo-01',
        language: 'sw',
        title: HOSTILE,
        body: `Asubuhi.\n\n${HOSTILE}`,
        writtenAt: AT,
      },
    ],
    changes: [{ day: '2026-02-28', cause: 'event', times: 2, recycledGrams: -12_000, goodGrams: 0 }],
  };
}

describe('a number for everybody', () => {
  it('is the conservative figure, with what it is the bound of', () => {
    const written = writeFigure(moment({ value: 340.4, conservative: 331.2 }), 'diverted', 'en');
    expect(written).toMatchObject({ value: '331', unit: 'kg' });
    expect(written.bound).toContain('340 kg');
  });

  it('is the figure itself where no bound is known, and says so where nothing is', () => {
    expect(writeFigure(moment({ value: 12_345.6, conservative: null }), 'diverted', 'nl')).toMatchObject({
      value: '12.346',
      bound: null,
    });
    expect(writeFigure(moment({ value: null }), 'diverted', 'en')).toMatchObject({
      value: 'Not known yet',
      unit: '',
    });
  });

  it('below nothing is written with its sign', () => {
    expect(writeFigure(moment({ value: -12, conservative: -15 }), 'diverted', 'en').value).toBe('-15');
  });
});

describe('the home, before any script', () => {
  const INDEX = '<html><body><div id="root"></div><script type="module" src="/a.js"></script></body></html>';

  it('has the number, its date, the kitchens, and says that they are simulated', () => {
    const html = homeWith(INDEX, moment({ value: 340.4, conservative: 331.2 }), ORIGIN);
    for (const words of ['331', 'As of 2026-03-01 12:04 UTC', 'Baking now', 'these kitchens are simulated'])
      expect(html).toContain(words);
  });

  it('runs nothing of what a kitchen calls itself, and its data is read back as it was', () => {
    const html = homeWith(INDEX, moment(), ORIGIN);
    expect(html).not.toContain('<script>alert');
    const data = /<script type="application\/json" id="shown">(.*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(JSON.parse(data)).toMatchObject({ kitchens: [{ name: HOSTILE }] });
  });

  it('is refused where the built page has no place for it', () => {
    expect(() => homeWith('<html></html>', moment(), ORIGIN)).toThrow('the built index.html has no');
  });
});

it('what is embedded carries its theme, its language, its date and the way to check it', () => {
  const html = embedPage(moment(), { metric: 'diverted', theme: 'dark', language: 'nl' }, ORIGIN);
  for (const words of [
    'class="bakeloop dark" lang="nl"',
    'Stand van 2026-03-01 12:04 UTC',
    'https://bakeloop.example/metrics/diverted',
  ])
    expect(html).toContain(words);
  expect(html).not.toContain('<script');
});

describe('open data', () => {
  it('describes each column of each table, in the order in which they are', () => {
    const { resources } = dataPackage(moment(), 'https://bakeloop.example') as {
      resources: { path: string; schema?: { fields: { name: string }[] } }[];
    };
    for (const table of OPEN_TABLES) {
      const described = resources
        .find(({ path }) => path === `${table.name}.csv`)
        ?.schema?.fields.map(({ name }) => name);
      expect(csvTable(table, moment()).split('\r\n')[0]).toBe(described?.join(','));
    }
  });

  it('says of what it is, and the same as CSV and as JSON', () => {
    for (const table of OPEN_TABLES) {
      const json = jsonTable(table, moment()) as {
        asOf: string;
        demo: boolean;
        licence: string;
        items: object[];
      };
      expect(json).toMatchObject({ asOf: AT.toISOString(), demo: true, licence: 'CC-BY-4.0' });
      expect(csvTable(table, moment()).trim().split('\r\n')).toHaveLength(json.items.length + 1);
    }
  });

  it('has a point for each kitchen on the map, longitude first', () => {
    expect(geoJson(moment())).toMatchObject({
      type: 'FeatureCollection',
      features: [{ geometry: { type: 'Point', coordinates: [36.8, -1.3] } }],
    });
  });

  it('a map of no kitchen is a map', () => {
    expect(mapSvg({ ...moment(), kitchens: [] })).toMatch(/^<svg[^]*<path d="M[^]*<\/svg>$/);
    expect(mapSvg(moment())).not.toContain('<script>');
  });
});
