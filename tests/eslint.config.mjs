/**
 * Lint catches bugs and crossed boundaries; prettier owns style. tests/architecture/boundaries.spec.ts proves that
 * each guard below bites. Run from the root: `npm run lint`.
 */
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import nx from '@nx/eslint-plugin';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const root = fileURLToPath(new URL('..', import.meta.url));
const parts = ['libs', 'apps'].flatMap((folder) =>
  readdirSync(`${root}${folder}`)
    .map((name) => `${folder}/${name}`)
    .filter((part) => existsSync(`${root}${part}/project.json`)),
);
// `testing` holds what only specs import.
const specs = ['**/*.spec.ts', '**/*.spec.tsx', 'libs/*/src/testing/**'];
const source = (place) => [`${place}/**/*.ts`, `${place}/**/*.tsx`];

// Without a cached project graph the boundary rule skips itself and lint is green having checked nothing.
process.env.NX_DAEMON = 'false';
const { createProjectGraphAsync } = await import('@nx/devkit');
await createProjectGraphAsync({ exitOnError: false });

/** What a part may import of other parts, by the tags in its project.json. */
const may = (sourceTag, ...onlyDependOnLibsWithTags) => ({ sourceTag, onlyDependOnLibsWithTags });
const depConstraints = [
  may('type:domain', 'type:domain'),
  may('type:contracts', 'type:domain', 'type:contracts'),
  may('type:runtime', 'type:domain', 'type:contracts'),
  may('type:data', 'type:domain', 'type:contracts', 'type:runtime'),
  may('type:record', 'type:domain', 'type:contracts', 'type:runtime', 'type:data'),
  may('type:embedded', 'type:contracts', 'type:runtime'),
  may('type:ui', 'type:domain', 'type:contracts', 'type:ui'),
  may('type:kitchen', 'type:domain', 'type:contracts', 'type:runtime'),
  may(
    'type:app',
    'type:domain',
    'type:contracts',
    'type:runtime',
    'type:data',
    'type:record',
    'type:embedded',
    'type:ui',
  ),
  may('type:ops', '*'),
  may('type:tests', '*'),
  may('scope:shared', 'scope:shared'),
  may('scope:web', 'scope:shared', 'scope:web'),
  may('scope:node', 'scope:shared', 'scope:node'),
];
const boundaries = (options) => ({
  '@nx/enforce-module-boundaries': ['error', { depConstraints, ...options }],
});
const withoutPackages = depConstraints.map((constraint) =>
  constraint.sourceTag === 'type:domain' ? { ...constraint, bannedExternalImports: ['*'] } : constraint,
);
/** No app imports an app, except ops, which starts them all in one process, and the tests. */
const startable = ['@bakeloop/api', '@bakeloop/ingest', '@bakeloop/kitchen', '@bakeloop/ops'];

/** Packages that have one home: elsewhere their secrets (SQL, sockets, charts) would leak. */
const browserParts = ['libs/domain', 'libs/contracts', 'libs/ui', 'apps/web', 'apps/operator'];
const homes = [
  {
    regex: '^(pg|pg-.*|typeorm)(/|$)',
    home: ['libs/db'],
    message: 'SQL lives in libs/db: call its repositories.',
  },
  { regex: '^mqtt(/|$)', home: ['libs/runtime'], message: 'MQTT connections are made by libs/runtime.' },
  { regex: '^recharts(/|$)', home: ['libs/ui/src/charts'], message: 'Charts live in libs/ui/src/charts.' },
  { regex: '^socket\\.io-client(/|$)', home: ['libs/ui'], message: 'The live connection lives in libs/ui.' },
  {
    regex: '^node:',
    home: parts.filter((part) => !browserParts.includes(part)),
    message: 'This part also runs in a browser: no Node modules.',
  },
];
const onlyAtHome = [...parts, 'libs/ui/src/charts'].map((place) => ({
  files: source(place),
  // How a part is built is no part of it.
  ignores: [...specs, '**/vite.*.ts'],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: homes
          .filter(({ home }) => !home.some((at) => place === at || place.startsWith(`${at}/`)))
          .map(({ regex, message }) => ({ regex, message })),
      },
    ],
  },
}));

export default [
  // The peers of the benchmarks are built with packages of their own, which are not installed here.
  {
    ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '.bakeloop/**', 'tests/bench/peers/**'],
  },
  { linterOptions: { noInlineConfig: true } },
  {
    files: source('{apps,libs,tests}'),
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { project: `${root}tests/tsconfig.lint.json`, tsconfigRootDir: root },
    },
    plugins: { '@typescript-eslint': tseslint.plugin, '@nx': nx },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name="only"]',
          message: 'Every test runs: remove `.only`.',
        },
      ],
    },
  },
  {
    files: source('{apps,libs}'),
    ignores: specs,
    rules: boundaries({ depConstraints: withoutPackages, banTransitiveDependencies: true }),
  },
  { files: ['{apps,libs}/**/*.spec.{ts,tsx}', 'libs/*/src/testing/**'], rules: boundaries({}) },
  {
    files: source('apps/ops'),
    ignores: specs,
    rules: boundaries({ banTransitiveDependencies: true, allow: startable }),
  },
  { files: source('tests'), rules: boundaries({ allow: startable }) },
  ...onlyAtHome,
  {
    files: source('libs/ui/src/charts'),
    ignores: specs,
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ImportSpecifier[imported.name="ReferenceArea"]',
          message: 'There may be hundreds, and a chart is laid out anew for each: draw them by ourselves.',
        },
      ],
    },
  },
  {
    files: source('{libs/ui,apps/web,apps/operator}'),
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  {
    files: source('apps/web'),
    ignores: specs,
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'CallExpression[callee.property.name="toISOString"][callee.object.type="NewExpression"][callee.object.arguments.length=0]',
          message: 'Which day it is depends on where a kitchen is: ask useToday.',
        },
      ],
    },
  },
  {
    files: source('libs/domain'),
    ignores: specs,
    rules: {
      'no-restricted-globals': [
        'error',
        'process',
        'fetch',
        'crypto',
        'performance',
        'setTimeout',
        'setInterval',
        'console',
      ],
      'no-restricted-properties': [
        'error',
        {
          object: 'Date',
          property: 'now',
          message: 'The domain has no clock: take the time as an argument.',
        },
        {
          object: 'Math',
          property: 'random',
          message: 'The domain has no dice: take a random source as an argument.',
        },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
          message: 'The domain has no clock: take the time as an argument.',
        },
      ],
    },
  },
];
