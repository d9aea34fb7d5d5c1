import { People } from '@bakeloop/identity';
import { z } from 'zod';
import { withDatabase } from './database.js';
import { UserError } from './user-error.js';

/** What the API says once it has started; null where nobody is needed to become the first admin. */
const apiStarted = z.object({ firstAdminSecret: z.string().nullable() });

/** @returns lines for a terminal; null where there is an admin, or it is a demonstration */
export function firstAdminWords(web: string, message: unknown): string | null {
  const secret = apiStarted.safeParse(message).data?.firstAdminSecret ?? null;
  return secret === null ? null : linkWords(web, secret);
}

/**
 * A fresh link for the first admin, or for an admin who has lost password or second factor; those before it work no longer.
 * @param o.web where Bakeloop answers
 * @param o.email of the admin who is to come in again; undefined: there is none yet
 * @returns lines for a terminal
 * @throws UserError where there is an admin already, or the address is no admin's
 */
export async function adminLink(
  databaseUrl: string,
  { web, email }: { web: string; email?: string | undefined },
): Promise<string> {
  if (email !== undefined) {
    const secret = await withDatabase(databaseUrl, (database) =>
      new People(database).lostFactorOfAdmin(email.trim().toLowerCase()),
    );
    if (secret === null) throw new UserError(`${email} is the address of no admin who may come in.`);
    return `Whoever opens this sets a new password for ${email} and another second factor, within a day and once:\n  ${linkTo(web, secret)}`;
  }
  const secret = await withDatabase(databaseUrl, (database) => new People(database).firstAdminLink());
  if (secret === null)
    throw new UserError(
      'There is an admin already: they make links for others at /people. For one who cannot come in any more: bakeloop admin-link --email <theirs>',
    );
  return linkWords(web, secret);
}

const linkTo = (web: string, secret: string): string => new URL(`/link#${secret}`, web).href;
const linkWords = (web: string, secret: string): string =>
  `Nobody is an admin yet. Whoever opens this becomes the first, within a day and once:\n  ${linkTo(web, secret)}`;
