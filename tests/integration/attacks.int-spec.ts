import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { routes, type Role, type Route } from '@bakeloop/contracts';
import { beforeAll, expect, it } from '@jest/globals';
import { TOTP } from 'otpauth';
import { io, type Socket } from 'socket.io-client';
import { startApiProcess } from '../support/api-process.js';
import { mb1Events } from '../support/batch-log.js';
import { atEnd } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { age, startIdentityStack, type IdentityStack, type Visitor } from '../support/identity-stack.js';
import { describeWith } from '../support/programs.js';

const GOOD = 'purple kettle walks home at noon';
const BETTER = 'four green bicycles under snow';
const HOUR_MS = 3_600_000;
const OWN = 'ke-nbo-01';
const OTHER = 'nl-zwo-01';

type Known = Visitor & { id: string; email: string };

/** What every suite does with people. */
function doings(stack: () => IdentityStack) {
  type Headers = Record<string, string>;
  const ask = (path: string, body: object, headers?: Headers) =>
    stack().visitor().ask('POST', path, body, headers);
  const accept = (body: object, headers?: Headers) => ask('/api/v1/links/accept', body, headers);
  const signIn = (body: object, headers?: Headers) => ask('/api/v1/session', body, headers);
  const session = async (visitor: Visitor) =>
    routes.session.answer.parse((await visitor.ask('GET', '/api/v1/session')).body).person;
  const invited = async (by: Visitor, invitation: { email: string; organisationId: string; role: Role }) =>
    routes.invite.answer.parse((await by.ask('POST', '/api/v1/people/invitations', invitation)).body).secret;
  const resetLink = async (by: Visitor, personId: string) =>
    routes.resetPassword.answer.parse((await by.ask('POST', `/api/v1/people/${personId}/reset`, {})).body)
      .secret;
  /** Somebody with a password. */
  const newcomer = async (
    by: Visitor,
    email: string,
    organisationId: string,
    role: Role = 'operator',
  ): Promise<Known> => {
    const secret = await invited(by, { email, organisationId, role });
    const { headers, body } = await accept({ secret, name: 'New Comer', password: GOOD });
    const id = routes.session.answer.parse(body).person?.id ?? '';
    return { id, email, ...stack().visitor({ cookie: cookieOf(headers) }) };
  };
  /** An authenticator of theirs from now on. */
  const withTotp = async (person: Visitor): Promise<TOTP> => {
    const offer = await person.ask('POST', '/api/v1/account/authenticator/offer', {});
    const { secret } = routes.offerTotp.answer.parse(offer.body);
    const totp = new TOTP({ secret });
    const code = totp.generate();
    const set = await person.ask('POST', '/api/v1/account/authenticator', { secret, code });
    expect(set.status).toBe(200);
    return totp;
  };
  return { accept, signIn, session, invited, resetLink, newcomer, withTotp };
}

const cookieOf = (headers: Headers): string => headers.get('set-cookie')?.split(';')[0] ?? '';
/** The code of the next half minute: that of this one was used up. */
const nextCode = (totp: TOTP): string => totp.generate({ timestamp: Date.now() + 30_000 });

function connect(url: string, headers: Record<string, string> = {}): Socket {
  const socket = io(url, {
    path: '/live',
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: headers,
  });
  atEnd(async () => void socket.disconnect());
  return socket;
}

