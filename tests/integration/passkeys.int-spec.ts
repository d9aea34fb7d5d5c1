import { routes } from '@bakeloop/contracts';
import { beforeAll, expect, it } from '@jest/globals';
import type { CDPSession, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { startIdentityStack, type IdentityStack, type Visitor } from '../support/identity-stack.js';
import { describeWith } from '../support/programs.js';
import { freePort } from '../support/server-process.js';
import { addAuthenticator } from '../support/virtual-authenticator.js';

/** A device with a fingerprint reader, in a browser of its own. */
interface Device {
  page: Page;
  authenticatorId: string;
  cdp: CDPSession;
  create(options: unknown): Promise<object>;
  get(options: unknown): Promise<object>;
}

describeWith(['postgres', 'chromium'], 'a passkey', () => {
  let stack: IdentityStack;
  let origin: string;
  let person: Visitor & { id: string };
  let device: Device;

  beforeAll(async () => {
    const port = await freePort();
    origin = `http://localhost:${port}`;
    stack = await startIdentityStack({ port, publicUrl: origin });
    person = await stack.person('staff', await stack.organisation('PSP', 'platform'));
    device = await openDevice();
  });

  async function openDevice(): Promise<Device> {
    const page = await (await (await launchBrowser()).newContext()).newPage();
    await page.goto(`${origin}/api/docs`);
    const { cdp, authenticatorId } = await addAuthenticator(page);
    const ask = (kind: 'create' | 'get') => (options: unknown) =>
      page.evaluate(
        async ([method, given]) => {
          // As the pages do it, with the browser's own reader and writer of JSON.
          const json = given as never;
          const credential =
            method === 'create'
              ? await navigator.credentials.create({
                  publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(json),
                })
              : await navigator.credentials.get({
                  publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(json),
                });
          return (credential as PublicKeyCredential).toJSON() as object;
        },
        [kind, options] as const,
      );
    return { page, authenticatorId, cdp, create: ask('create'), get: ask('get') };
  }

  const offer = async () => (await person.ask('POST', '/api/v1/account/passkeys/offer', {})).body;
  const add = (response: object) =>
    person.ask('POST', '/api/v1/account/passkeys', { name: 'Own phone', response });
  const challenge = async () => (await stack.visitor().ask('POST', '/api/v1/session/passkey/ask', {})).body;
  const signIn = (response: object) => stack.visitor().ask('POST', '/api/v1/session/passkey', { response });

  it('is added by who is signed in, and signs in without a name or a password', async () => {
    expect((await add(await device.create(await offer()))).status).toBe(200);
    const { status, body } = await signIn(await device.get(await challenge()));
    expect(status).toBe(200);
    expect(routes.passkeySignIn.answer.parse(body).person?.id).toBe(person.id);
    const { items } = routes.passkeys.answer.parse(
      (await person.ask('GET', '/api/v1/account/passkeys')).body,
    );
    expect(items).toMatchObject([{ name: 'Own phone' }]);
    expect(items[0]?.usedAt).not.toBeNull();
  });

  it('proves again who somebody is by their own key alone: that of another ends no session of theirs', async () => {
    const other = await stack.person('admin', await stack.organisation('Fourth', 'platform'));
    const prove = async (by: Visitor) =>
      by.ask('POST', '/api/v1/session/passkey', {
        proves: true,
        response: await device.get(await challenge()),
      });
    const refused = await prove(other);
    expect([refused.status, refused.headers.get('set-cookie')]).toEqual([401, null]);
    const { body } = await other.ask('GET', '/api/v1/session');
    expect(routes.session.answer.parse(body).person?.id).toBe(other.id);
    expect((await prove(stack.visitor())).status).toBe(401);
    const mine = await stack.database.query<{ id: string }[]>(
      `SELECT id FROM session WHERE person_id = $1 ORDER BY created_at LIMIT 1`,
      [person.id],
    );
    const proved = await prove(person);
    expect(proved.status).toBe(200);
    expect(routes.passkeySignIn.answer.parse(proved.body).person?.id).toBe(person.id);
    expect(await stack.database.query(`SELECT FROM session WHERE id = $1`, [mine[0]?.id])).toEqual([]);
    const cookie = proved.headers.get('set-cookie')?.split(';')[0] ?? '';
    person = { ...person, ...stack.visitor({ cookie }) };
  });

  it('signs each challenge once, and only one that was asked here', async () => {
    const response = await device.get(await challenge());
    expect((await signIn(response)).status).toBe(200);
    expect((await signIn(response)).status).toBe(401);
    const own = { ...((await challenge()) as object), challenge: 'bm90IGFza2VkIGhlcmU' };
    expect((await signIn(await device.get(own))).status).toBe(401);
  });

  it('whose signature or text was changed is refused', async () => {
    const response = (await device.get(await challenge())) as { response: Record<string, string> };
    const changed = (field: string, value: string) => ({
      ...response,
      response: { ...response.response, [field]: value },
    });
    const { signature = '' } = response.response;
    expect((await signIn(changed('signature', `${signature.slice(0, -6)}AAAAAA`))).status).toBe(401);
    expect((await signIn(changed('clientDataJSON', 'e30'))).status).toBe(401);
    expect((await signIn(changed('authenticatorData', 'AAAA'))).status).toBe(401);
  });

  it('without a finger or PIN is refused: it is two factors or none', async () => {
    await device.cdp.send('WebAuthn.setUserVerified', {
      authenticatorId: device.authenticatorId,
      isUserVerified: false,
    });
    const options = { ...((await challenge()) as object), userVerification: 'discouraged' };
    const answered = await device.get(options).then(signIn, () => ({ status: 401 }));
    expect(answered.status).toBe(401);
    await device.cdp.send('WebAuthn.setUserVerified', {
      authenticatorId: device.authenticatorId,
      isUserVerified: true,
    });
  });

  it('that is the only way in stays: who has neither password nor door would be out for good', async () => {
    const { items } = routes.passkeys.answer.parse(
      (await person.ask('GET', '/api/v1/account/passkeys')).body,
    );
    const remove = () => person.ask('DELETE', `/api/v1/account/passkeys/${items[0]?.id ?? ''}`);
    const refused = await remove();
    expect([items.length, refused.status, refused.body]).toEqual([
      1,
      409,
      expect.objectContaining({ type: '/problems/last-way-in', title: 'The only way in stays' }),
    ]);
    // A door that is here no longer lets nobody in.
    await stack.database.query(`INSERT INTO external_identity VALUES ('https://gone.example.org', 'x', $1)`, [
      person.id,
    ]);
    expect((await remove()).status).toBe(409);
    expect((await signIn(await device.get(await challenge()))).status).toBe(200);
    // With a password it is one of two ways, and goes below.
    await stack.database.query(`UPDATE person SET password_hash = 'x' WHERE id = $1`, [person.id]);
  });

  it('that was removed signs in no longer; nobody removes one of another', async () => {
    const { items } = routes.passkeys.answer.parse(
      (await person.ask('GET', '/api/v1/account/passkeys')).body,
    );
    const path = `/api/v1/account/passkeys/${items[0]?.id ?? ''}`;
    const other = await stack.person('admin', await stack.organisation('Third', 'platform'));
    expect((await other.ask('DELETE', path)).status).toBe(404);
    expect((await person.ask('DELETE', path)).status).toBe(200);
    expect((await signIn(await device.get(await challenge()))).status).toBe(401);
  });

  it('of an offer is added by whom it was offered to', async () => {
    const other = await stack.person('admin', await stack.organisation('Other', 'platform'));
    const stolen = await device.create({ ...((await offer()) as object), excludeCredentials: [] });
    const answer = await other.ask('POST', '/api/v1/account/passkeys', { name: 'x', response: stolen });
    expect(answer.status).toBe(401);
  });
});
