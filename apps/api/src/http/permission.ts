import { routes, type Permission, type Route, type RouteName } from '@bakeloop/contracts';
import { isSignedIn, within, type Principal } from '@bakeloop/identity';
import {
  Injectable,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
  type INestApplicationContext,
} from '@nestjs/common';
import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { noSuchKitchen } from '../kitchens/no-such-kitchen.js';
import { askingOf } from './authentication.js';
import { ApiSettings } from '../settings.js';
import { ProblemError } from './problem-error.js';
import { RateLimits } from './rate-limits.js';

const PERMISSION = 'bakeloop:permission';

/** What a route takes. */
type Needs = Pick<Route, 'permission' | 'ofKitchen' | 'proved'> & {
  /** Asked by a program of ours or a broker, as often as kitchens come; it proves itself. */
  unlimited?: boolean;
};

/** Declares what a handler outside the contract's routes takes. */
export const Permits = (permission: Permission, more: Pick<Needs, 'unlimited'> = {}): MethodDecorator =>
  SetMetadata(PERMISSION, { permission, ...more } satisfies Needs);
/** Declares what a route of the contract takes: what the contract says. */
export const PermitsAsContract = (name: RouteName): MethodDecorator =>
  SetMetadata(PERMISSION, routes[name] as Needs);

/**
 * Lets nobody in who may not. A kitchen out of somebody's reach is answered as one that never was, so that nobody learns
 * which there are.
 */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
    private readonly settings: ApiSettings,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const needs = this.reflector.get<Needs | undefined>(PERMISSION, context.getHandler());
    if (needs === undefined) return false;
    // What comes over the live connection is checked there, room by room.
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<Request>();
    const { principal, actor, failure } = askingOf(request);
    if (failure && needs.permission !== 'public.see') throw failure;
    if (!needs.unlimited) await this.limits.request(principal, request.ip ?? '');
    try {
      for (const kitchenId of kitchensAskedFor(request)) mayAsk(principal, needs, kitchenId);
      if (needs.proved) mustHaveProved(principal);
    } catch (error) {
      const { kind, id, requestId } = actor;
      const path = request.baseUrl + request.path;
      this.settings.logger.warn(
        { who: kind, id, requestId, method: request.method, path, permission: needs.permission },
        'refused: not theirs',
      );
      throw error;
    }
    return true;
  }
}

/** @throws ProblemError 401, 403, or 404 for a kitchen out of reach */
export function mayAsk(principal: Principal, needs: Needs, kitchenId: string | null): void {
  const permission = kitchenId === null ? needs.permission : (needs.ofKitchen ?? needs.permission);
  const kitchens = within(principal, permission);
  if (kitchens === null) throw forbidden(principal);
  if (kitchenId !== null && kitchens !== 'all' && !kitchens.has(kitchenId)) throw noSuchKitchen(kitchenId);
}

/**
 * What changes how somebody signs in, or lets others in or act for them, is done by who proved lately to be them: a screen that was
 * left open, or a cookie that was stolen, is not enough.
 * @throws ProblemError 403
 */
export function mustHaveProved({ isProved }: Principal): void {
  if (!isProved)
    throw new ProblemError({
      type: '/problems/prove-again',
      title: 'Prove that it is you',
      status: 403,
      detail:
        'This changes how somebody signs in, or what is done in your name, and it was ten minutes ago that you proved who you are: prove it again (POST /api/v1/session/proof).',
    });
}

/** The kitchens to look at for somebody, for a query; null: all. */
export function idsWithin(principal: Principal, permission: Permission): readonly string[] | null {
  const kitchens = within(principal, permission);
  return kitchens === 'all' ? null : [...(kitchens ?? [])];
}

export function forbidden(principal: Principal): ProblemError {
  if (principal.lacksFactor)
    return new ProblemError({
      type: '/problems/second-factor',
      title: 'A second factor first',
      status: 403,
      detail:
        'Your account needs a second factor here: set up an authenticator or a passkey on the page "Your account", or prove the one you have.',
    });
  return isSignedIn(principal)
    ? new ProblemError({
        type: '/problems/not-yours',
        title: 'Not yours to do',
        status: 403,
        detail:
          'Your account may not do this. The page "Who may do what" lists what each role may; an admin can give you another.',
      })
    : new ProblemError(
        {
          type: '/problems/sign-in',
          title: 'Sign in first',
          status: 401,
          detail: 'This is for people who are signed in: sign in, or send a token of your account.',
        },
        { 'www-authenticate': 'Bearer' },
      );
}

/** The kitchens that a request is about: of its path, its query, or its scope; one null where it names none. */
function kitchensAskedFor({ params, query }: Request): (string | null)[] {
  for (const named of [params['kitchenId'], query['kitchenId']])
    if (typeof named === 'string') return [named];
  const { scope } = query;
  if (typeof scope !== 'string') return [null];
  if (scope.startsWith('kitchens:')) return scope.slice('kitchens:'.length).split(',');
  return [/^(?:kitchen|machine|batch):([^/]*)/.exec(scope)?.[1] ?? null];
}

const PATH = 'path';
const MESSAGE = 'message';

/**
 * To be called before the API listens.
 * @throws Error that names every handler that does not say what it takes
 */
export function mustDeclarePermissions(app: INestApplicationContext): void {
  const scanner = new MetadataScanner();
  const open: string[] = [];
  for (const module of app.get(ModulesContainer).values())
    for (const { instance } of [...module.controllers.values(), ...module.providers.values()]) {
      if (typeof instance !== 'object' || instance === null) continue;
      const prototype = Object.getPrototypeOf(instance) as Record<string, unknown> | null;
      for (const name of scanner.getAllMethodNames(prototype)) {
        const handler = prototype?.[name];
        if (typeof handler !== 'function') continue;
        const isDoor = Reflect.hasMetadata(PATH, handler) || Reflect.hasMetadata(MESSAGE, handler);
        if (isDoor && !Reflect.hasMetadata(PERMISSION, handler))
          open.push(`${instance.constructor.name}.${name}`);
      }
    }
  if (open.length > 0) throw new Error(`These declare no permission, so nothing starts: ${open.join(', ')}`);
}
