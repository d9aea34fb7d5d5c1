import type { CallAnswer } from '@bakeloop/ui';
import type { ProductBody, RecipeBody } from '@bakeloop/domain';
import { useServer } from '../server/use-server.js';

/** What is published for all kitchens, as this phone last heard it. */
export interface Reference {
  /** By the code that events use. */
  recipes: ReadonlyMap<string, { version: number; body: RecipeBody }>;
  products: ReadonlyMap<string, ProductBody>;
}

/** A kind of reference data, kept on the phone: asked for when the app opens, then now and then. */
export const useReferences = (kind: 'recipe' | 'product') =>
  useServer(`reference.${kind}`, 'references', { params: { kind } }, 'seldom').data;

type Records = CallAnswer<'references'> | null;

/** The bodies were checked when they were published; the server hands them on as they are. */
export function referenceOf(recipes: Records, products: Records): Reference {
  return {
    recipes: new Map(
      (recipes?.items ?? []).map(({ id, version, body }) => [
        id,
        { version, body: body as unknown as RecipeBody },
      ]),
    ),
    products: new Map((products?.items ?? []).map(({ id, body }) => [id, body as unknown as ProductBody])),
  };
}
