import { LEAST_PASSWORD_LENGTH, ROLE_TEXTS, type PublicLanguage, type Role } from '@bakeloop/contracts';
import type { WhatLink } from './link-page.js';

interface LinkWords {
  title: string;
  broken: { title: string; lead: string };
  over: { title: string; lead: string };
  signIn: string;
  start: string;
  looking: string;
  titles: Record<WhatLink['kind'], string>;
  first: string;
  reset: (email: string | null) => string;
  forgets: string;
  invited: (organisation: string | null, role: Role | null) => string;
  known: string;
  unknown: string;
  other: (name: string) => string;
  account: string;
  until: string;
  name: string;
  nameHint: string;
  email: string;
  emailHint: string;
  yourPassword: string;
  newPassword: string;
  passwordHint: string;
  wait: string;
  join: string;
  set: string;
  /** Of a field that was not taken. */
  fault: (said: string) => string;
}

const least = String(LEAST_PASSWORD_LENGTH);

export const LINK_WORDS: Record<PublicLanguage, LinkWords> = {
  en: {
    title: 'Your link',
    broken: {
      title: 'This address is not whole',
      lead: 'A link ends in # and many letters and digits. Copy all of it, also when it goes over two lines, or ask whoever gave it to you for a new one.',
    },
    over: {
      title: 'This link is over',
      lead: 'It was used, has run out or was taken back. Ask whoever gave it to you for a new one.',
    },
    signIn: 'Sign in',
    start: 'To the start page',
    looking: 'Looking at the link',
    titles: { invite: 'Welcome to Bakeloop', reset: 'A new password', first: 'The first admin' },
    first:
      'Nobody is an admin of this Bakeloop yet. Whoever follows this link becomes the first, and invites the others.',
    reset: (email) =>
      `Set a new password${email === null ? '' : ` for ${email}`}. Wherever you are signed in with the old one, you are signed out.`,
    forgets: 'Authenticator and passkeys of before are forgotten with it.',
    invited: (organisation, role) =>
      `You are invited${organisation === null ? '' : ` to ${organisation}`}${role === null ? '' : ` as ${role}`}.`,
    known: 'You have an account already: its password is all it takes.',
    unknown: 'Make your account.',
    other: (name) =>
      `This browser is signed in as ${name}. If the link is for somebody else, let them open it; going on here signs ${name} out.`,
    account: 'Your account',
    until: 'The link works once, until',
    name: 'Your name',
    nameHint: 'As others are to see it, beside what you log and decide.',
    email: 'E-mail address',
    emailHint: 'You sign in with it. Nothing is sent to it.',
    yourPassword: 'Your password',
    newPassword: 'New password',
    passwordHint: `At least ${least} characters. Three or four words that do not belong together make a good one; digits and signs are not needed.`,
    wait: 'One moment…',
    join: 'Join',
    set: 'Set the password and sign in',
    fault: (said) => said,
  },
  nl: {
    title: 'Uw link',
    broken: {
      title: 'Dit adres is niet heel',
      lead: 'Een link eindigt op # en veel letters en cijfers. Kopieer hem helemaal, ook als hij over twee regels gaat, of vraag een nieuwe aan wie hem u gaf.',
    },
    over: {
      title: 'Deze link is voorbij',
      lead: 'Hij is gebruikt, verlopen of ingetrokken. Vraag een nieuwe aan wie hem u gaf.',
    },
    signIn: 'Inloggen',
    start: 'Naar de startpagina',
    looking: 'De link wordt bekeken',
    titles: { invite: 'Welkom bij Bakeloop', reset: 'Een nieuw wachtwoord', first: 'De eerste beheerder' },
    first:
      'Nog niemand is beheerder van deze Bakeloop. Wie deze link volgt wordt de eerste, en nodigt de anderen uit.',
    reset: (email) =>
      `Stel een nieuw wachtwoord in${email === null ? '' : ` voor ${email}`}. Waar u met het oude bent ingelogd, wordt u uitgelogd.`,
    forgets: 'Authenticator en passkeys van voorheen worden ermee vergeten.',
    invited: (organisation, role) =>
      `U bent uitgenodigd${organisation === null ? '' : ` bij ${organisation}`}${role === null ? '' : ` als ${ROLE_TEXTS.nl.names[role].toLowerCase()}`}.`,
    known: 'U heeft al een account: het wachtwoord ervan is genoeg.',
    unknown: 'Maak uw account.',
    other: (name) =>
      `Deze browser is ingelogd als ${name}. Is de link voor iemand anders, laat die hem dan openen; hier doorgaan logt ${name} uit.`,
    account: 'Uw account',
    until: 'De link werkt één keer, tot',
    name: 'Uw naam',
    nameHint: 'Zoals anderen hem zien, bij wat u vastlegt en beslist.',
    email: 'E-mailadres',
    emailHint: 'U logt ermee in. Er wordt niets heen gestuurd.',
    yourPassword: 'Uw wachtwoord',
    newPassword: 'Nieuw wachtwoord',
    passwordHint: `Ten minste ${least} tekens. Drie of vier woorden die niet bij elkaar horen zijn goed; cijfers en leestekens hoeven niet.`,
    wait: 'Een ogenblik…',
    join: 'Meedoen',
    set: 'Wachtwoord instellen en inloggen',
    fault: () => 'Dit kan zo niet.',
  },
};
