import type { Database, Sql } from '../engine.js';

export interface ReceiptKeyRow {
  id: string;
  /** 32 bytes. */
  publicKey: Buffer;
  /** PKCS #8, PEM. */
  privateKey: string | null;
  madeAt: Date;
}

const KEY = `id, public_key AS "publicKey", private_key AS "privateKey", made_at AS "madeAt"`;

export class ReceiptKeyRepository {
  constructor(private readonly sql: Sql) {}

  /** Newest first. */
  all(): Promise<ReceiptKeyRow[]> {
    return this.sql.query(`SELECT ${KEY} FROM receipt_key ORDER BY made_at DESC, id`);
  }

  async add({ id, publicKey, privateKey }: Omit<ReceiptKeyRow, 'madeAt'>): Promise<void> {
    await this.sql.query(
      `INSERT INTO receipt_key (id, public_key, private_key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
      [id, publicKey, privateKey],
    );
  }

  /** What signs no more is kept by nobody. */
  async forgetPrivateBut(id: string): Promise<void> {
    await this.sql.query(`UPDATE receipt_key SET private_key = NULL WHERE id <> $1`, [id]);
  }
}

/** One process at a time looks for the key of now and makes one: of two that start together, both take the same. */
export function withReceiptKeys<T>(
  database: Database,
  work: (keys: ReceiptKeyRepository) => Promise<T>,
): Promise<T> {
  return database.transaction(async (sql) => {
    await sql.query(`LOCK TABLE receipt_key IN SHARE ROW EXCLUSIVE MODE`);
    return work(new ReceiptKeyRepository(sql));
  });
}
