import { PERMISSION_NAMES, type SessionAnswer } from '@bakeloop/contracts';
import { PeopleRepository } from '@bakeloop/db';
import { ExternalSignIn, Sessions, within, type Principal } from '@bakeloop/identity';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { keepSession } from '../http/authentication.js';
import { ApiSettings } from '../settings.js';

/** What a page is told of who looks. */
@Injectable()
export class SessionAnswers {
  constructor(
    private readonly sessions: Sessions,
    private readonly repository: PeopleRepository,
    private readonly doors: ExternalSignIn,
    private readonly settings: ApiSettings,
  ) {}

  /** A session that has just been opened. */
  async opened(secret: string, request: Request, response: Response): Promise<SessionAnswer> {
    keepSession(request, response, secret);
    const { principal } = await this.sessions.bySecret(secret);
    return this.of(principal);
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
      },
      reaches: Object.fromEntries(reaches),
      doors: this.doors.doors.map(({ id, name }) => ({ id, name })),
      demo: this.settings.demo,
    };
  }
}
