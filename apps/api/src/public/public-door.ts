import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { EMBED_THEMES, embedPage, figurePart, type Embed } from './embed.js';
import { homeWith } from './home-fragment.js';
import { mapSvg } from './map.js';
import { csvTable, dataPackage, geoJson, jsonTable, OPEN_TABLES } from './open-data.js';
import type { PublicFigures, PublicMoment } from './public-figures.js';
import { PUBLIC_LANGUAGES, SHOWN_METRICS } from './words.js';

/** How long a browser or a cache in between may keep an answer, s; then it may show that one while it asks anew. */
const CACHE = 'public, max-age=5, stale-while-revalidate=60';
const HTML = 'text/html; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

interface Page {
  type: string;
  make(moment: PublicMoment): string | Promise<string>;
}
type Asked = Embed & { asPart: boolean };
interface Kept {
  type: string;
  body: Buffer;
  zipped: Buffer;
  etag: string;
}

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
    homeWith(await readFile(join(o.webDir, 'index.html'), 'utf8'), of);
  const fixed = new Map<string, Page>([
    ['/', { type: HTML, make: home }],
    ['/open/', json((moment) => dataPackage(moment, o.origin))],
    ['/open/datapackage.json', json((moment) => dataPackage(moment, o.origin))],
    ['/open/kitchens.geojson', json(geoJson, 'application/geo+json')],
    ['/open/map.svg', { type: 'image/svg+xml', make: mapSvg }],
    ...OPEN_TABLES.flatMap((table): [string, Page][] => [
      [
        `/open/${table.name}.csv`,
        { type: 'text/csv; charset=utf-8', make: (moment) => csvTable(table, moment) },
      ],
      [`/open/${table.name}.json`, json((moment) => jsonTable(table, moment))],
    ]),
  ]);
  let moment: PublicMoment | null = null;
  let kept = new Map<string, Promise<Kept>>();

  /** Made by whoever asks first. */
  function keep(key: string, of: PublicMoment, page: Page): Promise<Kept> {
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
    const page = embed ? pageOf(embed, o.origin) : fixed.get(path);
    if (page === undefined || (method !== 'GET' && method !== 'HEAD')) return next();
    figures
      .read()
      .then((of) => keep(embed ? `${path} ${Object.values(embed).join(' ')}` : path, of, page))
      .then(
        (made) => send(request, response, made),
        // Without numbers, the home is still the page as it is built.
        (error: unknown) => (path === '/' ? next() : next(error)),
      );
  };
}

const pageOf = (embed: Asked, origin: string): Page => ({
  type: HTML,
  make: (of) => (embed.asPart ? figurePart : embedPage)(of, embed, origin),
});

async function keptOf({ type, make }: Page, of: PublicMoment): Promise<Kept> {
  const body = Buffer.from(await make(of));
  const digest = createHash('sha256').update(body).digest('base64url');
  return { type, body, zipped: await promisify(gzip)(body), etag: `"${digest.slice(0, 22)}"` };
}

function send(request: Request, response: Response, { type, body, zipped, etag }: Kept): void {
  response.setHeader('cache-control', CACHE);
  response.setHeader('etag', etag);
  response.setHeader('vary', 'accept-encoding');
  if (request.headers['if-none-match'] === etag) return void response.status(304).end();
  const takesZip = request.acceptsEncodings('gzip') === 'gzip';
  response.setHeader('content-type', type);
  if (takesZip) response.setHeader('content-encoding', 'gzip');
  response.end(takesZip ? zipped : body);
}

/** Any page may read these, and frame what is made to be framed. Nothing of whoever looks is in them. */
function forOtherSites(response: Response, isFramed: boolean): void {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('cross-origin-resource-policy', 'cross-origin');
  if (!isFramed) return;
  response.removeHeader('x-frame-options');
  response.setHeader(
    'content-security-policy',
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *",
  );
}

/** @returns null for what is no figure to embed; what a parameter says that is unknown is the default */
function embedOf({ path, query }: Request): Asked | null {
  const metric = SHOWN_METRICS.find((shown) => path === `/embed/${shown}`);
  if (metric === undefined) return null;
  return {
    metric,
    theme: EMBED_THEMES.find((theme) => theme === query['theme']) ?? 'auto',
    language: PUBLIC_LANGUAGES.find((language) => language === query['lang']) ?? 'en',
    asPart: query['part'] !== undefined,
  };
}
