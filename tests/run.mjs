/**
 * The gate. `npm test` runs every step but the benchmarks and the proof, which is faults and integration at length; a word
 * runs one: `npm test lint`, `unit`, `integration`, `faults`, `e2e`, `bench` or `proof`. What follows goes to jest: `npm test
 * unit libs/domain`; `npm test bench peers` also installs what the ingest is compared with. The last line says how many
 * passed and failed: each jest test counts as one, and so does each other step. Programs are started by their JavaScript
 * entry, so no shell of any kind is needed.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = mkdtempSync(join(tmpdir(), 'bakeloop-gate-'));
process.on('exit', () => rmSync(reports, { recursive: true, force: true }));

/** Path of the JavaScript file behind a command of an installed package. */
function entry(packageName, command = packageName) {
  const folder = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
}

/** Exit code of `node <args>` in the root; one that takes longer than `minutes` is ended and counts as failed. */
function node(args, minutes, settings = {}) {
  const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', ...settings };
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env,
    timeout: minutes * 60_000,
  });
  return new Promise((done) => {
    child.on('error', () => done(1));
    child.on('exit', (code, signal) => {
      if (signal !== null) console.error(`ended by ${signal} (the limit is ${minutes} minutes)`);
      done(code ?? 1);
    });
  });
}

const tool = (args) => async () => {
  const ok = (await node(args, 6)) === 0;
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
};

let asked = 0;
const jest =
  (project, extra = [], { minutes = 25, settings = {} } = {}) =>
  async (given) => {
    // One project may run in two lanes.
    const report = join(reports, `${project}-${++asked}.json`);
    const how = ['--json', `--outputFile=${report}`, ...extra, ...given, '--selectProjects', project];
    const modules = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
    const code = await node(
      [...modules, entry('jest'), '-c', 'tests/jest.config.mjs', ...how],
      minutes,
      settings,
    );
    try {
      const told = JSON.parse(readFileSync(report, 'utf8'));
      const failed = told.numFailedTests + told.numRuntimeErrorTestSuites;
      return {
        passed: told.numPassedTests,
        failed: code === 0 ? failed : Math.max(failed, 1),
        skipped: told.numPendingTests + told.numTodoTests,
      };
    } catch {
      return { passed: 0, failed: 1, skipped: 0 };
    }
  };

const alone = ['--maxWorkers=1'];

const scenarios = join(reports, 'scenarios.ndjson');

/** What every scenario of the faults reported, as a table for the README. */
function scenarioTable() {
  const rows = readFileSync(scenarios, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const columns = ['scenario', 'produced', 'stored', 'duplicates', 'dead', 'lost', 'doubled', 'recovery_ms'];
  const line = (cells) => `| ${cells.map((cell) => String(cell ?? '')).join(' | ')} |`;
  const head = [line(columns), line(columns.map((_, at) => (at === 0 ? '---' : '---:')))];
  return [...head, ...rows.map((row) => line(columns.map((column) => row[column])))].join('\n');
}

const proof = async (given) => {
  const settings = { FAULTS: 'long', FAULTS_REPORT: scenarios };
  // What is asked for by name may be in one of the two.
  const long = [...alone, '--testTimeout=3600000', '--passWithNoTests'];
  const result = await jest('faults', long, { minutes: 170, settings })(given);
  const others = await jest('integration', long, { minutes: 40, settings })(given);
  for (const key of Object.keys(result)) result[key] += others[key];
  if (existsSync(scenarios)) console.log(`\n${scenarioTable()}`);
  return result;
};

/** The peers are downloaded, so they are to be asked for by name. */
const bench = (given) => {
  const settings = given.includes('peers') ? { BENCH_PEERS: '1' } : {};
  return jest('bench', [...alone, '--testTimeout=300000'], { minutes: 60, settings })(given);
};

/** Browser tests that take as long as the faults and all the others. */
const LONG_E2E = 'e2e/(identity|operator|pages)\\.';

const steps = {
  types: tool([entry('@typescript/native', 'tsc'), '-b', 'tests']),
  // What it found right is not looked at again until its content changes, or prettier or its options do.
  format: tool([
    ...[entry('prettier'), '--check', '--log-level=warn', '--cache', '--cache-strategy=content'],
    '.',
  ]),
  lint: tool([entry('eslint'), '-c', 'tests/eslint.config.mjs', '--max-warnings', '0', '.']),
  build: tool([entry('nx'), 'run-many', '-t', 'build', '--parallel=2', '--outputStyle=static']),
  unit: jest('unit', ['--maxWorkers=2']),
  // More at once than cores: they wait for clocks as much as they compute, and the gate has twenty minutes.
  integration: jest('integration', ['--maxWorkers=3']),
  // A scenario says itself how soon all is settled; this only ends one that hangs, on however slow a machine.
  faults: jest('faults', ['--maxWorkers=2', '--testTimeout=180000']),
  e2e: jest('e2e', alone),
  'e2e, long': jest('e2e', [...alone, '--testPathPatterns', LONG_E2E]),
  'e2e, rest': jest('e2e', [...alone, '--testPathIgnorePatterns', LONG_E2E]),
  bench,
  proof,
};
/**
 * The steps behind each word; suites that start built programs build them first. A list of lists is lanes side by side: the
 * linter is one thread, and as long as what goes beside it; the faults wait most of the time, and one browser is not enough
 * for two cores.
 */
const runs = {
  all: [
    [
      ['types', 'build', 'unit'],
      ['lint', 'format'],
    ],
    'integration',
    [['faults', 'e2e, rest'], ['e2e, long']],
  ],
  lint: [[['format'], ['lint']]],
  unit: ['unit'],
  integration: ['build', 'integration'],
  faults: ['build', 'faults'],
  e2e: ['build', 'e2e'],
  bench: ['build', 'bench'],
  proof: ['build', 'proof'],
};

const [word = 'all', ...given] = process.argv.slice(2);
if (!Object.hasOwn(runs, word)) {
  console.error(`npm test knows ${Object.keys(runs).join(', ')}; not "${word}"`);
  process.exit(64);
}

const npm = /npm\/(\S+)/.exec(process.env.npm_config_user_agent ?? '')?.[1] ?? 'not used';
console.log(`node ${process.version}, npm ${npm}, ${process.platform} ${process.arch}; the compiler says:`);
await node([entry('@typescript/native', 'tsc'), '--version'], 1);

const total = { passed: 0, failed: 0, skipped: 0 };
const summary = [];
async function run(name) {
  console.log(`\n== ${name}`);
  const start = performance.now();
  const result = await steps[name](name === word ? given : []);
  for (const key of Object.keys(total)) total[key] += result[key];
  const seconds = ((performance.now() - start) / 1_000).toFixed(1);
  summary.push(
    `${name.padEnd(12)}${seconds.padStart(7)} s   ${result.failed === 0 ? 'ok' : `${result.failed} failed`}`,
  );
}
async function inOrder(names) {
  for (const name of names) await run(name);
}
for (const next of runs[word]) await (typeof next === 'string' ? run(next) : Promise.all(next.map(inOrder)));

console.log(`\n${summary.join('\n')}`);
console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`,
);
process.exitCode = total.failed === 0 ? 0 : 1;
