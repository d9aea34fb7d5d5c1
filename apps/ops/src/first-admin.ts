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
 * A fresh link for the first admin; those before it work no longer.
 * @param web where Bakeloop answers
 * @returns lines for a terminal
 * @throws UserError where there is an admin already
 */
export async function adminLink(databaseUrl: string, web: string): Promise<string> {
  const secret = await withDatabase(databaseUrl, (database) => new People(database).firstAdminLink());
  if (secret === null)
    throw new UserError('There is an admin already: they make links for others at /people.');
  return linkWords(web, secret);
}

const linkWords = (web: string, secret: string): string =>
  `Nobody is an admin yet. Whoever opens this becomes the first, within a day and once:\n  ${new URL(`/link#${secret}`, web).href}`;
