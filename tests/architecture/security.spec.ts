import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Numbers of the requirements of levels 1 and 2, by section. */
const sections = JSON.parse(read('tests/architecture/asvs-5.0.0.json')) as Record<string, number[]>;
const wanted = Object.entries(sections).flatMap(([section, numbers]) =>
  numbers.map((number) => `${section}.${number}`),
);

const text = read('infra/security.md');
const table = text.slice(text.indexOf('## Requirement by requirement'));
const rows = [...table.matchAll(/^\| (V[\d.]+) +\| (\S+) +\| (.*\S) +\|$/gm)].map(
  ([, id = '', state = '', how = '']) => ({
    id,
    state,
    how,
  }),
);
const of = (state: string) => rows.filter((row) => row.state === state);

/** Titles of tests, as they stand in the files. */
const titles = ['tests/integration', 'tests/faults', 'tests/architecture', 'apps', 'libs']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /spec\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !/node_modules|\/dist\//.test(file)),
  )
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

describe('infra/security.md', () => {
  it('has a row for every requirement of levels 1 and 2, once, in order', () => {
    expect(wanted).toHaveLength(253);
    expect(rows.map(({ id }) => id)).toEqual(wanted);
  });

  it('says of each whether it is met, does not apply or is open, and no more', () => {
    expect(rows.filter(({ state }) => !['met', 'n.a.', 'open'].includes(state))).toEqual([]);
    expect(of('open').filter(({ how }) => !/^(high|medium|low): /.test(how))).toEqual([]);
  });

  it('counts them right, and lists first what is open', () => {
    expect(text).toContain(
      `Of ${rows.length} requirements **${of('met').length} are met, ${of('n.a.').length} do not apply, ${of('open').length} are open**`,
    );
    const summary = text.slice(text.indexOf('## Open'), text.indexOf('## Ways in'));
    const listed = [...summary.matchAll(/\| (high|medium|low) +\| (V[\d.]+) +\| (.*\S) +\|/g)];
    expect(listed.map(([, risk, id, what]) => `${id} ${risk}: ${what}`).sort()).toEqual(
      of('open')
        .map(({ id, how }) => `${id} ${how}`)
        .sort(),
    );
  });

  it.each(['infra/security.md', 'infra/privacy.md', 'infra/keys.md'])(
    'names only files and tests that there are: %s',
    (file) => {
      const document = read(file);
      const files = [...document.matchAll(/`((?:apps|libs|tests|infra)\/[^`\s]+|README\.md)`/g)].map(
        ([, path = '']) => path,
      );
      expect(files.length).toBeGreaterThanOrEqual(3);
      expect(files.filter((path) => !existsSync(join(root, path)))).toEqual([]);
      const named = [...document.matchAll(/“([^”]{3,})”/g)].map(([, title = '']) => title);
      expect(named.filter((title) => !titles.includes(title))).toEqual([]);
    },
  );
});
