/** What an event says of a person: who delivered, where they live, what they earned. */
const OF_PEOPLE = ['supplier', 'originPoint', 'price', 'paid'];
const NOT_SHOWN = 'not shown: protects people';
/** A member of an object that says it, in text that need not be whole: an object, a list, a text, or anything else. */
const IN_TEXT = new RegExp(
  `("(?:${OF_PEOPLE.join('|')})"\\s*:\\s*)(?:\\{[^}]*(?:\\}|$)|\\[[^\\]]*(?:\\]|$)|"(?:[^"\\\\]|\\\\.)*(?:"|$)|[^,}\\]\\s]*)`,
  'g',
);

/** The data of an event as anyone may read it: collectors are vulnerable people, and these pages are open. */
export function redacted(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, OF_PEOPLE.includes(key) ? NOT_SHOWN : value]),
  );
}

/** The same of JSON that was refused, whole or the beginning of it. */
export function redactedText(json: string): string {
  return json.replace(IN_TEXT, `$1"${NOT_SHOWN}"`);
}
