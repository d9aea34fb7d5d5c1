import type { MetricAnswer, PublicPhoto } from '@bakeloop/contracts';
import { METRICS, totalsOf } from '@bakeloop/domain';
import { describe, expect, it } from '@jest/globals';
import { metricAnswerOf } from '../metrics/metric-view.js';
import { publicPlaces } from '../sponsors/places.js';
import { embedPage } from './embed.js';
import { homeWith } from './home-fragment.js';
import { mapSvg } from './map.js';
import { changesPage, checkPage, homePage, sharePage, storiesPage, storyPage } from './pages.js';
import { cardSvg, DrawnCards } from './share-card.js';
import { documentKey } from './shared-document.js';
import { sharedPage } from './shared-page.js';
import { csvTable, dataPackage, geoJson, jsonTable, OPEN_TABLES } from './open-data.js';
import type { PublicMoment } from './public-figures.js';
import { writeFigure } from './words.js';

const ORIGIN = 'https://bakeloop.example';
const AT = new Date('2026-03-01T12:04:30Z');
const HOSTILE = '</script><script>alert("1")</script>';
const AMOUNTS = { recycledMg: 340_400_000, goodGrams: 395_000, intakeNetGrams: 480_000 };

const PHOTO: PublicPhoto = {
  kitchenId: 'ke-nbo-01',
  kitchenName: HOSTILE,
  batchId: 'B-1',
  product: `"${HOSTILE}`,
  day: '2026-02-28',
  hash: 'a'.repeat(64),
  width: 1_200,
  height: 1_600,
};

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
    expect(writeFigure(moment({ value: -12, conservative: -15 }), 'diverted', 'en').value).toBe('−15');
  });
});

