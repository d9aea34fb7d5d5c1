import { chosenLanguage, publicLanguage, type PublicLanguage } from '@bakeloop/contracts';
import { useLocation } from 'react-router';

/**
 * Pages of the app that sponsors and whoever is invited meet, in Dutch too: those that take script. What the public reads the
 * server makes in Dutch; all other pages are for staff, in English.
 */
const BILINGUAL = ['/link', '/shared-links'];

/** As the address says, else as was chosen before, else as the browser asks first: just as the server has it. */
export function languageOf(search: string, cookies: string, asked: readonly string[]): PublicLanguage {
  const browsers = asked.map((tag) => publicLanguage(tag.split('-')[0])).find((one) => one !== undefined);
  return (
    publicLanguage(new URLSearchParams(search).get('lang')) ?? chosenLanguage(cookies) ?? browsers ?? 'en'
  );
}

/** @returns the language that the page of an address is shown in, with all that is around it */
export const languageAt = (pathname: string): PublicLanguage =>
  BILINGUAL.includes(pathname) ? languageOf(location.search, document.cookie, navigator.languages) : 'en';

/** The language of the page that is shown. */
export const useLanguage = (): PublicLanguage => languageAt(useLocation().pathname);

/** Whether the app shows a page in each language. */
export const isBilingual = (pathname: string): boolean => BILINGUAL.includes(pathname);
