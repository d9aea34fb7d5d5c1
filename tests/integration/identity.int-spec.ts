import { randomUUID } from 'node:crypto';
import { Controller, Get } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { mustDeclarePermissions, startApi } from '@bakeloop/api';
import { CANARY_ID, routes, type Role } from '@bakeloop/contracts';
import { People } from '@bakeloop/identity';
import { beforeAll, expect, it } from '@jest/globals';
import { TOTP } from 'otpauth';
import { io, type Socket } from 'socket.io-client';
import { mb1Events } from '../support/batch-log.js';
import { eventually } from '../support/eventually.js';
import { age, startIdentityStack, type IdentityStack, type Visitor } from '../support/identity-stack.js';
import { describeWith } from '../support/programs.js';
import { walk } from '../support/walk.js';

const GOOD = 'purple kettle walks home at noon';
const BETTER = 'four green bicycles under snow';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describeWith(['postgres'], 'people', () => {
  let stack: IdentityStack;
  let kitchens: string;
  let others: string;
  let platform: string;
  let admin: Visitor & { id: string };

  beforeAll(async () => {
    stack = await startIdentityStack();
    kitchens = await stack.organisation('Kitchens of Nairobi', 'kitchens', ['ke-nbo-01']);
    others = await stack.organisation('Kitchens of Zwolle', 'kitchens', ['nl-zwo-01']);
    platform = await stack.organisation('The platform', 'platform');
    admin = await stack.person('admin', platform);
  });

  const cookieOf = (headers: Headers): string => headers.get('set-cookie')?.split(';')[0] ?? '';
  const typeOf = (body: unknown): string => (body as { type: string }).type;
  const personOf = (body: unknown) => routes.session.answer.parse(body).person;
  const session = async (visitor: Visitor) => personOf((await visitor.ask('GET', '/api/v1/session')).body);
  const invited = async (inviter: Visitor, invitation: object): Promise<string> => {
    const { status, body } = await inviter.ask('POST', '/api/v1/people/invitations', invitation);
    expect(status).toBe(200);
    return routes.invite.answer.parse(body).secret;
  };
  const accept = (body: object) => stack.visitor().ask('POST', '/api/v1/links/accept', body);
  const signIn = (body: object) => stack.visitor().ask('POST', '/api/v1/session', body);
  /** Somebody with a password. */
  const newcomer = async (email: string, role = 'operator', organisationId = kitchens) => {
    const secret = await invited(admin, { email, organisationId, role });
    const { status, headers, body } = await accept({ secret, name: 'New Comer', password: GOOD });
    expect(status).toBe(200);
    return { id: personOf(body)?.id ?? '', email, ...stack.visitor({ cookie: cookieOf(headers) }) };
  };

  it('come in through a link that works once, shows nothing in a log, and sets a cookie no script reads', async () => {
    const secret = await invited(admin, { email: 'Ada@Example.org', organisationId: kitchens, role: 'lead' });
    const look = await stack.visitor().ask('POST', '/api/v1/links/look', { secret });
    expect(look.body).toMatchObject({ kind: 'invite', email: 'ada@example.org', role: 'lead', known: false });
    const { status, headers } = await accept({ secret, name: 'Ada', password: GOOD });
    expect(status).toBe(200);
    expect(headers.get('set-cookie')).toMatch(
      /^bakeloop=[\w-]{43}; Max-Age=7776000; Path=\/; .*HttpOnly; SameSite=Lax$/,
    );
    const ada = stack.visitor({ cookie: cookieOf(headers) });
    expect(await session(ada)).toMatchObject({ name: 'Ada', memberships: [{ role: 'lead' }] });
    expect((await accept({ secret, name: 'Eve', password: BETTER })).status).toBe(410);
    const { rows } = { rows: await stack.database.query<object[]>(`SELECT * FROM audit_entry`) };
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('two who follow one link at the same time: one gets it', async () => {
    const secret = await invited(admin, {
      email: 'twice@example.org',
      organisationId: kitchens,
      role: 'operator',
    });
    const both = await Promise.all([GOOD, BETTER].map((password) => accept({ secret, name: 'T', password })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 410]);
  });

  it('an expired link is over', async () => {
    const secret = await invited(admin, {
      email: 'late@example.org',
      organisationId: kitchens,
      role: 'operator',
    });
    await stack.database.query(
      `UPDATE link SET expires_at = now() - interval '1 s' WHERE email = 'late@example.org'`,
    );
    expect((await accept({ secret, name: 'L', password: GOOD })).status).toBe(410);
  });

  it('are told the same, after as long, whether the account or the password is wrong', async () => {
    await newcomer('known@example.org');
    const wrong = await signIn({ email: 'known@example.org', password: 'not this one' });
    const unknown = await signIn({ email: 'nobody@example.org', password: 'not this one' });
    expect(wrong.status).toBe(401);
    expect(unknown.body).toEqual(wrong.body);
    expect((await signIn({ email: 'Known@Example.org ', password: GOOD })).status).toBe(200);
  });

  it('come in by a plain form as well, in Dutch, to where they wanted, and never to another site', async () => {
    // Who came above.
    const post = (form: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(`${stack.api.url}/sign-in?lang=nl`, {
        method: 'POST',
        redirect: 'manual',
        headers,
        body: new URLSearchParams(form),
      });
    const wrong = await post({
      email: 'known@example.org',
      password: 'not this one',
      next: '/sponsors?lang=nl',
    });
    const html = await wrong.text();
    expect([wrong.status, html.includes('horen niet bij elkaar'), html.includes('not this one')]).toEqual([
      401,
      true,
      false,
    ]);
    expect(html).toContain('name="next" value="/sponsors?lang=nl"');
    const right = { email: 'known@example.org', password: GOOD };
    expect((await post(right, { origin: 'https://evil.example' })).status).toBe(403);
    for (const [next, to] of [
      ['/sponsors?lang=nl', '/sponsors?lang=nl'],
      ['//evil.example/', '/sponsors?lang=nl'],
    ] as const) {
      const entered = await post({ ...right, next });
      expect([entered.status, entered.headers.get('location')]).toEqual([303, to]);
      const came = stack.visitor({ cookie: cookieOf(entered.headers) });
      expect(await session(came)).toMatchObject({ email: 'known@example.org' });
    }
    expect((await post({ role: 'admin' })).status).toBe(401);
  });

  it('have passwords that nobody guesses, kept as argon2id', async () => {
    const secret = await invited(admin, {
      email: 'weak@example.org',
      organisationId: kitchens,
      role: 'operator',
    });
    for (const password of ['password123', 'bakeloop2026', 'weak@example.org', 'qwertyuiop'])
      expect([422]).toContain((await accept({ secret, name: 'W', password })).status);
    expect((await accept({ secret, name: 'W', password: GOOD })).status).toBe(200);
    const [row] = await stack.database.query<{ h: string }[]>(
      `SELECT password_hash AS h FROM person WHERE email = 'weak@example.org'`,
    );
    expect(row?.h).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('guess five times in a quarter of an hour, from one place, at one account; others sign in meanwhile', async () => {
    await newcomer('target@example.org');
    const codes: number[] = [];
    for (let guess = 0; guess < 6; guess++)
      codes.push((await signIn({ email: 'target@example.org', password: `guess ${guess}` })).status);
    expect(codes).toEqual([401, 401, 401, 401, 401, 429]);
    const held = await signIn({ email: 'target@example.org', password: GOOD });
    expect(held.status).toBe(429);
    expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(1);
    await newcomer('neighbour@example.org');
    expect((await signIn({ email: 'neighbour@example.org', password: GOOD })).status).toBe(200);
  });

  it('are asked for a code of their authenticator once they have one; each code counts once', async () => {
    const person = await newcomer('totp@example.org');
    const offer = await person.ask('POST', '/api/v1/account/authenticator/offer', {});
    const { secret } = routes.offerTotp.answer.parse(offer.body);
    const totp = new TOTP({ secret });
    const set = { secret };
    expect(
      (await person.ask('POST', '/api/v1/account/authenticator', { ...set, code: '000000' })).status,
    ).toBe(401);
    expect(
      (await person.ask('POST', '/api/v1/account/authenticator', { ...set, code: totp.generate() })).status,
    ).toBe(200);
    const given = { email: 'totp@example.org', password: GOOD };
    expect(typeOf((await signIn(given)).body)).toBe('/problems/code-needed');
    // The one that confirmed it was seen: only the next counts.
    expect((await signIn({ ...given, code: totp.generate() })).status).toBe(401);
    const next = totp.generate({ timestamp: Date.now() + 30_000 });
    expect((await signIn({ ...given, code: next })).status).toBe(200);
    expect((await signIn({ ...given, code: next })).status).toBe(401);
    // A right code helps nobody who has no password.
    expect(typeOf((await signIn({ ...given, password: 'wrong', code: next })).body)).toBe(
      '/problems/wrong-credentials',
    );
  });

  it('see where they are signed in, and end a session there, at once', async () => {
    const person = await newcomer('two-places@example.org');
    const elsewhere = await signIn({ email: 'two-places@example.org', password: GOOD });
    const thief = stack.visitor({ cookie: cookieOf(elsewhere.headers) });
    expect((await thief.ask('GET', '/api/v1/kitchens')).status).toBe(200);
    const { items } = routes.sessions.answer.parse(
      (await person.ask('GET', '/api/v1/account/sessions')).body,
    );
    expect(items.map(({ current }) => current).sort()).toEqual([false, true]);
    const other = items.find(({ current }) => !current)?.id ?? '';
    // Also for who asks much at once, some of it before and some after: who asks is read once for several.
    const ask20 = () => Array.from({ length: 20 }, () => thief.ask('GET', '/api/v1/kitchens'));
    const before = ask20();
    const end = person.ask('DELETE', `/api/v1/account/sessions/${other}`);
    const during = ask20();
    expect((await end).status).toBe(200);
    const statuses = async (answers: Promise<{ status: number }>[]) =>
      new Set((await Promise.all(answers)).map(({ status }) => status));
    expect(await statuses(ask20())).toEqual(new Set([401]));
    expect([200, 401]).toEqual(expect.arrayContaining([...(await statuses([...before, ...during]))]));
    expect((await thief.ask('GET', '/api/v1/kitchens')).status).toBe(401);
    expect((await person.ask('GET', '/api/v1/kitchens')).status).toBe(200);
    // Nobody ends the session of another.
    const mine = routes.sessions.answer.parse((await admin.ask('GET', '/api/v1/account/sessions')).body)
      .items[0]?.id;
    expect((await person.ask('DELETE', `/api/v1/account/sessions/${mine ?? ''}`)).status).toBe(404);
  });

  it('lose every other session with a changed password, and need the old one to change it', async () => {
    const person = await newcomer('changes@example.org');
    const elsewhere = stack.visitor({
      cookie: cookieOf((await signIn({ email: 'changes@example.org', password: GOOD })).headers),
    });
    const change = (current: string, next: string) =>
      person.ask('POST', '/api/v1/account/password', { current, next });
    expect((await change('not it', BETTER)).status).toBe(401);
    expect((await change(GOOD, 'short')).status).toBe(422);
    expect((await change(GOOD, BETTER)).status).toBe(200);
    expect(await session(elsewhere)).toBeNull();
    expect(await session(person)).not.toBeNull();
  });

  it('have a session whose secret changes each day; the one before is worth nothing a minute later', async () => {
    const person = await newcomer('rotates@example.org');
    await age(stack.database, 'rotated_at', 25 * HOUR_MS);
    const first = await person.ask('GET', '/api/v1/session');
    const renewed = cookieOf(first.headers);
    expect(renewed).not.toBe('');
    expect(renewed).not.toBe(person.headers['cookie']);
    const now = stack.visitor({ cookie: renewed });
    expect(await session(person)).not.toBeNull();
    await age(stack.database, 'rotated_at', 61_000);
    expect(await session(person)).toBeNull();
    expect(await session(now)).not.toBeNull();
    // The answer to a handshake carries no cookie: it takes no secret away.
    await age(stack.database, 'rotated_at', 25 * HOUR_MS);
    (await watching(now, 'public')).disconnect();
    await age(stack.database, 'rotated_at', 61_000);
    expect(await session(now)).not.toBeNull();
  });

  it('are signed out after a time without use that fits their role', async () => {
    const operator = await newcomer('idle-operator@example.org');
    const staff = await newcomer('idle-staff@example.org', 'staff', platform);
    await age(stack.database, 'seen_at', 13 * HOUR_MS);
    expect(await session(staff)).toBeNull();
    expect(await session(operator)).not.toBeNull();
    await age(stack.database, 'seen_at', 31 * DAY_MS);
    expect(await session(operator)).toBeNull();
    admin = await stack.person('admin', platform);
  });

  it('invite only into what they manage, with roles it has, and cannot make themselves more', async () => {
    const lead = await stack.person('lead', kitchens);
    const ask = (path: string, body: object) => lead.ask('POST', path, body);
    const invite = (organisationId: string, role: string) =>
      ask('/api/v1/people/invitations', { email: 'x@example.org', organisationId, role });
    expect((await invite(kitchens, 'operator')).status).toBe(200);
    expect((await invite(others, 'operator')).status).toBe(404);
    expect((await invite(platform, 'admin')).status).toBe(404);
    expect((await invite(kitchens, 'admin')).status).toBe(422);
    expect((await invite(kitchens, 'staff')).status).toBe(422);
    const own = `/api/v1/people/${lead.id}/membership`;
    expect((await ask(own, { organisationId: kitchens, role: 'admin' })).status).toBe(422);
    expect((await ask(own, { organisationId: others, role: 'lead' })).status).toBe(404);
    expect((await ask(own, { organisationId: platform, role: 'admin' })).status).toBe(404);
  });

  it('are signed out everywhere by their lead when the phone is lost; a stranger of another organisation is not', async () => {
    const lead = await stack.person('lead', kitchens);
    const operator = await newcomer('lost-phone@example.org');
    const stranger = await stack.person('operator', others);
    expect((await lead.ask('POST', `/api/v1/people/${operator.id}/sign-out`)).status).toBe(200);
    expect(await session(operator)).toBeNull();
    expect((await lead.ask('POST', `/api/v1/people/${stranger.id}/sign-out`)).status).toBe(404);
    expect(await session(stranger)).not.toBeNull();
  });

  it('of another organisation are nobody to a lead: not seen, not reset, not ended', async () => {
    const lead = await stack.person('lead', kitchens);
    const stranger = await stack.person('operator', others);
    const { items } = routes.people.answer.parse((await lead.ask('GET', '/api/v1/people')).body);
    expect(items.map(({ id }) => id)).not.toContain(stranger.id);
    const never = '0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a12';
    const answers = async (id: string) => [
      await lead.ask('POST', `/api/v1/people/${id}/reset`, {}),
      await lead.ask('POST', `/api/v1/people/${id}/membership`, {
        organisationId: kitchens,
        role: 'operator',
      }),
    ];
    const bodies = (all: { status: number; body: unknown }[]) =>
      all.map(({ status, body }) => ({ status, body }));
    expect(bodies(await answers(stranger.id))).toEqual(bodies(await answers(never)));
  });

  it('are listed by name, page by page, and found by words of what one may know of them', async () => {
    const lead = await stack.person('lead', kitchens);
    const both = await stack.person('operator', kitchens);
    await stack.people.join(both.id, others, 'operator');
    const page = async (query: string, who: Visitor = admin) =>
      routes.people.answer.parse((await who.ask('GET', `/api/v1/people?${query}`)).body);
    const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id);
    const whole = (await page('limit=200')).items;
    expect(ids(await walk(page, 3))).toEqual(ids(whole));
    const names = whole.map(({ name }) => name.toLowerCase());
    expect(names).toEqual([...names].sort());
    const found = async (q: string, who?: Visitor) =>
      ids((await page(`q=${encodeURIComponent(q)}`, who)).items);
    expect(await found(`OPERATOR ${both.email} nairobi`)).toEqual([both.id]);
    expect(await found(`${both.email} zwolle`)).toEqual([both.id]);
    // Where else somebody is, a lead does not learn by searching either.
    expect(await found(`${both.email} nairobi`, lead)).toEqual([both.id]);
    expect(await found(`${both.email} zwolle`, lead)).toEqual([]);
  });

  it('are listed to the last, also when the one before is forgotten between two pages', async () => {
    for (const one of ['a', 'b', 'c']) {
      const id = await stack.people.findOrMake(`walked-${one}@example.org`, 'Walked "Ж" 走');
      await stack.people.join(id, others, 'operator');
    }
    const page = async (query: string) =>
      routes.people.answer.parse((await admin.ask('GET', `/api/v1/people?q=walked&${query}`)).body);
    const [first] = (await page('limit=1')).items;
    const walked = await walk(page, 1, () => stack.people.erase(first?.id ?? ''));
    expect(new Set(walked.map(({ id }) => id)).size).toBe(3);
  });

  it('belong to organisations that are listed by name, page by page, and found by it', async () => {
    const lead = await stack.person('lead', kitchens);
    const page = async (query: string, who: Visitor = admin) =>
      routes.organisations.answer.parse((await who.ask('GET', `/api/v1/organisations?${query}`)).body);
    const names = (items: readonly { name: string }[]) => items.map(({ name }) => name);
    const whole = names((await page('limit=200')).items);
    expect(whole).toEqual(
      expect.arrayContaining(['Kitchens of Nairobi', 'Kitchens of Zwolle', 'The platform']),
    );
    expect(names(await walk(page, 1))).toEqual(whole);
    expect(names((await page('q=ZWOLLE%20of')).items)).toEqual(['Kitchens of Zwolle']);
    expect(names((await page('q=kitchens', lead)).items)).toEqual(['Kitchens of Nairobi']);
  });

  it('own the kitchens that nobody was said to own, where the deployment says so, and are listed with them', async () => {
    await stack.database.query(
      `INSERT INTO kitchen (id, name, first_seen_at, time_zone) VALUES ('nl-new-01', 'A new one', now(), 'UTC')`,
    );
    const listed = async () => {
      const answer = await admin.ask('GET', '/api/v1/organisations?q=Zwolle');
      const [one] = routes.organisations.answer.parse(answer.body).items;
      return { kitchens: one?.kitchens, byDefault: one?.byDefault };
    };
    const before = await listed();
    expect(before.byDefault).toEqual([]);
    const [was] = await stack.database.query<{ owner: string | null }[]>(
      `SELECT default_owner AS owner FROM deployment`,
    );
    try {
      await stack.database.query(`UPDATE deployment SET default_owner = $1`, [others]);
      const byDefault = expect.arrayContaining(['nl-new-01']);
      expect(await listed()).toEqual({ kitchens: before.kitchens, byDefault });
      expect((await listed()).byDefault).not.toContain(CANARY_ID);
    } finally {
      await stack.database.query(`UPDATE deployment SET default_owner = $1`, [was?.owner ?? null]);
      await stack.database.query(`DELETE FROM kitchen WHERE id = 'nl-new-01'`);
    }
  });

  it('who are also admins elsewhere are not reset by the lead of a kitchen: that would be to become one', async () => {
    const lead = await stack.person('lead', kitchens);
    const both = await stack.person('admin', platform);
    await stack.people.join(both.id, kitchens, 'operator');
    expect((await lead.ask('POST', `/api/v1/people/${both.id}/reset`, {})).status).toBe(403);
    expect((await admin.ask('POST', `/api/v1/people/${both.id}/reset`, {})).status).toBe(200);
  });

  it('who have an account prove it when they follow an invitation; whoever was handed it cannot take it over', async () => {
    await newcomer('has-account@example.org');
    const secret = await invited(admin, {
      email: 'has-account@example.org',
      organisationId: platform,
      role: 'staff',
    });
    expect((await accept({ secret, name: 'Eve', password: BETTER })).status).toBe(401);
    const { status, body } = await accept({ secret, password: GOOD });
    expect(status).toBe(200);
    expect(
      personOf(body)
        ?.memberships.map(({ role }) => role)
        .sort(),
    ).toEqual(['operator', 'staff']);
  });

  it('set a new password through a link; the newest alone works, and every session ends', async () => {
    const person = await newcomer('forgot@example.org');
    const link = async () =>
      routes.resetPassword.answer.parse(
        (await admin.ask('POST', `/api/v1/people/${person.id}/reset`, {})).body,
      ).secret;
    const [old, fresh] = [await link(), await link()];
    expect((await accept({ secret: old, password: BETTER })).status).toBe(410);
    expect((await accept({ secret: fresh, password: BETTER })).status).toBe(200);
    expect(await session(person)).toBeNull();
    expect((await signIn({ email: 'forgot@example.org', password: GOOD })).status).toBe(401);
  });

  it('find their open links, by whom and for whom, and end them; a new one takes the place of that before', async () => {
    const lead = await stack.person('lead', kitchens);
    const invitation = { email: 'open-link@example.org', organisationId: kitchens, role: 'operator' };
    const listed = async (asker: Visitor) => {
      const { body } = await asker.ask('GET', '/api/v1/people/links');
      return routes.openLinks.answer.parse(body).items;
    };
    const first = await invited(admin, invitation);
    const second = await invited(lead, invitation);
    expect((await accept({ secret: first, name: 'O', password: GOOD })).status).toBe(410);
    const ours = (await listed(lead)).filter(({ email }) => email === invitation.email);
    expect(ours).toMatchObject([
      { kind: 'invite', organisation: 'Kitchens of Nairobi', role: 'operator', madeByName: 'lead' },
    ]);
    expect(JSON.stringify(ours)).not.toContain(second);
    // Of others, and of who is also elsewhere, a lead sees none and ends none.
    const both = await stack.person('admin', platform);
    await stack.people.join(both.id, kitchens, 'operator');
    await admin.ask('POST', `/api/v1/people/${both.id}/reset`, {});
    await invited(admin, { email: 'elsewhere@example.org', organisationId: others, role: 'lead' });
    expect((await listed(lead)).map(({ organisationId, kind }) => [organisationId, kind])).not.toContainEqual(
      expect.arrayContaining([others]),
    );
    const theirs = (await listed(admin)).filter(
      ({ personId, email }) => personId === both.id || email === 'elsewhere@example.org',
    );
    expect(theirs.map(({ kind }) => kind).sort()).toEqual(['invite', 'reset']);
    for (const { id } of theirs)
      expect((await lead.ask('DELETE', `/api/v1/people/links/${id}`)).status).toBe(404);
    const path = `/api/v1/people/links/${ours[0]?.id ?? ''}`;
    expect((await lead.ask('DELETE', path)).status).toBe(200);
    expect((await lead.ask('DELETE', path)).status).toBe(404);
    expect((await accept({ secret: second, name: 'O', password: GOOD })).status).toBe(410);
  });

  const setUpTotp = async (person: Visitor) => {
    const offer = await person.ask('POST', '/api/v1/account/authenticator/offer', {});
    const totp = new TOTP({ secret: routes.offerTotp.answer.parse(offer.body).secret });
    const given = { secret: totp.secret.base32, code: totp.generate() };
    return { totp, set: await person.ask('POST', '/api/v1/account/authenticator', given) };
  };
  /** As a newcomer, but by no link: of those one address follows only so many. */
  const known = async (role: Role) => {
    const person = await stack.person(role, role === 'staff' || role === 'admin' ? platform : kitchens, {
      secondFactor: false,
    });
    await stack.database.query(
      `UPDATE person SET password_hash = k.password_hash FROM person k
       WHERE person.id = $1 AND k.email = 'known@example.org'`,
      [person.id],
    );
    return person;
  };
  const lacks = async (visitor: Visitor) =>
    routes.session.answer.parse((await visitor.ask('GET', '/api/v1/session')).body).lacksFactor;
  const nextCode = (totp: TOTP): string => totp.generate({ timestamp: Date.now() + 30_000 });

  it('who are staff do nothing without a second factor; with one they go on, and without it they are held at once', async () => {
    const staff = await known('staff');
    expect(await lacks(staff)).toEqual({ authenticator: false, passkey: false });
    const held = await staff.ask('GET', '/api/v1/kitchens');
    expect([held.status, typeOf(held.body)]).toEqual([403, '/problems/second-factor']);
    const { totp, set } = await setUpTotp(staff);
    expect(set.status).toBe(200);
    expect(await lacks(staff)).toBeNull();
    expect((await staff.ask('GET', '/api/v1/kitchens')).status).toBe(200);
    const again = await signIn({ email: staff.email, password: GOOD, code: nextCode(totp) });
    const there = stack.visitor({ cookie: cookieOf(again.headers) });
    expect((await there.ask('GET', '/api/v1/kitchens')).status).toBe(200);
    const socket = await watching(there, 'fleet');
    await staff.ask('DELETE', '/api/v1/account/authenticator');
    for (const visitor of [staff, there])
      expect((await visitor.ask('GET', '/api/v1/kitchens')).status).toBe(403);
    await eventually(
      async () =>
        expect(await socket.timeout(2_000).emitWithAck('watch', 'fleet')).toMatchObject({ ok: false }),
      { withinMs: 10_000 },
    );
    socket.disconnect();
    // Who becomes staff in the middle of a session is held too; an operator never is.
    const rising = await known('operator');
    expect(await lacks(rising)).toBeNull();
    await stack.people.join(rising.id, platform, 'staff');
    expect(await lacks(rising)).not.toBeNull();
  });

  it('who have a second factor prove that one, and set up no other in its place', async () => {
    const staff = await known('staff');
    const { totp } = await setUpTotp(staff);
    // As by the door of an organisation that asks for none.
    await stack.database.query(`UPDATE session SET second_factor = false WHERE person_id = $1`, [staff.id]);
    expect(await lacks(staff)).toEqual({ authenticator: true, passkey: false });
    expect((await setUpTotp(staff)).set.status).toBe(403);
    const prove = (code: string) => staff.ask('POST', '/api/v1/account/authenticator/prove', { code });
    expect((await prove('000000')).status).toBe(401);
    expect((await staff.ask('GET', '/api/v1/kitchens')).status).toBe(403);
    expect((await prove(nextCode(totp))).status).toBe(200);
    expect((await staff.ask('GET', '/api/v1/kitchens')).status).toBe(200);
  });

  it('need a second factor all of them, or none of them, where an admin has said so, which is noted', async () => {
    const staff = await stack.person('staff', platform, { secondFactor: false });
    const rule = (of: string, asker: Visitor = admin) => asker.ask('POST', '/api/v1/second-factor', { of });
    expect((await rule('nobody', staff)).status).toBe(403);
    expect((await admin.ask('GET', '/api/v1/second-factor')).body).toEqual({ of: 'staff' });
    expect((await rule('nobody')).body).toEqual({ of: 'nobody' });
    expect((await staff.ask('GET', '/api/v1/kitchens')).status).toBe(200);
    // And of everybody: of an operator as of a lead or a sponsor.
    const operator = await stack.person('operator', kitchens, { secondFactor: false });
    expect((await operator.ask('GET', '/api/v1/kitchens')).status).toBe(200);
    await rule('everybody');
    const held = await operator.ask('GET', '/api/v1/kitchens');
    expect([held.status, typeOf(held.body)]).toEqual([403, '/problems/second-factor']);
    expect((await setUpTotp(operator)).set.status).toBe(200);
    expect((await operator.ask('GET', '/api/v1/kitchens')).status).toBe(200);
    await rule('staff');
    expect((await staff.ask('GET', '/api/v1/kitchens')).status).toBe(403);
    const { body } = await admin.ask('GET', '/api/v1/audit?text=second-factor.set');
    expect(routes.audit.answer.parse(body).items.map(({ after }) => after)).toEqual([
      { of: 'staff' },
      { of: 'everybody' },
      { of: 'nobody' },
    ]);
  });

  it('prove again who they are before they change how they sign in, end sessions or let a program act for them: with the code too', async () => {
    const person = await known('lead');
    const { totp } = await setUpTotp(person);
    const { id } = routes.sessions.answer.parse((await person.ask('GET', '/api/v1/account/sessions')).body)
      .items[0] ?? { id: '' };
    const token = { name: 'n', scopes: ['kitchen.see'], days: 1 };
    const sensitive: [string, string, object?][] = [
      ['POST', '/account/password', { current: GOOD, next: BETTER }],
      ['POST', '/account/authenticator', { secret: totp.secret.base32, code: nextCode(totp) }],
      ['DELETE', '/account/authenticator'],
      ['POST', '/account/passkeys/offer'],
      ['DELETE', '/account/passkeys/x'],
      ['DELETE', '/account/sessions'],
      ['DELETE', `/account/sessions/${id}`],
      ['POST', '/account/tokens', token],
    ];
    const prove = (body: object) => person.ask('POST', '/api/v1/session/proof', body);
    const make = async (more = {}) =>
      (await person.ask('POST', '/api/v1/account/tokens', { ...token, ...more })).status;
    expect(await make()).toBe(200);
    await stack.database.query(
      `UPDATE session SET proved_at = proved_at - interval '11 minutes' WHERE person_id = $1`,
      [person.id],
    );
    for (const [method, path, body] of sensitive) {
      const answer = await person.ask(method, `/api/v1${path}`, body);
      expect([path, answer.status, typeOf(answer.body)]).toEqual([path, 403, '/problems/prove-again']);
    }
    expect((await person.ask('GET', '/api/v1/account/sessions')).status).toBe(200);
    // A token of a phone only logs, and who comes to one has signed in before.
    expect(await make({ phone: true })).toBe(200);
    expect(await make({ phone: true, scopes: ['kitchen.see', 'people.manage'] })).toBe(422);
    expect((await prove({ password: BETTER })).status).toBe(401);
    expect(typeOf((await prove({ password: GOOD })).body)).toBe('/problems/code-needed');
    expect((await prove({ password: GOOD, code: '000000' })).status).toBe(401);
    expect(await make()).toBe(403);
    expect((await prove({ password: GOOD, code: nextCode(totp) })).status).toBe(200);
    expect(await make()).toBe(200);
    expect((await person.ask('DELETE', '/api/v1/account/sessions')).status).toBe(200);
  });

  it('prove it too before they let others in or say who may what, and make no link for themselves', async () => {
    const one = await known('admin');
    await setUpTotp(one);
    const other = await stack.person('operator', kitchens);
    const membership = { organisationId: kitchens, role: 'lead' };
    const invitation = { email: 'proved@example.org', organisationId: kitchens, role: 'operator' };
    const acts: ['GET' | 'POST', string, object?][] = [
      ['POST', 'people/invitations', invitation],
      ['POST', `people/${other.id}/reset`],
      ['POST', `people/${other.id}/lost-factor`],
      ['POST', `people/${other.id}/membership`, membership],
      ['POST', 'second-factor', { of: 'staff' }],
      ['GET', `people/${other.id}/export`],
      ['POST', `organisations/${kitchens}/kitchens`, { kitchenIds: [] }],
    ];
    const all = async (asker: Visitor) => {
      const statuses: number[] = [];
      for (const [method, path, body = {}] of acts)
        statuses.push(
          (await asker.ask(method, `/api/v1/${path}`, method === 'GET' ? undefined : body)).status,
        );
      return statuses;
    };
    const made = await one.ask('POST', '/api/v1/account/tokens', {
      name: 'onboarding',
      scopes: ['people.manage', 'organisation.manage'],
      days: 1,
    });
    const { secret } = routes.makeToken.answer.parse(made.body);
    for (const path of ['reset', 'lost-factor']) {
      const own = await one.ask('POST', `/api/v1/people/${one.id}/${path}`, {});
      expect([own.status, typeOf(own.body)]).toEqual([403, '/problems/beyond-rights']);
      expect((own.body as { detail: string }).detail).toContain('/account');
    }
    expect(await all(one)).toEqual(acts.map(() => 200));
    await stack.database.query(
      `UPDATE session SET proved_at = proved_at - interval '11 minutes' WHERE person_id = $1`,
      [one.id],
    );
    expect(await all(one)).toEqual(acts.map(() => 403));
    const forgetting = await one.ask('POST', `/api/v1/people/${other.id}/erase`, {});
    expect(typeOf(forgetting.body)).toBe('/problems/prove-again');
    // A program does what its token was made for, and that took the proof.
    expect(await all(stack.visitor({ authorization: `Bearer ${secret}` }))).toEqual(acts.map(() => 200));
  });

  it('prove it by their passkey, not by a password alone, where a second factor is asked of them', async () => {
    const prove = async (role: Role) => {
      const person = await known(role);
      await stack.database.query(
        `INSERT INTO passkey (id, person_id, name, public_key, counter, transports) VALUES ($1, $2, 'p', '', 0, '{}')`,
        [randomUUID(), person.id],
      );
      const { status, body } = await person.ask('POST', '/api/v1/session/proof', { password: GOOD });
      return [status, typeOf(body)];
    };
    expect(await prove('staff')).toEqual([401, '/problems/passkey-needed']);
    expect(await prove('lead')).toEqual([200, undefined]);
  });

  it('who are the last admin and have lost their device come in again by a link from the terminal', async () => {
    const lost = await known('admin');
    await setUpTotp(lost);
    const people = new People(stack.database);
    expect(await people.lostFactorOfAdmin('known@example.org')).toBeNull();
    const secret = await people.lostFactorOfAdmin(lost.email);
    const { status, headers } = await accept({ secret, password: BETTER });
    expect(status).toBe(200);
    expect(await session(lost)).toBeNull();
    const back = stack.visitor({ cookie: cookieOf(headers) });
    expect(await lacks(back)).toEqual({ authenticator: false, passkey: false });
    expect((await setUpTotp(back)).set.status).toBe(200);
    expect((await back.ask('GET', '/api/v1/people')).status).toBe(200);
  });

  it('keep an admin: the last one is not to be shut out, erased or made less', async () => {
    const only = await startIdentityStack();
    const organisation = await only.organisation('Own platform', 'platform');
    const last = await only.person('admin', organisation);
    const answers = [
      await last.ask('POST', `/api/v1/people/${last.id}/disabled`, { disabled: true }),
      await last.ask('POST', `/api/v1/people/${last.id}/erase`, {}),
      await last.ask('POST', `/api/v1/people/${last.id}/membership`, {
        organisationId: organisation,
        role: 'staff',
      }),
      await last.ask('POST', `/api/v1/people/${last.id}/membership`, {
        organisationId: organisation,
        role: null,
      }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409, 409]);
    expect((await last.ask('GET', '/api/v1/audit')).status).toBe(200);
  });

  it('who are shut out are out at once, with their tokens, and the watching they did ends within ten seconds', async () => {
    const person = await known('lead');
    const made = await person.ask('POST', '/api/v1/account/tokens', {
      name: 'script',
      scopes: ['kitchen.see'],
      days: 1,
    });
    const token = stack.visitor({
      authorization: `Bearer ${routes.makeToken.answer.parse(made.body).secret}`,
    });
    expect((await token.ask('GET', '/api/v1/kitchens')).status).toBe(200);
    const socket = await watching(person, 'kitchen:ke-nbo-01');
    await admin.ask('POST', `/api/v1/people/${person.id}/disabled`, { disabled: true });
    expect(await session(person)).toBeNull();
    expect((await token.ask('GET', '/api/v1/kitchens')).status).toBe(401);
    await eventually(() => expect(socket.connected).toBe(false), { withinMs: 10_000 });
  });

  it('who lose a kitchen in the middle of watching it watch it no longer; what they still may goes on', async () => {
    const moving = await stack.organisation('Moving kitchens', 'kitchens', ['nl-zwo-01', 'ke-nbo-01']);
    const lead = await stack.person('lead', moving);
    const socket = await watching(lead, 'kitchen:nl-zwo-01');
    await admin.ask('POST', `/api/v1/organisations/${others}/kitchens`, { kitchenIds: ['nl-zwo-01'] });
    await eventually(
      async () =>
        expect(await socket.timeout(2_000).emitWithAck('watch', 'kitchen:nl-zwo-01')).toMatchObject({
          ok: false,
        }),
      { withinMs: 10_000 },
    );
    expect(await socket.timeout(2_000).emitWithAck('watch', 'kitchen:ke-nbo-01')).toMatchObject({ ok: true });
    expect(socket.connected).toBe(true);
    await admin.ask('POST', `/api/v1/organisations/${kitchens}/kitchens`, { kitchenIds: ['ke-nbo-01'] });
    socket.disconnect();
  });

  const watching = async (visitor: Visitor, room: string): Promise<Socket> => {
    const socket = io(stack.api.url, {
      path: '/live',
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: visitor.headers,
    });
    expect(await socket.timeout(5_000).emitWithAck('watch', room)).toMatchObject({ ok: true });
    return socket;
  };

  it('give programs tokens that may less than they: by scope, for days, never their account', async () => {
    const lead = await stack.person('lead', kitchens);
    const make = (body: object) =>
      lead.ask('POST', '/api/v1/account/tokens', { name: 'n', days: 1, ...body });
    expect((await make({ scopes: ['account.manage'] })).status).toBe(403);
    expect((await make({ scopes: [] })).status).toBe(422);
    expect(
      (await make({ scopes: ['line.see'], service: { organisationId: platform, role: 'admin' } })).status,
    ).toBe(403);
    const { id, secret } = routes.makeToken.answer.parse(
      (await make({ scopes: ['kitchen.see', 'audit.read'] })).body,
    );
    expect(secret).toMatch(/^bakeloop_[\w-]{43}$/);
    const program = stack.visitor({ authorization: `Bearer ${secret}` });
    const status = async (path: string) => (await program.ask('GET', path)).status;
    expect(await status('/api/v1/kitchens/ke-nbo-01')).toBe(200);
    expect(await status('/api/v1/kitchens/nl-zwo-01')).toBe(404);
    // In its scopes but not among its owner's rights, and the other way round.
    expect(await status('/api/v1/audit')).toBe(403);
    expect(await status('/api/v1/kitchens/ke-nbo-01/channels')).toBe(403);
    expect(await status('/api/v1/account/tokens')).toBe(403);
    expect(
      (
        await stack.database.query<{ n: number }[]>(
          `SELECT count(*)::int AS n FROM api_token WHERE encode(digest, 'escape') LIKE '%bakeloop_%'`,
        )
      )[0]?.n,
    ).toBe(0);
    await stack.database.query(`UPDATE api_token SET expires_at = now() WHERE id = $1`, [id]);
    expect(await status('/api/v1/kitchens/ke-nbo-01')).toBe(401);
  });

  it('have tokens that are listed newest first, page by page, and found by words; those of services by admins alone', async () => {
    const lead = await stack.person('lead', kitchens);
    const make = async (who: Visitor, name: string, more: object = {}) =>
      routes.makeToken.answer.parse(
        (await who.ask('POST', '/api/v1/account/tokens', { name, scopes: ['kitchen.see'], days: 1, ...more }))
          .body,
      );
    for (const name of ['meter one', 'scale', 'meter two']) await make(lead, name);
    await make(admin, 'meter three', { service: { organisationId: platform, role: 'staff' } });
    const names = async (who: Visitor, q = '') =>
      (
        await walk(
          async (page) =>
            routes.tokens.answer.parse((await who.ask('GET', `/api/v1/account/tokens?${page}${q}`)).body),
          1,
        )
      ).map(({ name }) => name);
    expect(await names(lead)).toEqual(['meter two', 'scale', 'meter one']);
    expect(await names(lead, '&q=KITCHEN.see%20meter')).toEqual(['meter two', 'meter one']);
    const second = await stack.person('admin', platform);
    expect(await names(second, '&q=platform%20staff%20meter')).toEqual(['meter three']);
  });

  it('of a service have the role they were made with, and are ended by any admin', async () => {
    const made = await admin.ask('POST', '/api/v1/account/tokens', {
      name: 'prometheus',
      scopes: ['line.see'],
      days: 30,
      service: { organisationId: platform, role: 'staff' },
    });
    const { id, secret } = routes.makeToken.answer.parse(made.body);
    const scraper = stack.visitor({ authorization: `Bearer ${secret}` });
    expect((await scraper.ask('GET', '/health/metrics')).status).toBe(200);
    expect((await scraper.ask('GET', '/api/v1/kitchens')).status).toBe(403);
    const second = await stack.person('admin', platform);
    expect((await second.ask('DELETE', `/api/v1/account/tokens/${id}`)).status).toBe(200);
    expect((await scraper.ask('GET', '/health/metrics')).status).toBe(401);
  });

  it('correct their own entries for a day; what others logged, or is older, the lead corrects', async () => {
    const operator = await stack.person('operator', kitchens);
    const colleague = await stack.person('operator', kitchens);
    const lead = await stack.person('lead', kitchens);
    const [intake] = mb1Events({ batchId: 'OWN-1', startMs: Date.now() - HOUR_MS });
    if (!intake) throw new Error('no event');
    const post = (visitor: Visitor, events: object[]) =>
      visitor.ask('POST', '/api/v1/kitchens/ke-nbo-01/events', { events });
    const correction = (id: string) => ({
      ...intake,
      id,
      supersedes: intake.id,
      reason: 'a slip of the finger',
    });
    const ids = ['0a', '0b', '0c'].map((end) => `0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a${end}`);
    expect((await post(operator, [intake])).body).toMatchObject({ results: [{ outcome: 'stored' }] });
    const foreign = await post(colleague, [correction(ids[0] ?? '')]);
    expect(foreign.status).toBe(403);
    expect(typeOf(foreign.body)).toBe('/problems/not-your-entry');
    expect((await post(operator, [correction(ids[1] ?? '')])).body).toMatchObject({
      results: [{ outcome: 'stored' }],
    });
    await stack.database.query(
      `UPDATE event SET received_at = received_at - interval '25 hours' WHERE id = $1`,
      [intake.id],
    );
    expect((await post(operator, [correction(ids[2] ?? '')])).status).toBe(403);
    expect((await post(lead, [correction(ids[2] ?? '')])).body).toMatchObject({
      results: [{ outcome: 'stored' }],
    });
  });

  it('log on a shared phone: what another sends stays theirs, only they correct it, and a lost phone lets nobody in', async () => {
    const [maker, sender, lead] = [
      await stack.person('operator', kitchens),
      await stack.person('operator', kitchens),
      await stack.person('lead', kitchens),
    ];
    const elsewhere = await stack.organisation('Kitchens of elsewhere', 'kitchens', []);
    const stranger = await stack.person('operator', elsewhere);
    const post = (visitor: Visitor, event: object) =>
      visitor.ask('POST', '/api/v1/kitchens/ke-nbo-01/events', { events: [event] });
    const eventBy = (actor: string, more = {}) => ({
      id: randomUUID(),
      type: 'incident.recorded',
      time: new Date().toISOString(),
      actor,
      data: { kind: 'spill', severity: 1 },
      ...more,
    });
    const authorOf = (id: string) =>
      stack.database.query(`SELECT person_id, sent_by FROM event_author WHERE event_id = $1`, [id]);
    const carried = eventBy(maker.id);
    expect((await post(sender, carried)).status).toBe(200);
    expect(await authorOf(carried.id)).toEqual([{ person_id: maker.id, sent_by: sender.id }]);
    const claimed = eventBy(stranger.id);
    expect((await post(sender, claimed)).status).toBe(200);
    expect(await authorOf(claimed.id)).toEqual([{ person_id: sender.id, sent_by: null }]);

    // To name the maker does not let the sender correct in their name; the maker does, after signing in again.
    const correction = (actor: string) => eventBy(actor, { supersedes: carried.id, reason: 'a slip' });
    expect((await post(sender, correction(maker.id))).status).toBe(403);
    const made = await maker.ask('POST', '/api/v1/account/tokens', {
      name: 'Phone',
      scopes: ['log.write', 'kitchen.see'],
      days: 90,
      phone: true,
    });
    const { secret } = routes.makeToken.answer.parse(made.body);
    const phone = stack.visitor({ authorization: `Bearer ${secret}` });
    expect((await post(phone, correction(maker.id))).status).toBe(200);

    expect((await lead.ask('POST', `/api/v1/people/${maker.id}/sign-out`)).status).toBe(200);
    const refused = await post(phone, eventBy(maker.id));
    expect([refused.status, typeOf(refused.body)]).toEqual([401, '/problems/sign-in']);
  });

  it('who are forgotten leave the mass they logged, and nothing that says who they were', async () => {
    const person = await known('operator');
    const [intake] = mb1Events({ batchId: 'ERASE-1', startMs: Date.now() - HOUR_MS });
    await person.ask('POST', '/api/v1/kitchens/ke-nbo-01/events', { events: [intake] });
    const before = (await admin.ask('GET', '/api/v1/totals')).body;
    const exported = await admin.ask('GET', `/api/v1/people/${person.id}/export`);
    expect(routes.exportPerson.answer.parse(exported.body)).toMatchObject({
      person: { email: person.email },
      loggedEvents: 1,
    });
    expect((await admin.ask('POST', `/api/v1/people/${person.id}/erase`, {})).status).toBe(200);
    expect(await session(person)).toBeNull();
    expect((await admin.ask('GET', '/api/v1/totals')).body).toEqual(before);
    for (const table of ['person', 'link', 'session', 'membership', 'audit_entry'])
      expect(JSON.stringify(await stack.database.query(`SELECT * FROM ${table}`))).not.toContain(
        person.email,
      );
  });

  it('cannot rewrite what was noted of them: not through SQL, whoever connects', async () => {
    for (const statement of [
      'UPDATE audit_entry SET action = $$x$$',
      'DELETE FROM audit_entry',
      'TRUNCATE audit_entry',
    ])
      await expect(stack.database.query(statement)).rejects.toMatchObject({ code: '42501' });
    const { items } = routes.audit.answer.parse((await admin.ask('GET', '/api/v1/audit?limit=200')).body);
    const actions = new Set(items.map(({ action }) => action));
    for (const action of [
      'person.invited',
      'link.followed',
      'session.opened',
      'session.refused',
      'person.disabled',
      'kitchens.assigned',
      'token.made',
      'person.erased',
    ])
      expect(actions).toContain(action);
    const invitations = items.filter(({ action }) => action === 'person.invited');
    expect(invitations.every(({ requestId, address }) => requestId !== null && address !== null)).toBe(true);
    const found = routes.audit.answer.parse((await admin.ask('GET', '/api/v1/audit?text=TOKEN.made')).body);
    expect(found.items.length).toBeGreaterThan(0);
    expect(found.items.every(({ action }) => action === 'token.made')).toBe(true);
  });

  it('take all that is found of the log along, however much, as a table or as lines; that they did is noted', async () => {
    await stack.database.query(
      `INSERT INTO audit_entry (actor_kind, action, subject, after)
       SELECT 'platform', 'bulk.made', '=cmd' || n, '{"a": 1}' FROM generate_series(1, 2500) n`,
    );
    const table = await admin.ask('GET', '/api/v1/audit/entries.csv?text=bulk.made');
    expect([table.status, table.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(table.headers.get('content-disposition')).toMatch(
      /^attachment; filename="bakeloop-audit-[\d-]+\.csv"$/,
    );
    const rows = String(table.body).split('\r\n');
    expect(rows).toHaveLength(2_500 + 2);
    expect(rows[0]).toBe('at,actorKind,actorId,actorName,address,requestId,action,subject,before,after');
    expect(rows[1]).toMatch(/,bulk\.made,'=cmd2500,,"\{""a"":1\}"$/);
    expect(new Set(rows).size).toBe(rows.length);
    const lines = await admin.ask('GET', '/api/v1/audit/entries.ndjson?text=bulk.made');
    const entries = (lines.body as string)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(entries).toHaveLength(2_500);
    const { items } = routes.audit.answer.parse(
      (await admin.ask('GET', '/api/v1/audit?text=bulk.made&limit=2')).body,
    );
    expect(entries.slice(0, 2)).toEqual(items);
    const noted = await admin.ask('GET', '/api/v1/audit?text=audit.exported');
    expect(routes.audit.answer.parse(noted.body).items.map(({ after }) => after)).toEqual([
      { format: 'ndjson', text: 'bulk.made' },
      { format: 'csv', text: 'bulk.made' },
    ]);
  });

  it('do nothing here because another site asked them to', async () => {
    const lead = await stack.person('lead', kitchens);
    const invite = (headers: Record<string, string>) =>
      lead.ask(
        'POST',
        '/api/v1/people/invitations',
        { email: 'evil@example.org', organisationId: kitchens, role: 'operator' },
        headers,
      );
    expect((await invite({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await invite({ origin: 'null' })).status).toBe(403);
    expect((await invite({ 'content-type': 'text/plain' })).status).toBe(422);
    expect((await invite({ origin: stack.api.url })).status).toBe(200);
    const preflight = await lead.ask('OPTIONS', '/api/v1/people/invitations', undefined, {
      origin: 'https://evil.example',
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('who hold a made-up, cut or foreign secret are nobody, without an error', async () => {
    for (const held of ['', 'x', 'a'.repeat(5_000), '%00', "' OR 1=1 --", 'bakeloop_'.repeat(5)]) {
      expect(await session(stack.visitor({ cookie: `bakeloop=${held}` }))).toBeNull();
      expect(
        (
          await stack
            .visitor({ authorization: `Bearer ${held.replaceAll(/[^\x21-\x7e]/g, '')}` })
            .ask('GET', '/api/v1/session')
        ).status,
      ).toBe(200);
    }
  });
});

describeWith(['postgres'], 'a first start', () => {
  it('gives one link, of which the newest works; with an admin there is none any more', async () => {
    const stack = await startIdentityStack();
    const first = stack.api.firstAdminSecret;
    expect(first).not.toBeNull();
    const again = await startApi({
      databaseUrl: stack.databaseUrl,
      mqttUrl: 'mqtt://127.0.0.1:1',
      port: 0,
      logLevel: 'silent',
    });
    const accept = (secret: string | null, email: string) =>
      stack.visitor().ask('POST', '/api/v1/links/accept', { secret, name: 'Ada', email, password: GOOD });
    expect((await accept(first, 'ada@example.org')).status).toBe(410);
    const { status, body } = await accept(again.firstAdminSecret, 'ada@example.org');
    expect(status).toBe(200);
    expect(body).toMatchObject({ demo: false, person: { memberships: [{ role: 'admin' }] } });
    await again.stop();
    const third = await startApi({
      databaseUrl: stack.databaseUrl,
      mqttUrl: 'mqtt://127.0.0.1:1',
      port: 0,
      logLevel: 'silent',
    });
    expect(third.firstAdminSecret).toBeNull();
    await third.stop();
  });

  it('knows demo accounts only in a demonstration, and never runs one beside real kitchens', async () => {
    const stack = await startIdentityStack();
    expect((await stack.visitor().ask('POST', '/api/v1/session/demo', { role: 'admin' })).status).toBe(404);
    await expect(
      startApi({
        databaseUrl: stack.databaseUrl,
        mqttUrl: 'mqtt://127.0.0.1:1',
        port: 0,
        demo: true,
        logLevel: 'silent',
      }),
    ).rejects.toThrow(/holds real kitchens/);
  });
});

describeWith(['postgres'], 'too much', () => {
  it('of one address or one person is answered 429 from the next request on, and the others are not', async () => {
    const stack = await startIdentityStack({ requestsAMinute: { ofPublic: 5, ofPeople: 8 } });
    const person = await stack.person('staff', await stack.organisation('P', 'platform'));
    const ask = async (visitor: Visitor, times: number): Promise<number[]> => {
      const statuses: number[] = [];
      for (let time = 0; time < times; time++)
        statuses.push((await visitor.ask('GET', '/api/v1/method')).status);
      return statuses;
    };
    expect(await ask(stack.visitor(), 6)).toEqual([200, 200, 200, 200, 200, 429]);
    expect((await ask(person, 9)).slice(7)).toEqual([200, 429]);
    expect((await ask(await stack.person('staff', await stack.organisation('Q', 'platform')), 1))[0]).toBe(
      200,
    );
  });
});

@Controller()
class Forgetful {
  @Get('/open')
  open(): string {
    return 'anybody';
  }
}

it('a door that declares no permission does not start', async () => {
  const app = await NestFactory.create({ module: class {}, controllers: [Forgetful] }, { logger: false });
  await app.init();
  expect(() => mustDeclarePermissions(app)).toThrow(/Forgetful\.open/);
  await app.close();
});
