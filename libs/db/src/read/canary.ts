import { CANARY_CHANNEL, CANARY_ID } from '@bakeloop/contracts';
import type { Sql } from '../engine.js';

/** Older than this, days, a canary pack is not looked for: the line is broken, whenever it broke. */
const LOOKED_FOR_DAYS = 7;

export class CanaryRepository {
  constructor(private readonly sql: Sql) {}

  /** When the newest canary pack that is stored was sent; null when none was in a week. */
  async newest(): Promise<Date | null> {
    const [row] = await this.sql.query<{ sentAt: Date }[]>(
      `SELECT r.device_time AS "sentAt" FROM channel c CROSS JOIN LATERAL (
         SELECT device_time FROM reading WHERE channel_id = c.id AND device_time > now() - make_interval(days => $3)
         ORDER BY device_time DESC LIMIT 1) r
       WHERE c.kitchen_id = $1 AND c.name = $2`,
      [CANARY_ID, CANARY_CHANNEL, LOOKED_FOR_DAYS],
    );
    return row?.sentAt ?? null;
  }
}
