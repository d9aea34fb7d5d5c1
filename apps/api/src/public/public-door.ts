import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasPlainTwin, PUBLIC_LANGUAGES, STORY_LANGUAGES, type PublicLanguage } from '@bakeloop/contracts';
import { metricOf } from '@bakeloop/domain';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { pageAt } from '../http/pages.js';
import { productsOf } from '../reference/products-of.js';
import { EMBED_THEMES, embedPage, emptyFrame, figurePart, FRAMED, type Embed } from './embed.js';
import { escaped } from './html.js';
import { homeWith } from './home-fragment.js';
import { keptAnswer, sendKept, type KeptAnswer } from './kept-answer.js';
import { hasSession, isForPage, isPlain, languageOf } from './language.js';
import { mapSvg } from './map.js';
import { methodPage } from './method/method-page.js';
import { metricPage } from './method/metric-page.js';
import { readReferencePath, referenceListPage, referencePage } from './method/reference-page.js';
import { csvTable, dataPackage, geoJson, jsonTable, OPEN_TABLES } from './open-data.js';
import { openPage } from './open-page.js';
import {
  cardOf,
  changesPage,
  checkPage,
  homePage,
  problemPage,
  qrSvg,
  sharePage,
  storiesPage,
  storyPage,
} from './pages.js';
import { PAGE_WORDS } from './page-words.js';
import type { PublicFigures, PublicMoment } from './public-figures.js';
import { permissionsPage } from './permissions-page.js';
import { DrawnCards } from './share-card.js';
import { SHOWN_METRICS } from './words.js';

/** How long a browser or a cache in between may keep an answer, s; then it may show that one while it asks anew. */
const CACHE = 'public, max-age=5, stale-while-revalidate=60';
/** The cards of a thousand kitchens in two languages, of some 50 kB each. */
const MOST_CARD_BYTES = 96 * 1024 * 1024;
const HTML = 'text/html; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

interface Page {
  type: string;
  make(moment: PublicMoment): string | Buffer | Promise<string | Buffer>;
  /** Another for whoever asks in another language, or has signed in. */
  varies?: boolean;
}
type Asked = Embed & { asPart: boolean };

const json = (make: (moment: PublicMoment) => object, type = JSON_TYPE): Page => ({
  type,
  make: (moment) => `${JSON.stringify(make(moment))}\n`,
});

/**
 * What is the same for everybody, made once for each moment of the numbers and answered from memory: the home, the open
 * data and what others embed. No answer rests on who asks, so caches may keep them, and a crowd never reaches the database.
 * @param o.origin where people find this Bakeloop: links in what is embedded elsewhere lead there
 * @param o.webDir the built web app; its index is read with each moment, since it may be built again
 */
