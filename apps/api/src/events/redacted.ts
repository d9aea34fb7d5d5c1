/** What an event says of a person: who delivered, where they live, what they earned. */
const OF_PEOPLE = ['supplier', 'originPoint', 'price', 'paid'];
const NOT_SHOWN = 'not shown: protects people';

/** The data of an event as anyone may read it: collectors are vulnerable people, and these pages are open. */
export function redacted(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, OF_PEOPLE.includes(key) ? NOT_SHOWN : value]),
  );
}
