import { routes } from '@bakeloop/contracts';
import { applyPrivacy } from '@bakeloop/db';
import { beforeAll, expect, it } from '@jest/globals';
import { startIdentityStack, type IdentityStack, type Visitor } from '../support/identity-stack.js';
import { describeWith } from '../support/programs.js';

const DAY_MS = 86_400_000;
const after = (days: number): Date => new Date(Date.now() + days * DAY_MS);

describeWith(['postgres'], 'what says something of people', () => {
  let stack: IdentityStack;
  let platform: string;
  let admin: Visitor & { id: string };
  beforeAll(async () => {
    stack = await startIdentityStack();
    platform = await stack.organisation('The platform', 'platform');
    admin = await stack.person('admin', platform);
  });
  const count = async (table: string, where = 'true'): Promise<number> => {
    const [row] = await stack.database.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM ${table} WHERE ${where}`,
    );
    return row?.n ?? 0;
  };
  const set = (policy: object, by: Visitor = admin) =>
    by.ask('POST', '/api/v1/privacy', { note: 'as our register says', ...policy });
  const POLICY = { overDays: 30, addressDays: 180, disabledDays: 365 };

  it('is kept as long as an admin has said, with a reason, which is noted', async () => {
    const read = async () => routes.privacy.answer.parse((await admin.ask('GET', '/api/v1/privacy')).body);
    expect(await read()).toMatchObject({ policy: POLICY, setBy: 'Bakeloop' });
    expect((await set({ ...POLICY, addressDays: 0 })).status).toBe(422);
    expect((await set({ ...POLICY, note: '' })).status).toBe(422);
    expect((await set({ ...POLICY, addressDays: 90 }, await stack.person('staff', platform))).status).toBe(
      403,
    );
    expect((await set({ ...POLICY, addressDays: 90 })).status).toBe(200);
    expect(await read()).toMatchObject({
      policy: { addressDays: 90 },
      setBy: 'admin',
      note: 'as our register says',
    });
    const { items } = routes.audit.answer.parse(
      (await admin.ask('GET', '/api/v1/audit?text=privacy.set')).body,
    );
    expect(items).toMatchObject([{ after: { addressDays: 90 } }]);
    await set(POLICY);
  });

  it('a decision of a program bears the name of its token, and the name of who decided goes with them', async () => {
    const leaving = await stack.person('admin', platform);
    const made = await leaving.ask('POST', '/api/v1/account/tokens', {
      name: 'the register',
      scopes: ['retention.set', 'audit.read'],
      days: 1,
    });
    const { secret } = routes.makeToken.answer.parse(made.body);
    const program = stack.visitor({ authorization: `Bearer ${secret}` });
    expect((await set(POLICY, program)).body).toMatchObject({ setBy: 'the register (admin)' });
    expect((await set({ ...POLICY, by: 'Somebody else' }, program)).status).toBe(422);
    await admin.ask('POST', `/api/v1/people/${leaving.id}/erase`, {});
    expect((await admin.ask('GET', '/api/v1/privacy')).body).toMatchObject({
      setBy: 'somebody who was forgotten',
    });
    expect(
      JSON.stringify(await stack.database.query(`SELECT by FROM privacy WHERE by_person = $1`, [leaving.id])),
    ).not.toContain('register');
    await set(POLICY);
  });

  it('goes when it is over for so long: sessions, links and tokens; what stands, stays', async () => {
    const person = await stack.person('staff', platform);
    const make = async (days: number) =>
      routes.makeToken.answer.parse(
        (
          await person.ask('POST', '/api/v1/account/tokens', {
            name: `of ${days}`,
            scopes: ['line.see'],
            days,
          })
        ).body,
      ).id;
    await make(1);
    const stands = await make(300);
    await admin.ask('POST', '/api/v1/people/invitations', {
      email: 'late@example.org',
      organisationId: platform,
      role: 'staff',
    });
    expect(await count('link', `email = 'late@example.org'`)).toBe(1);
    const sessions = await count('session');
    await applyPrivacy(stack.database, after(20));
    expect(await count('link', `email = 'late@example.org'`)).toBe(1);
    expect(await count('session')).toBe(sessions);
    await applyPrivacy(stack.database, after(38));
    expect(await count('link', `email = 'late@example.org'`)).toBe(0);
    expect(await stack.database.query(`SELECT id FROM api_token WHERE person_id = $1`, [person.id])).toEqual([
      { id: stands },
    ]);
    expect(await count('session')).toBe(sessions);
    await applyPrivacy(stack.database, after(61));
    expect(await count('session')).toBe(0);
    admin = await stack.person('admin', platform);
  });

  it('where something was done from is forgotten, that it was done is not', async () => {
    await stack
      .visitor()
      .ask('POST', '/api/v1/session', { email: 'x@example.org', password: 'not this one' });
    const entries = await count('audit_entry');
    expect(await count('audit_address')).toBeGreaterThan(0);
    await applyPrivacy(stack.database, after(179));
    expect(await count('audit_address')).toBeGreaterThan(0);
    await applyPrivacy(stack.database, after(181));
    expect(await count('audit_address')).toBe(0);
    expect(await count('audit_entry')).toBe(entries);
    await expect(stack.database.query(`UPDATE audit_entry SET subject = ''`)).rejects.toMatchObject({
      code: '42501',
    });
    admin = await stack.person('admin', platform);
  });

  it('who has been shut out for so long is erased, as if they had asked; who is in is not', async () => {
    const gone = await stack.person('staff', platform);
    await admin.ask('POST', `/api/v1/people/${gone.id}/disabled`, { disabled: true });
    await applyPrivacy(stack.database, after(364));
    expect(await count('person', `id = '${gone.id}' AND email IS NOT NULL`)).toBe(1);
    const here = await count('person', `email IS NOT NULL`);
    await applyPrivacy(stack.database, after(366));
    expect(await count('person', `email IS NOT NULL`)).toBe(here - 1);
    expect(
      await stack.database.query(`SELECT email, name, password_hash FROM person WHERE id = $1`, [gone.id]),
    ).toEqual([{ email: null, name: null, password_hash: null }]);
    expect(await count('audit_entry', `action = 'person.erased' AND subject = 'person:${gone.id}'`)).toBe(1);
    admin = await stack.person('admin', platform);
  });

  it('of who is erased, the addresses they came from go at once', async () => {
    const person = await stack.person('staff', platform);
    await person.ask('DELETE', '/api/v1/account/sessions');
    await person.ask('DELETE', '/api/v1/session');
    const own = `entry_id IN (SELECT id FROM audit_entry WHERE actor_id = '${person.id}')`;
    expect(await count('audit_address', own)).toBe(1);
    await admin.ask('POST', `/api/v1/people/${person.id}/erase`, {});
    expect(await count('audit_address', own)).toBe(0);
  });
});
