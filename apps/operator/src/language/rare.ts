import { languageNow, locale, name } from './language.js';
import { RARE } from './rare-texts.js';
import { written } from './translate.js';

export type RareKey = keyof typeof RARE;

/** As `t`, of a text that is seldom shown. */
export const rare = (key: RareKey, values: Readonly<Record<string, string | number>> = {}): string =>
  written(RARE[key][languageNow()], values, locale());

/** What a kind of machine is called; kitchens may have kinds of their own. */
export const machineName = (type: string): string => {
  const key = `machine.${type}`;
  return Object.hasOwn(RARE, key) ? rare(key as RareKey) : name('code', type);
};
