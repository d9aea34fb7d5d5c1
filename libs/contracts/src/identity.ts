import { z } from 'zod';
import { instant, kitchenId, page } from './api.js';
import { unstorable } from './json-guard.js';
import {
  PERMISSION_NAMES,
  REACHES,
  ROLES,
  ROLES_OF,
  type OrganisationKind,
  type Permission,
} from './permissions.js';

const MOST_TEXT = 200;
/** Short enough that hashing it costs nothing, long enough for any pass phrase. */
export const MOST_PASSWORD_LENGTH = 128;
export const LEAST_PASSWORD_LENGTH = 10;

const plain = (most: number) =>
  z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(most)
    .refine(
      (text) => unstorable(text) === null && !/\p{Cc}/u.test(text),
      'holds no line break or other control character',
    );
const email = z.email('an e-mail address, please').max(MOST_TEXT).toLowerCase();
const organisationId = z.uuid();
const role = z.enum(ROLES);
const permission = z.enum(PERMISSION_NAMES);
const givenPassword = z.string().min(1, 'is empty').max(MOST_PASSWORD_LENGTH);
const newPassword = z
  .string()
  .min(LEAST_PASSWORD_LENGTH, `at least ${LEAST_PASSWORD_LENGTH} characters`)
  .max(MOST_PASSWORD_LENGTH, `at most ${MOST_PASSWORD_LENGTH} characters`)
  .refine((text) => unstorable(text) === null, 'holds no NUL character');
const code = z.string().regex(/^\d{6}$/, 'the six digits of the authenticator');
const secretText = z.string().min(1).max(MOST_TEXT);

export const organisationKind = z.enum(Object.keys(ROLES_OF) as [OrganisationKind, ...OrganisationKind[]]);

/** Who looks, and how far each permission reaches for them: the pages show what is within. */
export const sessionAnswer = z.object({
  person: z
    .object({
      id: z.uuid(),
      name: z.string(),
      email: z.string(),
      memberships: z.array(z.object({ organisationId, organisation: z.string(), role })),
      comesBy: z
        .object({
          password: z.boolean(),
          passkey: z.boolean(),
          doors: z.array(z.string()).describe('ids of those they have come in by'),
        })
        .describe('what they have to prove again who they are'),
    })
    .nullable()
    .describe('null: nobody is signed in'),
  reaches: z
    .partialRecord(permission, z.union([z.literal('all'), z.array(kitchenId)]))
    .describe('what may be done, with all or with these kitchens; what is absent may not'),
  lacksFactor: z
    .object({ authenticator: z.boolean(), passkey: z.boolean() })
    .nullable()
    .describe(
      'a second factor is asked of who this is: this session only proves one of those they have, or sets up the first; null: it lacks none',
    ),
  doors: z
    .array(z.object({ id: z.string(), name: z.string() }))
    .describe('of organisations with a sign-in of their own: `/api/v1/doors/{id}?next=…`'),
  demo: z.boolean().describe('a demonstration: anybody may take one of the demo accounts'),
});
export type SessionAnswer = z.infer<typeof sessionAnswer>;

export const signIn = z.strictObject({
  email: z.string().trim().toLowerCase().max(MOST_TEXT),
  password: givenPassword,
  code: code.optional().describe('of the authenticator, where the account has one'),
});
export const demoSignIn = z.strictObject({ role });
export const done = z.object({ done: z.literal(true) });

export const ownSession = z.object({
  id: z.uuid(),
  current: z.boolean(),
  address: z.string(),
  agent: z.string(),
  createdAt: instant,
  seenAt: instant,
  expiresAt: instant,
});
export const changePassword = z.strictObject({ current: givenPassword, next: newPassword });
export const proveAgain = z.strictObject({
  password: givenPassword,
  code: code.optional().describe('of the authenticator, where the account has one'),
});
export const totpOffer = z.object({
  secret: z.string().describe('base32, for typing in'),
  uri: z.string().describe('otpauth://, for a QR code'),
});
export const confirmTotp = z.strictObject({ secret: secretText, code });

export const proveTotp = z.strictObject({ code });

export const passkey = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: instant,
  usedAt: instant.nullable(),
});
/** What a browser's `navigator.credentials` takes and gives (WebAuthn Level 3, JSON); the library that reads it checks it. */
const credential = z.looseObject({
  id: z.string().max(2_000),
  rawId: z.string().max(2_000),
  type: z.literal('public-key'),
  clientExtensionResults: z.looseObject({}),
});
export const credentialOptions = z.looseObject({ challenge: z.string() });
export const addPasskey = z.strictObject({
  name: plain(80),
  response: credential.extend({
    response: z.looseObject({ clientDataJSON: z.string(), attestationObject: z.string() }),
  }),
});
export const passkeySignIn = z.strictObject({
  proves: z
    .boolean()
    .optional()
    .describe('again who one is: a key of anybody else is refused, and one stays signed in'),
  response: credential.extend({
    response: z.looseObject({
      clientDataJSON: z.string(),
      authenticatorData: z.string(),
      signature: z.string(),
    }),
  }),
});

