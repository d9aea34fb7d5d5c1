import type { Sql } from '../engine.js';

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

  async find(kitchenId: string, channel: string): Promise<ChannelRow | null> {
    const rows = await this.sql.query<ChannelRow[]>(
      `SELECT ${CHANNEL} FROM channel c WHERE c.kitchen_id = $1 AND c.name = $2`,
      [kitchenId, channel],
    );
    return rows[0] ?? null;
  }
}
