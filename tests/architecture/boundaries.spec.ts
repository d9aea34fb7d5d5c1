import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';

type Snippet = {
  readonly place: string;
  readonly spec?: boolean;
  /** For rules that ask for types. */
  readonly typed?: boolean;
  readonly code: string;
};
type Finding = { readonly rule: string | null; readonly message: string };
type Case = readonly [promise: string, snippet: Snippet, message: RegExp];

const uses = (name: string) => `import * as part from '${name}';\nexport const used = part;\n`;
const at = (place: string, code: string): Snippet => ({ place, code });

const boundary: readonly Case[] = [
  ['domain imports no package', at('libs/domain/src', uses('zod')), /not allowed to import "zod"/],
  ['domain imports no other part', at('libs/domain/src', uses('@bakeloop/contracts')), /Circular dependency/],
  [
    'contracts import domain only',
    at('libs/contracts/src', uses('@bakeloop/runtime')),
    /Circular dependency/,
  ],
  ['runtime has no screen', at('libs/runtime/src', uses('@bakeloop/ui')), /type:runtime/],
  ['the database does not know the engine', at('libs/db/src', uses('@bakeloop/embedded')), /type:data/],
  ['the embedded engine is not a data layer', at('libs/embedded/src', uses('@bakeloop/db')), /type:embedded/],
  ['the use case does not know the engine', at('libs/record/src', uses('@bakeloop/embedded')), /type:record/],
  ['the kitchen never reaches the database', at('apps/kitchen/src', uses('@bakeloop/db')), /type:kitchen/],
  [
    'the kitchen never reaches the use case',
    at('apps/kitchen/src', uses('@bakeloop/record')),
    /type:kitchen/,
  ],
  ['the web never reaches node code', at('apps/web/src', uses('@bakeloop/db')), /scope:web/],
  [
    'the operator app never reaches node code',
    at('apps/operator/src', uses('@bakeloop/runtime')),
    /scope:web/,
  ],
  ['the shared screens never reach node code', at('libs/ui/src', uses('@bakeloop/runtime')), /type:ui/],
  ['no app imports an app', at('apps/api/src', uses('@bakeloop/ingest')), /Imports of apps are forbidden/],
  ['nobody reaches into a part', at('apps/web/src', uses('../../../libs/db/src/index.js')), /relative/],
  ['a package is used only where it is declared', at('libs/record/src', uses('express')), /package.json/],
];

const home: readonly Case[] = [
  ['SQL stays in db: pg', at('apps/api/src', uses('pg')), /libs\/db/],
  ['SQL stays in db: typeorm', at('libs/record/src', uses('typeorm')), /libs\/db/],
  ['MQTT stays in runtime', at('apps/ingest/src', uses('mqtt')), /libs\/runtime/],
  ['charts stay in ui/charts', at('apps/web/src', uses('recharts')), /libs\/ui\/src\/charts/],
  ['the live connection stays in ui', at('apps/web/src', uses('socket.io-client')), /libs\/ui/],
  ['what runs in a browser has no Node modules', at('libs/contracts/src', uses('node:fs')), /browser/],
];

const later = 'const later = async (): Promise<boolean> => true;\n';
const bug: readonly (readonly [rule: string, snippet: Snippet])[] = [
  [
    '@typescript-eslint/no-floating-promises',
    at('libs/contracts/src', `${later}export const go = (): void => {\n  later();\n};\n`),
  ],
  [
    '@typescript-eslint/no-misused-promises',
    at('libs/contracts/src', `${later}export const is = (): number => (later() ? 1 : 2);\n`),
  ],
  [
    '@typescript-eslint/await-thenable',
    at('libs/contracts/src', 'export const go = async (one: number): Promise<void> => {\n  await one;\n};\n'),
  ],
  [
    '@typescript-eslint/no-explicit-any', // a comment that switches rules off switches nothing off
    at(
      'libs/contracts/src',
      '// eslint-disable-next-line\nexport const anything = (x: any): unknown => x;\n',
    ),
  ],
  [
    '@typescript-eslint/switch-exhaustiveness-check',
    at(
      'libs/contracts/src',
      "export function f(x: 'a' | 'b'): void {\n  switch (x) {\n    case 'a':\n      break;\n  }\n}\n",
    ),
  ],
  [
    'react-hooks/rules-of-hooks',
    at(
      'libs/ui/src',
      "import { useState } from 'react';\nexport const useIf = (on: boolean): unknown => (on ? useState(1) : on);\n",
    ),
  ],
  [
    'no-restricted-syntax', // today by UTC, where a kitchen has another day
    at('apps/web/src', 'export const today = (): string => new Date().toISOString().slice(0, 10);\n'),
  ],
  [
    'no-restricted-syntax', // an area for which a chart is laid out anew, where there may be hundreds
    at(
      'libs/ui/src/charts',
      "import { ReferenceArea } from 'recharts';\nexport const band = ReferenceArea;\n",
    ),
  ],
  [
    'no-restricted-syntax', // a test that keeps the others from running
    {
      ...at('libs/domain/src', "import { it } from '@jest/globals';\nit.only('alone', () => undefined);\n"),
      spec: true,
    },
  ],
];

