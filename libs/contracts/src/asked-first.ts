const ALL_KITCHENS = '/kitchens?limit=200&order=id';
const KITCHEN = '/kitchens/{kitchenId}';
const NEWEST_BATCHES = '/batches?kitchenId={kitchenId}&limit=20';
const PRODUCTS = '/reference/product';

/** What every page asks for, whoever looks. */
const ALWAYS = ['/session', '/status'];

/** What screens behind the sign-in ask for before they show anything: what each who may see them at all may read. */
const ASKED_FIRST: Readonly<Record<string, readonly string[]>> = {
  '/fleet': [ALL_KITCHENS, '/totals'],
  '/compare': [ALL_KITCHENS],
  '/quality': [ALL_KITCHENS],
  '/reports': [ALL_KITCHENS],
  [KITCHEN]: [KITCHEN, NEWEST_BATCHES],
  [`${KITCHEN}/batches/{batchId}`]: [KITCHEN, `${KITCHEN}/batches/{batchId}`, PRODUCTS],
  [`${KITCHEN}/lots/{lotId}`]: [KITCHEN, `${KITCHEN}/lots/{lotId}/lineage`, PRODUCTS],
  [`${KITCHEN}/machines/{machineId}`]: [KITCHEN, NEWEST_BATCHES, `${KITCHEN}/machines/{machineId}`],
};

/** Of an address, and written so in the path of the API too: an id of other signs is asked for when the script is there. */
const SEGMENT = '[\\w.-]+';

/**
 * Paths of the API that the page of an address asks for at once, as it asks for them: so they can be on their way before its
 * script has come. A browser test holds that each page does ask for these.
 * @param pathname as it stands in the address
 */
export function askedFirst(pathname: string): string[] {
  for (const [screen, asked] of Object.entries(ASKED_FIRST)) {
    const form = new RegExp(`^${screen.replace(/\{(\w+)\}/g, `(?<$1>${SEGMENT})`)}$`);
    const match = form.exec(pathname);
    if (match)
      return [...ALWAYS, ...asked].map((path) =>
        path.replace(/\{(\w+)\}/g, (_, name: string) => match.groups?.[name] ?? ''),
      );
  }
  return ALWAYS;
}
