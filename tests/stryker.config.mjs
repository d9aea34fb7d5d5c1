import jestConfig from './jest.config.mjs';

/**
 * Mutation testing of the domain library: Stryker changes the code of libs/domain one small way at a time and runs its
 * unit tests; a change that no test notices is a promise that nobody keeps. `npm run mutate`, or for one folder
 * `npm run mutate -- --mutate "src/log/**"`. It starts in libs/domain, so paths are seen from there.
 */
const {
  displayName: _,
  rootDir: __,
  testMatch: ___,
  modulePathIgnorePatterns: ____,
  ...unit
} = jestConfig.projects[0];

export default {
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  plugins: ['@stryker-mutator/jest-runner'],
  jest: {
    projectType: 'custom',
    // Every test in one file: see there.
    config: { ...unit, testMatch: ['**/mutation.spec.ts'] },
    enableFindRelatedTests: false,
  },
  coverageAnalysis: 'perTest',
  // What runs while a file loads (a metric's words, a table) cannot be changed for one test alone: every test would run.
  ignoreStatic: true,
  mutate: [
    'src/**/*.ts',
    '!src/**/*.spec.ts',
    '!src/testing/**',
    // Tables of data: their values are held by their sources, not by tests that repeat them.
    '!src/reference/seed*.ts',
    '!src/reference/seeds/**',
    '!src/index.ts',
  ],
  mutator: {
    // Texts for people (reasons, definitions, units of a table) are read, not run: a test that repeats them says nothing.
    excludedMutations: ['StringLiteral'],
  },
  ignorePatterns: ['dist'],
  concurrency: 2,
  // On top of one and a half times what the tests take; what runs longer is in an endless loop.
  timeoutMS: 20_000,
  incremental: true,
  incrementalFile: '../../.bakeloop/mutation/incremental.json',
  tempDirName: '../../.bakeloop/mutation/sandboxes',
  reporters: ['clear-text', 'progress-append-only', 'html', 'json'],
  htmlReporter: { fileName: '../../.bakeloop/mutation/report.html' },
  jsonReporter: { fileName: '../../.bakeloop/mutation/report.json' },
  clearTextReporter: { allowColor: false, reportTests: false, reportScoreTable: true },
  thresholds: { high: 95, low: 90, break: 85 },
};
