import type { Standing } from '@bakeloop/contracts';
import type { Wish } from '@bakeloop/domain';
import type { Sql } from '../engine.js';
import { standingsOfPersonSql } from '../identity/principals.js';

export type ChannelKind = 'push' | 'email' | 'webhook';
/** Where a channel leads, by its kind. */
export interface ChannelTarget {
  push: { endpoint: string; keys: { p256dh: string; auth: string } };
  email: { address: string };
  webhook: { url: string; secret: string };
}
export type AnyTarget = { [K in ChannelKind]: { kind: K; target: ChannelTarget[K] } }[ChannelKind];

/** A channel as it is made: what leads to the address of the account names none. */
export type NewTarget = Exclude<AnyTarget, { kind: 'email' }> | { kind: 'email'; target: null };

export type AlarmChannelRow = AnyTarget & {
  id: string;
  personId: string;
  name: string;
  language: string;
  wish: Wish;
  createdAt: Date;
  goneAt: Date | null;
};

/** What is to be sent. `say`: a test, an alarm that is on, or one that is over. */
export interface DeliveryMessage {
  say: 'test' | 'raised' | 'cleared';
  alarm: {
    id: string;
    kitchenId: string | null;
    kitchenName: string | null;
    kind: string;
    subject: string;
    severity: string;
    since: string;
    data: Readonly<Record<string, string | number | null>>;
  } | null;
}
export interface DeliveryRow {
  id: string;
  channelId: string;
  channelName: string;
  alarmId: string | null;
  message: DeliveryMessage;
  state: 'waiting' | 'sent' | 'failed';
  tries: number;
  nextAt: Date;
  answer: string | null;
  createdAt: Date;
  doneAt: Date | null;
}
export type DueDelivery = Pick<DeliveryRow, 'id' | 'alarmId' | 'message' | 'tries'> &
  AnyTarget & { language: string; channelId: string };

/** E-mail goes to the address of the account and nowhere else: of no other is it known that its owner wants any. */
const TARGET = `CASE c.kind WHEN 'email'
  THEN (SELECT jsonb_build_object('address', email) FROM person WHERE id = c.person_id) ELSE c.target END AS target`;
const CHANNEL = `c.id, c.person_id AS "personId", c.kind, c.name, ${TARGET}, c.language, c.wish, c.created_at AS "createdAt", c.gone_at AS "goneAt"`;
/** A sender that dies is taken over from after so long, s: far longer than a try may take. */
const SENDS_FOR_S = 60;

export class AlarmChannelRepository {
  constructor(private readonly sql: Sql) {}

  /** Of somebody, oldest first. */
  of(personId: string): Promise<AlarmChannelRow[]> {
    return this.sql.query(
      `SELECT ${CHANNEL} FROM alarm_channel c WHERE c.person_id = $1 ORDER BY c.created_at, c.id`,
      [personId],
    );
  }

  /** All that lead somewhere, with the roles of now of whose they are. */
  standing(): Promise<(AlarmChannelRow & { standings: Standing[] })[]> {
    return this.sql.query(
      `SELECT ${CHANNEL}, ${standingsOfPersonSql} AS standings
       FROM alarm_channel c JOIN person p ON p.id = c.person_id AND p.disabled_at IS NULL WHERE c.gone_at IS NULL
       ORDER BY c.id`,
    );
  }

