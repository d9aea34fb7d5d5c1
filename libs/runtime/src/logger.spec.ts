import { expect, it } from '@jest/globals';
import { createLogger } from './logger.js';

it('logs of a failed statement what it was and why it failed, never the data it was given', () => {
  const lines: string[] = [];
  const logger = createLogger('test', { to: { write: (line) => void lines.push(line) } });
  const error = Object.assign(
    new Error('duplicate key value violates unique constraint "person_email_key"'),
    {
      code: '23505',
      query: 'INSERT INTO person (email) VALUES ($1)',
      parameters: ['ada@example.org'],
      detail: 'Key (email)=(ada@example.org) already exists.',
      driverError: { detail: 'Key (email)=(ada@example.org) already exists.' },
    },
  );
  logger.error({ err: error }, 'request failed');
  const [line = ''] = lines;
  expect(JSON.parse(line)).toMatchObject({
    err: { code: '23505', query: error.query, message: error.message },
  });
  expect(line).not.toContain('ada@');
});
