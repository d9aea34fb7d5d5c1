import { isReferenceKind, type ReferenceRecord } from '@bakeloop/domain';

/** Products by name. @param records with the newest version of each first */
export function productsOf(records: readonly ReferenceRecord[]): { id: string; name: string }[] {
  const products = records.filter((record) => isReferenceKind(record, 'product'));
  const names = new Map<string, string>();
  for (const { id, body } of products) if (!names.has(id)) names.set(id, body.name);
  return [...names].map(([id, name]) => ({ id, name }));
}
