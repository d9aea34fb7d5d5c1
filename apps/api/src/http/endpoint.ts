import { routes, type Route, type RouteName } from '@bakeloop/contracts';
import {
  applyDecorators,
  createParamDecorator,
  Delete,
  Get,
  Header,
  HttpCode,
  Post,
  type ExecutionContext,
} from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { PermitsAsContract } from './permission.js';
import { invalid } from './problem-error.js';

type Parsed<N extends RouteName, K extends string> =
  (typeof routes)[N] extends Record<K, infer S extends z.ZodType> ? z.output<S> : undefined;

/** What a controller gets: checked, with defaults filled in. */
export interface RequestOf<N extends RouteName> {
  params: Parsed<N, 'params'>;
  query: Parsed<N, 'query'>;
  body: Parsed<N, 'body'>;
}
export type AnswerOf<N extends RouteName> = z.output<(typeof routes)[N]['answer']>;

export const API_ROOT = '/api/v1';

/** Puts a controller method at a route of the contract. */
export function Endpoint(name: RouteName): MethodDecorator {
  const route: Route = routes[name];
  const path = API_ROOT + route.path.replace(/\{(\w+)\}/g, ':$1');
  const method = { GET: Get, POST: Post, DELETE: Delete }[route.method];
  return applyDecorators(
    method(path),
    HttpCode(200),
    // Figures move all the time; whoever wants them live has the socket. What is not for everybody is kept by nobody.
    Header('cache-control', isEverybodys(route) ? 'no-cache' : 'no-store'),
    ...(route.media === undefined ? [] : [Header('content-type', mediaType(route.media))]),
    PermitsAsContract(name),
  );
}

const mediaType = (media: string): string =>
  /^(image\/|application\/(pdf|octet-stream)$)/.test(media) ? media : `${media}; charset=utf-8`;

const isEverybodys = ({ permission, ofKitchen }: Route): boolean =>
  permission === 'public.see' && ofKitchen === undefined;

/**
 * The request of a route, checked by the contract's schemas: `@Input('series') { params, query }: RequestOf<'series'>`.
 * @throws ProblemError 400 for the URL, 422 for the body
 */
export const Input = createParamDecorator((name: RouteName, context: ExecutionContext) =>
  parseRequest(routes[name], context.switchToHttp().getRequest<Request>()),
);

/** @throws ProblemError that names every fault */
export function parseRequest(
  route: Route,
  request: { params: unknown; query: unknown; body?: unknown },
): { params: unknown; query: unknown; body: unknown } {
  const errors: { path: string; message: string }[] = [];
  const parse = (schema: z.ZodType | undefined, input: unknown, prefix: string): unknown => {
    if (!schema) return undefined;
    const parsed = schema.safeParse(input);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues)
      errors.push({ path: [prefix, ...issue.path].filter(String).join('.'), message: issue.message });
    return undefined;
  };
  const params = parse(route.params, request.params, '');
  const query = parse(route.query, request.query, '');
  errors.push(...unknownParameters(route, request.query));
  if (errors.length > 0) throw invalid(errors, 400);
  const body = parse(route.body, request.body, 'body');
  if (errors.length > 0) throw invalid(errors, 422);
  return { params, query, body };
}

/** Parameters that the route does not take: who mistypes one would get another figure than was asked for. */
function unknownParameters({ query }: Route, given: unknown): { path: string; message: string }[] {
  if (query === undefined) return [];
  const known = Object.keys(query.shape);
  return Object.keys(given ?? {})
    .filter((name) => !known.includes(name))
    .map((path) => ({
      path,
      message: `not a parameter of this address; it takes ${known.join(', ')}`,
    }));
}
