import type { Sql } from '../engine.js';

/** Whether anything is known of what a figure is asked about. */
export class ScopeRepository {
  constructor(private readonly sql: Sql) {}

  /** A machine of a kitchen's newest birth certificate, or one that its batches name. */
  machineExists(kitchenId: string, machine: string): Promise<boolean> {
    return this.found(
      `SELECT 1 FROM birth b JOIN kitchen k ON k.id = b.kitchen_id AND k.birth_version = b.version
       WHERE k.id = $1 AND b.body -> 'machines' @> jsonb_build_array(jsonb_build_object('id', $2::text))
       UNION ALL
       (SELECT 1 FROM batch WHERE kitchen_id = $1 AND $2 = ANY(machines) LIMIT 1)`,
      [kitchenId, machine],
    );
  }

  /** A product of the reference data, or one that a kitchen made all the same. */
  productExists(productCode: string): Promise<boolean> {
    return this.found(
      `SELECT 1 FROM reference WHERE kind = 'product' AND id = $1
       UNION ALL
       (SELECT 1 FROM contribution WHERE product_code = $1 LIMIT 1)`,
      [productCode],
    );
  }

  private async found(text: string, parameters: unknown[]): Promise<boolean> {
    const rows = await this.sql.query<unknown[]>(text, parameters);
    return rows.length > 0;
  }
}
