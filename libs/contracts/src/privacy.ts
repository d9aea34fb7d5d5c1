import { z } from 'zod';
import { instant } from './api.js';
import { why } from './dead-letters.js';

/** Ten years: what is to be known longer is not of a person any more. */
const MOST_DAYS = 3_650;
const days = z.int().min(1).max(MOST_DAYS);

const policyFields = {
  overDays: days.describe(
    'sessions, links and tokens after they are over: long enough to look back when a theft is noticed',
  ),
  addressDays: days.describe(
    'network addresses in the audit log: what was done stays, where from is of use only while somebody looks into it',
  ),
  disabledDays: days.describe(
    'name and address of who was shut out: long enough for a season off, then they are erased as if they had asked',
  ),
};
/** How long what says something of people is kept, beside what they logged and what they did, which stay by nobody. */
export const privacyPolicy = z.object(policyFields);
export type PrivacyPolicy = z.infer<typeof privacyPolicy>;

export const setPrivacy = z.strictObject({ ...policyFields, note: why });

/** The policy in force, who set it and why. */
export const privacyAnswer = z.object({
  policy: privacyPolicy,
  setAt: instant,
  setBy: z.string(),
  note: z.string(),
});