const domainPurity: readonly Case[] = [
  ['no clock: Date.now', at('libs/domain/src', 'export const at = (): number => Date.now();\n'), /no clock/],
  ['no clock: new Date()', at('libs/domain/src', 'export const at = (): Date => new Date();\n'), /no clock/],
  ['no dice', at('libs/domain/src', 'export const die = (): number => Math.random();\n'), /no dice/],
  ['no environment', at('libs/domain/src', 'export const env = process.env;\n'), /process/],
];

const good: readonly Snippet[] = [
  at('libs/domain/src', 'export const at = (ms: number): Date => new Date(ms);\n'),
  { ...at('libs/domain/src', uses('fast-check')), spec: true },
  at(
    'libs/contracts/src',
    uses('@bakeloop/domain') + uses('zod').replaceAll('part', 'zod').replace('used', 'z'),
  ),
  at('libs/db/src', uses('pg')),
  at('libs/runtime/src', uses('mqtt')),
  at('libs/ui/src/charts', uses('recharts')),
  at('apps/ops/src', uses('@bakeloop/api')),
];

/** Findings per snippet, in order, from one run of the linter. */
async function lint(snippets: readonly Snippet[]): Promise<readonly (readonly Finding[])[]> {
  const script = fileURLToPath(new URL('lint-snippets.mjs', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(snippets));
  const output = await text(child.stdout);
  if (output === '') throw new Error('the linter did not start: its complaint stands above');
  return JSON.parse(output) as Finding[][];
}

describe('each guard bites', () => {
  const bugs = bug.map(([rule, snippet]) => [rule, { ...snippet, typed: true }] as const);
  const promised = [...boundary, ...home, ...domainPurity].map(([, snippet]) => snippet);
  const planted = [...promised, ...bugs.map(([, snippet]) => snippet), ...good];
  const findings = new Map<Snippet, readonly Finding[]>();
  const of = (snippet: Snippet) => findings.get(snippet) ?? [];

  beforeAll(async () => {
    (await lint(planted)).forEach((found, n) => findings.set(planted[n]!, found));
  }, 180_000);

  it.each(boundary)('%s', (_promise, snippet, message) => {
    expect(of(snippet)).toContainEqual({
      rule: '@nx/enforce-module-boundaries',
      message: expect.stringMatching(message),
    });
  });

  it.each(home)('%s', (_promise, snippet, message) => {
    const rule = '@typescript-eslint/no-restricted-imports';
    expect(of(snippet)).toContainEqual({ rule, message: expect.stringMatching(message) });
  });

  it.each(domainPurity)('the domain has %s', (_promise, snippet, message) => {
    expect(of(snippet)).toEqual([
      { rule: expect.stringMatching(/^no-restricted-/), message: expect.stringMatching(message) },
    ]);
  });

  it.each(bugs)('%s catches its bug', (rule, snippet) => {
    expect(of(snippet).map((finding) => finding.rule)).toContain(rule);
  });

  it('lets good code pass', () => {
    expect(good.map((snippet) => [snippet.code, of(snippet)])).toEqual(
      good.map((snippet) => [snippet.code, []]),
    );
  });
});
