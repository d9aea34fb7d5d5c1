import type { PublicLanguage } from '@bakeloop/contracts';
import { ApiProblem } from '@bakeloop/ui';

/** What the server says in English, by the kind of it, for pages in Dutch: what these can meet. */
const NL: Readonly<Record<string, string>> = {
  '/problems/weak-password':
    'Dit wachtwoord is te makkelijk te raden. Drie of vier woorden die niet bij elkaar horen zijn goed.',
  '/problems/code-needed': 'Typ de zes cijfers die uw authenticator toont.',
  '/problems/wrong-code': 'Die code is niet die van nu: wacht op de volgende.',
  '/problems/wrong-credentials': 'Dit e-mailadres en wachtwoord horen niet bij elkaar.',
  '/problems/link-over':
    'Deze link is gebruikt, verlopen of ingetrokken. Vraag een nieuwe aan wie hem u gaf.',
  '/problems/invalid-request': 'Iets in het formulier kan zo niet. Kijk de velden na.',
  '/problems/not-found': 'Dat is er niet, of niet voor u.',
  '/problems/not-yours': 'Dat mag u niet met uw account.',
  '/problems/sign-in': 'Log eerst in.',
  '/problems/second-factor': 'Hiervoor is een tweede factor nodig.',
  '/problems/too-often': 'Te vaak gevraagd. Er is niets veranderd; wacht even en probeer het opnieuw.',
  '/problems/database-away': 'De database antwoordt niet. Er is niets veranderd; probeer het zo opnieuw.',
  '/problems/internal': 'Er ging bij ons iets mis.',
};
const NL_KINDS: Record<ApiProblem['kind'], string> = {
  offline: 'Geen verbinding met Bakeloop. Kijk het netwerk na; wat u ziet kan oud zijn.',
  unreadable: 'De server antwoordde in een vorm die deze pagina niet kent. Laad de pagina opnieuw.',
  problem: 'De server weigerde het verzoek.',
};

/** Why something did not work, in the language of the page. */
export function problemWords(error: Error, language: PublicLanguage): string {
  if (language === 'en' || !(error instanceof ApiProblem)) return error.message;
  return NL[error.problem?.type ?? ''] ?? NL_KINDS[error.kind];
}
