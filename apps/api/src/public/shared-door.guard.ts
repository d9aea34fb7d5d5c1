import type { PublicLanguage } from '@bakeloop/contracts';
import type { OpenSharedLink } from '@bakeloop/db';
import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { ApiSettings } from '../settings.js';
import { SharedLinks } from '../sponsors/shared-links.js';
import { PagedProblem } from './as-page.filter.js';
import { languageOf } from './language.js';
import { lockedPage, overPage } from './shared-page.js';

/** Whoever came through a link that stands, with its password told. */
export interface Entered {
  link: OpenSharedLink;
  token: string;
  /** `/s/{token}`. */
  path: string;
  origin: string;
  language: PublicLanguage;
}

const entered = new WeakMap<Request, Entered>();

/** What the guard found: `@Enters() { link }: Entered`. */
export const Enters = createParamDecorator((_: unknown, context: ExecutionContext): Entered => {
  const found = entered.get(context.switchToHttp().getRequest<Request>());
  if (!found) throw new Error('a door of a shared link without its guard');
  return found;
});

/**
 * The one way through every door of a shared link: whether the link stands is asked anew, then whether its password is
 * told. A link that was ended, has run out or was never one is 410 everywhere, and nobody learns which.
 */
@Injectable()
export class SharedDoorGuard implements CanActivate {
  constructor(
    private readonly links: SharedLinks,
    private readonly settings: ApiSettings,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    response.set({
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
      vary: 'accept-language, cookie',
    });
    const { token } = request.params as { token: string };
    const at = {
      token,
      path: `/s/${encodeURIComponent(token)}`,
      origin: this.settings.publicUrl,
      language: languageOf(request),
    };
    const link = await this.links.open(token);
    if (!link) throw linkOver(at);
    // The one who posts tells the password just now.
    if (request.method !== 'POST' && !isProven(this.links, request, { ...at, link })) throw linkLocked(at);
    entered.set(request, { ...at, link });
    return true;
  }
}

export const cookieOf = ({ id }: OpenSharedLink): string => `bakeloop-link-${id}`;

export function isProven(
  links: SharedLinks,
  { headers }: Request,
  { link, token }: Pick<Entered, 'link' | 'token'>,
): boolean {
  return links.isProven(link, token, parseCookie(headers.cookie ?? '')[cookieOf(link)]);
}

const linkOver = ({ language, origin, path }: Omit<Entered, 'link'>): PagedProblem =>
  new PagedProblem(
    {
      type: '/problems/link-over',
      title: 'This link is over',
      status: 410,
      detail: 'It was ended, has run out, or was never one. Ask whoever gave it to you for a new one.',
    },
    overPage(language, origin, path),
  );

/** @param wrong why a password that was told was not taken */
export const linkLocked = (
  { language, origin, path }: Omit<Entered, 'link'>,
  wrong: {
    problem: 'wrong' | 'tooOften';
    status: number;
    headers?: Readonly<Record<string, string>>;
  } | null = null,
): PagedProblem =>
  new PagedProblem(
    {
      type: '/problems/link-password',
      title: 'This link has a password',
      status: wrong?.status ?? 401,
      detail: 'Open the link itself in the same browser and tell its password there.',
    },
    lockedPage(language, origin, path, wrong?.problem ?? null),
    wrong?.headers,
  );
