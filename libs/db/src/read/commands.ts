import type { Sql } from '../engine.js';
import type { CommandStep, NewCommand } from '../write/commands.js';

export interface CommandRow extends NewCommand {
  state: CommandStep['state'];
  sends: number;
  /** Oldest first. */
  steps: Required<Omit<CommandStep, 'commandId'>>[];
}

export interface CommandPosition {
  createdAt: string;
  id: string;
}

const COMMAND = `c.id, c.kitchen_id AS "kitchenId", c.kind, c.data, c.by, c.note, c.created_at AS "createdAt",
  c.expires_at AS "expiresAt", c.state, c.sends`;

export class CommandRepository {
  constructor(private readonly sql: Sql) {}

  /** Newest first. */
  async page(o: {
    kitchenId: string;
    after?: CommandPosition | undefined;
    limit: number;
  }): Promise<CommandRow[]> {
    const rows = await this.sql.query<Omit<CommandRow, 'steps'>[]>(
      `SELECT ${COMMAND} FROM command c
       WHERE c.kitchen_id = $1 AND ($2::timestamptz IS NULL OR (c.created_at, c.id) < ($2, $3::uuid))
       ORDER BY c.created_at DESC, c.id DESC LIMIT $4`,
      [o.kitchenId, o.after?.createdAt ?? null, o.after?.id ?? null, o.limit],
    );
    return this.withSteps(rows);
  }

  /** @returns null where the kitchen has no such command */
  async one(kitchenId: string, id: string): Promise<CommandRow | null> {
    const rows = await this.sql.query<Omit<CommandRow, 'steps'>[]>(
      `SELECT ${COMMAND} FROM command c WHERE c.kitchen_id = $1 AND c.id = $2`,
      [kitchenId, id],
    );
    const [command] = await this.withSteps(rows);
    return command ?? null;
  }

  private async withSteps(rows: readonly Omit<CommandRow, 'steps'>[]): Promise<CommandRow[]> {
    if (rows.length === 0) return [];
    const steps = await this.sql.query<Required<CommandStep>[]>(
      `SELECT command_id AS "commandId", state, by_kitchen AS "byKitchen", at, device_at AS "deviceAt", reason, data
       FROM command_step WHERE command_id = ANY($1::uuid[]) ORDER BY id`,
      [rows.map(({ id }) => id)],
    );
    return rows.map((row) => ({
      ...row,
      steps: steps.filter(({ commandId }) => commandId === row.id).map(({ commandId: _, ...step }) => step),
    }));
  }
}
