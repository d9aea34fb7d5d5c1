import type { PublicLanguage } from '@bakeloop/contracts';

/** What the public pages say that are made here, in each language. Numbers and names are put in as they are. */
interface PageWords {
  skip: string;
  pages: string;
  language: string;
  home: string;
  stories: string;
  check: string;
  changes: string;
  share: string;
  openData: string;
  method: string;
  reference: string;
  permissions: string;
  signIn: string;
  foot: string;
  kitchen: string;
  batch: string;
  product: string;
  day: string;
  mass: string;
  where: string;
  photos: string;
  photo: (what: string) => string;
  missing: string;
  problem: (status: number) => { title: string; text: string };

  hero: { title: string; lead: string };
  map: string;
  running: string;
  atRest: string;
  neverHeard: string;
  silentSince: (when: string) => string;
  pilot: string;
  noKitchen: string;
  numbers: string;
  whereTitle: string;

  link: {
    by: (organisation: string, until: string) => string;
    over: string;
    overText: string;
    locked: string;
    lockedText: string;
    password: string;
    open: string;
    wrong: string;
    tooOften: string;
    download: string;
    shares: (kilograms: string) => string;
    sharesText: (batches: number) => string;
    bound: (value: string) => string;
    short: (allocated: string, standing: string) => string;
    none: string;
    batches: string;
    claims: string;
    states: Record<'issued' | 'reserved' | 'retired', string>;
    claimedFor: (name: string) => string;
    place: Record<'dispatch' | 'stock' | 'return' | 'product', string>;
    unfollowed: string;
    how: string;
    howText: string;
    howShares: string;
  };
  sponsors: { title: string; lead: string; none: string; inApp: string };
  story: {
    lead: string;
    none: string;
    wrote: (date: string) => string;
    inLanguage: string;
  };
  checking: {
    title: string;
    lead: string;
    serial: string;
    serialHint: string;
    look: string;
    found: (serial: string) => string;
    claimed: (o: {
      sponsor: string;
      beneficiary: string;
      mass: string;
      batches: number;
      date: string;
    }) => string;
    standing: (standing: string) => string;
    notFound: string;
    ways: [title: string, html: string][];
  };
  change: {
    title: string;
    lead: string;
    none: string;
    causes: Record<'event' | 'meters' | 'reference' | 'method' | 'place', string>;
    times: (count: number) => string;
    cause: string;
    effect: string;
    goodEffect: string;
  };
  sharing: {
    title: string;
    lead: string;
    qr: string;
    qrText: string;
    qrAlt: (address: string) => string;
    card: string;
    cardText: string;
    frame: string;
    elementText: string;
    frameText: string;
    noNumber: string;
    numbers: string;
  };
  open: {
    lead: string;
    file: string;
    rows: string;
    as: string;
    tables: Record<'figures' | 'kitchens' | 'days' | 'changes' | 'stories', string>;
    map: string;
    licence: string;
    package: string;
  };
}

type Problems = Record<number, { title: string; text: string }> & { 500: { title: string; text: string } };
const PROBLEMS_EN: Problems = {
  400: {
    title: 'This address is not one that can be answered',
    text: 'A day or a scope in it is not one that can be: dates are real ones, the first day is not after the last, and none is in the future.',
  },
  401: {
    title: 'Sign in first',
    text: 'Figures of one kitchen are for its own people and its sponsors. Those of all kitchens are for everybody.',
  },
  403: {
    title: 'Not yours to see',
    text: 'Your account does not reach this. What is of all kitchens is for everybody.',
  },
  404: { title: 'There is no such page', text: 'Or none that you may see. Go on from here:' },
  429: { title: 'Asked too often', text: 'Wait a minute, and try again.' },
  500: { title: 'This did not work', text: 'Something is wrong on our side. Try again in a while.' },
};
const PROBLEMS_NL: Problems = {
  400: {
    title: 'Op dit adres is geen antwoord mogelijk',
    text: 'Een dag of bereik erin kan niet: data zijn echte, de eerste dag ligt niet na de laatste, en geen ervan in de toekomst.',
  },
  401: {
    title: 'Log eerst in',
    text: 'Getallen van één keuken zijn voor haar eigen mensen en haar sponsors. Die van alle keukens zijn voor iedereen.',
  },
  403: {
    title: 'Niet aan u om te zien',
    text: 'Uw account reikt hier niet. Wat van alle keukens is, is voor iedereen.',
  },
  404: { title: 'Zo een pagina is er niet', text: 'Of geen die u mag zien. Ga hier verder:' },
  429: { title: 'Te vaak gevraagd', text: 'Wacht een minuut en probeer het opnieuw.' },
  500: { title: 'Dit lukte niet', text: 'Er is bij ons iets mis. Probeer het straks opnieuw.' },
};

