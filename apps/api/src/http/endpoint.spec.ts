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
  expect(parseRequest(routes.kitchens, { params: {}, query: {} }).query).toEqual({
    limit: 50,
    order: 'trouble',
  });
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

it('refuses a parameter that it does not know: a slip must not answer another question', () => {
  const { status, detail } = problemOf(() =>
    parseRequest(routes.metrics, { params: {}, query: { form: '2026-01-01' } }),
  );
  expect([status, detail]).toEqual([
    400,
    'form: not a parameter of this address; it takes scope, from, to, knownOn',
  ]);
});

it('says of a day and of an instant how they are written', () => {
  const { detail } = problemOf(() =>
    parseRequest(routes.metricChanges, { params: { metric: 'acceptance' }, query: { from: '1 March' } }),
  );
  expect(detail).toBe(
    'from: a day is written as 2026-03-02, and is one of the calendar; since: an instant is written with its offset, as 2026-03-02T13:58:00+03:00',
  );
});
