import type { Request } from 'express';
import { PUBLIC_LANGUAGES, type PublicLanguage } from './words.js';

/** Of whoever has chosen a language on a page of the app: the app itself sets it, where somebody asks for one. */
const CHOSEN = /(?:^|;\s*)bakeloop-lang=(\w+)/;

type Asked = Pick<Request, 'query' | 'headers' | 'acceptsLanguages'>;

const known = (given: unknown): PublicLanguage | undefined =>
  PUBLIC_LANGUAGES.find((language) => language === given);

/** As the address says, else as was chosen before, else as the browser asks. */
export function languageOf(request: Asked): PublicLanguage {
  const { query, headers } = request;
  return (
    known(query['lang']) ??
    known(CHOSEN.exec(headers.cookie ?? '')?.[1]) ??
    known(request.acceptsLanguages([...PUBLIC_LANGUAGES])) ??
    'en'
  );
}

/** Whether the browser says that somebody has signed in; who that is nobody asks here. */
export const hasSession = ({ headers }: Pick<Request, 'headers'>): boolean =>
  /(^|;\s*)(__Host-)?bakeloop=/.test(headers.cookie ?? '');

/**
 * Whether a page that the app has too is asked for as the server makes it, whole without script: in a language that the
 * address names, or that the app does not speak. Whoever has signed in comes for the app.
 */
export function isPlain(request: Asked): boolean {
  if (known(request.query['lang']) !== undefined) return true;
  return languageOf(request) !== 'en' && !hasSession(request);
}

/** Pages of the app that the server makes whole as well. */
export const hasPlainTwin = (path: string): boolean =>
  /^\/(method$|sign-in$|metrics\/|(reference|sponsors)(\/|$))/.test(path);
