import { readKept, writeKept } from '../kept.js';
import { locale } from '../language/language.js';

/** Pictures and voice instead of reading: off unless somebody wants it. */
export const readsAloud = (): boolean => readKept<boolean>('voice') === true;

function show(): void {
  document.documentElement.dataset['voice'] = readsAloud() ? 'on' : 'off';
}
export const wearVoice = show;

export function setReadsAloud(on: boolean): void {
  writeKept('voice', on || null);
  if (!on) globalThis.speechSynthesis?.cancel();
  show();
}

const voices = (): SpeechSynthesisVoice[] => globalThis.speechSynthesis?.getVoices() ?? [];
const speaks = ({ lang }: SpeechSynthesisVoice): boolean =>
  lang.split(/[-_]/)[0]?.toLowerCase() === locale().split('-')[0];

/** Phones load their voices late: false means none is known yet. */
export const hasVoice = (): boolean => voices().some(speaks);

/**
 * Says something in the language spoken now. A phone without a voice for it stays silent: another language's voice would
 * only make noise of it.
 * @param how `after`: once what is being said is said
 */
export function say(text: string, how: 'now' | 'after' = 'now'): void {
  const voice = voices().find(speaks);
  if (!voice || text === '') return;
  // Where a word may break is for the eye: voices pause there.
  const spoken = new SpeechSynthesisUtterance(text.replaceAll('\u00ad', ''));
  spoken.voice = voice;
  spoken.lang = voice.lang;
  if (how === 'now') speechSynthesis.cancel();
  speechSynthesis.speak(spoken);
}

/** What there is to read on a screen besides its title: not the keys, nor the numbers of lots, which only the eye compares. */
const READ = 'h2, legend, label, p, dt, dd, .tile-label, .chip';

/** The text of a screen as somebody would read it to another. */
export const readable = (screen: ParentNode): string =>
  [...screen.querySelectorAll(READ)]
    .filter((part) => part.querySelector('.code') === null)
    .map(({ textContent }) => textContent.trim())
    .filter((text) => text !== '')
    .join('. ');
