import { PERMISSION_NAMES, type SessionAnswer } from '@bakeloop/contracts';
import { PeopleRepository } from '@bakeloop/db';
import { ExternalSignIn, Sessions, within, type From, type Principal } from '@bakeloop/identity';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { keepSession, type Asking } from '../http/authentication.js';
import { ApiSettings } from '../settings.js';
import { fromOf } from './asked-by.js';

/** What a page is told of who looks. */
@Injectable()
export class SessionAnswers {
  constructor(
    private readonly sessions: Sessions,
    private readonly repository: PeopleRepository,
    private readonly doors: ExternalSignIn,
    private readonly settings: ApiSettings,
  ) {}

  /** What is noted of where somebody came from: nothing in a demonstration, since anybody may look into it. */
  noted(request: Request): From {
    return this.settings.demo ? { address: '', agent: '' } : fromOf(request);
  }

  /** A session that has just been opened; the one that the browser came with is over. */
  async opened(secret: string, asking: Asking, request: Request, response: Response): Promise<SessionAnswer> {
    await this.endFormer(asking);
    keepSession(request, response, secret);
    const { principal } = await this.sessions.bySecret(secret, { acted: true, mayRenew: false });
    return this.of(principal);
  }

  /** Two people, or one twice, in one browser: the session before would go on without anybody knowing of it. */
  async endFormer({ principal: { person, sessionId }, actor }: Asking): Promise<void> {
    if (person !== null && sessionId !== null) await this.sessions.end(person.id, { id: sessionId }, actor);
  }

  async of(principal: Principal): Promise<SessionAnswer> {
    const reaches = PERMISSION_NAMES.flatMap((permission) => {
      const kitchens = within(principal, permission);
      return kitchens === null
        ? []
        : [[permission, kitchens === 'all' ? kitchens : [...kitchens].sort()] as const];
    });
    const { person } = principal;
    const known = person && (await this.repository.one(person.id));
    return {
      person: person && {
        id: person.id,
        name: person.name,
        email: person.email,
        memberships: known?.memberships ?? [],
        comesBy: {
          password: known?.hasPassword ?? false,
          passkey: known?.hasPasskey ?? false,
          doors: this.doors.doors.filter(({ issuer }) => known?.issuers.includes(issuer)).map(({ id }) => id),
        },
      },
      reaches: Object.fromEntries(reaches),
      lacksFactor: principal.lacksFactor
        ? { authenticator: known?.hasTotp ?? false, passkey: known?.hasPasskey ?? false }
        : null,
      doors: this.doors.doors.map(({ id, name }) => ({ id, name })),
      demo: this.settings.demo,
    };
  }
}