describeWith(['postgres'], 'attacks on what is somebody else’s', () => {
  let stack: IdentityStack;
  let kitchens: string;
  let others: string;
  beforeAll(async () => {
    stack = await startIdentityStack();
    kitchens = await stack.organisation('Kitchens of Nairobi', 'kitchens', [OWN]);
    others = await stack.organisation('Kitchens of Zwolle', 'kitchens', [OTHER]);
  });
  const post = (visitor: Visitor, kitchenId: string, events: readonly object[]) =>
    visitor.ask('POST', `/api/v1/kitchens/${kitchenId}/events`, { events });
  const intakeOf = (batchId: string) => {
    const [intake] = mb1Events({ batchId, startMs: Date.now() - HOUR_MS });
    if (!intake) throw new Error('no event');
    return intake;
  };

  it('an operator corrects nobody else’s entry, not even by sending that entry along once more', async () => {
    const operator = await stack.person('operator', kitchens);
    const thief = await stack.person('operator', kitchens);
    const intake = intakeOf('ALONG-1');
    expect((await post(operator, OWN, [intake])).status).toBe(200);
    const correction = { ...intake, id: randomUUID(), supersedes: intake.id, reason: 'mine now' };
    expect((await post(thief, OWN, [intake, correction])).status).toBe(403);
    expect((await post(thief, OWN, [{ ...intake, id: intake.id.toUpperCase() }, correction])).status).toBe(
      403,
    );
    // What is new and corrected at once is of one hand.
    const fresh = intakeOf('ALONG-2');
    const itsCorrection = { ...fresh, id: randomUUID(), supersedes: fresh.id, reason: 'a slip' };
    expect((await post(thief, OWN, [fresh, itsCorrection])).body).toMatchObject({
      results: [{ outcome: 'stored' }, { outcome: 'stored' }],
    });
  });

  it('an operator does not overrule what the lead made of their entry', async () => {
    const operator = await stack.person('operator', kitchens);
    const lead = await stack.person('lead', kitchens);
    const intake = intakeOf('OVERRULED-1');
    const correction = (reason: string) => ({ ...intake, id: randomUUID(), supersedes: intake.id, reason });
    expect((await post(operator, OWN, [intake])).status).toBe(200);
    expect((await post(operator, OWN, [correction('a slip')])).status).toBe(200);
    expect((await post(lead, OWN, [correction('weighed again')])).status).toBe(200);
    expect((await post(operator, OWN, [correction('no')])).status).toBe(403);
  });

  it('a correction reaches into no other kitchen: nothing there moves, and no lineage shows it', async () => {
    const theirs = await stack.person('lead', others);
    const lead = await stack.person('lead', kitchens);
    const events = mb1Events({ batchId: 'FOREIGN-1', startMs: Date.now() - 3 * HOUR_MS });
    expect((await post(theirs, OTHER, events)).status).toBe(200);
    const read = async (path: string) => (await theirs.ask('GET', path)).body;
    const paths = [`/api/v1/kitchens/${OTHER}/batches/FOREIGN-1`, `/api/v1/totals?kitchenId=${OTHER}`];
    const before = await Promise.all(paths.map(read));
    const reaching = events.map((event, index) => ({
      ...intakeOf(`REACH-${index}`),
      id: randomUUID(),
      supersedes: event.id,
      reason: 'not mine',
    }));
    expect((await post(lead, OWN, reaching)).status).toBe(200);
    expect(await Promise.all(paths.map(read))).toEqual(before);
    const lineage = await lead.ask('GET', `/api/v1/kitchens/${OWN}/lots/REACH-0-in/lineage`);
    expect(JSON.stringify(lineage.body)).not.toContain('FOREIGN');
    for (const event of events)
      expect((await lead.ask('GET', `/api/v1/events/${event.id}`)).status).toBe(404);
  });

  it.each([
    ['twice', `kitchenId=${OWN}&kitchenId=${OTHER}`],
    ['as a list', `kitchenId[]=${OTHER}`],
    ['as an object', `kitchenId[x]=${OTHER}`],
    ['twice in the scope', `scope=portfolio&scope=kitchen:${OTHER}`],
    ['in capitals', `scope=KITCHEN:${OTHER}`],
    ['after a space', `scope=%20kitchen:${OTHER}`],
    ['after a line break', `scope=portfolio%0Akitchen:${OTHER}`],
    ['escaped twice', `scope=kitchen%253A${OTHER}`],
    ['as a machine without a name', `scope=machine:${OTHER}`],
  ])('a kitchen out of reach that is named %s is not answered', async (_, query) => {
    const lead = await stack.person('lead', kitchens);
    for (const path of ['totals', 'metrics', 'flows', 'batches'])
      expect([400, 404]).toContain((await lead.ask('GET', `/api/v1/${path}?${query}`)).status);
  });
});

