import { z } from 'zod';
import { instant, kitchenId } from './api.js';
import { KITCHEN_ID } from './topics.js';

/** A kitchen has at most so many credentials that stand: one in use, and one to change over to. */
export const CREDENTIAL_SLOTS = [1, 2] as const;
export type CredentialSlot = (typeof CREDENTIAL_SLOTS)[number];

/** What separates a kitchen's id from the number of its second credential; no id and no topic has it. */
const SLOT_MARK = '.';

/**
 * The user name of a credential: the kitchen's id, and for the second one `{id}.2`. Each has a name of its own, since there
 * are brokers (Mosquitto) that know one password a name.
 */
export function deviceUsername(kitchen: string, slot: CredentialSlot): string {
  return slot === 1 ? kitchen : `${kitchen}${SLOT_MARK}${slot}`;
}

/** @returns whose credential a user name is; null when it is that of no kitchen */
export function parseDeviceUsername(username: string): { kitchenId: string; slot: CredentialSlot } | null {
  for (const slot of CREDENTIAL_SLOTS) {
    const id = slot === 1 ? username : username.slice(0, -`${SLOT_MARK}${slot}`.length);
    if (KITCHEN_ID.test(id) && deviceUsername(id, slot) === username) return { kitchenId: id, slot };
  }
  return null;
}

/** Whether a kitchen that was never given a credential may speak all the same. */
export const CREDENTIAL_RULES = ['required', 'optional'] as const;
export type CredentialRule = (typeof CREDENTIAL_RULES)[number];

/** Letters and digits that nobody takes for one another: no 0 and O, no 1 and I. 32 of them, so that each is five bits. */
export const CLAIM_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
/** 60 bits. */
export const CLAIM_LENGTH = 12;
/** A claim code as it is shown, `XXXX-XXXX-XXXX`. */
export const CLAIM_CODE = new RegExp(`^([${CLAIM_ALPHABET}]{4}-){2}[${CLAIM_ALPHABET}]{4}$`);

/** Grouped by four, as people read them out. */
export function groupClaimCode(characters: string): string {
  return characters.match(/.{1,4}/g)?.join('-') ?? '';
}

/** What a page draws as a QR code, and an agent takes in place of the code. Neither part needs to be escaped. */
export function claimUri(kitchen: string, code: string): string {
  return `bakeloop:claim?kitchen=${kitchen}&code=${code}`;
}

/** @param given a code in any case, with or without hyphens, or the text of its QR code @returns the code; null: it is none */
export function readClaimCode(given: string): string | null {
  const text = given.trim();
  const code = /^bakeloop:claim\?(?:.*&)?code=([^&]*)/i.exec(text)?.[1] ?? text;
  const grouped = groupClaimCode(code.toUpperCase().replace(/[\s-]/g, ''));
  return CLAIM_CODE.test(grouped) ? grouped : null;
}

const days = (least: number, most: number) => z.int().min(least).max(most);
/** How a new credential is made; the same for one that is claimed later. */
const making = {
  overlapDays: days(0, 90)
    .nullable()
    .default(7)
    .describe('how long the credential before goes on being taken; 0: not at all, null: until it is revoked'),
  lifeDays: days(1, 3_650)
    .nullable()
    .default(null)
    .describe('how long the new one is taken; null: until it is revoked'),
};

/** A credential, without what it is proved with: that is not kept. */
export const deviceCredential = z.strictObject({
  id: z.uuid(),
  kitchenId,
  username: z.string().describe('for the broker: the id of the kitchen, or with .2 where it is the second'),
  state: z.enum(['valid', 'expired', 'revoked']),
  createdAt: instant,
  usedAt: instant
    .nullable()
    .describe('when a connection was last opened with it, to the minute; null: never'),
  expiresAt: instant.nullable().describe('null: when it is revoked'),
  revokedAt: instant.nullable(),
});
export type DeviceCredential = z.infer<typeof deviceCredential>;

export const issueCredential = z.strictObject(making);
export type CredentialMaking = z.infer<typeof issueCredential>;
/** The one answer that holds a secret. */
export const issuedCredential = z.strictObject({
  credential: deviceCredential,
  password: z.string().describe('shown this once and kept nowhere'),
  retired: z.array(deviceCredential).describe('credentials before it that have ended because of it, or will'),
});
export type IssuedCredential = z.infer<typeof issuedCredential>;

export const makeClaim = z.strictObject({
  ...making,
  lifeHours: z.int().min(1).max(168).default(24).describe('how long the code may be used'),
});
export type ClaimMaking = z.infer<typeof makeClaim>;
export const madeClaim = z.strictObject({
  kitchenId,
  code: z.string().regex(CLAIM_CODE).describe('shown this once and kept nowhere; good for one credential'),
  uri: z.string().describe('the same, to be drawn as a QR code'),
  expiresAt: instant,
});
export type MadeClaim = z.infer<typeof madeClaim>;

export const claimCredential = z.strictObject({
  code: z
    .string()
    .min(1, 'is empty')
    .max(200)
    .transform((given, context) => {
      const code = readClaimCode(given);
      if (code !== null) return code;
      context.addIssue({
        code: 'custom',
        message: `a claim code is twelve letters and digits, for example ${groupClaimCode('K7WMQ2X9PD4T')}`,
      });
      return z.NEVER;
    }),
  kitchenId: kitchenId.optional().describe('which kitchen asks: a code of another one is then left unused'),
});
export type ClaimRequest = z.infer<typeof claimCredential>;

/** What a kitchen needs to connect, once. */
export const claimedCredential = z.strictObject({
  kitchenId,
  username: z.string(),
  password: z.string(),
  expiresAt: instant.nullable(),
});
export type ClaimedCredential = z.infer<typeof claimedCredential>;
