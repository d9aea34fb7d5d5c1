import type { Page } from 'playwright-core';

/** What a page asks of the phone that no test hears or sees. */
export interface Senses {
  /** `sw-KE: Sasa nini?`, in turn. */
  said: string[];
  /** Counts on the icon of the home screen, in turn. */
  badges: number[];
  /** Addresses that were printed. */
  printed: string[];
}

/**
 * From the next load on, notes what a page says, prints and shows on its icon, instead of the browser, which does none of it
 * where it has no head.
 * @param voices BCP 47: the languages that this phone has a voice for
 */
export async function watchSenses(page: Page, voices: readonly string[]): Promise<Senses> {
  const senses: Senses = { said: [], badges: [], printed: [] };
  await page.exposeFunction('sense', (what: keyof Senses, value: never) => void senses[what].push(value));
  await page.addInitScript((spoken) => {
    const { sense } = window as unknown as { sense: (what: string, value: unknown) => Promise<void> };
    class Utterance {
      lang = '';
      voice: unknown = null;
      constructor(readonly text: string) {}
    }
    const synthesis = {
      getVoices: () => spoken.map((lang) => ({ lang })),
      cancel: () => undefined,
      speak: ({ lang, text }: Utterance) => void sense('said', `${lang}: ${text}`),
    };
    const setAppBadge = (count: number) => sense('badges', count);
    Object.defineProperty(window, 'SpeechSynthesisUtterance', { value: Utterance });
    Object.defineProperty(window, 'speechSynthesis', { value: synthesis });
    Object.defineProperty(window, 'print', { value: () => void sense('printed', location.href) });
    Object.defineProperty(Navigator.prototype, 'setAppBadge', { value: setAppBadge, configurable: true });
  }, voices);
  return senses;
}
