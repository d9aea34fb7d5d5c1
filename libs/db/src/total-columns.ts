import { TOTAL_FIELDS, type TotalField } from '@bakeloop/domain';

/** Column of a total: `intakeNetGrams` is stored as `intake_net_grams`. */
export function totalColumn(field: TotalField): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export const TOTAL_COLUMNS: readonly string[] = TOTAL_FIELDS.map(totalColumn);

/** `sum(intake_net_grams)::int8 AS "intakeNetGrams", …`: totals under the contract's names, 0 where nothing was. */
export const SUM_OF_TOTALS = TOTAL_FIELDS.map(
  (field) => `coalesce(sum(${totalColumn(field)}), 0)::int8 AS "${field}"`,
).join(', ');
