import { problem, routes, type Problem, type Route, type RouteName } from '@bakeloop/contracts';
import { expect } from '@jest/globals';
import type { z } from 'zod';
import { fetchSignedIn } from './signed-in.js';

type Answer<N extends RouteName> = z.output<(typeof routes)[N]['answer']>;

export interface ApiClient {
  /** @param path below `/api/v1`. Checked strictly: an answer with a field that the contract does not name fails. */
  answer<N extends RouteName>(name: N, path: string): Promise<Answer<N>>;
  /** Every page of a list, in order. @param path with a query */
  pages<N extends 'evidence' | 'metricChanges' | 'lots'>(name: N, path: string): Promise<Answer<N>[]>;
  /** The problem that an address answers with; its status is that of the answer. */
  refusal(path: string): Promise<Problem>;
  /** Logs events of a kitchen; none of them is refused. */
  post(kitchenId: string, events: readonly unknown[]): Promise<void>;
}

/** The HTTP door as its clients see it. @param url of a running API */
export function apiClient(url: string): ApiClient {
  const get = async (path: string): Promise<{ status: number; body: unknown }> => {
    const response = await fetchSignedIn(`${url}/api/v1${path}`);
    return { status: response.status, body: await response.json() };
  };
  const answer: ApiClient['answer'] = async <N extends RouteName>(name: N, path: string) => {
    const { status, body } = await get(path);
    expect({ path, status, problem: status === 200 ? null : body }).toEqual({
      path,
      status: 200,
      problem: null,
    });
    const parsed = (routes[name] as Route).answer.parse(body);
    expect(parsed).toEqual(body);
    return parsed as Answer<N>;
  };
  return {
    answer,
    async pages(name, path) {
      const read = [await answer(name, path)];
      for (let next = read[0]?.next ?? null; next !== null; next = read.at(-1)?.next ?? null)
        read.push(await answer(name, `${path}&cursor=${next}`));
      return read;
    },
    async refusal(path) {
      const { status, body } = await get(path);
      const parsed = problem.parse(body);
      expect(parsed.status).toBe(status);
      return parsed;
    },
    async post(kitchenId, events) {
      for (let first = 0; first < events.length; first += 100) {
        const response = await fetchSignedIn(`${url}/api/v1/kitchens/${kitchenId}/events`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ events: events.slice(first, first + 100) }),
        });
        const { results } = routes.postEvents.answer.parse(await response.json());
        expect(results.filter(({ outcome }) => outcome === 'rejected')).toEqual([]);
      }
    },
  };
}
