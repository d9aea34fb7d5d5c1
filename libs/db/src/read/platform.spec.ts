import { describe, expect, it } from '@jest/globals';
import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';
import { isDatabaseAway } from './platform.js';

describe('isDatabaseAway', () => {
  // A server that is killed in a transaction: the next statement of it is told by TypeORM, not by the driver.
  it('knows a connection that was lost between two statements of a transaction', () => {
    expect(isDatabaseAway(new QueryRunnerAlreadyReleasedError())).toBe(true);
  });

  it('knows what the server and the driver say, and no error of the data', () => {
    const said = (code: string) => Object.assign(new Error('said'), { code });
    expect(isDatabaseAway(new QueryFailedError('SELECT 1', [], said('57P01')))).toBe(true);
    expect(isDatabaseAway(new AggregateError([said('ECONNREFUSED')]))).toBe(true);
    expect(isDatabaseAway(new QueryFailedError('SELECT 1', [], said('23505')))).toBe(false);
    expect(isDatabaseAway(null)).toBe(false);
  });
});
