import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { actionWords } from './audit-words.js';

const SOURCES = ['libs/db/src', 'libs/identity/src', 'apps/api/src', 'apps/ops/src'];

it('has words for every action that is written down somewhere', () => {
  const actions = SOURCES.flatMap((folder) => {
    const root = fileURLToPath(new URL(`../../../../${folder}/`, import.meta.url));
    return readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) =>
        [...readFileSync(root + file, 'utf8').matchAll(/\baction: '([a-z-]+\.[a-z-]+)'/g)].map(
          ([, action]) => action ?? '',
        ),
      );
  });
  expect(actions.length).toBeGreaterThan(30);
  expect(actions.filter((action) => actionWords(action) === action)).toEqual([]);
});