  async add(
    channel: Pick<AlarmChannelRow, 'personId' | 'name' | 'language' | 'wish'> & NewTarget,
  ): Promise<string> {
    const [row] = await this.sql.query<{ id: string }[]>(
      `INSERT INTO alarm_channel (person_id, kind, name, target, language, wish) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
      [
        channel.personId,
        channel.kind,
        channel.name,
        JSON.stringify(channel.target ?? {}),
        channel.language,
        JSON.stringify(channel.wish),
      ],
    );
    return row?.id ?? '';
  }

  /** @returns false where somebody has no such channel */
  async change(
    id: string,
    personId: string,
    { name, language, wish }: Pick<AlarmChannelRow, 'name' | 'language' | 'wish'>,
  ): Promise<boolean> {
    const [, changed] = await this.sql.query<[unknown[], number]>(
      `UPDATE alarm_channel SET name = $3, language = $4, wish = $5 WHERE id = $1 AND person_id = $2`,
      [id, personId, name, language, JSON.stringify(wish)],
    );
    return changed > 0;
  }

  /** With all that was sent there. @returns false where somebody has no such channel */
  async remove(id: string, personId: string): Promise<boolean> {
    const [, removed] = await this.sql.query<[unknown[], number]>(
      `DELETE FROM alarm_channel WHERE id = $1 AND person_id = $2`,
      [id, personId],
    );
    return removed > 0;
  }

  async gone(id: string): Promise<void> {
    await this.sql.query(`UPDATE alarm_channel SET gone_at = now() WHERE id = $1`, [id]);
  }
}

export class DeliveryRepository {
  constructor(private readonly sql: Sql) {}

  async queue(
    rows: readonly { channelId: string; alarmId: string | null; message: DeliveryMessage }[],
  ): Promise<void> {
    if (rows.length === 0) return;
    await this.sql.query(
      `INSERT INTO alarm_delivery (channel_id, alarm_id, message)
       SELECT (r ->> 'channelId')::uuid, (r ->> 'alarmId')::uuid, r -> 'message' FROM jsonb_array_elements($1::jsonb) AS r`,
      [JSON.stringify(rows)],
    );
  }

  /** Queues a test, unless one waits there. */
  async queueTest(channelId: string): Promise<void> {
    const message: DeliveryMessage = { say: 'test', alarm: null };
    await this.sql.query(
      `INSERT INTO alarm_delivery (channel_id, message) SELECT $1, $2 WHERE NOT EXISTS (
         SELECT FROM alarm_delivery WHERE channel_id = $1 AND state = 'waiting' AND message ->> 'say' = 'test')`,
      [channelId, JSON.stringify(message)],
    );
  }

  /**
   * Takes what is to be sent now, one of each channel, tests last; nobody else gets it until it is settled, or its sender is
   * taken for dead. Whoever was shut out since gets nothing.
   * @param except channels that something is being sent to
   */
  take(most: number, except: readonly string[] = []): Promise<DueDelivery[]> {
    return this.sql
      .query<[DueDelivery[], number]>(
        `UPDATE alarm_delivery d SET tries = d.tries + 1, next_at = now() + make_interval(secs => ${SENDS_FOR_S})
       FROM alarm_channel c, (
         SELECT id FROM alarm_delivery WHERE state = 'waiting' AND next_at <= now() AND id IN (
           SELECT id FROM (
             SELECT DISTINCT ON (w.channel_id) w.id, w.message ->> 'say' = 'test' AS "isTest", w.next_at FROM alarm_delivery w
             JOIN alarm_channel o ON o.id = w.channel_id JOIN person p ON p.id = o.person_id AND p.disabled_at IS NULL
             WHERE w.state = 'waiting' AND w.next_at <= now() AND w.channel_id <> ALL($2::uuid[])
             ORDER BY w.channel_id, 2, w.next_at) first
           ORDER BY "isTest", next_at LIMIT $1)
         FOR UPDATE SKIP LOCKED) due
       WHERE d.id = due.id AND c.id = d.channel_id
       RETURNING d.id, d.alarm_id AS "alarmId", d.message, d.tries, d.channel_id AS "channelId", c.kind, ${TARGET}, c.language`,
        [most, except],
      )
      .then(([rows]) => rows);
  }

  /** @param againInMs when it is tried again; null: it is over */
  async settle(
    id: string,
    { sent, answer, againInMs }: { sent: boolean; answer: string; againInMs: number | null },
  ): Promise<void> {
    const isOver = sent || againInMs === null;
    await this.sql.query(
      `UPDATE alarm_delivery SET answer = $2, state = $3, done_at = CASE WHEN $4 THEN now() END,
         next_at = now() + make_interval(secs => $5 / 1000.0) WHERE id = $1`,
      [id, answer, sent ? 'sent' : isOver ? 'failed' : 'waiting', isOver, againInMs ?? 0],
    );
  }

  /** What was sent on somebody's channels, newest first. */
  log(
    personId: string,
    o: { after?: { createdAt: string; id: string } | undefined; limit: number },
  ): Promise<(DeliveryRow & { exactly: string })[]> {
    return this.sql.query(
      `SELECT d.id, d.channel_id AS "channelId", c.name AS "channelName", d.alarm_id AS "alarmId", d.message, d.state, d.tries,
         d.next_at AS "nextAt", d.answer, d.created_at AS "createdAt", d.done_at AS "doneAt", d.created_at::text AS exactly
       FROM alarm_delivery d JOIN alarm_channel c ON c.id = d.channel_id WHERE c.person_id = $1
         AND ($2::timestamptz IS NULL OR (d.created_at, d.id) < ($2, $3::uuid))
       ORDER BY d.created_at DESC, d.id DESC LIMIT $4`,
      [personId, o.after?.createdAt ?? null, o.after?.id ?? null, o.limit],
    );
  }

  /** Channels that somebody was told of an alarm on. */
  async toldOn(alarmIds: readonly string[]): Promise<{ alarmId: string; channelId: string }[]> {
    return this.sql.query(
      `SELECT DISTINCT alarm_id AS "alarmId", channel_id AS "channelId" FROM alarm_delivery WHERE alarm_id = ANY($1::uuid[])`,
      [alarmIds],
    );
  }

  /** Forgets what was sent long ago; a part of it at a time. */
  async forget(olderThanDays: number): Promise<void> {
    await this.sql.query(
      `DELETE FROM alarm_delivery WHERE id IN (
         SELECT id FROM alarm_delivery WHERE created_at < now() - make_interval(days => $1) LIMIT 1000)`,
      [olderThanDays],
    );
  }
}

/**
 * The pair of keys for push services: the first that anybody makes is everybody's.
 * @param make is asked where there is none
 */
export async function settlePushKeys(
  sql: Sql,
  make: () => { publicKey: string; privateKey: string },
): Promise<{ publicKey: string; privateKey: string }> {
  const read = (): Promise<{ publicKey: string; privateKey: string }[]> =>
    sql.query(`SELECT public_key AS "publicKey", private_key AS "privateKey" FROM push_key`);
  const [known] = await read();
  if (known) return known;
  const made = make();
  await sql.query(`INSERT INTO push_key (public_key, private_key) VALUES ($1, $2) ON CONFLICT DO NOTHING`, [
    made.publicKey,
    made.privateKey,
  ]);
  return (await read())[0] ?? made;
}
