import {
  pageRoutes,
  problem,
  type PageRouteName,
  type Route,
  type RouteName,
  type routes,
} from '@bakeloop/contracts';
import type { z } from 'zod';
import { actHeaders } from './acts.js';
import { ApiProblem } from './api-problem.js';

type Part<R, K extends string> = R extends Record<K, infer S extends z.ZodType> ? S : never;
/** What a caller may leave out follows the schema's input, what it passes has the type of its output. */
type Fields<S extends z.ZodType> = {
  [K in keyof z.input<S>]: K extends keyof z.output<S> ? z.output<S>[K] : never;
};
type Input<R extends Route> = ([Part<R, 'params'>] extends [never]
  ? unknown
  : { params: Fields<Part<R, 'params'>> }) &
  ([Part<R, 'query'>] extends [never] ? unknown : { query?: Fields<Part<R, 'query'>> }) &
  ([Part<R, 'body'>] extends [never] ? unknown : { body: z.input<Part<R, 'body'>> });

export type CallInput<N extends RouteName> = Input<(typeof routes)[N]>;
export type CallAnswer<N extends RouteName> = z.output<(typeof routes)[N]['answer']>;

export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** Default: the page's own `fetch`. */
  fetch?: typeof fetch;
  /** Default: `/api/v1` of the page's own server. */
  base?: string;
}

/**
 * Calls a route of the contract and checks the answer against its schema.
 * @throws ApiProblem with a message for a person; an AbortError when `signal` aborts.
 */
export const call = <N extends PageRouteName>(
  name: N,
  input: CallInput<N>,
  options: CallOptions = {},
): Promise<CallAnswer<N>> => callRoute(pageRoutes[name], input, options) as Promise<CallAnswer<N>>;

/** As `call`, of a route at hand: who has it from a smaller table does not load the whole one. */
export async function callRoute(route: Route, input: unknown, options: CallOptions = {}): Promise<unknown> {
  const { params, query, body } = input as {
    params?: Record<string, unknown>;
    query?: Record<string, unknown>;
    body?: unknown;
  };
  const url = (options.base ?? '/api/v1') + pathOf(route.path, params ?? {}) + queryOf(query ?? {});
  const response = await answerOf(url, route.method, body, options);
  const text = await response.text().catch((error: unknown) => offline(error, options.signal));
  const json = parsed(text);
  if (!response.ok) throw refused(response, json);
  const checked = route.answer.safeParse(json);
  if (!checked.success) {
    throw new ApiProblem(
      'unreadable',
      response.status,
      'The server answered in a form this page does not understand. Reload the page to get the version that fits.',
    );
  }
  return checked.data;
}

/** @returns the path with its `{parameters}` filled in and escaped. */
export function pathOf(path: string, params: Record<string, unknown>): string {
  return path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(String(params[key])));
}

interface Asked {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
}

/** Where the server answers a route that is a file. */
export const fileHref = ({ path }: Pick<Route, 'path'>, { params = {}, query = {} }: Asked): string =>
  `/api/v1${pathOf(path, params)}${queryOf(query)}`;

/**
 * Where the rows of an answer are a file: at the address of the answer, by its filter without the page.
 * @param route of the answer, one of those that `tableRoutes` are made of
 */
export const tableHref = ({ path }: Pick<Route, 'path'>, asked: Asked): string =>
  fileHref({ path: `${path}.csv` }, asked);

function queryOf(query: Record<string, unknown>): string {
  const set = Object.entries(query).filter(([, value]) => value !== undefined);
  if (set.length === 0) return '';
  return `?${new URLSearchParams(set.map(([key, value]) => [key, String(value)])).toString()}`;
}

async function answerOf(url: string, method: string, body: unknown, options: CallOptions): Promise<Response> {
  const send = options.fetch ?? fetch;
  try {
    return await send(url, {
      method,
      headers: {
        accept: 'application/json',
        ...actHeaders(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    return offline(error, options.signal);
  }
}

function offline(error: unknown, signal: AbortSignal | undefined): never {
  if (signal?.aborted) throw error;
  throw new ApiProblem(
    'offline',
    0,
    'No connection to Bakeloop. Check the network; what you see may be old.',
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused({ status, headers }: Response, json: unknown): ApiProblem {
  const known = problem.safeParse(json);
  if (known.success) {
    const { title, detail } = known.data;
    const wait = Number.parseInt(headers.get('retry-after') ?? '', 10);
    return new ApiProblem(
      'problem',
      status,
      detail ?? title,
      known.data,
      Number.isNaN(wait) ? null : Math.max(0, wait),
    );
  }
  // A gateway in between answers with a page of its own; its text helps nobody.
  if (status === 502 || status === 503 || status === 504) {
    return new ApiProblem(
      'offline',
      status,
      'Bakeloop is not answering just now. It may be starting; try again shortly.',
    );
  }
  return new ApiProblem('problem', status, `The server refused the request (${String(status)}).`);
}
