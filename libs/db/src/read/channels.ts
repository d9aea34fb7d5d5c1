import type { Sql } from '../engine.js';
import type { Tier } from '../retention.js';
import type { RollupTable } from '../rollup-sql.js';

export interface ChannelRow {
  id: number;
  channel: string;
  unit: string | null;
  kind: 'gauge' | 'counter';
  min: number | null;
  max: number | null;
  intervalSeconds: number | null;
}

export interface ChannelWithCurrentRow extends ChannelRow {
  time: Date | null;
  value: number | null;
  receivedAt: Date | null;
}

/** A channel, and what there is of its readings: as much as a chart of it has to know. */
export interface ChartedChannelRow extends ChannelRow {
  /** From when on a grain is there; absent: nothing of it was dropped. */
  keptFrom: Partial<Record<Tier, Date>>;
  /** Up to when each rollup was refreshed, as the database writes it. Null on plain PostgreSQL, where none is. */
  rollupsUpTo: Partial<Record<RollupTable, string>> | null;
}

const CHANNEL = `c.id, c.name AS channel, c.unit, c.kind, c.min, c.max, c.interval_s AS "intervalSeconds"`;

export class ChannelRepository {
  constructor(private readonly sql: Sql) {}

  /** Channels of a kitchen by name, each with its current value. Empty for an unknown kitchen. */
  ofKitchen(kitchenId: string): Promise<ChannelWithCurrentRow[]> {
    return this.sql.query(
      `SELECT ${CHANNEL}, r.device_time AS time, r.value, r.received_at AS "receivedAt"
       FROM channel c LEFT JOIN reading_current r ON r.channel_id = c.id AND r.kitchen_id = $1
       WHERE c.kitchen_id = $1 ORDER BY c.name`,
      [kitchenId],
    );
  }

  /**
   * Every name that channels have, with each unit that they have: in these kitchens together (as of the kitchen null), and
   * in each of those apart.
   * @param together null: all
   */
  units(
    together: readonly string[] | null,
    apart: readonly string[],
  ): Promise<{ kitchenId: string | null; channel: string; unit: string }[]> {
    return this.sql.query(
      `SELECT DISTINCT NULL AS "kitchenId", name AS channel, unit FROM channel
       WHERE unit IS NOT NULL AND ($1::text[] IS NULL OR kitchen_id = ANY($1))
       UNION ALL SELECT kitchen_id, name, unit FROM channel WHERE unit IS NOT NULL AND kitchen_id = ANY($2)`,
      [together, apart],
    );
  }

  async find(kitchenId: string, channel: string): Promise<ChartedChannelRow | null> {
    const [row] = await this.sql.query<
      (Omit<ChartedChannelRow, 'keptFrom'> & { keptFrom: Partial<Record<Tier, string>> | null })[]
    >(
      `SELECT ${CHANNEL}, (SELECT jsonb_object_agg(tier, at) FROM kept_from) AS "keptFrom",
         (SELECT jsonb_object_agg(name, up_to::text) FROM rollup_up_to) AS "rollupsUpTo"
       FROM channel c WHERE c.kitchen_id = $1 AND c.name = $2`,
      [kitchenId, channel],
    );
    if (!row) return null;
    const keptFrom = Object.entries(row.keptFrom ?? {}).map(([tier, at]) => [tier, new Date(at)] as const);
    return { ...row, keptFrom: Object.fromEntries(keptFrom) };
  }
}
