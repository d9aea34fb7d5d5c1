import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
const contract = readFileSync(join(root, 'libs/contracts/CONTRACT.md'), 'utf8');
const rules = [...contract.matchAll(/^- \*\*([A-Z]\d+)\*\* /gm)].map(([, rule]) => rule ?? '');

function testFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /[.-](spec|int-spec|e2e-spec|fault-spec)\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/node_modules|\/dist\//.test(file));
}

/** Rules that names of tests carry in their brackets: "(P1, S6)", "(C1 to C5)". */
function rulesOfTests(): Set<string> {
  const found = new Set<string>();
  for (const folder of ['apps', 'libs', 'tests'])
    for (const file of testFiles(folder))
      for (const [, names = ''] of readFileSync(file, 'utf8').matchAll(
        /\(((?:[A-Z]\d+|section \d+)[^()]*)\)'/g,
      ))
        for (const [rule] of names.matchAll(/\b[A-Z]\d+\b/g)) found.add(rule);
  return found;
}

it('states each of its rules once', () => {
  expect(rules.length).toBeGreaterThan(30);
  expect(rules).toEqual([...new Set(rules)]);
});

it('has a test that carries its number for every rule, and knows every rule that a test names', () => {
  const proved = rulesOfTests();
  expect(rules.filter((rule) => !proved.has(rule))).toEqual([]);
  expect([...proved].filter((rule) => !rules.includes(rule))).toEqual([]);
});
