import type { PublicLanguage } from '@bakeloop/contracts';
import { useLanguage } from './language.js';

/** What stands around every page, and instead of one that did not come. */
export interface FrameWords {
  skip: string;
  start: string;
  pages: string;
  foot: string;
  reference: string;
  versions: string;
  permissions: string;
  map: string;
  signIn: string;
  demo: string;
  demoText: string;
  offline: string;
  failed: string;
  quote: string;
  again: string;
  loading: string;
  connection: Record<'live' | 'stale' | 'connecting', string>;
  schemes: Record<'auto' | 'light' | 'dark', string>;
  scheme: (now: string, next: string) => string;
  /** Names of screens by their addresses; of those that are not here the name is the English one. */
  screens: Readonly<Record<string, string>>;
  /** Why something did not work. */
  problem: (error: Error) => string;
}

const EN: FrameWords = {
  skip: 'Skip to the page',
  start: 'Bakeloop, start page',
  pages: 'Pages',
  foot: 'Bakeloop follows every kilogram of plastic from the gate of a mobile kitchen to the wall it ends up in. Every figure says how sure it is and what it rests on; what is not known is shown as not known.',
  reference: 'Reference data',
  versions: 'behind the figures, with every version.',
  permissions: 'Who may do what',
  map: 'Map: Natural Earth, public domain. Data for programs:',
  signIn: 'Sign in',
  demo: 'Demonstration.',
  demoText: 'These kitchens are simulated. No plastic was collected and nothing here is a claim.',
  offline: 'No connection',
  failed: 'This did not work',
  quote: 'To quote in a report:',
  again: 'Try again',
  loading: 'Loading the page',
  connection: {
    live: 'Live connection',
    stale: 'Connection lost, reconnecting',
    connecting: 'Connecting',
  },
  schemes: { auto: 'as this device', light: 'light', dark: 'dark' },
  scheme: (now, next) => `Colours: ${now}. Change to ${next}`,
  screens: {},
  problem: ({ message }) => message,
};

const spoken: Record<PublicLanguage, FrameWords> = { en: EN, nl: EN };

/** To be done before the first page is drawn: Dutch comes to those who want it alone, of the public home every byte counts. */
export async function speak(language: PublicLanguage): Promise<void> {
  if (language === 'nl') spoken.nl = (await import('./frame-words-nl.js')).FRAME_NL;
}

/** In the language of the page that is shown. */
export const useFrameWords = (): FrameWords => spoken[useLanguage()];
