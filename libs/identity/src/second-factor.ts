import type { Role, SecondFactorOf, Standing } from '@bakeloop/contracts';
import { Secret, TOTP } from 'otpauth';

/** Roles that reach beyond one organisation's own: a password alone, which can be phished or guessed, is not enough. */
const NEED_FACTOR: readonly Role[] = ['staff', 'admin'];

/** @param of whom one is asked that was not proved */
export function needsFactor(of: SecondFactorOf, standings: readonly Standing[]): boolean {
  return of === 'everybody' || (of === 'staff' && standings.some(({ role }) => NEED_FACTOR.includes(role)));
}

const PERIOD_S = 30;
/** A code of the period before or after is taken too: clocks differ. */
const WINDOW = 1;

const totpOf = (secret: string, label: string): TOTP =>
  new TOTP({ issuer: 'Bakeloop', label, secret: Secret.fromBase32(secret), period: PERIOD_S });

/** A fresh secret for an authenticator. @returns base32, and the otpauth:// address of it */
export function offerTotp(label: string): { secret: string; uri: string } {
  const secret = new Secret({ size: 20 }).base32;
  return { secret, uri: totpOf(secret, label).toString() };
}

/** @returns the number of the 30 s that a code is of; null: of none about now */
export function periodOf(secret: string, code: string): number | null {
  const delta = totpOf(secret, '').validate({ token: code, window: WINDOW });
  return delta === null ? null : Math.floor(Date.now() / 1_000 / PERIOD_S) + delta;
}
