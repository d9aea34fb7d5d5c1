import { routes } from '@bakeloop/contracts';
import { expect, it } from '@jest/globals';
import { parseRequest } from './endpoint.js';
import { ProblemError } from './problem-error.js';

function problemOf(run: () => unknown): ProblemError['problem'] {
  try {
    run();
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
  throw new Error('was not refused');
}

it('fills in what the contract gives by default', () => {
  const { query } = parseRequest(routes.batches, { params: {}, query: { limit: '7' } });
  expect(query).toEqual({ limit: 7 });
  expect(parseRequest(routes.kitchens, { params: {}, query: {} }).query).toEqual({ limit: 50 });
});

it('names every fault of an address at once', () => {
  const { status, errors } = problemOf(() =>
    parseRequest(routes.series, {
      params: { kitchenId: 'NO' },
      query: { channel: 'a b', from: 'monday', to: '2026-01-01T00:00:00Z' },
    }),
  );
  expect(status).toBe(400);
  expect(errors?.map(({ path }) => path)).toEqual(['kitchenId', 'channel', 'from']);
});

it('tells a body that is not what the route takes (422) from an address that is not (400)', () => {
  const { status, errors } = problemOf(() =>
    parseRequest(routes.postEvents, { params: { kitchenId: 'ke-nbo-01' }, query: {}, body: undefined }),
  );
  expect([status, errors?.[0]?.path]).toEqual([422, 'body']);
});
