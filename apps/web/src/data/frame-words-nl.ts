import { ApiProblem } from '@bakeloop/ui';
import type { FrameWords } from './frame-words.js';

/** What the server says in English, by the kind of it: what pages in Dutch can meet. */
const PROBLEMS: Readonly<Record<string, string>> = {
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
const KINDS: Record<ApiProblem['kind'], string> = {
  offline: 'Geen verbinding met Bakeloop. Kijk het netwerk na; wat u ziet kan oud zijn.',
  unreadable: 'De server antwoordde in een vorm die deze pagina niet kent. Laad de pagina opnieuw.',
  problem: 'De server weigerde het verzoek.',
};

export const FRAME_NL: FrameWords = {
  skip: 'Naar de inhoud',
  start: 'Bakeloop, startpagina',
  pages: 'Pagina’s',
  foot: 'Bakeloop volgt elke kilo plastic van de poort van een mobiele keuken tot de muur waar hij in terechtkomt. Elk getal zegt hoe zeker het is en waarop het rust; wat niet bekend is, staat er als niet bekend.',
  reference: 'Referentiegegevens',
  versions: 'achter de getallen, met elke versie.',
  permissions: 'Wie wat mag',
  map: 'Kaart: Natural Earth, publiek domein. Gegevens voor programma’s:',
  signIn: 'Inloggen',
  demo: 'Demonstratie.',
  demoText: 'Deze keukens zijn gesimuleerd. Er is geen plastic ingezameld en niets hier is een claim.',
  offline: 'Geen verbinding',
  failed: 'Dit lukte niet',
  quote: 'Om te noemen in een melding:',
  again: 'Probeer opnieuw',
  loading: 'De pagina wordt geladen',
  connection: {
    live: 'Live verbinding',
    stale: 'Verbinding kwijt, wordt hersteld',
    connecting: 'Verbinden',
  },
  schemes: { auto: 'zoals dit apparaat', light: 'licht', dark: 'donker' },
  scheme: (now, next) => `Kleuren: ${now}. Wissel naar ${next}`,
  screens: {
    '/': 'Resultaat',
    '/fleet': 'Keukens',
    '/alarms': 'Alarmen',
    '/compare': 'Vergelijken',
    '/method': 'Methode',
    '/reference': 'Referentiegegevens',
    '/account': 'Uw account',
    '/operator': 'Vastleggen op een telefoon',
    '/shared-links': 'Links om te delen',
    '/reports': 'Rapporten',
    '/quality': 'Kwaliteit van de gegevens',
    '/photos': 'Foto’s',
    '/refused': 'Wat is geweigerd',
    '/line': 'Hoe de lijn het doet',
    '/people': 'Mensen',
    '/audit': 'Wie wat deed',
    '/permissions': 'Wie wat mag',
  },
  problem: (error) =>
    error instanceof ApiProblem ? (PROBLEMS[error.problem?.type ?? ''] ?? KINDS[error.kind]) : error.message,
};
