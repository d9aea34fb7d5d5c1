import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { atEnd } from './cleanup.js';
import { freePort } from './server-process.js';

export interface OidcDoor {
  issuer: string;
  /** Who signs in next, and what the door says of them. */
  next: {
    id: string;
    email: string;
    verified: boolean;
    name?: string;
    /** How they sign in there, by what, and when they did, s since the epoch. */
    acr?: string;
    amr?: string[];
    ts?: number;
  };
  /** What somebody in between puts into the token, under the signature of what the door said. */
  forged?: Readonly<Record<string, unknown>>;
}

/** An OpenID provider of this test file alone, which lets whoever is `next` in without a question. */
export async function startOidcDoor(client: {
  id: string;
  secret: string;
  callbackUrl: string;
}): Promise<OidcDoor> {
  const port = await freePort();
  const door: OidcDoor = {
    issuer: `http://127.0.0.1:${port}`,
    next: { id: 'u-1', email: 'ada@psp.example', verified: true, name: 'Ada' },
  };
  const provider = new Provider(door.issuer, {
    clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [client.callbackUrl] }],
    acrValues: ['two'],
    claims: { openid: ['sub', 'acr', 'amr'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['of this test alone'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_context, accountId) => ({
      accountId,
      claims: () => ({
        sub: accountId,
        email: door.next.email,
        email_verified: door.next.verified,
        ...(door.next.name === undefined ? {} : { name: door.next.name }),
      }),
    }),
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    async loadExistingGrant(context) {
      const grant = new context.oidc.provider.Grant({
        clientId: client.id,
        accountId: context.oidc.session?.accountId ?? door.next.id,
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (context, next) => {
    await next();
    const { id_token: token } = (context.body ?? {}) as { id_token?: string };
    if (door.forged === undefined || token === undefined) return;
    const [head, claims = '', signature] = token.split('.');
    const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as object;
    const other = Buffer.from(JSON.stringify({ ...said, ...door.forged })).toString('base64url');
    context.body = { ...(context.body as object), id_token: [head, other, signature].join('.') };
  });
  const handle = provider.callback();
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/interaction/'))
      void provider.interactionFinished(request, response, {
        login: {
          accountId: door.next.id,
          ...(door.next.acr === undefined ? {} : { acr: door.next.acr }),
          ...(door.next.amr === undefined ? {} : { amr: door.next.amr }),
          ...(door.next.ts === undefined ? {} : { ts: door.next.ts }),
        },
      });
    else void handle(request, response);
  });
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  atEnd(() => new Promise<void>((closed) => server.close(() => closed())));
  return door;
}

/** A browser's way through redirects of several sites, with the cookies of each. */
export class Browsing {
  private readonly jar = new Map<string, Map<string, string>>();

  /** @param headers beside its cookies */
  constructor(private readonly headers: Readonly<Record<string, string>> = {}) {}

  /** Follows redirects as long as they lead somewhere. @returns the last answer and its address */
  async open(url: string): Promise<{ url: string; status: number; body: string }> {
    let at = url;
    for (let step = 0; step < 20; step++) {
      const { response, body } = await this.get(at);
      const to = response.headers.get('location');
      if (to === null) return { url: at, status: response.status, body };
      at = new URL(to, at).href;
    }
    throw new Error(`too many redirects, the last to ${at}`);
  }

  cookies(url: string): string {
    return [...(this.jar.get(new URL(url).host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async get(url: string): Promise<{ response: Response; body: string }> {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { ...this.headers, cookie: this.cookies(url) },
    });
    const { host } = new URL(url);
    const kept = this.jar.get(host) ?? new Map<string, string>();
    this.jar.set(host, kept);
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const cut = pair.indexOf('=');
      if (/expires=Thu, 01 Jan 1970/i.test(line)) kept.delete(pair.slice(0, cut));
      else kept.set(pair.slice(0, cut), pair.slice(cut + 1));
    }
    return { response, body: await response.text() };
  }
}
