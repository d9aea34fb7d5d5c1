import { DOOR_WORDS, doorFault, ROLES, type PublicLanguage, type Role } from '@bakeloop/contracts';
import { escaped } from './html.js';
import { inApp } from './language.js';
import { publicPage } from './layout.js';

/** Why the last try did not lead in. */
export type SignInFault = 'wrong' | 'code-needed' | 'wrong-code' | 'tooOften';

interface SignInWords {
  title: string;
  own: string;
  email: string;
  password: string;
  code: string;
  enter: string;
  help: string;
  cookie: string;
  look: string;
  lookText: string;
  roles: Record<Role, string>;
  faults: Record<SignInFault, string>;
  inApp: string;
}

export const SIGN_IN_WORDS: Record<PublicLanguage, SignInWords> = {
  en: {
    title: 'Sign in',
    own: 'With your own account',
    email: 'E-mail address',
    password: 'Password',
    code: 'Six digits of your authenticator',
    enter: 'Sign in',
    help: 'Accounts are by invitation: a lead of your kitchens or an admin hands you a link. Whoever invited you also gives you a new one when you have lost your password.',
    cookie:
      'Signing in keeps one cookie in this browser, which says nothing but that it is you. Without it all public pages stay open.',
    look: 'Look around',
    lookText: 'This is a demonstration: take the place of anybody, without a password.',
    roles: {
      operator: 'Look around as operator',
      lead: 'Look around as lead',
      staff: 'Look around as staff',
      sponsor: 'Look around as sponsor',
      admin: 'Look around as admin',
    },
    faults: {
      wrong: 'That e-mail address and password do not belong together.',
      'code-needed': 'This account has an authenticator: type its six digits, and the password again.',
      'wrong-code': 'That code is not right, or no longer. Type the next one, and the password again.',
      tooOften: 'Too many tries. Nothing is wrong with the account; wait a quarter of an hour.',
    },
    inApp: 'By passkey',
  },
  nl: {
    title: 'Inloggen',
    own: 'Met uw eigen account',
    email: 'E-mailadres',
    password: 'Wachtwoord',
    code: 'Zes cijfers van uw authenticator',
    enter: 'Inloggen',
    help: 'Accounts gaan op uitnodiging: een leider van uw keukens of een beheerder geeft u een link. Wie u uitnodigde, geeft u ook een nieuwe als u uw wachtwoord kwijt bent.',
    cookie:
      'Inloggen bewaart één cookie in deze browser, die niets zegt dan dat u het bent. Zonder blijven alle openbare pagina’s open.',
    look: 'Rondkijken',
    lookText: 'Dit is een demonstratie: neem de plaats in van wie u wilt, zonder wachtwoord.',
    roles: {
      operator: 'Rondkijken als operator',
      lead: 'Rondkijken als leider',
      staff: 'Rondkijken als staf',
      sponsor: 'Rondkijken als sponsor',
      admin: 'Rondkijken als beheerder',
    },
    faults: {
      wrong: 'Dat e-mailadres en wachtwoord horen niet bij elkaar.',
      'code-needed': 'Dit account heeft een authenticator: typ de zes cijfers, en het wachtwoord opnieuw.',
      'wrong-code': 'Die code klopt niet, of niet meer. Typ de volgende, en het wachtwoord opnieuw.',
      tooOften: 'Te veel pogingen. Er is niets mis met het account; wacht een kwartier.',
    },
    inApp: 'Met een passkey (Engels)',
  },
};

/**
 * @param o.doors of organisations that have one of their own
 * @param o.next where to go then, a path of ours
 * @param o.email as it was typed before
 * @param o.failed why the door of an organisation led nowhere
 */
export function signInPage(o: {
  language: PublicLanguage;
  origin: string;
  isDemo: boolean;
  next: string | null;
  fault: SignInFault | null;
  email: string;
  doors: readonly { id: string; name: string }[];
  failed: string | null;
}): string {
  const { language, origin, isDemo, next, fault, email, failed } = o;
  const words = SIGN_IN_WORDS[language];
  const needsCode = fault === 'code-needed' || fault === 'wrong-code';
  const hidden = next === null ? '' : `<input type="hidden" name="next" value="${escaped(next)}">`;
  const action = `/sign-in?lang=${language}`;
  const doors = ROLES.map(
    (role) =>
      `<li><button type="submit" class="button" name="role" value="${role}">${escaped(words.roles[role])}</button></li>`,
  );
  const demo = isDemo
    ? `<h2>${escaped(words.look)}</h2><p>${escaped(words.lookText)}</p><form method="post" action="${action}">${hidden}<ul class="doors">${doors.join('')}</ul></form>`
    : '';
  const told =
    fault === null ? '' : `<p class="warn" role="alert" id="told">${escaped(words.faults[fault])}</p>`;
  const through = DOOR_WORDS[language];
  const own = o.doors.map(({ id, name }) => {
    const href = `/api/v1/doors/${encodeURIComponent(id)}?next=${encodeURIComponent(next ?? '/')}`;
    return `<li><a class="button" href="${escaped(href)}">${escaped(through.enter(name))}</a></li>`;
  });
  const ofDoor =
    failed === null ? '' : `<p class="warn" role="alert">${escaped(doorFault(language, failed))}</p>`;
  const app = inApp(next === null ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`);
  return publicPage({
    language,
    origin,
    title: words.title,
    description: words.help,
    path: '/sign-in',
    image: `/cards/portfolio.png?lang=${language}`,
    isHidden: true,
    body: `<h1>${escaped(words.title)}</h1>${demo}<h2>${escaped(words.own)}</h2>${told}
<form method="post" action="${action}">${hidden}
<label for="email">${escaped(words.email)}</label><input id="email" name="email" type="email" required maxlength="200" autocomplete="username" value="${escaped(email)}">
<label for="password">${escaped(words.password)}</label><input id="password" name="password" type="password" required maxlength="128" autocomplete="current-password"${fault === null ? '' : ' aria-describedby="told"'}>
${needsCode ? `<label for="code">${escaped(words.code)}</label><input id="code" name="code" inputmode="numeric" pattern="[0-9 ]{6,7}" required autocomplete="one-time-code">` : ''}
<button type="submit" class="button">${escaped(words.enter)}</button></form>
${ofDoor}${own.length === 0 ? '' : `<ul class="doors">${own.join('')}</ul>`}
<p class="quiet">${escaped(words.help)}</p><p class="quiet">${escaped(words.cookie)}</p><p><a href="${escaped(app)}">${escaped(words.inApp)}</a></p>`,
  });
}
