import { describe, expect, it } from '@jest/globals';
import { RefusalLog } from './refusal-log.js';

describe('what is refused', () => {
  const said: unknown[] = [];
  let nowMs = 0;
  const log = new RefusalLog({ info: (line: unknown) => void said.push(line) } as never, () => nowMs);
  const refusal = {
    status: 422,
    type: '/problems/invalid-request',
    method: 'POST',
    path: '/api/v1/events',
  };

  it('is noted, and never more than a line a second of each kind, which says how many there were', () => {
    for (let times = 0; times < 500; times++) log.note(refusal);
    log.note({ ...refusal, status: 429, type: '/problems/too-many' });
    nowMs = 1_000;
    log.note(refusal);
    expect(said).toEqual([
      { ...refusal, alsoSinceLast: 0 },
      { ...refusal, status: 429, type: '/problems/too-many', alsoSinceLast: 0 },
      { ...refusal, alsoSinceLast: 499 },
    ]);
  });

  it('is not what anybody may ask for in vain', () => {
    said.length = 0;
    for (const status of [401, 404, 500, 503]) log.note({ ...refusal, status });
    expect(said).toEqual([]);
  });
});
