import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Dates in a test mean the same on every machine. Set here, so that jest's workers inherit it.
process.env.TZ = 'UTC';
// The test files of a run share what is in there.
process.env.BAKELOOP_TEST_SHARED ??= join(tmpdir(), `bakeloop-test-shared-${process.pid}`);

const rootDir = fileURLToPath(new URL('..', import.meta.url));

/** swc rather than tsc or ts-jest: fast, needs no compiler API, and emits the decorator metadata that Nest injects by. */
const swc = (tsx) => [
  '@swc/jest',
  {
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', decorators: true, tsx },
      keepClassNames: true,
      transform: { legacyDecorator: true, decoratorMetadata: true, react: { runtime: 'automatic' } },
    },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  },
];

const project = (displayName, testMatch, more = {}) => ({
  displayName,
  rootDir,
  // Elsewhere nothing of ours lies, and looking through all packages takes seconds.
  roots: ['apps', 'libs', 'tests'].map((folder) => `<rootDir>/${folder}`),
  testMatch: testMatch.map((pattern) => `<rootDir>/${pattern}`),
  testEnvironment: 'node',
  // Workspace packages resolve to their sources (see `exports` in their package.json), so no build is needed first.
  testEnvironmentOptions: { customExportConditions: ['@bakeloop/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '^.+\\.ts$': swc(false), '^.+\\.tsx$': swc(true) },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/(apps|libs)/[^/]+/dist/', '<rootDir>/tests/dist/'],
  globalTeardown: '<rootDir>/tests/support/end-shared-postgres.mjs',
  ...more,
});
/** Suites that run servers in the test's own process. */
const withServers = {
  runtime: '<rootDir>/tests/jest-runtime.cjs',
  testEnvironment: '<rootDir>/tests/jest-environment.cjs',
};

export default {
  rootDir,
  // One limit for all (jest ignores one set per project): long enough to start a database on a busy machine.
  testTimeout: 60_000,
  projects: [
    project('unit', ['(apps|libs)/*/src/**/*.spec.(ts|tsx)', 'tests/(architecture|support)/**/*.spec.ts']),
    project('integration', ['tests/integration/**/*.int-spec.ts'], withServers),
    project('faults', ['tests/faults/**/*.fault-spec.ts'], withServers),
    project('e2e', ['tests/e2e/**/*.e2e-spec.ts'], withServers),
    project('bench', ['tests/bench/**/*.bench.ts'], withServers),
  ],
};