describe('the home, before any script', () => {
  const INDEX = '<html><body><div id="root"></div><script type="module" src="/a.js"></script></body></html>';

  it('has the number, its date, the kitchens, and says that they are simulated', () => {
    const html = homeWith(INDEX, moment({ value: 340.4, conservative: 331.2 }), ORIGIN);
    for (const words of [
      '331',
      'As of 1 March 2026 at 12:04 UTC',
      'Baking now',
      'these kitchens are simulated',
    ])
      expect(html).toContain(words);
  });

  it('runs nothing of what a kitchen calls itself, and its data is read back as it was', () => {
    const html = homeWith(INDEX, moment(), ORIGIN);
    expect(html).not.toContain('<script>alert');
    const data = /<script type="application\/json" id="shown">(.*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(JSON.parse(data)).toMatchObject({ kitchens: [{ name: HOSTILE }] });
  });

  it('says that few kitchens are a pilot, and of one that is silent since when', () => {
    const [kitchen] = moment().kitchens;
    const silent = {
      ...moment(),
      kitchens: kitchen ? [{ ...kitchen, lastMessageAt: '2026-02-27T10:00:00.000Z' }] : [],
    };
    const html = homeWith(INDEX, { ...silent, status: { ...silent.status, demo: false } }, ORIGIN);
    for (const words of ['A pilot', 'Not heard from since 27 February 2026 at 10:00 UTC'])
      expect(html).toContain(words);
    expect(html).not.toContain('simulated');
  });

  it('is refused where the built page has no place for it', () => {
    expect(() => homeWith('<html></html>', moment(), ORIGIN)).toThrow('the built index.html has no');
  });
});

it('what is embedded carries its theme, its language, its date and the way to check it', () => {
  const html = embedPage(moment(), { metric: 'diverted', theme: 'dark', language: 'nl' }, ORIGIN);
  for (const words of [
    'class="bakeloop dark" lang="nl"',
    'Stand van 1 maart 2026 om 12:04 UTC',
    'https://bakeloop.example/metrics/diverted?lang=nl',
  ])
    expect(html).toContain(words);
  // Nothing asks the page that frames it for a time limit, and no script stands in it.
  expect(html).not.toMatch(/<script>|http-equiv/);
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

  it('has nothing in it but the fields of an allow-list, whatever else is known of a kitchen', () => {
    const at = moment();
    const more = { secret: 'x', credentials: ['x'], trouble: 'x' };
    const known = { ...at, kitchens: at.kitchens.map((one) => ({ ...one, ...more })) };
    const keysOf = (data: unknown): string[] =>
      Array.isArray(data)
        ? data.flatMap(keysOf)
        : typeof data === 'object' && data !== null
          ? Object.entries(data).flatMap(([key, value]) => [key, ...keysOf(value)])
          : [];
    const keys = new Set(
      [...OPEN_TABLES.map((table) => jsonTable(table, known)), geoJson(known)].flatMap(keysOf),
    );
    // A field that is new here is public: who adds one says so.
    expect([...keys].sort()).toEqual(
      [
        ...['asOf', 'demo', 'licence', 'factorSets', 'items'],
        ...['type', 'features', 'id', 'geometry', 'coordinates', 'properties'],
        ...['name', 'place', 'country', 'longitude', 'latitude', 'running', 'recycledGrams', 'lastMessageAt'],
        ...['metric', 'unit', 'value', 'conservative', 'low', 'high', 'reason', 'quality', 'method'],
        ...['day', 'intakeNetGrams', 'goodGrams', 'cause', 'times'],
        ...['kitchenId', 'language', 'title', 'body', 'writtenAt'],
      ].sort(),
    );
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

  it('a map holds whole marks also of kitchens on islands far out', () => {
    const far: [number, number][] = [
      [-157.4, 1.87],
      [178.4, -18.1],
      [-68.3, -54.8],
      [25.7, 71],
    ];
    const [kitchen] = moment().kitchens;
    if (!kitchen) throw new Error('no kitchen');
    const svg = mapSvg({ ...moment(), kitchens: far.map((position) => ({ ...kitchen, position })) });
    const marks = [...svg.matchAll(/cx="([\d.-]+)" cy="([\d.-]+)" r="9"/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ]);
    expect(marks).toHaveLength(far.length);
    for (const [x = 0, y = 0] of marks) expect([x > 10 && x < 790, y > 10 && y < 390]).toEqual([true, true]);
  });

  it('numbers of a column stand with their ends below each other, days and words do not', () => {
    const page = changesPage(moment(), { language: 'en', origin: ORIGIN });
    const figures = [...page.matchAll(/<td role="cell" class="figure"[^>]*>([^<]*)/g)].map(
      ([, text]) => text,
    );
    expect(figures).toEqual(['−12 kg', '0 kg']);
  });
});

describe('the pages that the server makes whole', () => {
  const figures = moment({ value: -12, conservative: -15 }).figures;
  const made = { language: 'nl' as const, origin: ORIGIN };
  const [kitchen] = moment().kitchens;
  if (!kitchen) throw new Error('no kitchen');

  it('run nothing of what kitchens and people call themselves and tell', () => {
    const at = moment();
    const view = { at: AT, demo: false, figures, sponsor: null, places: [], photos: [PHOTO] };
    const link = {
      id: 'x',
      organisationId: 'x',
      organisation: HOSTILE,
      scope: 'portfolio',
      title: HOSTILE,
      mayDownload: true,
      expiresAt: AT,
      passwordHash: null,
    };
    for (const html of [
      homePage(at, made),
      storiesPage(at, made),
      storyPage(at, kitchen, { figures, photos: [PHOTO] }, { ...made, wanted: 'sw' }),
      changesPage(at, made),
      sharePage(at, made),
      checkPage(made, { isFound: false, given: HOSTILE }),
      sharedPage({ link, path: '/s/x', ...made }, view),
    ]) {
      expect(html).not.toContain('<script>alert');
      expect(html).toContain('<html lang="nl">');
    }
  });

  it('say where they are in the other language, and what others show of them', () => {
    const html = changesPage(moment(), made);
    for (const words of [
      `<link rel="alternate" hreflang="en" href="${ORIGIN}/changes?lang=en">`,
      `<meta property="og:image" content="${ORIGIN}/cards/portfolio.png?lang=nl">`,
      '−12 kg',
      'trok in wat zij had vastgelegd, 2 keer',
    ])
      expect(html).toContain(words);
  });

  it('tell a story in the language asked for, else in what there is', () => {
    for (const wanted of ['sw', null])
      expect(storyPage(moment(), kitchen, { figures, photos: [] }, { ...made, wanted })).toContain(
        '<article lang="sw"',
      );
    expect(
      storyPage({ ...moment(), stories: [] }, kitchen, { figures, photos: [] }, { ...made, wanted: null }),
    ).toContain('haar verhaal nog niet verteld');
  });

  it('show a photo with what it is of, in its measures, and nothing where there is none', () => {
    const page = (photos: PublicPhoto[]) =>
      storyPage(moment(), kitchen, { figures, photos }, { ...made, wanted: null });
    const beam = { ...PHOTO, kitchenName: 'Kibera', product: 'Beam 2 m' };
    const path = `/api/v1/public/photos/${PHOTO.hash}`;
    expect(page([beam])).toContain(
      `<a href="${path}"><img src="${path}/small" width="1200" height="1600" loading="lazy" decoding="async" alt="Foto: Beam 2 m, Kibera, 28 februari 2026"></a>`,
    );
    expect(page([{ ...beam, product: null }])).toContain('alt="Foto: Kibera, 28 februari 2026"');
    expect(page([])).not.toMatch(/<img|Foto/);
  });

  it('say since when a kitchen has not been heard from, and that few kitchens are a pilot', () => {
    const silent = { ...kitchen, lastMessageAt: '2026-02-27T10:00:00.000Z' };
    const at = { ...moment(), kitchens: [silent], status: { ...moment().status, demo: false } };
    expect(homePage(at, made)).toContain('Niets gehoord sinds 27 februari 2026 om 10:00 UTC');
    expect(homePage(at, made)).toContain('Een proef');
  });

  it('emissions that are more than what is avoided are called that', () => {
    const below = [...figures].map(
      ([id, figure]) => [id, { ...figure, value: -3, conservative: -5 }] as const,
    );
    expect(writeFigure({ figures: new Map(below) }, 'ghg-net-system', 'en')).toMatchObject({
      value: '−5',
      means: 'net: more emitted than avoided, in the whole system',
    });
  });

  it('what is not known yet is asked for, in words that go on from there', () => {
    const none = { figures: new Map() };
    expect(writeFigure(none, 'diverted', 'en')).toEqual({
      value: 'Not known yet',
      unit: '',
      bound: null,
      means: 'how much waste plastic is now part of a product',
    });
    expect(writeFigure(none, 'ghg-net-system', 'nl').means).toMatch(/^hoeveel /);
  });

  it.each(['7', '123,456,789,012'])(
    'a card keeps %s in one line, and its lines apart, however long they are',
    (value) => {
      const svg = cardSvg({
        title: HOSTILE.repeat(5),
        value,
        unit: 'kg CO₂e',
        means: 'words '.repeat(60),
        bound: 'more words '.repeat(40),
        asOf: 'As of',
        demo: 'Demonstration',
        check: `${ORIGIN}/check`,
      });
      expect(svg).not.toContain('<script>');
      const lines = [...svg.matchAll(/ y="(\d+)" font-size="(\d+)/g)].map(([, y, size]) => [
        Number(y),
        Number(size),
      ]);
      const heights = lines.map(([y = 0]) => y);
      expect([...heights].sort((one, two) => one - two)).toEqual(heights);
      expect(new Set(heights).size).toBe(heights.length);
      expect(Math.max(...heights)).toBeLessThan(630);
    },
  );

  it('a name that the fonts have no letters for is left out, whatever else is on the card', async () => {
    const card = { value: '7', unit: 'kg', means: '', bound: null, asOf: '', demo: null, check: ORIGIN };
    expect(cardSvg({ ...card, title: 'Wadkeuken, nº 7 – Ångström' })).toContain('nº 7');
    expect(cardSvg({ ...card, title: 'ครัว' })).toContain('>Bakeloop<');
    const cards = new DrawnCards(10_000_000);
    // Two names of four letters each: as boxes they would be the same picture.
    const [kitchen, book] = await Promise.all(
      ['مطبخ', 'كتاب'].map((title) => cards.draw({ ...card, title })),
    );
    expect(kitchen?.equals(book ?? Buffer.alloc(0))).toBe(false);
  });

  it('what stands beside the code of a card ends before it', () => {
    const svg = cardSvg({
      title: null,
      value: '1,234,567',
      unit: 'kg',
      means: 'of waste plastic is now part of a product',
      bound: 'The lower bound, 95 % certain; the best estimate is 1,345,678 kg.',
      asOf: 'As of 1 March 2026 at 12:04 UTC',
      demo: null,
      check: `${ORIGIN}/check`,
    });
    const [, left, top] = (/translate\((\d+) (\d+)\)/.exec(svg) ?? []).map(Number);
    const beside = [...svg.matchAll(/<text x="(\d+)" y="(\d+)" font-size="(\d+)"[^>]*>([^<]*)</g)].filter(
      ([, , y, size]) => Number(y) + Number(size) * 0.3 > (top ?? 0),
    );
    expect(beside.length).toBeGreaterThan(2);
    expect(svg).toContain('>1,345,678 kg.<');
    for (const [, x, , size, text = ''] of beside)
      expect(Number(x) + text.length * Number(size) * 0.54).toBeLessThan(left ?? 0);
  });
});

it('to whom products were sent is not for everybody: they were sent, so many in all', () => {
  expect(
    publicPlaces([
      { kind: 'dispatch', label: 'Dispatched to Amina Odhiambo', grams: 30 },
      { kind: 'stock', label: 'In stock', grams: 40 },
      { kind: 'dispatch', label: 'Dispatched to school', grams: 20 },
    ]),
  ).toEqual([
    { kind: 'dispatch', label: 'Dispatched', grams: 50 },
    { kind: 'stock', label: 'In stock', grams: 40 },
  ]);
});

it('the document of a link is kept for what it says and the minute it says it of, as the page beside it', () => {
  const at = (instant: string, sign = 'same') =>
    documentKey({ link: { id: 'one' }, language: 'en' }, { at: new Date(instant) }, sign);
  const kept = at('2026-03-01T12:04:01Z');
  expect(at('2026-03-01T12:04:58Z')).toBe(kept);
  for (const other of [at('2026-03-01T12:05:01Z'), at('2026-03-01T12:04:01Z', 'other')])
    expect(other).not.toBe(kept);
});
