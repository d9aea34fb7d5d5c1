import { describe, expect, it } from '@jest/globals';
import { isOfTheData, retryTransient } from './sql-errors.js';

const error = (code: string): Error => Object.assign(new Error(code), { code });

describe('an error of the database', () => {
  it.each([
    ['22P02', 'a value that is no number'],
    ['22021', 'bytes that are no UTF-8'],
    ['22008', 'an instant that no calendar has'],
    ['23514', 'a check'],
    ['23503', 'a row that something points to'],
    ['54000', 'a key larger than an index takes'],
  ])('%s is of the data: %s', (code) => expect(isOfTheData(error(code))).toBe(true));

  it.each([
    ['08006', 'the connection broke'],
    ['08P01', 'the line was spoiled'],
    ['25006', 'the server is a standby'],
    ['28P01', 'the password is wrong'],
    ['40P01', 'two writers met'],
    ['42P01', 'a table of our schema is missing'],
    ['42703', 'a column of our schema is missing'],
    ['53100', 'the disk is full'],
    ['53300', 'too many connections'],
    ['54001', 'a trigger that calls itself without end'],
    ['54011', 'a table of ours has too many columns'],
    ['54023', 'a call of ours has too many arguments'],
    ['55P03', 'a lock was not to be had'],
    ['57014', 'the statement took too long'],
    ['57P01', 'the server is shut down'],
    ['58030', 'the disk is broken'],
    ['XX000', 'the server has a fault'],
    ['ECONNREFUSED', 'nobody listens'],
    ['ETIMEDOUT', 'no answer'],
  ])('%s is not, and makes nothing a dead letter: %s', (code) =>
    expect(isOfTheData(error(code))).toBe(false),
  );

  it('without a code is none of the data, unless our own code cannot walk it', () => {
    expect(isOfTheData(new Error('Query read timeout'))).toBe(false);
    expect(isOfTheData(null)).toBe(false);
    expect(isOfTheData(new RangeError('Maximum call stack size exceeded'))).toBe(true);
  });
});

it('goes again where two writers met, five times at most, and never for anything else', async () => {
  let runs = 0;
  const failing = (code: string) => () => {
    runs++;
    return Promise.reject(error(code));
  };
  await expect(retryTransient(failing('40P01'))).rejects.toThrow('40P01');
  expect(runs).toBe(5);
  await expect(retryTransient(failing('53100'))).rejects.toThrow('53100');
  expect(runs).toBe(6);
});
