import type { PublicLanguage } from './languages.js';
import type { Permission, Reach, Role } from './permissions.js';

/** What roles are called, and what each may in one line: for whoever is invited, and for whoever wants to know. */
interface RoleWords {
  names: Record<Role | 'public', string>;
  may: Record<Role, string>;
  reaches: Record<Reach, string>;
  /** How far people reach who manage people. */
  ownOrganisation: string;
}

const en: RoleWords = {
  names: {
    public: 'Everybody',
    operator: 'Operator',
    lead: 'Lead',
    staff: 'Staff',
    sponsor: 'Sponsor',
    admin: 'Admin',
  },
  may: {
    operator: 'Logs deliveries and batches of their kitchens on the phone, and sees what became of them.',
    lead: 'Runs kitchens: watches them live, corrects the log, sends requests and invites people.',
    staff: 'Sees every kitchen live, deals with what was refused and publishes reference data.',
    sponsor: 'Sees the kitchens attributed to them, down to every batch and event.',
    admin: 'May do everything: people, organisations, whose a kitchen is, and who did what.',
  },
  reaches: { none: 'no', own: 'own kitchens', attributed: 'attributed kitchens', all: 'yes' },
  ownOrganisation: 'own organisation',
};

const nl: RoleWords = {
  names: {
    public: 'Iedereen',
    operator: 'Operator',
    lead: 'Leider',
    staff: 'Staf',
    sponsor: 'Sponsor',
    admin: 'Beheerder',
  },
  may: {
    operator: 'Legt op de telefoon leveringen en partijen van de eigen keukens vast, en ziet wat ervan werd.',
    lead: 'Leidt keukens: volgt ze live, corrigeert het logboek, stuurt verzoeken en nodigt mensen uit.',
    staff: 'Ziet elke keuken live, handelt af wat is geweigerd en publiceert referentiegegevens.',
    sponsor: 'Ziet de toegewezen keukens, tot op elke partij en gebeurtenis.',
    admin: 'Mag alles: mensen, organisaties, van wie een keuken is, en wie wat deed.',
  },
  reaches: { none: 'nee', own: 'eigen keukens', attributed: 'toegewezen keukens', all: 'ja' },
  ownOrganisation: 'eigen organisatie',
};

export const ROLE_TEXTS: Record<PublicLanguage, RoleWords> = { en, nl };

/** The rows of the table of permissions in Dutch, as `says` has them in English: each completes "mag …". */
export const PERMISSIONS_NL: Record<Permission, string> = {
  'public.see':
    'de openbare getallen zien, hoe ze tot stand komen, en de referentiegegevens waarop ze rusten',
  'session.open': 'inloggen, en een gekregen link volgen',
  'factor.set': 'een tweede factor instellen of tonen, en uitloggen',
  'account.manage': 'het eigen account, sessies en tokens zien en wijzigen',
  'kitchen.see': 'een keuken zien: partijen, loten, gebeurtenissen, getallen en hun bewijs',
  'kitchen.watch': 'een keuken live volgen: waarden, grafieken, problemen en opdrachten',
  'fleet.see': 'alle keukens samen zien: stromen, bewijs en wijzigingen van het geheel',
  'log.write': 'leveringen en partijen vastleggen, en eigen invoer een dag lang corrigeren',
  'photo.see': 'de foto’s van een keuken zien',
  'photo.review': 'zeggen welke foto’s iedereen mag zien, en foto’s weghalen',
  'log.correct': 'corrigeren wat anderen vastlegden, hoe oud ook',
  'kitchen.annotate': 'notities bij een keuken en haar grafieken schrijven, en de eigen wijzigen',
  'kitchen.plan': 'zeggen hoeveel een keuken op een dag moet maken',
  'kitchen.command': 'een keuken iets vragen',
  'alarm.see': 'alarmen zien, en erover worden ingelicht',
  'alarm.act': 'alarmen bevestigen, er iets bij zeggen, ze stil zetten, en zeggen wie er een oppakt',
  'alarm.rules.set': 'instellen waarvoor alarm wordt geslagen',
  'device.manage': 'keukens hun inloggegevens geven, vernieuwen en intrekken',
  'quality.see':
    'zien hoe goed de gegevens van een keuken zijn: gaten, weigeringen, correcties, klokken, ijkingen',
  'correction.review': 'aanvaarden of bevragen wat achteraf is gecorrigeerd',
  'report.see': 'de week- en maandrapporten lezen',
  'refused.review':
    'zien wat is geweigerd, ook zoals het kwam, en het opnieuw aanbieden, aanpassen of afwijzen',
  'line.see': 'zien hoe het gaat met de lijn van de keukens naar de database',
  'reference.publish': 'referentiegegevens publiceren',
  'share.see': 'zien wat aan een sponsor is toegewezen, partij voor partij',
  'share.allocate': 'wat partijen maakten toewijzen aan sponsors, en dat definitief maken',
  'link.share': 'links maken die getallen tonen zonder in te loggen, en ze beëindigen',
  'story.write': 'schrijven wat een keuken over zichzelf vertelt',
  'story.review': 'publiceren wat iemand anders over een keuken schreef',
  'retention.set': 'instellen hoelang metingen, en wat iets over mensen zegt, worden bewaard',
  'people.manage': 'mensen in hun organisatie uitnodigen, en dat beëindigen',
  'organisation.manage': 'organisaties maken, en zeggen van wie een keuken is',
  'audit.read': 'lezen wie wat deed',
};
