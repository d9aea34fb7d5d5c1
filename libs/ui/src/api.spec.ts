import { describe, expect, it } from '@jest/globals';
import { call } from './api.js';
import { ApiProblem, needsSignIn } from './api-problem.js';

const answering =
  (status: number, body: string): typeof fetch =>
  () =>
    Promise.resolve(new Response(body, { status }));

async function failure(promise: Promise<unknown>): Promise<ApiProblem> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiProblem)) throw new Error('expected an ApiProblem');
  return error;
}

describe('call', () => {
  it('fills in and escapes path and query, and leaves out what is undefined', async () => {
    let asked = '';
    const fetch: typeof globalThis.fetch = (url) => {
      asked = url instanceof Request ? url.url : url.toString();
      return Promise.resolve(new Response('{"items":[],"next":null}'));
    };
    await call('batches', { query: { kitchenId: 'ke-nbo-01', limit: 5, cursor: undefined } }, { fetch });
    expect(asked).toBe('/api/v1/batches?kitchenId=ke-nbo-01&limit=5');
    await failure(call('batch', { params: { kitchenId: 'ke-nbo-01', batchId: 'A/B 1' } }, { fetch }));
    expect(asked).toBe('/api/v1/kitchens/ke-nbo-01/batches/A%2FB%201');
  });

  it('tells a person what the server said', async () => {
    const body = JSON.stringify({
      type: '/problems/not-found',
      title: 'Not found',
      status: 404,
      detail: 'There is no kitchen xx-yy-99.',
    });
    const error = await failure(
      call('kitchen', { params: { kitchenId: 'xx-yy-99' } }, { fetch: answering(404, body) }),
    );
    expect(error.kind).toBe('problem');
    expect(error.status).toBe(404);
    expect(error.message).toBe('There is no kitchen xx-yy-99.');
  });

  it('tells a lost network from a refusal', async () => {
    const away = await failure(
      call('status', {}, { fetch: () => Promise.reject(new TypeError('fetch failed')) }),
    );
    expect(away.kind).toBe('offline');
    const gateway = await failure(call('status', {}, { fetch: answering(502, '<html>Bad gateway</html>') }));
    expect(gateway.kind).toBe('offline');
    const refused = await failure(call('status', {}, { fetch: answering(500, 'oops') }));
    expect(refused.kind).toBe('problem');
  });

  it('refuses an answer that is not what the contract says', async () => {
    const error = await failure(call('status', {}, { fetch: answering(200, '{"version":1}') }));
    expect(error.kind).toBe('unreadable');
  });

  it('passes an abort on as what it is', async () => {
    const aborted = AbortSignal.abort();
    const reason = new DOMException('aborted', 'AbortError');
    await expect(call('status', {}, { signal: aborted, fetch: () => Promise.reject(reason) })).rejects.toBe(
      reason,
    );
  });

  it('tells that a sign-in is needed from a sign-in that failed, and how long to wait', async () => {
    const saying = (type: string, headers: Record<string, string> = {}) =>
      failure(
        call(
          'session',
          {},
          {
            fetch: () =>
              Promise.resolve(
                new Response(JSON.stringify({ type: `/problems/${type}`, title: 'No', status: 401 }), {
                  status: 401,
                  headers,
                }),
              ),
          },
        ),
      );
    expect(needsSignIn(await saying('sign-in'))).toBe(true);
    expect(needsSignIn(await saying('wrong-credentials'))).toBe(false);
    expect(needsSignIn(new Error('sign-in'))).toBe(false);
    expect((await saying('too-often', { 'retry-after': '40' })).retryAfterSeconds).toBe(40);
    expect((await saying('too-often')).retryAfterSeconds).toBeNull();
  });
});
