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
      'not-proved':
        'Your organisation does not say that you signed in there just now. Try again, or prove it by your passkey or password.',
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
      'not-proved':
        'Uw organisatie zegt niet dat u daar zojuist bent ingelogd. Probeer het opnieuw, of bewijs het met uw passkey of wachtwoord.',
    },
    failed: 'U bent daar niet ingelogd. Probeer het opnieuw.',
  },
};

/** Why a door led nowhere, in words. @param fault as the address names it, which anybody may write */
export function doorFault(language: PublicLanguage, fault: string): string {
  const { faults, failed } = DOOR_WORDS[language];
  return (Object.hasOwn(faults, fault) ? faults[fault] : undefined) ?? failed;
}