export function publicDoor(figures: PublicFigures, o: { origin: string; webDir: string }): RequestHandler {
  const home = async (of: PublicMoment): Promise<string> =>
    homeWith(await readFile(join(o.webDir, 'index.html'), 'utf8'), of, o.origin);
  const drawn = new DrawnCards(MOST_CARD_BYTES);
  /** What there is in each language, by its path; null: no such page, or one that is not public. */
  const spoken = (request: Request, language: PublicLanguage): Page | null => {
    const { path, query } = request;
    const made = { language, origin: o.origin };
    const page = (make: Page['make']): Page => ({ type: HTML, make, varies: true });
    if (path === '/') return page(isAppHome(request, language) ? home : (moment) => homePage(moment, made));
    if (path === '/stories') return page((moment) => storiesPage(moment, made));
    if (path === '/changes') return page((moment) => changesPage(moment, made));
    if (path === '/share') return page((moment) => sharePage(moment, made));
    if (path === '/open/' && isForPage(request)) return page((moment) => openPage(moment, made));
    // A serial is looked up: that page is not the same for everybody.
    if (path === '/check' && query['serial'] === undefined) return page(() => checkPage(made, null));
    return null;
  };
  /** Of one of the kitchens that everybody may know. */
  const ofKitchen = (request: Request, language: PublicLanguage, moment: PublicMoment): Page | null => {
    const [, isCard, id = ''] =
      /^\/(?:stories|(cards\/kitchens))\/([a-z0-9-]{3,32})(?:\.png)?$/.exec(request.path) ?? [];
    const kitchen = moment.kitchens.find((one) => one.id === id);
    const made = { language, origin: o.origin };
    const read = () => figures.kitchen(moment, id);
    if (request.path === '/cards/portfolio.png')
      return card((of) => drawn.draw(cardOf(of, of.figures, { ...made, of: null })));
    if (!kitchen) return null;
    if (isCard !== undefined)
      return card(async (of) =>
        drawn.draw(cardOf(of, (await read()).figures, { ...made, of: kitchen.name })),
      );
    const wanted =
      moment.stories.find(({ language: one }) => one === request.query['story'])?.language ?? null;
    return {
      type: HTML,
      varies: true,
      make: async (of) => storyPage(of, kitchen, await read(), { ...made, wanted }),
    };
  };
  /** What the app shows as well: the method, who may do what, one figure over all kitchens and of all time, reference data. */
  const twin = async ({ path }: Request, language: PublicLanguage): Promise<Page | null> => {
    const made = { language, origin: o.origin };
    const page = (make: Page['make']): Page => ({ type: HTML, make, varies: true });
    if (path === '/method') return page(() => methodPage(made));
    if (path === '/permissions') return page(() => permissionsPage(made));
    const records = await figures.reference();
    const metric = metricOf(/^\/metrics\/([^/]+)$/.exec(path)?.[1] ?? '');
    if (metric)
      return page((moment) => {
        const figure = moment.figures.get(metric.id);
        if (!figure) throw new Error(`no figure of ${metric.id}`);
        const products = productsOf(records);
        return metricPage(metric, { ...made, figure, at: moment.at, isDemo: moment.status.demo, products });
      });
    const asked = path.startsWith('/reference') ? readReferencePath(path) : null;
    if (asked === null) return null;
    const { kind, id } = asked;
    if (id === null) return page(() => referenceListPage(kind, records, made));
    const versions = records.filter((record) => record.kind === kind && record.id === id);
    const [newest, ...earlier] = versions;
    return newest === undefined ? null : page(() => referencePage(newest, earlier, made));
  };
  const fixed = new Map<string, Page>([
    ['/open/', json((moment) => dataPackage(moment, o.origin))],
    ['/open/datapackage.json', json((moment) => dataPackage(moment, o.origin))],
    ['/open/kitchens.geojson', json(geoJson, 'application/geo+json')],
    ['/open/map.svg', { type: 'image/svg+xml', make: mapSvg }],
    ['/open/qr.svg', { type: 'image/svg+xml', make: () => qrSvg(o.origin) }],
    ...OPEN_TABLES.flatMap((table): [string, Page][] => [
      [
        `/open/${table.name}.csv`,
        { type: 'text/csv; charset=utf-8', make: (moment) => csvTable(table, moment) },
      ],
      [`/open/${table.name}.json`, json((moment) => jsonTable(table, moment))],
    ]),
  ]);
  let moment: PublicMoment | null = null;
  let kept = new Map<string, Promise<KeptAnswer>>();

  /** Made by whoever asks first. */
  function keep(key: string, of: PublicMoment, page: Page): Promise<KeptAnswer> {
    if (moment !== of) [moment, kept] = [of, new Map()];
    const made = kept.get(key) ?? keptOf(page, of);
    kept.set(key, made);
    made.catch(() => kept.delete(key));
    return made;
  }

  return (request: Request, response: Response, next: NextFunction) => {
    const { path, method } = request;
    if (path === '/open') return response.redirect(308, '/open/');
    const isEmbed = path.startsWith('/embed/');
    if (isEmbed || path.startsWith('/open/')) forOtherSites(response, isEmbed);
    const embed = isEmbed ? embedOf(request) : null;
    if (method !== 'GET' && method !== 'HEAD') return next();
    // To a person by a browser a page, to a program data.
    if (path === '/open/') response.vary('accept');
    if (isEmbed && embed === null && !path.includes('.') && isForPage(request))
      return void response
        .status(404)
        .vary('accept')
        .type('html')
        .send(emptyFrame(lookOf(request), o.origin));
    const language = languageOf(request);
    const isTwin = hasPlainTwin(path);
    if (isTwin && !isPlain(request)) return sendApp(request, response, o, next);
    // A figure of other days or of one product, and what is of a sponsor, is not the same for everybody: controllers answer.
    const isAsked =
      path.startsWith('/metrics/') && Object.keys(request.query).some((name) => name !== 'lang');
    if (isAsked || /^\/(sponsors|sign-in)(\/|$)/.test(path)) return next();
    const page = embed ? pageOf(embed, o.origin) : (spoken(request, language) ?? fixed.get(path) ?? null);
    const isOfKitchen = /^\/(stories|cards)\//.test(path);
    if (page === null && !isOfKitchen && !isTwin) return next();
    const asked = `${path} ${embed ? Object.values(embed).join(' ') : isOfKitchen || isTwin || page?.varies ? `${language} ${path === '/' ? String(isAppHome(request, language)) : ''} ${storyOf(request)}` : ''}`;
    figures
      .read()
      .then(async (of) => {
        const found = page ?? (isTwin ? await twin(request, language) : ofKitchen(request, language, of));
        return found === null ? null : keep(asked, of, found);
      })
      .then(
        (made) => (made === null ? missing(request, response, o.origin) : send(request, response, made)),
        // Without numbers, the home is still the page as it is built.
        (error: unknown) => (path === '/' ? next() : next(error)),
      );
  };
}