const en: PageWords = {
  skip: 'Skip to the page',
  pages: 'Pages',
  language: 'Language',
  home: 'Impact',
  stories: 'Stories',
  check: 'Check it',
  changes: 'What changed',
  share: 'Share',
  openData: 'Open data',
  method: 'Method',
  reference: 'Reference data',
  permissions: 'Who may do what',
  signIn: 'Sign in',
  foot: 'Bakeloop follows every kilogram of plastic from the gate of a mobile kitchen to the wall it ends up in. Every figure says how sure it is and what it rests on; what is not known is shown as not known.',
  kitchen: 'Kitchen',
  batch: 'Batch',
  product: 'Product',
  day: 'Day',
  mass: 'Mass',
  where: 'Where it is',
  photos: 'Photos',
  photo: (what) => `Photo: ${what}`,
  missing: 'There is no such kitchen',
  problem: (status) => PROBLEMS_EN[status] ?? PROBLEMS_EN[500],
  hero: {
    title: 'Plastic waste, baked into walls.',
    lead: 'Mobile kitchens turn plastic that nobody collected into beams, bricks and roof tiles. We weigh it at the gate, at the oven and at the wall, and show what the scales say.',
  },
  map: 'Map of the kitchens, which are listed below',
  running: 'Baking now',
  atRest: 'At rest',
  neverHeard: 'Not heard from yet',
  silentSince: (when) => `Not heard from since ${when} UTC`,
  pilot: 'A pilot: a few kitchens, and numbers that are still small.',
  noKitchen: 'No kitchen has reported yet.',
  numbers: 'The numbers so far',
  whereTitle: 'Where it happens',
  link: {
    by: (organisation, until) => `Shared by ${organisation}, until ${until}`,
    over: 'This link is over',
    overText: 'It was ended, has run out, or was never one. Ask whoever gave it to you for a new one.',
    locked: 'This page has a password',
    lockedText: 'Whoever gave you the link knows it.',
    password: 'Password',
    open: 'Open',
    wrong: 'That is not the password.',
    tooOften: 'Too many wrong passwords. Try again in a quarter of an hour.',
    download: 'Take it along:',
    shares: (kilograms) => `${kilograms} of waste plastic, in products`,
    sharesText: (batches) =>
      `What these ${batches === 1 ? 'products of one batch' : `${batches} batches`} hold of recycled plastic, counted for nobody else.`,
    bound: (value) => `The lower bound, 95 % certain; the best estimate is ${value}.`,
    short: (allocated, standing) =>
      `${allocated} was allocated. A batch has been corrected since and made less than that: ${standing} still stands, and nothing more is given of that batch.`,
    none: 'Nothing has been allocated yet.',
    batches: 'The batches',
    claims: 'Serials',
    states: { issued: 'issued', reserved: 'reserved', retired: 'retired' },
    claimedFor: (name) => `claimed for ${name}`,
    place: { dispatch: 'Dispatched', stock: 'In stock', return: '', product: 'Made, not sent anywhere yet' },
    unfollowed: 'hangs together with too much to be followed here',
    how: 'How this is computed',
    howText:
      'Each batch is weighed in and out. What counts is recycled plastic inside products that passed inspection, led back to a delivery. The lower bound is what the scales make certain.',
    howShares:
      'A share is whole grams of one batch; the database refuses a share beyond what the batch made, so no gram is counted for two.',
  },
  sponsors: {
    title: 'Sponsors',
    lead: 'What batches made of recycled plastic, allocated to sponsors: whole grams of one batch, none of them counted for two.',
    none: 'There is no sponsor in what you may see.',
    inApp: 'The same page with all that can be done there',
  },
  story: {
    lead: 'What kitchens tell of themselves, in their own words.',
    none: 'This kitchen has not told its story yet. Its numbers speak for it.',
    wrote: (date) => `Written on ${date}`,
    inLanguage: 'Also in',
  },
  checking: {
    title: 'Check it yourself',
    lead: 'You need not believe us. Each way below leads from a number to what it rests on.',
    serial: 'Serial of a claim',
    serialHint: 'For example BL-2026-000123-38. Its last two digits check the others.',
    look: 'Look it up',
    found: (serial) => `${serial} is a true claim`,
    claimed: ({ sponsor, beneficiary, mass, batches, date }) =>
      `${mass} of recycled plastic, from ${batches === 1 ? 'one batch' : `${batches} batches`}, retired on ${date} by ${sponsor} for ${beneficiary}. Nobody else can claim it.`,
    standing: (standing) => `A batch has been corrected since: ${standing} of it still stands.`,
    notFound:
      'No claim of that serial was made. Look at it again: a slip of the pen is found by its last two digits.',
    ways: [
      [
        'From a number to the scale',
        '<a href="/metrics/diverted?lang=en">Each figure</a> shows its range, its formula and every batch it is the sum of.',
      ],
      [
        'The method',
        '<a href="/method?lang=en">Each number with its formula, sources and pitfalls</a>, and <a href="/reference?lang=en">the factors behind it</a>, with every version.',
      ],
      [
        'Reckon it again',
        'The same numbers as <a href="/open/?lang=en">open data</a>, with units, bounds and the versions of methods and factors. Add up the days, and compare.',
      ],
      [
        'Receipts',
        'Whoever logs a delivery gets a signed receipt. With <a href="/api/v1/receipts/keys">the public keys</a> anybody can tell whether one is ours, also without us.',
      ],
      [
        'Rebuild',
        'Every figure is a pure function of the events that kitchens sent. <code>npx bakeloop rebuild</code> derives all of them anew and must find the same.',
      ],
      [
        'What changed',
        '<a href="/changes?lang=en">Numbers that were restated</a>, with why and by how much.',
      ],
    ],
  },
  change: {
    title: 'What changed',
    lead: 'Numbers that had been published and were restated in the last 90 days. What is new is not listed: it changes nothing that was said before.',
    none: 'Nothing that was published has been restated in the last 90 days.',
    causes: {
      event: 'A kitchen corrected or voided what it had logged',
      meters: 'Meters were read again',
      reference: 'Reference data was published',
      method: 'The method changed',
      place: 'A kitchen turned out to have been elsewhere',
    },
    times: (count) => (count === 1 ? 'once' : `${count} times`),
    cause: 'Why',
    effect: 'Recycled plastic',
    goodEffect: 'Products',
  },
  sharing: {
    title: 'Share these numbers',
    lead: 'Each of these carries its date, its bound and the way to check it.',
    qr: 'A code to point a phone at',
    qrText: 'It leads to this Bakeloop. Print it beside the wall.',
    qrAlt: (address) => `QR code of ${address}`,
    card: 'A picture to post',
    cardText: '1200 by 630 pixels, made anew as the numbers move.',
    frame: 'On your own page',
    elementText: 'In English or Dutch, light or dark:',
    frameText: 'Where no script may run, as a frame:',
    noNumber: 'There is no number of that name to show',
    numbers: 'These can be shown:',
  },
  open: {
    lead: 'All that is public here, as files that a spreadsheet or a program reads: as of the last minute, and free to use.',
    file: 'What',
    rows: 'Rows',
    as: 'As',
    tables: {
      figures: 'All figures over all kitchens, of all time',
      kitchens: 'Kitchens as everybody may know them',
      days: 'Sums by day, over all kitchens',
      changes: 'What was restated in the last 90 days',
      stories: 'What kitchens tell of themselves',
    },
    map: 'Kitchens on the map',
    licence: 'Use it, change it, pass it on, and name Bakeloop as the source:',
    package: 'What each column is, with its unit, and which methods and factors are behind it:',
  },
};

