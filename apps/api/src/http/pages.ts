import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { askedFirst, hasPlainTwin, SCREENS } from '@bakeloop/contracts';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type Request, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';
import swaggerUiFolder from 'swagger-ui-dist/absolute-path.js';
import { isPlain } from '../public/language.js';
import { socketSource } from './host-guard.js';

/** What no page of ours asks a browser for; but the operator's phone may say where its kitchen stands. */
const permissionsPolicy = (path: string): string =>
  `geolocation=(${path.startsWith('/operator/') ? 'self' : ''}), microphone=(), payment=(), usb=()`;
/** A year. For this host alone: what else is below its name is not ours to say. */
const TRANSPORT_SECURITY = 'max-age=31536000';

/** Nothing is loaded from anywhere else. Styles may be inline: Mantine puts its style tags into the page. */
export function securityHeaders(): RequestHandler {
  const helmeted = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: [
          "'self'",
          (request) => socketSource('ws', request.headers.host),
          (request) => socketSource('wss', request.headers.host),
        ],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
    },
    strictTransportSecurity: false,
    // Not `no-referrer`: with it a browser sends its own site's forms with `Origin: null`, as those of no site of ours.
    referrerPolicy: { policy: 'same-origin' },
  });
  return (request, response, next) => {
    response.setHeader('permissions-policy', permissionsPolicy(request.path));
    if (request.secure) response.setHeader('strict-transport-security', TRANSPORT_SECURITY);
    helmeted(request, response, next);
  };
}

/** Built files carry a hash in their name; the page that names them must be asked for anew. */
function cacheHeaders(response: Response, path: string): void {
  const hashed = /[\\/]assets[\\/]/.test(path);
  response.setHeader('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
}

/** What was packed when it was built, for browsers that unpack it. @param directory of the build */
function packedFiles(directory: string): RequestHandler {
  const files = express.static(directory, {
    index: false,
    redirect: false,
    setHeaders: (response, path) => {
      cacheHeaders(response, path);
      response.type(extname(path.slice(0, -PACKED.length)));
      response.setHeader('content-encoding', 'br');
    },
  });
  return (request, response, next) => {
    if (!request.path.startsWith('/assets/')) return next();
    response.vary('accept-encoding');
    if (request.acceptsEncodings('br') === false) return next();
    const { url } = request;
    request.url = request.path + PACKED;
    files(request, response, (error?: unknown) => {
      request.url = url;
      next(error);
    });
  };
}
const PACKED = '.br';

const keptAnHour = (response: Response): void =>
  void response.setHeader('cache-control', 'public, max-age=3600');

/** What is answered by the program, to programs: no look at the disk for it, and no page. @param path with its query */
export const isForPrograms = (path: string): boolean => /^\/(api|broker|health|live)(\/|\?|$)/.test(path);
/** Addresses that a controller answers. */
const CONTROLLERS = /^\/(api|cards|check|embed|health|live|open|operator|s|\.well-known)(\/|\?|$)/;

/** Behind the sign-in there are screens that load the same. */
const STAFFS = SCREENS.filter(({ permission }) => !['public.see', 'session.open'].includes(permission));
const isStaffs = (path: string): boolean =>
  STAFFS.some((screen) => path === screen.path || path.startsWith(`${screen.path}/`));

/** What anybody sees, and loads more for than the index names. */
const EVERYBODYS = /^\/(metrics|method|reference)(?=\/|$)/;

/** The page that names what is loaded for an address; where none is built for it, the index. @param directory of the build */
export function pageAt(directory: string, path: string): string {
  const name = isStaffs(path) ? 'staff' : EVERYBODYS.exec(path)?.[1];
  const page = join(directory, `${name ?? 'index'}.html`);
  return existsSync(page) ? page : join(directory, 'index.html');
}

/**
 * What the page's script will ask for is asked for while the script is on its way, and gives way to it: without the script
 * it is of no use. As `fetch` asks: without `crossorigin` it would come twice.
 */
const preloaded = (path: string): string =>
  `</api/v1${path}>; rel=preload; as=fetch; crossorigin; fetchpriority=low`;

/**
 * A single-page app below `mount`: its files, and for every address that is none of them its page, by the screen the one
 * that names what is loaded there.
 * @returns whether it is built
 */
function servePage(
  app: NestExpressApplication,
  mount: string,
  directory: string,
  isOthers: (request: Request) => boolean,
  mayAsk: (request: Request) => Promise<boolean>,
): boolean {
  const index = join(directory, 'index.html');
  const files = express.static(directory, { setHeaders: cacheHeaders, redirect: false });
  app.use(mount, packedFiles(directory));
  app.use(mount, (request: Request, response: Response, next: () => void) => {
    if (isForPrograms(request.originalUrl)) return next();
    files(request, response, next);
  });
  app.use(mount, (request: Request, response: Response, next: () => void) => {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (!reads || isOthers(request) || request.path.startsWith('/assets/')) return next();
    response.setHeader('cache-control', 'no-cache');
    const page = pageAt(directory, request.path);
    void mayAsk(request).then((may) => {
      if (may) response.setHeader('link', askedFirst(request.path).map(preloaded));
      // A page that is being built again is missing for a moment, not for good.
      response.sendFile(page, (error?: Error) => {
        if (error && !response.headersSent) next();
      });
    });
  });
  return existsSync(index);
}

/**
 * Serves the web app at `/`, the operator's at `/operator/`, and the assets of the API's page.
 * @param mayAsk whether who asks is signed in, and lacks nothing to be answered: what others would ask for is not named, since
 * a browser keeps the refusal for the script of the page, which asks once they have signed in; never rejects
 * @returns the directories that are not built
 */
export function servePages(
  app: NestExpressApplication,
  pages: { web: string; operator: string },
  mayAsk: (request: Request) => Promise<boolean>,
): string[] {
  app.use('/api/docs/assets', express.static(swaggerUiFolder(), { index: false, setHeaders: keptAnHour }));
  app.use('/operator', (request: Request, response: Response, next: () => void) =>
    request.originalUrl === '/operator' ? response.redirect(308, '/operator/') : next(),
  );
  const missing: string[] = [];
  if (
    !servePage(
      app,
      '/operator',
      pages.operator,
      () => false,
      () => Promise.resolve(false),
    )
  )
    missing.push(pages.operator);
  const isOthers = (request: Request): boolean =>
    CONTROLLERS.test(request.originalUrl) || (hasPlainTwin(request.path) && isPlain(request));
  if (!servePage(app, '/', pages.web, isOthers, mayAsk)) missing.push(pages.web);
  return missing;
}
