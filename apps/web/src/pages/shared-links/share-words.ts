import { PORTFOLIO_WORDS, type PublicLanguage } from '@bakeloop/contracts';

interface ShareWords {
  title: string;
  lead: string;
  loading: string;
  made: string;
  once: string;
  qr: string;
  none: { title: string; text: string };
  links: string;
  more: string;
  find: { label: string; none: string };
  make: string;
  called: string;
  calledHint: string;
  by: string;
  shows: string;
  endsAfter: string;
  lives: Record<number, string>;
  password: string;
  passwordHint: string;
  mayDownload: string;
  makeIt: string;
  fault: (said: string) => string;
  notTheirs: string;
  scopes: { sponsor: string; portfolio: string; batch: (batchId: string, kitchen: string) => string };
  hasPassword: string;
  expired: string;
  ended: string;
  views: (count: number) => string;
  last: string;
  madeBy: (name: string | null) => string;
  until: string;
  endedAt: string;
  withoutData: string;
  end: string;
  sure: string;
}

export const SHARE_WORDS: Record<PublicLanguage, ShareWords> = {
  en: {
    title: 'Links to share',
    lead: 'Whoever holds one sees its figures without a sign-in, as they are at that moment. A link that is ended shows nothing from then on, also to who is looking.',
    loading: 'Loading the links',
    made: 'The link',
    once: 'It is shown this once: what is kept of it cannot be turned back into it. It ends',
    qr: 'The same as a QR code',
    none: { title: 'No link yet', text: 'Make one above. How often it was looked at is counted here.' },
    links: 'Links so far',
    more: 'Show more',
    find: { label: 'Find by what it is called, whose it is or what it shows', none: 'No link is like that.' },
    make: 'Make a link',
    called: 'What it is called',
    calledHint: 'Stands above the figures, for whoever opens it.',
    by: 'Shared by',
    shows: 'Shows',
    endsAfter: 'Ends after',
    lives: { 7: 'a week', 30: '30 days', 90: '90 days', 366: 'a year' },
    password: 'Password (optional)',
    passwordHint: 'At least 8 characters. Tell it by another way than the link.',
    mayDownload: 'The figures may be taken along as data',
    makeIt: 'Make the link',
    fault: (said) => said,
    notTheirs: 'Not attributed to this sponsor: an admin does that under People.',
    scopes: {
      sponsor: 'What is allocated to the sponsor',
      portfolio: PORTFOLIO_WORDS.en,
      batch: (batchId, kitchen) => `Batch ${batchId} of ${kitchen}`,
    },
    hasPassword: 'password',
    expired: 'expired',
    ended: 'ended',
    views: (count) => (count === 1 ? '1 view' : `${String(count)} views`),
    last: 'last',
    madeBy: (name) => `made by ${name ?? 'a program'}`,
    until: 'until',
    endedAt: 'ended',
    withoutData: 'without the data',
    end: 'End it',
    sure: 'End it: nobody sees anything by it',
  },
  nl: {
    title: 'Links om te delen',
    lead: 'Wie er een heeft, ziet de getallen erachter zonder in te loggen, zoals ze op dat moment zijn. Een beëindigde link toont vanaf dan niets meer, ook niet aan wie op dat moment kijkt.',
    loading: 'De links worden geladen',
    made: 'De link',
    once: 'Hij wordt deze ene keer getoond: uit wat ervan bewaard blijft is hij niet terug te halen. Hij eindigt',
    qr: 'Hetzelfde als QR-code',
    none: {
      title: 'Nog geen link',
      text: 'Maak er hierboven een. Hoe vaak ernaar is gekeken staat dan hier.',
    },
    links: 'Links tot nu toe',
    more: 'Toon meer',
    find: { label: 'Zoek op naam, van wie hij is of wat hij toont', none: 'Zo’n link is er niet.' },
    make: 'Maak een link',
    called: 'Hoe hij heet',
    calledHint: 'Staat boven de getallen, voor wie hem opent.',
    by: 'Gedeeld door',
    shows: 'Toont',
    endsAfter: 'Eindigt na',
    lives: { 7: 'een week', 30: '30 dagen', 90: '90 dagen', 366: 'een jaar' },
    password: 'Wachtwoord (mag)',
    passwordHint: 'Ten minste 8 tekens. Vertel het langs een andere weg dan de link.',
    mayDownload: 'De getallen mogen als gegevens worden meegenomen',
    makeIt: 'Maak de link',
    fault: () => 'Dit kan zo niet.',
    notTheirs: 'Niet toegewezen aan deze sponsor: een beheerder doet dat onder Mensen.',
    scopes: {
      sponsor: 'Wat aan de sponsor is toegewezen',
      portfolio: PORTFOLIO_WORDS.nl,
      batch: (batchId, kitchen) => `Partij ${batchId} van ${kitchen}`,
    },
    hasPassword: 'wachtwoord',
    expired: 'verlopen',
    ended: 'beëindigd',
    views: (count) => `${String(count)} keer bekeken`,
    last: 'het laatst',
    madeBy: (name) => `gemaakt door ${name ?? 'een programma'}`,
    until: 'tot',
    endedAt: 'beëindigd',
    withoutData: 'zonder de gegevens',
    end: 'Beëindig',
    sure: 'Beëindig: niemand ziet er nog iets door',
  },
};
