import type { Request } from 'express';
import { PUBLIC_LANGUAGES, type PublicLanguage } from './words.js';

/** As the address says, else as the browser asks. */
export function languageOf(request: Pick<Request, 'query' | 'acceptsLanguages'>): PublicLanguage {
  const asked = PUBLIC_LANGUAGES.find((language) => language === request.query['lang']);
  if (asked !== undefined) return asked;
  const accepted = request.acceptsLanguages([...PUBLIC_LANGUAGES]);
  return PUBLIC_LANGUAGES.find((language) => language === accepted) ?? 'en';
}