describeWith(['postgres'], 'attacks by links', () => {
  let stack: IdentityStack;
  let kitchens: string;
  let platform: string;
  let admin: Known;
  const { accept, signIn, session, invited, resetLink, ...more } = doings(() => stack);
  const newcomer = (email: string, role: Role = 'operator', organisationId = kitchens) =>
    more.newcomer(admin, email, organisationId, role);
  const disable = (id: string, disabled: boolean) =>
    admin.ask('POST', `/api/v1/people/${id}/disabled`, { disabled });
  beforeAll(async () => {
    stack = await startIdentityStack({ trustedProxies: 'loopback' });
    kitchens = await stack.organisation('Kitchens of Nairobi', 'kitchens', [OWN]);
    platform = await stack.organisation('The platform', 'platform');
    admin = await stack.person('admin', platform);
  });

  it('whoever is shut out follows none, and an invitation in their name sets no password of theirs', async () => {
    const away = await newcomer('away@example.org', 'admin', platform);
    const reset = await resetLink(admin, away.id);
    await disable(away.id, true);
    const lead = await stack.person('lead', kitchens);
    const secret = await invited(lead, { email: away.email, organisationId: kitchens, role: 'operator' });
    expect((await accept({ secret, name: 'Eve', password: BETTER })).status).toBe(410);
    expect((await accept({ secret: reset, password: BETTER })).status).toBe(410);
    await disable(away.id, false);
    expect((await signIn({ email: away.email, password: BETTER })).status).toBe(401);
    expect((await signIn({ email: away.email, password: GOOD })).status).toBe(200);
  });

  it('a demo account gets no password by one: its own door alone lets in', async () => {
    const email = 'admin@demo.invalid';
    const id = await stack.people.findOrMake(email, 'Anouk (demo)', { demo: true });
    await stack.people.join(id, platform, 'admin');
    const lead = await stack.person('lead', kitchens);
    const secret = await invited(lead, { email, organisationId: kitchens, role: 'operator' });
    expect((await accept({ secret, name: 'Eve', password: BETTER })).status).toBe(410);
    expect((await accept({ secret: await resetLink(admin, id), password: BETTER })).status).toBe(410);
    expect((await signIn({ email, password: BETTER })).status).toBe(401);
  });

  it('a new password by one asks for the code of the authenticator, and guesses at it are counted', async () => {
    const person = await newcomer('second@example.org');
    const totp = await more.withTotp(person);
    const secret = await resetLink(admin, person.id);
    const withCode = (code?: string) => accept({ secret, password: BETTER, ...(code ? { code } : {}) });
    expect((await withCode()).body).toMatchObject({ status: 401, type: '/problems/code-needed' });
    const guesses: number[] = [];
    for (let guess = 0; guess < 5; guess++) guesses.push((await withCode('000000')).status);
    expect(guesses).toEqual([401, 401, 401, 401, 429]);
    expect((await signIn({ email: person.email, password: BETTER, code: nextCode(totp) })).status).toBe(401);
  });

  it('who lost their authenticator gets in again through an admin, not through a lead', async () => {
    const person = await newcomer('lost@example.org');
    await more.withTotp(person);
    const path = `/api/v1/people/${person.id}/lost-factor`;
    expect((await (await stack.person('lead', kitchens)).ask('POST', path, {})).status).toBe(403);
    const { secret } = routes.lostFactor.answer.parse((await admin.ask('POST', path, {})).body);
    // Until it is followed what they had holds: who only knows the password comes no further by its being made.
    expect((await signIn({ email: person.email, password: GOOD })).body).toMatchObject({
      type: '/problems/code-needed',
    });
    expect((await accept({ secret, password: BETTER })).status).toBe(200);
    expect(await session(person)).toBeNull();
    expect((await signIn({ email: person.email, password: BETTER })).status).toBe(200);
  });

  it('one made before somebody was given more rights gives none of them', async () => {
    const rising = await newcomer('rising@example.org');
    const secret = await resetLink(await stack.person('lead', kitchens), rising.id);
    await admin.ask('POST', `/api/v1/people/${rising.id}/membership`, {
      organisationId: platform,
      role: 'admin',
    });
    expect((await accept({ secret, password: BETTER })).status).toBe(410);
  });

  it('who has left comes back by none: not by one they made, nor by one that was left over', async () => {
    const leaving = await newcomer('leaving@example.org', 'lead');
    const made = await invited(leaving, {
      email: 'again@example.org',
      organisationId: kitchens,
      role: 'lead',
    });
    const left = await invited(admin, { email: leaving.email, organisationId: kitchens, role: 'lead' });
    await admin.ask('POST', `/api/v1/people/${leaving.id}/membership`, {
      organisationId: kitchens,
      role: null,
    });
    expect((await accept({ secret: made, name: 'Again', password: BETTER })).status).toBe(410);
    expect((await accept({ secret: left, password: GOOD })).status).toBe(410);
    const shut = await newcomer('shut@example.org', 'lead');
    const other = await invited(shut, { email: 'back@example.org', organisationId: kitchens, role: 'lead' });
    await disable(shut.id, true);
    expect((await accept({ secret: other, name: 'Back', password: BETTER })).status).toBe(410);
    const erased = await newcomer('erased@example.org', 'lead');
    const last = await invited(erased, { email: 'last@example.org', organisationId: kitchens, role: 'lead' });
    await admin.ask('POST', `/api/v1/people/${erased.id}/erase`, {});
    expect((await accept({ secret: last, name: 'Last', password: BETTER })).status).toBe(410);
  });

  it('a password set anew by one ends the tokens too: somebody else may have made them', async () => {
    const person = await newcomer('taken@example.org', 'lead');
    const made = await person.ask('POST', '/api/v1/account/tokens', {
      name: 'of the thief',
      scopes: ['kitchen.see'],
      days: 366,
    });
    const { secret } = routes.makeToken.answer.parse(made.body);
    const thief = stack.visitor({ authorization: `Bearer ${secret}` });
    expect((await thief.ask('GET', '/api/v1/kitchens')).status).toBe(200);
    expect((await accept({ secret: await resetLink(admin, person.id), password: BETTER })).status).toBe(200);
    expect((await thief.ask('GET', '/api/v1/kitchens')).status).toBe(401);
  });

  it('who was invited to guess at an account gets five guesses, as at the front door', async () => {
    const target = await newcomer('guessed@example.org');
    const lead = await stack.person('lead', kitchens);
    const secret = await invited(lead, { email: target.email, organisationId: kitchens, role: 'operator' });
    const guesses: number[] = [];
    for (let guess = 0; guess < 6; guess++)
      guesses.push(
        (await accept({ secret, password: `guess number ${guess}` }, { 'x-forwarded-for': '203.0.113.50' }))
          .status,
      );
    expect(guesses).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('two admins who make less of each other at the same time: one stays', async () => {
    const only = await startIdentityStack();
    const organisationId = await only.organisation('Own platform', 'platform');
    for (let round = 0; round < 4; round++) {
      const pair = [await only.person('admin', organisationId), await only.person('admin', organisationId)];
      await only.database.query(`DELETE FROM membership WHERE person_id <> ALL($1::uuid[])`, [
        pair.map(({ id }) => id),
      ]);
      await Promise.all(
        pair.map((one, index) =>
          one.ask('POST', `/api/v1/people/${pair[1 - index]?.id ?? ''}/membership`, {
            organisationId,
            role: 'staff',
          }),
        ),
      );
      expect(await only.people.admins()).toBeGreaterThan(0);
    }
  });
});

describeWith(['postgres'], 'attacks on sessions', () => {
  let stack: IdentityStack;
  let kitchens: string;
  let platform: string;
  let admin: Known;
  const { signIn, session, invited, ...more } = doings(() => stack);
  const newcomer = (email: string, role: Role = 'operator', organisationId = kitchens) =>
    more.newcomer(admin, email, organisationId, role);
  const from = (address: string) => ({ 'x-forwarded-for': address });
  beforeAll(async () => {
    stack = await startIdentityStack({ trustedProxies: 'loopback' });
    kitchens = await stack.organisation('Kitchens of Nairobi', 'kitchens', [OWN]);
    platform = await stack.organisation('The platform', 'platform');
    admin = await stack.person('admin', platform);
  });

  it('signing in again ends the session that the browser came with', async () => {
    const person = await newcomer('again@example.org');
    const credentials = { email: person.email, password: GOOD };
    const { headers } = await person.ask('POST', '/api/v1/session', credentials);
    expect(await session(person)).toBeNull();
    expect(await session(stack.visitor({ cookie: cookieOf(headers) }))).not.toBeNull();
  });

  it('whoever watches is out once their session has been idle for too long, whatever their page asks by itself', async () => {
    const staff = await stack.person('staff', platform);
    const socket = connect(stack.api.url, staff.headers);
    expect(await socket.timeout(5_000).emitWithAck('watch', 'fleet')).toMatchObject({ ok: true });
    const seen = async (): Promise<string> =>
      (
        await stack.database.query<{ at: Date }[]>(`SELECT seen_at AS at FROM session WHERE person_id = $1`, [
          staff.id,
        ])
      )
        .map(({ at }) => at.toISOString())
        .join();
    await age(stack.database, 'seen_at', 11 * HOUR_MS);
    const before = await seen();
    // What an open page does: it polls, watches, and comes again after a gap.
    for (const path of ['/api/v1/session', '/api/v1/kitchens', '/api/v1/status'])
      await staff.ask('GET', path);
    await staff.ask('POST', '/api/v1/kitchens/nobody-01/commands', {});
    const again = connect(stack.api.url, { ...staff.headers, 'x-bakeloop-acted': '1' });
    expect(await again.timeout(5_000).emitWithAck('watch', 'fleet')).toMatchObject({ ok: true });
    expect(await seen()).toBe(before);
    // Its person moves the pointer.
    await staff.ask('GET', '/api/v1/session', undefined, { 'x-bakeloop-acted': '1' });
    expect(await seen()).not.toBe(before);
    await age(stack.database, 'seen_at', 13 * HOUR_MS);
    await eventually(() => expect(socket.connected).toBe(false), { withinMs: 10_000 });
    admin = await stack.person('admin', platform);
  });

  it('behind TLS the cookie is of this host alone and travels in secret, and browsers are told to come by TLS', async () => {
    await newcomer('tls@example.org');
    const body = { email: 'tls@example.org', password: GOOD };
    const { headers } = await signIn(body, { 'x-forwarded-proto': 'https' });
    expect(headers.get('set-cookie')).toMatch(
      /^__Host-bakeloop=[\w-]{43}; Max-Age=7776000; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect((await signIn(body)).headers.get('strict-transport-security')).toBeNull();
  });

  it('what a proxy says counts only where proxies are trusted', async () => {
    const plain = await startIdentityStack();
    const person = await plain.person('staff', await plain.organisation('P', 'platform'));
    const { headers } = await person.ask('GET', '/health/live', undefined, { 'x-forwarded-proto': 'https' });
    expect(headers.get('strict-transport-security')).toBeNull();
    await plain
      .visitor()
      .ask('POST', '/api/v1/session', { email: person.email, password: 'x' }, from('203.0.113.9'));
    expect(
      await plain.database.query(`SELECT address FROM audit_address WHERE address LIKE '203.%'`),
    ).toEqual([]);
  });

  it('a house with more addresses than there are sands guesses no more often than one with one', async () => {
    await newcomer('six@example.org');
    const guesses: number[] = [];
    for (let guess = 0; guess < 6; guess++)
      guesses.push(
        (await signIn({ email: 'six@example.org', password: 'no' }, from(`2001:db8:1:2::${guess}`))).status,
      );
    expect(guesses).toEqual([401, 401, 401, 401, 401, 429]);
    const elsewhere = from('2001:db8:1:3::1');
    expect((await signIn({ email: 'six@example.org', password: GOOD }, elsewhere)).status).toBe(200);
  });

  it('a known password does not let guess the code from a thousand places; nobody else locks the account by it', async () => {
    const person = await newcomer('codes@example.org');
    const totp = await more.withTotp(person);
    const attempt = (place: number, password: string, code: string) =>
      signIn({ email: person.email, password, code }, from(`198.51.100.${place}`));
    for (let place = 0; place < 12; place++) await attempt(place, 'not the password', '000000');
    const codes: number[] = [];
    for (let place = 20; place < 31; place++) codes.push((await attempt(place, GOOD, '000000')).status);
    expect(codes).toEqual([...Array<number>(10).fill(401), 429]);
    expect((await attempt(40, GOOD, nextCode(totp))).status).toBe(429);
  });

  it('a guess at nobody’s account is noted, and so takes as long, as one at somebody’s', async () => {
    await newcomer('somebody@example.org');
    const refused = async (email: string): Promise<number> => {
      const count = async () =>
        (
          await stack.database.query<{ n: number }[]>(
            `SELECT count(*)::int AS n FROM audit_entry WHERE action = 'session.refused'`,
          )
        )[0]?.n ?? 0;
      const before = await count();
      await signIn({ email, password: 'not this one' }, from('192.0.2.7'));
      return (await count()) - before;
    };
    expect(await refused('somebody@example.org')).toBe(1);
    expect(await refused('nobody-at-all@example.org')).toBe(1);
    expect(JSON.stringify(await stack.database.query('SELECT * FROM audit_entry'))).not.toContain(
      'nobody-at-all',
    );
  });

  it('no secret, password, cookie, token or e-mail address gets into a log, whatever is logged', async () => {
    const person = await newcomer('logged@example.org');
    const link = await invited(admin, {
      email: 'linked@example.org',
      organisationId: kitchens,
      role: 'lead',
    });
    const server = await startApiProcess(
      stack.databaseUrl,
      'mqtt://127.0.0.1:1',
      {
        LOG_LEVEL: 'trace',
        BAKELOOP_DEMO: 'false',
      },
      'live',
    );
    const send = (path: string, body: object, headers: Record<string, string> = {}) =>
      fetch(`${server.url}${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      });
    const token = `bakeloop_${'t'.repeat(43)}`;
    await send('/api/v1/session', { email: person.email, password: 'a wrong secret pass phrase' });
    await send('/api/v1/links/look', { secret: link });
    await send('/api/v1/account/password', { current: 'x' }, { authorization: `Bearer ${token}` });
    await send('/api/v1/account/password', { current: 'x' }, person.headers);
    await fetch(`${server.url}/api/v1/audit`, { headers: person.headers });
    // A statement that fails holds what it was given.
    await stack.database.query('ALTER TABLE session RENAME TO session_away');
    await send('/api/v1/session', { email: person.email, password: GOOD });
    await stack.database.query('ALTER TABLE session_away RENAME TO session');
    await server.stop();
    const said = server.said();
    expect(said).toContain('request failed');
    // Who reaches for what is not theirs is named by number.
    expect(said).toMatch(
      new RegExp(`"id":"${person.id}".*"path":"/api/v1/audit".*"msg":"refused: not theirs"`),
    );
    const secrets = [
      person.email,
      'wrong secret pass',
      link,
      token,
      GOOD,
      person.headers['cookie']?.slice(9),
    ];
    for (const secret of secrets) expect(said).not.toContain(secret);
  });
});

describeWith(['postgres'], 'attacks in a demonstration', () => {
  it('that anybody may look into keeps nobody’s address', async () => {
    const stack = await startIdentityStack({ trustedProxies: 'loopback' });
    await stack.database.query('DELETE FROM kitchen');
    const demo = await startIdentityStack({
      trustedProxies: 'loopback',
      databaseUrl: stack.databaseUrl,
      demo: true,
    });
    const visitor = demo.visitor({ 'x-forwarded-for': '203.0.113.77', 'user-agent': 'somebody else' });
    await visitor.ask('POST', '/api/v1/session/demo', { role: 'admin' });
    await visitor.ask('POST', '/api/v1/session', { email: 'x@example.org', password: 'x' });
    for (const table of ['session', 'audit_entry', 'audit_address'])
      expect(JSON.stringify(await stack.database.query(`SELECT * FROM ${table}`))).not.toMatch(
        /203\.0|somebody/,
      );
  });
});

describeWith(['postgres'], 'attacks by mass', () => {
  it('a viewer asks for rooms no more often than for pages, and one address opens only so many connections', async () => {
    const stack = await startIdentityStack({
      requestsAMinute: { ofPublic: 30, ofPeople: 30 },
      connectionsOfAddress: 3,
    });
    const sockets = [1, 2, 3].map(() => connect(stack.api.url));
    await eventually(() => expect(sockets.every(({ connected }) => connected)).toBe(true));
    const fourth = connect(stack.api.url);
    await new Promise((resolve) => fourth.on('connect_error', resolve));
    const answers: { ok: boolean; reason?: string }[] = [];
    for (let time = 0; time < 40; time++)
      answers.push(await sockets[0]?.timeout(5_000).emitWithAck('watch', 'public'));
    expect(answers[0]).toMatchObject({ ok: true });
    expect(answers.at(-1)).toMatchObject({ ok: false, reason: expect.stringMatching(/too often/) });
  });

  it('handshakes count as requests: a flood of them is turned away before anybody is looked for', async () => {
    const stack = await startIdentityStack({ requestsAMinute: { ofPublic: 10, ofPeople: 10 } });
    const statuses: number[] = [];
    for (let time = 0; time < 12; time++)
      statuses.push(
        (await fetch(`${stack.api.url}/live/?EIO=4&transport=polling${time % 2 ? '&sid=' : ''}`)).status,
      );
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(200));
    expect(statuses.slice(10)).toEqual([403, 403]);
  });
});

describeWith(['postgres'], 'attacks on the wire', () => {
  let stack: IdentityStack;
  let admin: Known;
  beforeAll(async () => {
    stack = await startIdentityStack({ securityContact: 'mailto:security@example.org' });
    admin = await stack.person('admin', await stack.organisation('The platform', 'platform'));
  });
  /** A request as it is, whatever a client library would tidy. */
  const raw = (method: string, path: string, headers: Record<string, string> = {}, body = '') =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const { hostname, port } = new URL(stack.api.url);
      const sent = httpRequest({ hostname, port, method, path, headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      sent.on('error', reject);
      sent.end(body);
    });

  it.each([
    '//api/v1/audit',
    '/api//v1/audit',
    '/api/v1/audit/',
    '/API/V1/AUDIT',
    '/api/v1/%61udit',
    '/%61pi/v1/audit',
    '/api%2fv1%2faudit',
    '/x/../api/v1/audit',
    '/api/v1/./audit',
    '/api/v1/audit;x=1',
    '/api/v1/audit%00',
    '/api/v1/audit?x',
    '/operator/../api/v1/audit',
    '/live/../api/v1/audit',
    '/health/../api/v1/audit',
    '/api/docs/assets/..%2f..%2fv1/audit',
  ])('no way of writing an address goes round the guard: %s', async (path) => {
    for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
      const { text } = await raw(method, path);
      expect(text).not.toContain('"actorKind"');
      expect(text).not.toMatch(/"items":\[/);
    }
  });

  it.each([
    '/../../../../etc/passwd',
    '/assets/..%2f..%2f..%2f..%2fetc%2fpasswd',
    '/operator/..%5c..%5cpackage.json',
    '/api/docs/assets/../package.json',
    '/api/docs/assets/',
    '/assets/',
    '/.git/config',
    '/.env',
  ])('no file and no folder beside the pages is served: %s', async (path) => {
    const { text } = await raw('GET', path);
    expect(text).not.toMatch(/root:|"dependencies"|\[core\]|DATABASE_URL|Index of/);
  });

  it.each(['/api/v1/kitchens/%E0%A4%A', '/%E0%A4%A', '/api/v1/kitchens/%', '/live/%ff', '/operator/%C0%AE'])(
    'an address that cannot be read is refused without a word about the program: %s',
    async (path) => {
      const { status, text } = await raw('GET', path, admin.headers);
      expect(status).toBeLessThan(500);
      expect(text).not.toMatch(/node_modules|\.js:\d|at .* \(/);
    },
  );

  it('a method in a header is no method, and TRACE is none', async () => {
    const held = admin.headers;
    const over = { ...held, 'x-http-method-override': 'DELETE', 'x-http-method': 'DELETE' };
    await raw('GET', '/api/v1/session', over);
    await raw('GET', '/api/v1/session?_method=DELETE', held);
    expect((await admin.ask('GET', '/api/v1/audit')).status).toBe(200);
    expect((await raw('TRACE', '/api/v1/session', { ...held, 'x-mark': 'echoed' })).text).not.toContain(
      'echoed',
    );
  });

  const statements = [`' OR 1=1 --`, `'; DROP TABLE person; --`, '%', '\\', '$1', '{}', '[]', 'null', '💥'];
  it('text, ids and cursors are never part of a statement', async () => {
    const cursors = statements.flatMap((text) => [
      text,
      Buffer.from(JSON.stringify([text])).toString('base64url'),
      Buffer.from(JSON.stringify([1e308])).toString('base64url'),
      Buffer.from(JSON.stringify(['2026-01-01T00:00:00Z', text])).toString('base64url'),
    ]);
    const get = async (path: string) => (await admin.ask('GET', path)).status;
    for (const text of statements.map(encodeURIComponent)) {
      expect(await get(`/api/v1/audit?text=${text}`)).toBe(200);
      expect(await get(`/api/v1/dead-letters?text=${text}`)).toBe(200);
      for (const path of [`events/${text}`, `dead-letters/${text}`, `reference/polymer/${text}`])
        expect([400, 404]).toContain(await get(`/api/v1/${path}`));
    }
    for (const cursor of cursors.map(encodeURIComponent))
      for (const path of ['audit', 'batches', 'dead-letters', 'kitchens', `kitchens/${OWN}/lots`])
        expect([200, 400]).toContain(await get(`/api/v1/${path}?cursor=${cursor}`));
    expect((await stack.database.query<object[]>('SELECT FROM person')).length).toBeGreaterThan(0);
  });

  it('no body breaks a route or changes what an object is: deep, hostile, of another kind', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const bodies = [
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
      '{"events":[{"__proto__":{"polluted":true}}],"scopes":["__proto__"],"kitchenIds":["__proto__"]}',
      `{"email":${deep}}`,
      '[]',
      'null',
      '"text"',
      '{"email":{"$ne":null},"password":{"$ne":null}}',
      '{"secret":["a"],"email":["a@example.org"],"disabled":"true","action":"__proto__"}',
      '{',
      '',
    ];
    const posts = Object.values<Route>(routes).filter(
      ({ method, path }) => method === 'POST' && path !== '/kitchens/{kitchenId}/commands',
    );
    for (const { path } of posts)
      for (const body of bodies) {
        const address = `/api/v1${path
          .replace('{kitchenId}', OWN)
          .replace('{kind}', 'polymer')
          .replaceAll(/\{\w+\}/g, randomUUID())}`;
        const headers = { ...admin.headers, 'content-type': 'application/json' };
        const { status } = await raw('POST', address, headers, body);
        expect({ path, body: body.slice(0, 40), fine: status < 500 }).toEqual({
          path,
          body: body.slice(0, 40),
          fine: true,
        });
      }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('a body that is too large, packed, or of another charset is not read', async () => {
    const headers = { 'content-type': 'application/json' };
    const large = JSON.stringify({ email: 'x'.repeat(300_000) });
    expect((await raw('POST', '/api/v1/session', headers, large)).status).toBe(413);
    expect(
      (await raw('POST', '/api/v1/session', { ...headers, 'content-encoding': 'gzip' }, 'x')).status,
    ).toBe(415);
    expect(
      (await raw('POST', '/api/v1/session', { 'content-type': 'application/json; charset=latin1' }, '{}'))
        .status,
    ).toBe(415);
  });

  it('the longest password costs no more to judge than a moment', async () => {
    const { secret } = routes.invite.answer.parse(
      (
        await admin.ask('POST', '/api/v1/people/invitations', {
          email: 'long@example.org',
          organisationId: (
            await stack.database.query<{ id: string }[]>(
              `SELECT id FROM organisation WHERE name = 'The platform'`,
            )
          )[0]?.id,
          role: 'staff',
        })
      ).body,
    );
    const began = performance.now();
    await stack
      .visitor()
      .ask('POST', '/api/v1/links/accept', { secret, name: 'L', password: 'p4$$w0rd'.repeat(16) });
    expect(performance.now() - began).toBeLessThan(600);
  });

  it.each([
    ['/api/v1/session', 200],
    ['/api/v1/audit', 401],
    ['/api/v1/metrics?scope=kitchen:ke-nbo-01', 401],
    ['/api/v1/never-was', 404],
    ['/health/metrics', 401],
    ['/health/ready', 503],
  ])('nothing that is somebody’s is kept by a cache: %s', async (path, status) => {
    const answer = await stack.visitor().ask('GET', path);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([status, 'no-store']);
  });

  it('figures of a kitchen are kept by no cache, though those of the whole may be asked for again', async () => {
    const cache = async (path: string) => (await admin.ask('GET', path)).headers.get('cache-control');
    expect(await cache(`/api/v1/totals?kitchenId=${OWN}`)).toBe('no-store');
    expect(await cache('/api/v1/method')).toBe('no-cache');
    expect(await cache('/api/docs/assets/swagger-ui.css')).toBe('public, max-age=3600');
  });

  it.each(['/', '/operator/', '/api/v1/session', '/api/v1/never-was', '/api/docs', '/live/?EIO=4'])(
    'every answer says what a browser may do with it: %s',
    async (path) => {
      const { headers } = await stack.visitor().ask('GET', path);
      if (path.startsWith('/live')) return expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('content-security-policy')).toMatch(
        /default-src 'self';.*object-src 'none';base-uri 'none';.*frame-ancestors 'self'/,
      );
      expect(Object.fromEntries(headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        // Only the operator's phone says where it is: of a kitchen that has moved.
        'permissions-policy': `geolocation=(${path === '/operator/' ? 'self' : ''}), microphone=(), payment=(), usb=()`,
      });
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('server')).toBeNull();
    },
  );

  it('each kind of file and answer says what it is, and text that it is UTF-8', async () => {
    const kinds: Readonly<Record<string, string>> = {
      '.css': 'text/css; charset=utf-8',
      '.html': 'text/html; charset=utf-8',
      '.js': 'text/javascript; charset=utf-8',
      '.json': 'application/json; charset=utf-8',
      '.png': 'image/png',
      '.svg': 'image/svg+xml',
      '.webmanifest': 'application/manifest+json; charset=utf-8',
    };
    const one = new Map<string, string>();
    for (const [mount, app] of [
      ['/', 'web'],
      ['/operator/', 'operator'],
    ] as const) {
      const folder = fileURLToPath(new URL(`../../apps/${app}/dist`, import.meta.url));
      for (const file of readdirSync(folder, { recursive: true, withFileTypes: true }))
        // What the compiler leaves beside them is no page, and what is packed goes out under the name of what it holds.
        if (file.isFile() && !/\.(ts|tsbuildinfo|br)$/.test(file.name))
          one.set(
            extname(file.name),
            `${mount}${file.parentPath.slice(folder.length + 1)}/${file.name}`.replace('//', '/'),
          );
    }
    expect([...one.keys()].sort()).toEqual(Object.keys(kinds));
    for (const [path, kind] of [
      ...[...one].map(([ending, path]) => [path, kinds[ending]]),
      ['/', 'text/html; charset=utf-8'],
      ['/api/v1/session', 'application/json; charset=utf-8'],
      ['/api/v1/never-was', 'application/problem+json; charset=utf-8'],
      ['/api/v1/audit', 'application/problem+json; charset=utf-8'],
      ['/open/', 'application/json; charset=utf-8'],
    ]) {
      const { headers } = await stack.visitor().ask('GET', path ?? '');
      expect([path, headers.get('content-type')]).toEqual([path, kind]);
    }
  });

  it('security.txt says whom to tell of a hole, where whoever runs this has said it', async () => {
    const { status, body, headers } = await stack.visitor().ask('GET', '/.well-known/security.txt');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(body).toMatch(/^Contact: mailto:security@example\.org\nExpires: \d{4}-\d\d-\d\dT[\d:.]+Z\n/);
    const silent = await startIdentityStack();
    expect((await silent.visitor().ask('GET', '/.well-known/security.txt')).status).toBe(404);
  });
});