/** A link travels in the part of an address that no server gets to see; what is in it is posted. */
export const lookAtLink = z.strictObject({ secret: secretText });
export const linkAnswer = z.object({
  kind: z.enum(['invite', 'reset', 'first']),
  email: z.string().nullable().describe('null: of the first admin, who says it'),
  organisation: z.string().nullable(),
  role: role.nullable(),
  known: z.boolean().describe('who follows it has an account already'),
  forgetsFactors: z
    .boolean()
    .describe('of who lost their device: no code is asked for, and the factors of before are forgotten'),
  expiresAt: instant,
});
export const acceptLink = z.strictObject({
  secret: secretText,
  name: plain(80).optional().describe('needed of who has no account yet'),
  email: email.optional().describe('needed of the first admin'),
  password: newPassword,
  code: code.optional().describe('of the authenticator, where the account has one'),
});

export const person = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  hasTotp: z.boolean(),
  hasPasskey: z.boolean(),
  disabledAt: instant.nullable(),
  createdAt: instant,
  seenAt: instant.nullable(),
  memberships: z.array(z.object({ organisationId, organisation: z.string(), role })),
});
export const invite = z.strictObject({ email, organisationId, role });
export const madeLink = z.object({
  secret: z.string().describe('shown once; for `/link#…`'),
  expiresAt: instant,
});
/** A link that nobody has followed yet. What opens it was shown once: it can be ended, or replaced by a new one. */
export const openLink = z.object({
  id: z.uuid(),
  kind: linkAnswer.shape.kind,
  forgetsFactors: z.boolean(),
  email: z.string().nullable().describe('of who is invited'),
  organisationId: organisationId.nullable(),
  organisation: z.string().nullable(),
  role: role.nullable(),
  personId: z.uuid().nullable().describe('whose password is set anew'),
  personName: z.string().nullable(),
  madeByName: z.string().nullable().describe('null: the platform, or somebody who was forgotten'),
  createdAt: instant,
  expiresAt: instant,
});
export const SECOND_FACTOR_OF = ['nobody', 'staff', 'everybody'] as const;
export type SecondFactorOf = (typeof SECOND_FACTOR_OF)[number];
export const secondFactorRule = z.strictObject({
  of: z
    .enum(SECOND_FACTOR_OF)
    .describe('who signs in with a second factor; staff: and admins. In a demonstration nobody does'),
});
export const setMembership = z.strictObject({
  organisationId,
  role: role.nullable().describe('null: leaves the organisation'),
});
export const setDisabled = z.strictObject({ disabled: z.boolean() });
export const personExport = z.object({
  person,
  sessions: z.array(ownSession.omit({ current: true })),
  audit: z.array(
    z.object({ at: instant, action: z.string(), subject: z.string(), address: z.string().nullable() }),
  ),
  loggedEvents: z.int(),
});

export const organisation = z.object({
  id: organisationId,
  name: z.string(),
  kind: organisationKind,
  people: z.int(),
  kitchens: z.array(kitchenId).describe('those it owns'),
  byDefault: z
    .array(kitchenId)
    .describe('those that are its because nobody was said to own them, where it is the one that has such'),
  attributed: z.array(kitchenId).describe('those attributed to it, of a sponsor'),
});
export const makeOrganisation = z.strictObject({ name: plain(120), kind: organisationKind });
export const assignKitchens = z.strictObject({ kitchenIds: z.array(kitchenId).max(1_000) });

export const apiToken = z.object({
  id: z.uuid(),
  name: z.string(),
  scopes: z.array(z.string()),
  of: z.enum(['person', 'service']),
  organisation: z.string().nullable(),
  role: role.nullable(),
  createdAt: instant,
  expiresAt: instant,
  usedAt: instant.nullable().describe('to the minute'),
  revokedAt: instant.nullable(),
});
/** What somebody may do who came back to a phone by PIN: log. Their account they manage with their password. */
export const PHONE_SCOPES = ['log.write', 'kitchen.see', 'kitchen.watch'] as const satisfies Permission[];
export const makeToken = z
  .strictObject({
    name: plain(80),
    scopes: z.array(permission).min(1, 'name at least one thing it may do').max(PERMISSION_NAMES.length),
    days: z.int().min(1).max(366).describe('until it expires'),
    phone: z
      .boolean()
      .default(false)
      .describe(
        'kept on a phone, behind a PIN: it only logs, and ends too when its owner is signed out everywhere',
      ),
    service: z
      .strictObject({ organisationId, role })
      .optional()
      .describe('of a service with this role instead of oneself; for admins'),
  })
  .refine(
    ({ phone, service, scopes }) =>
      !phone ||
      (service === undefined && scopes.every((scope) => (PHONE_SCOPES as readonly string[]).includes(scope))),
    {
      path: ['scopes'],
      message: `a token that is kept on a phone may ${PHONE_SCOPES.join(', ')}, and no more`,
    },
  );
export const madeToken = apiToken.extend({ secret: z.string().describe('shown once') });

export const auditEntry = z.object({
  id: z.string(),
  at: instant,
  actorKind: z.enum(['person', 'service', 'public', 'platform']),
  actorId: z.uuid().nullable(),
  actorName: z.string().nullable().describe('null: no person, or one that was erased'),
  address: z.string().nullable(),
  requestId: z.string().nullable(),
  action: z.string(),
  subject: z.string(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
});
export const auditPage = page(auditEntry);

export const permissionsAnswer = z.object({
  permissions: z.array(
    z.object({
      name: permission,
      says: z.string(),
      reaches: z.record(z.enum(['public', ...ROLES]), z.enum(REACHES)),
    }),
  ),
  routes: z.array(z.object({ method: z.string(), path: z.string(), summary: z.string(), permission })),
});
