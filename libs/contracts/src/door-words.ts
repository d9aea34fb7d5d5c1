import type { PublicLanguage } from './languages.js';

interface DoorWords {
  /** The way in through an organisation's own door. */
  enter: (name: string) => string;
  /** Why that led nowhere, by the fault that the address names. */
  faults: Readonly<Record<string, string>>;
  /** For every other. */
  failed: string;
}

export const DOOR_WORDS: Record<PublicLanguage, DoorWords> = {
  en: {
    enter: (name) => `Sign in with ${name}`,
    faults: {
      'link-over': 'That took too long, or began in another browser. Try again.',
      'beyond-rights': 'Your organisation does not vouch for your e-mail address here. Ask an admin.',
      missing: 'Your organisation is not set up here yet. Tell an admin.',
      away: 'Your organisation does not answer. Try again shortly.',
    },
    failed: 'You were not signed in there. Try again.',
  },
  nl: {
    enter: (name) => `Inloggen met ${name}`,
    faults: {
      'link-over': 'Dat duurde te lang, of begon in een andere browser. Probeer het opnieuw.',
      'beyond-rights': 'Uw organisatie staat hier niet in voor uw e-mailadres. Vraag een beheerder.',
      missing: 'Uw organisatie is hier nog niet ingesteld. Zeg het een beheerder.',
      away: 'Uw organisatie antwoordt niet. Probeer het zo opnieuw.',
    },
    failed: 'U bent daar niet ingelogd. Probeer het opnieuw.',
  },
};
