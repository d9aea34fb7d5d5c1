import { chosenLanguage, PUBLIC_LANGUAGES, publicLanguage, type PublicLanguage } from '@bakeloop/contracts';
import type { Request } from 'express';

type Asked = Pick<Request, 'query' | 'headers' | 'acceptsLanguages'>;

/** As the address says, else as was chosen before, else as the browser asks. */
export function languageOf(request: Asked): PublicLanguage {
  const { query, headers } = request;
  return (
    publicLanguage(query['lang']) ??
    chosenLanguage(headers.cookie ?? '') ??
    publicLanguage(request.acceptsLanguages([...PUBLIC_LANGUAGES])) ??
    'en'
  );
}

/** Whether somebody goes to an address by a browser: no program, script or picture asks for a page. */
export const isForPage = (request: Pick<Request, 'accepts'>): boolean =>
  request.accepts(['json', 'html']) === 'html';

/** Whether the browser says that somebody has signed in; who that is nobody asks here. */
export const hasSession = ({ headers }: Pick<Request, 'headers'>): boolean =>
  /(^|;\s*)(__Host-)?bakeloop=/.test(headers.cookie ?? '');

/**
 * Whether a page that the app has too is asked for as the server makes it, whole without script: in a language that the
 * address names, or that the app does not speak. Whoever has signed in, or follows a link to it, comes for the app.
 */
export function isPlain(request: Asked): boolean {
  if (publicLanguage(request.query['lang']) !== undefined) return true;
  if (APP in request.query) return false;
  return languageOf(request) !== 'en' && !hasSession(request);
}

const APP = 'app';
/** From a page as the server makes it to the same in the app, whatever language the browser asks for. */
export const inApp = (path: string): string => `${path}${path.includes('?') ? '&' : '?'}${APP}`;
