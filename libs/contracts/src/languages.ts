/** Languages of what the public reads, and of what sponsors do there. */
export const PUBLIC_LANGUAGES = ['en', 'nl'] as const;
export type PublicLanguage = (typeof PUBLIC_LANGUAGES)[number];

/** @returns undefined for what is none of them */
export const publicLanguage = (given: unknown): PublicLanguage | undefined =>
  PUBLIC_LANGUAGES.find((language) => language === given);

/** The cookie that says which language was chosen on a page before. */
export const LANGUAGE_COOKIE = 'bakeloop-lang';
const CHOSEN = new RegExp(`(?:^|;\\s*)${LANGUAGE_COOKIE}=(\\w+)`);

/** @param cookies as a browser sends them */
export const chosenLanguage = (cookies: string): PublicLanguage | undefined =>
  publicLanguage(CHOSEN.exec(cookies)?.[1]);

/** Pages of the app that the server makes whole as well, in every one of these languages and without script. */
export const hasPlainTwin = (path: string): boolean =>
  /^\/(method$|permissions$|sign-in$|metrics\/|(reference|sponsors)(\/|$))/.test(path);
