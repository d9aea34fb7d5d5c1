import { routes } from '@bakeloop/contracts';
import { beforeAll, expect, it } from '@jest/globals';
import { startIdentityStack, type IdentityStack } from '../support/identity-stack.js';
import { Browsing, startOidcDoor, type OidcDoor } from '../support/oidc-door.js';
import { describeWith } from '../support/programs.js';
import { freePort } from '../support/server-process.js';

const CLIENT = { id: 'bakeloop', secret: 'of this test alone' };

describeWith(['postgres'], "an organisation's own door (OpenID Connect)", () => {
  let door: OidcDoor;
  let strict: OidcDoor;
  let stack: IdentityStack;
  let organisation: string;

  beforeAll(async () => {
    const port = await freePort();
    const publicUrl = `http://127.0.0.1:${port}`;
    door = await startOidcDoor({ ...CLIENT, callbackUrl: `${publicUrl}/api/v1/doors/back` });
    strict = await startOidcDoor({ ...CLIENT, callbackUrl: `${publicUrl}/api/v1/doors/back` });
    const common = { clientId: CLIENT.id, clientSecret: CLIENT.secret, role: 'staff' as const };
    stack = await startIdentityStack({
      port,
      publicUrl,
      trustedProxies: 'loopback',
      doors: [
        {
          ...common,
          id: 'psp',
          name: 'Polymer Science Park',
          issuer: door.issuer,
          organisation: 'PSP',
          emailDomains: ['psp.example'],
          secondFactor: true,
        },
        {
          ...common,
          id: 'strict',
          name: 'Strict',
          issuer: strict.issuer,
          organisation: 'PSP',
          emailDomains: ['psp.example'],
          secondFactor: { acr: ['two'], amr: ['hwk'] },
          sessionHours: 8,
        },
        {
          ...common,
          id: 'away',
          name: 'Nobody',
          issuer: 'http://127.0.0.1:1',
          organisation: 'PSP',
          emailDomains: ['x.example'],
          secondFactor: false,
        },
      ],
    });
    organisation = await stack.organisation('PSP', 'platform');
  });

  const enter = (browsing: Browsing, query = '') =>
    browsing.open(`${stack.api.url}/api/v1/doors/psp${query}`);
  const personOf = async (browsing: Browsing) => {
    const cookie = browsing.cookies(stack.api.url);
    const { body } = await stack.visitor({ cookie }).ask('GET', '/api/v1/session');
    return routes.session.answer.parse(body).person;
  };

  it('is offered on the page of the sign-in, by name', async () => {
    const { body } = await stack.visitor().ask('GET', '/api/v1/session');
    expect(routes.session.answer.parse(body).doors).toContainEqual({
      id: 'psp',
      name: 'Polymer Science Park',
    });
    // Without script and in Dutch, too, with why it led nowhere.
    const plain = await stack.visitor().ask('GET', '/sign-in?lang=nl&failed=away&next=/sponsors');
    expect(plain.body).toContain(
      '<a class="button" href="/api/v1/doors/psp?next=%2Fsponsors">Inloggen met Polymer Science Park</a>',
    );
    expect(plain.body).toContain('Uw organisatie antwoordt niet.');
    expect(JSON.stringify(body)).not.toContain(CLIENT.secret);
    // Anybody may write there why.
    const odd = await stack.visitor().ask('GET', '/sign-in?lang=en&failed=constructor');
    expect([odd.status, String(odd.body).includes('You were not signed in there.')]).toEqual([200, true]);
  });

  it('lets its people in, with the role it gives, to the page they wanted', async () => {
    door.next = { id: 'u-1', email: 'Ada@psp.example', verified: true, name: 'Ada' };
    const browsing = new Browsing();
    const { url } = await enter(browsing, '?next=/fleet');
    expect(url).toBe(`${stack.api.url}/fleet`);
    expect(await personOf(browsing)).toMatchObject({
      name: 'Ada',
      email: 'ada@psp.example',
      memberships: [{ organisation: 'PSP', role: 'staff' }],
      // No password is asked of who has none: they prove who they are at the same door.
      comesBy: { password: false, passkey: false, doors: ['psp'] },
    });
  });

  it('knows them by its own number: another address is the same person, and a role given here stays', async () => {
    door.next = { id: 'u-1', email: 'ada.married@psp.example', verified: true };
    const [person] = (await stack.people.list([organisation])).filter(
      ({ email }) => email === 'ada@psp.example',
    );
    await stack.people.join(person?.id ?? '', organisation, 'admin');
    const browsing = new Browsing();
    await enter(browsing);
    expect(await personOf(browsing)).toMatchObject({ id: person?.id, memberships: [{ role: 'admin' }] });
  });

  it('lets in nobody whose address it does not vouch for, or has not verified', async () => {
    for (const next of [
      { id: 'u-2', email: 'eve@elsewhere.example', verified: true },
      { id: 'u-3', email: 'eve@psp.example', verified: false },
      { id: 'u-4', email: 'eve@psp.example.evil.example', verified: true },
    ]) {
      door.next = next;
      const browsing = new Browsing();
      expect((await enter(browsing)).url).toBe(`${stack.api.url}/sign-in?failed=beyond-rights`);
      expect(await personOf(browsing)).toBeNull();
    }
  });

  it('lets in nobody by a token that says something else than was signed', async () => {
    door.next = { id: 'u-8', email: 'mallory@psp.example', verified: true };
    door.forged = { sub: 'u-1', email: 'ada@psp.example' };
    const browsing = new Browsing();
    expect((await enter(browsing)).url).toBe(`${stack.api.url}/sign-in?failed=wrong-credentials`);
    expect(await personOf(browsing)).toBeNull();
    delete door.forged;
  });

  it('lets in nobody who was shut out here, however often they sign in there', async () => {
    door.next = { id: 'u-5', email: 'leaver@psp.example', verified: true };
    await enter(new Browsing());
    const [person] = (await stack.people.list([organisation])).filter(
      ({ email }) => email === 'leaver@psp.example',
    );
    await stack.people.setDisabled(person?.id ?? '', true);
    const browsing = new Browsing();
    await enter(browsing);
    expect(await personOf(browsing)).toBeNull();
  });

  it('ends a sign-in only in the browser that began it, once', async () => {
    door.next = { id: 'u-6', email: 'bob@psp.example', verified: true };
    const attacker = new Browsing();
    // As far as the way back, which is then handed to somebody else.
    let at = `${stack.api.url}/api/v1/doors/psp`;
    while (!at.startsWith(`${stack.api.url}/api/v1/doors/back`)) {
      const { response } = await attacker.get(at);
      at = new URL(response.headers.get('location') ?? '', at).href;
    }
    const victim = new Browsing();
    expect((await victim.open(at)).url).toContain('/sign-in?failed=link-over');
    expect(await personOf(victim)).toBeNull();
    await attacker.get(at);
    expect(await personOf(attacker)).toMatchObject({ email: 'bob@psp.example' });
    expect((await attacker.open(at)).url).toContain('/sign-in?failed=link-over');
  });

  it('sends nobody on to another site', async () => {
    door.next = { id: 'u-7', email: 'kim@psp.example', verified: true };
    for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])
      expect((await enter(new Browsing(), `?next=${encodeURIComponent(next)}`)).url).toBe(
        `${stack.api.url}/`,
      );
  });

  /** From another place: of one so many sign-ins are taken in a quarter of an hour. */
  const elsewhere = () => new Browsing({ 'x-forwarded-for': '203.0.113.7' });

  it('counts as two factors what its token says was two, and what says nothing as one', async () => {
    const came = async (said: Pick<OidcDoor['next'], 'acr' | 'amr'>) => {
      strict.next = { id: 's-1', email: 'sol@psp.example', verified: true, ...said };
      const browsing = elsewhere();
      await browsing.open(`${stack.api.url}/api/v1/doors/strict`);
      return stack.visitor({ cookie: browsing.cookies(stack.api.url) });
    };
    const answers: [object, number][] = [];
    for (const said of [{}, { acr: 'one', amr: ['pwd'] }, { amr: ['pwd', 'hwk'] }, { acr: 'two' }])
      answers.push([said, (await (await came(said)).ask('GET', '/api/v1/kitchens')).status]);
    expect(answers.map(([, status]) => status)).toEqual([403, 403, 200, 200]);
  });

  it('is asked again after its hours, counted from when somebody signed in there', async () => {
    const HOUR_S = 3_600;
    const nowS = Math.floor(Date.now() / 1_000);
    const next = { id: 's-2', email: 'tom@psp.example', verified: true, acr: 'two' };
    strict.next = { ...next, ts: nowS - 2 * HOUR_S };
    const browsing = elsewhere();
    await browsing.open(`${stack.api.url}/api/v1/doors/strict`);
    const tom = stack.visitor({ cookie: browsing.cookies(stack.api.url) });
    const { items } = routes.sessions.answer.parse((await tom.ask('GET', '/api/v1/account/sessions')).body);
    expect((Date.parse(items[0]?.expiresAt ?? '') / 1_000 - nowS) / HOUR_S).toBeCloseTo(6, 1);
    // That was too long ago to change how they sign in: they do it again there, whoever is signed in there.
    expect((await tom.ask('DELETE', '/api/v1/account/sessions')).body).toMatchObject({
      type: '/problems/prove-again',
    });
    const { response } = await elsewhere().get(`${stack.api.url}/api/v1/doors/strict?next=/account&again`);
    const asked = new URL(response.headers.get('location') ?? '').searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({ prompt: 'login', max_age: '0', acr_values: 'two' });
    strict.next = { ...next, ts: nowS - 9 * HOUR_S };
    const late = elsewhere();
    const { url } = await late.open(`${stack.api.url}/api/v1/doors/strict`);
    expect(url).toContain('/sign-in?failed=');
  });

  it('proves again who somebody is only by a sign-in of just now: who is still signed in there proves nothing', async () => {
    const next = { id: 'u-9', email: 'pam@psp.example', verified: true };
    door.next = next;
    const browsing = new Browsing({ 'x-forwarded-for': '198.51.100.7' });
    const open = (query: string) => browsing.open(`${stack.api.url}/api/v1/doors/psp?next=/people${query}`);
    const makes = async () => {
      const pam = stack.visitor({ cookie: browsing.cookies(stack.api.url) });
      const token = { name: 'n', scopes: ['kitchen.see'], days: 1 };
      return (await pam.ask('POST', '/api/v1/account/tokens', token)).status;
    };
    // Its token does not say when that was.
    expect((await open('')).url).toBe(`${stack.api.url}/people`);
    expect(await makes()).toBe(403);
    expect((await open('&again')).url).toBe(`${stack.api.url}/people`);
    expect(await makes()).toBe(200);
    // A door that was asked to ask again and did not.
    door.next = { ...next, ts: Math.floor(Date.now() / 1_000) - 3_600 };
    const failed = `${stack.api.url}/sign-in?failed=not-proved&next=%2Fpeople`;
    expect((await open('&again')).url).toBe(failed);
    expect(await personOf(browsing)).toMatchObject({ email: next.email });
  });

  it('that does not answer, or is none, is said to', async () => {
    expect((await stack.visitor().ask('GET', '/api/v1/doors/away')).status).toBe(502);
    expect((await stack.visitor().ask('GET', '/api/v1/doors/never')).status).toBe(404);
  });
});
