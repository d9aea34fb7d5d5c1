/** The languages of the kitchen log, by BCP 47, each named in itself: who looks for theirs reads no other. */
export const LANGUAGES = {
  en: { name: 'English', direction: 'ltr' },
  nl: { name: 'Nederlands', direction: 'ltr' },
  fr: { name: 'Français', direction: 'ltr' },
  sw: { name: 'Kiswahili', direction: 'ltr' },
  id: { name: 'Bahasa Indonesia', direction: 'ltr' },
  'pt-BR': { name: 'Português (Brasil)', direction: 'ltr' },
  es: { name: 'Español', direction: 'ltr' },
  ar: { name: 'العربية', direction: 'rtl' },
} as const satisfies Record<string, { name: string; direction: 'ltr' | 'rtl' }>;
export type Language = keyof typeof LANGUAGES;
export const LANGUAGE_CODES = Object.keys(LANGUAGES) as Language[];

/** @returns the first of what somebody reads that there is: `fr-CI` reads `fr`, `pt` reads `pt-BR`; else English */
export function closestLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.split('-')[0]?.toLowerCase();
    const found =
      LANGUAGE_CODES.find((code) => code.toLowerCase() === tag.toLowerCase()) ??
      LANGUAGE_CODES.find((code) => code.split('-')[0] === base);
    if (found) return found;
  }
  return 'en';
}

/**
 * The locale that numbers and dates are written by: the phone's own region where it has one of this language. Digits are
 * always those that stand on the number pad and on the scale.
 * @param wanted as in `navigator.languages`
 */
export function localeOf(language: Language, wanted: readonly string[]): string {
  const own = wanted.find((tag) => closestLanguage([tag]) === language && tag.includes('-')) ?? language;
  return `${own.split('-u-')[0] ?? own}-u-nu-latn`;
}