const nl: PageWords = {
  skip: 'Naar de inhoud',
  pages: "Pagina's",
  language: 'Taal',
  home: 'Resultaat',
  stories: 'Verhalen',
  check: 'Controleer het',
  changes: 'Wat veranderde',
  share: 'Delen',
  openData: 'Open data',
  method: 'Methode',
  reference: 'Referentiegegevens',
  permissions: 'Wie wat mag',
  signIn: 'Inloggen',
  foot: 'Bakeloop volgt elke kilo plastic van de poort van een mobiele keuken tot de muur waar hij in terechtkomt. Elk getal zegt hoe zeker het is en waarop het rust; wat niet bekend is, staat er als niet bekend.',
  kitchen: 'Keuken',
  batch: 'Partij',
  product: 'Product',
  day: 'Dag',
  mass: 'Massa',
  where: 'Waar het is',
  photos: "Foto's",
  photo: (what) => `Foto: ${what}`,
  missing: 'Zo een keuken is er niet',
  problem: (status) => PROBLEMS_NL[status] ?? PROBLEMS_NL[500],
  hero: {
    title: 'Plastic afval, gebakken tot muren.',
    lead: 'Mobiele keukens maken van plastic dat niemand ophaalde balken, stenen en dakpannen. Wij wegen het bij de poort, bij de oven en bij de muur, en laten zien wat de weegschalen zeggen.',
  },
  map: 'Kaart van de keukens, die hieronder staan',
  running: 'Bakt nu',
  atRest: 'In rust',
  neverHeard: 'Nog niets van gehoord',
  silentSince: (when) => `Niets gehoord sinds ${when} UTC`,
  pilot: 'Een proef: een paar keukens, en getallen die nog klein zijn.',
  noKitchen: 'Nog geen keuken heeft zich gemeld.',
  numbers: 'De getallen tot nu toe',
  whereTitle: 'Waar het gebeurt',
  link: {
    by: (organisation, until) => `Gedeeld door ${organisation}, tot ${until}`,
    over: 'Deze link is voorbij',
    overText: 'Hij is beëindigd, verlopen, of was er nooit een. Vraag een nieuwe aan wie hem gaf.',
    locked: 'Deze pagina heeft een wachtwoord',
    lockedText: 'Wie u de link gaf, kent het.',
    password: 'Wachtwoord',
    open: 'Openen',
    wrong: 'Dat is niet het wachtwoord.',
    tooOften: 'Te vaak een verkeerd wachtwoord. Probeer het over een kwartier opnieuw.',
    download: 'Neem het mee:',
    shares: (kilograms) => `${kilograms} plastic afval, in producten`,
    sharesText: (batches) =>
      `Wat ${batches === 1 ? 'de producten van één partij' : `deze ${batches} partijen`} aan gerecycled plastic bevatten, voor niemand anders geteld.`,
    bound: (value) => `De ondergrens, 95 % zeker; de beste schatting is ${value}.`,
    short: (allocated, standing) =>
      `Er was ${allocated} toegewezen. Een partij is sindsdien gecorrigeerd en leverde minder op: ${standing} staat nog, en van die partij wordt niets meer gegeven.`,
    none: 'Er is nog niets toegewezen.',
    batches: 'De partijen',
    claims: 'Serienummers',
    states: { issued: 'uitgegeven', reserved: 'gereserveerd', retired: 'definitief gemaakt' },
    claimedFor: (name) => `geclaimd voor ${name}`,
    place: {
      dispatch: 'Verzonden',
      stock: 'Op voorraad',
      return: '',
      product: 'Gemaakt, nog nergens heen gestuurd',
    },
    unfollowed: 'hangt met te veel samen om hier te volgen',
    how: 'Hoe dit is berekend',
    howText:
      'Elke partij wordt in- en uitgewogen. Wat telt is gerecycled plastic in producten die door de keuring kwamen, terug te leiden tot een levering. De ondergrens is wat de weegschalen zeker maken.',
    howShares:
      'Een aandeel is een aantal hele grammen van één partij; de database weigert een aandeel boven wat de partij opleverde, zodat geen gram voor twee telt.',
  },
  sponsors: {
    title: 'Sponsors',
    lead: 'Wat partijen van gerecycled plastic maakten, toegewezen aan sponsors: hele grammen van één partij, geen ervan voor twee geteld.',
    none: 'Er is geen sponsor in wat u mag zien.',
    inApp: 'Dezelfde pagina met alles wat u er kunt doen (Engels)',
  },
  story: {
    lead: 'Wat keukens over zichzelf vertellen, in hun eigen woorden.',
    none: 'Deze keuken heeft haar verhaal nog niet verteld. Haar getallen spreken.',
    wrote: (date) => `Geschreven op ${date}`,
    inLanguage: 'Ook in het',
  },
  checking: {
    title: 'Controleer het zelf',
    lead: 'U hoeft ons niet te geloven. Elke weg hieronder leidt van een getal naar waarop het rust.',
    serial: 'Serienummer van een claim',
    serialHint: 'Bijvoorbeeld BL-2026-000123-38. De laatste twee cijfers controleren de andere.',
    look: 'Zoek op',
    found: (serial) => `${serial} is een ware claim`,
    claimed: ({ sponsor, beneficiary, mass, batches, date }) =>
      `${mass} gerecycled plastic, uit ${batches === 1 ? 'één partij' : `${batches} partijen`}, op ${date} definitief gemaakt door ${sponsor} voor ${beneficiary}. Niemand anders kan het claimen.`,
    standing: (standing) => `Een partij is sindsdien gecorrigeerd: ${standing} ervan staat nog.`,
    notFound:
      'Onder dat serienummer is niets geclaimd. Kijk het na: een schrijffout blijkt uit de laatste twee cijfers.',
    ways: [
      [
        'Van een getal naar de weegschaal',
        '<a href="/metrics/diverted?lang=nl">Elk getal</a> toont zijn marge, zijn formule en waarvan het de som is.',
      ],
      [
        'De methode',
        '<a href="/method?lang=nl">Elk getal met zijn formule, bronnen en valkuilen</a>, en <a href="/reference?lang=nl">de factoren erachter</a>, met elke versie.',
      ],
      [
        'Reken het na',
        'Dezelfde getallen als <a href="/open/?lang=nl">open data</a>, met eenheden, marges en de versies van methoden en factoren. Tel de dagen op en vergelijk.',
      ],
      [
        'Ontvangstbewijzen',
        'Wie een levering vastlegt, krijgt een ondertekend bewijs. Met <a href="/api/v1/receipts/keys">de publieke sleutels</a> kan iedereen zien of het van ons is, ook zonder ons.',
      ],
      [
        'Opnieuw opbouwen',
        'Elk getal volgt geheel uit de gebeurtenissen die keukens stuurden. <code>npx bakeloop rebuild</code> leidt ze alle opnieuw af en moet hetzelfde vinden.',
      ],
      ['Wat veranderde', '<a href="/changes?lang=nl">Getallen die zijn herzien</a>, met waarom en hoeveel.'],
    ],
  },
  change: {
    title: 'Wat veranderde',
    lead: 'Getallen die gepubliceerd waren en in de laatste 90 dagen zijn herzien. Wat nieuw is staat er niet bij: dat verandert niets aan wat eerder is gezegd.',
    none: 'Niets dat gepubliceerd was, is in de laatste 90 dagen herzien.',
    causes: {
      event: 'Een keuken corrigeerde of trok in wat zij had vastgelegd',
      meters: 'Meters zijn opnieuw gelezen',
      reference: 'Er zijn referentiegegevens gepubliceerd',
      method: 'De methode veranderde',
      place: 'Een keuken bleek elders te zijn geweest',
    },
    times: (count) => (count === 1 ? 'één keer' : `${count} keer`),
    cause: 'Waarom',
    effect: 'Gerecycled plastic',
    goodEffect: 'Producten',
  },
  sharing: {
    title: 'Deel deze getallen',
    lead: 'Elk hiervan draagt zijn datum, zijn ondergrens en de weg om het te controleren.',
    qr: 'Een code voor de telefoon',
    qrText: 'Hij leidt naar deze Bakeloop. Hang hem naast de muur.',
    qrAlt: (address) => `QR-code van ${address}`,
    card: 'Een beeld om te plaatsen',
    cardText: '1200 bij 630 pixels, steeds opnieuw gemaakt als de getallen veranderen.',
    frame: 'Op uw eigen pagina',
    elementText: 'In het Engels of Nederlands, licht of donker:',
    frameText: 'Waar geen script mag draaien, als frame:',
    noNumber: 'Er is geen getal van die naam om te laten zien',
    numbers: 'Deze zijn er:',
  },
  open: {
    lead: 'Alles wat hier openbaar is, als bestanden die een spreadsheet of een programma leest: van de laatste minuut, en vrij te gebruiken.',
    file: 'Wat',
    rows: 'Rijen',
    as: 'Als',
    tables: {
      figures: 'Alle getallen over alle keukens, van alle tijd',
      kitchens: 'Keukens zoals iedereen ze mag kennen',
      days: 'Sommen per dag, over alle keukens',
      changes: 'Wat in de laatste 90 dagen is herzien',
      stories: 'Wat keukens over zichzelf vertellen',
    },
    map: 'Keukens op de kaart',
    licence: 'Gebruik het, verander het, geef het door, en noem Bakeloop als bron:',
    package: 'Wat elke kolom is, met haar eenheid, en welke methoden en factoren erachter zitten:',
  },
};

export const PAGE_WORDS: Record<PublicLanguage, PageWords> = { en, nl };