const pageOf = (embed: Asked, origin: string): Page => ({
  type: HTML,
  make: (of) => (embed.asPart ? figurePart : embedPage)(of, embed, origin),
});

/** The app speaks English alone, and whoever has signed in comes for the app. */
const isAppHome = (request: Request, language: PublicLanguage): boolean =>
  language === 'en' || (request.query['lang'] === undefined && hasSession(request));

async function keptOf({ type, make, varies }: Page, of: PublicMoment): Promise<KeptAnswer> {
  return keptAnswer(type, await make(of), varies ? 'accept-encoding, accept-language, cookie' : undefined);
}

function send(request: Request, response: Response, made: KeptAnswer): void {
  response.setHeader('cache-control', CACHE);
  sendKept(request, response, made);
}

const card = (make: (of: PublicMoment) => Promise<Buffer>): Page => ({
  type: 'image/png',
  make,
  varies: true,
});

/** The app, for whoever may run it; whoever may not is led to the same as the server makes it. */
function sendApp(
  request: Request,
  response: Response,
  { origin, webDir }: { origin: string; webDir: string },
  next: NextFunction,
): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') return next();
  const query = new URLSearchParams(request.originalUrl.split('?')[1]);
  const inLanguage = (language: PublicLanguage): string => {
    query.set('lang', language);
    return escaped(`${request.path}?${query}`);
  };
  const heads = [
    `<noscript><meta http-equiv="refresh" content="0;url=${inLanguage('en')}"></noscript>`,
    ...PUBLIC_LANGUAGES.map(
      (language) =>
        `<link rel="alternate" hreflang="${language}" href="${escaped(origin)}${inLanguage(language)}">`,
    ),
  ];
  readFile(pageAt(webDir, request.path), 'utf8').then(
    (page) => {
      response.setHeader('cache-control', 'no-cache');
      response.setHeader('vary', 'accept-encoding, accept-language, cookie');
      response.type('html').send(page.replace('</head>', () => `${heads.join('\n')}</head>`));
    },
    // A page that is being built again is missing for a moment, not for good.
    () => next(),
  );
}

/** In which language a story is asked for, as far as that can be one: nobody fills our memory with what is none. */
function storyOf({ path, query }: Request): string {
  // Nothing else than the page of stories is another for it.
  if (!path.startsWith('/stories/')) return '';
  return STORY_LANGUAGES.find((language) => language === query['story']) ?? '';
}

function missing(request: Request, response: Response, origin: string): void {
  const language = languageOf(request);
  const words = PAGE_WORDS[language];
  const isStory = /^\/(stories|cards)\//.test(request.path);
  const told = isStory ? { title: words.missing, text: words.story.lead } : words.problem(404);
  const to = isStory
    ? { href: `/stories?lang=${language}`, name: words.stories }
    : { href: `/method?lang=${language}`, name: words.method };
  response.statusCode = 404;
  response.setHeader('content-type', HTML);
  response.end(problemPage({ language, origin }, told, to, request.path));
}

/** Any page may read these, and frame what is made to be framed. Nothing of whoever looks is in them. */
function forOtherSites(response: Response, isFramed: boolean): void {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('cross-origin-resource-policy', 'cross-origin');
  if (!isFramed) return;
  response.removeHeader('x-frame-options');
  response.setHeader('content-security-policy', FRAMED);
}

/** @returns null for what is no figure to embed; what a parameter says that is unknown is the default */
function embedOf({ path, query }: Request): Asked | null {
  const metric = SHOWN_METRICS.find((shown) => path === `/embed/${shown}`);
  if (metric === undefined) return null;
  return { metric, ...lookOf({ query }), asPart: query['part'] !== undefined };
}

const lookOf = ({ query }: Pick<Request, 'query'>): Pick<Embed, 'theme' | 'language'> => ({
  theme: EMBED_THEMES.find((theme) => theme === query['theme']) ?? 'auto',
  language: PUBLIC_LANGUAGES.find((language) => language === query['lang']) ?? 'en',
});
