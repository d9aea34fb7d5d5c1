import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { receiptText, type Receipt, type ReceiptKey } from '@bakeloop/contracts';
import { ReceiptKeyRepository, withReceiptKeys, type Database, type ReceiptKeyRow } from '@bakeloop/db';

/** A key of the platform's own signs for so long, ms; the next start makes another. One of a setting signs while it is set. */
const SIGNS_FOR_MS = 400 * 86_400_000;

/** What the platform signs for: an event that is stored. */
export type Stored = Pick<Receipt, 'id' | 'contentHash' | 'storedAt'>;

/** Gives and checks receipts (E5). */
export class Receipts {
  private constructor(
    private readonly database: Database,
    private readonly key: { id: string; secret: KeyObject },
  ) {}

  /**
   * Takes the key of now; makes one where there is none, or where the newest has signed long enough.
   * @param setting a private key of the operator's own, PKCS #8 PEM, which the database never sees
   * @throws Error where the setting is no Ed25519 private key
   */
  static async open(database: Database, setting?: string): Promise<Receipts> {
    const own = setting === undefined ? null : keyOf(setting);
    const row = await withReceiptKeys(database, async (keys): Promise<ReceiptKeyRow> => {
      const newest = (await keys.all()).find(({ privateKey }) => privateKey !== null);
      const isFresh = newest && Date.now() - newest.madeAt.getTime() < SIGNS_FOR_MS;
      if (own === null && isFresh) return newest;
      const pem =
        setting ??
        generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      const publicKey = publicBytes(own ?? keyOf(pem));
      const made = { id: idOf(publicKey), publicKey, privateKey: own === null ? pem : null };
      await keys.add(made);
      await keys.forgetPrivateBut(made.id);
      return { ...made, privateKey: pem, madeAt: new Date() };
    });
    return new Receipts(database, { id: row.id, secret: keyOf(row.privateKey ?? '') });
  }

  give({ id, contentHash, storedAt }: Stored): Receipt {
    const text = receiptText({ id, contentHash, storedAt });
    const signature = sign(null, Buffer.from(text), this.key.secret).toString('base64url');
    return { id, contentHash, storedAt, keyId: this.key.id, signature };
  }

  /** Newest first. Those of before stay: what they signed is still true. */
  async keys(): Promise<ReceiptKey[]> {
    const rows = await new ReceiptKeyRepository(this.database).all();
    return rows.map(({ id, publicKey }) => ({
      kty: 'OKP',
      crv: 'Ed25519',
      use: 'sig',
      kid: id,
      x: publicKey.toString('base64url'),
    }));
  }

  /** Whether a key of this platform signed it. */
  async isGenuine(receipt: Receipt): Promise<boolean> {
    const key = (await this.keys()).find(({ kid }) => kid === receipt.keyId);
    if (!key) return false;
    const { kty, crv, x } = key;
    const publicKey = createPublicKey({ key: { kty, crv, x }, format: 'jwk' });
    return verify(
      null,
      Buffer.from(receiptText(receipt)),
      publicKey,
      Buffer.from(receipt.signature, 'base64url'),
    );
  }
}

function keyOf(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (error) {
    throw new Error('RECEIPT_KEY is not a private key: make one with `openssl genpkey -algorithm ed25519`.', {
      cause: error,
    });
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Error(
      'RECEIPT_KEY is a key of another kind: make one with `openssl genpkey -algorithm ed25519`.',
    );
  return key;
}

const publicBytes = (key: KeyObject): Buffer =>
  Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url');

/** 64 bits of its SHA-256: enough to tell the few keys of a platform apart. */
const idOf = (publicKey: Buffer): string => createHash('sha256').update(publicKey).digest('hex').slice(0, 16);
