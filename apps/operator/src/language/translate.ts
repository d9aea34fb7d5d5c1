import type { en } from './catalogs/en.js';
import type { enLater } from './catalogs/en-later.js';
import { numberFormat, pluralRules } from './formats.js';

/** A text, or one for each plural category (`Intl.PluralRules`) that the language has. `{name}` takes a value. */
export type Text = string | (Partial<Record<Intl.LDMLPluralRule, string>> & { other: string });

type English = typeof en & typeof enLater;
/** All texts, by area. Another language has the same areas and keys, and plural categories of its own. */
export type Catalog = {
  readonly [A in keyof English]: {
    readonly [K in keyof English[A]]: English[A][K] extends string ? string : Exclude<Text, string>;
  };
};
/** `intake.title`. */
export type Key = { [A in keyof English]: `${A}.${keyof English[A] & string}` }[keyof English];

type TextOf<K extends Key> = K extends `${infer A extends keyof English}.${infer N}`
  ? N extends keyof English[A]
    ? English[A][N]
    : never
  : never;
type Forms<T> = T extends string ? T : T[keyof T];
type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
/** The values that a text takes; a plural always takes `count`, a number. */
export type Values<K extends Key> = {
  [N in Names<Forms<TextOf<K>>>]: N extends 'count' ? number : string | number;
};
export type Given<K extends Key> = keyof Values<K> extends never ? [] : [values: Values<K>];

/** Looks a text up, without a type to hold it to. @returns undefined where the catalog has none */
export function textAt(catalog: object | null, key: string): Text | undefined {
  const dot = key.indexOf('.');
  const area = (catalog as Record<string, Record<string, Text> | undefined> | null)?.[key.slice(0, dot)];
  return area !== undefined && Object.hasOwn(area, key.slice(dot + 1)) ? area[key.slice(dot + 1)] : undefined;
}

/**
 * A text with its values, numbers written by the locale.
 * @param text a plural is chosen by `values.count`
 */
export function written(
  text: Text,
  values: Readonly<Record<string, string | number>>,
  locale: string,
): string {
  const count = values['count'];
  const form =
    typeof text === 'string'
      ? text
      : (text[pluralRules(locale, {}).select(typeof count === 'number' ? count : 0)] ?? text.other);
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? numberFormat(locale, {}).format(value) : value;
  });
}
