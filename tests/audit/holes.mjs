/**
 * Asks the registry which packages have known holes: `npm run audit:holes`. A folder given as an argument is looked at instead
 * of this one, by its package-lock.json alone.
 *
 * It ends with 0: asked, and none is known; 1: these are; 69: **not asked**, since the registry answers no audits (mirrors
 * often do not) or nobody answers. So a check that took 69 for "clean" would be wrong, and a build can tell the two apart.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const FOUND = 1;
const NOT_ASKED = 69; // EX_UNAVAILABLE of sysexits.h

const cwd = process.argv[2] ?? fileURLToPath(new URL('../..', import.meta.url));
// npm is started as it was for this script, where it was: else the one of the path.
const npm = process.env.npm_execpath;
const [command, before] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
const { stdout, stderr, error } = spawnSync(
  command,
  [...before, 'audit', '--json', '--package-lock-only', '--no-offline'],
  { cwd, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
);

function answerOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const answer = answerOf(stdout ?? '');
if (answer?.auditReportVersion === undefined) {
  const why = answer?.message ?? error?.message ?? stderr?.trim().split('\n').at(-1);
  console.error(
    `NOT ASKED: the registry answered no audit (${why || 'it said nothing'}). This says nothing about holes.\n` +
      'Ask one that answers: npm run audit:holes --registry=https://…',
  );
  process.exit(NOT_ASKED);
}

const found = Object.values(answer.vulnerabilities);
for (const { name, severity, range, nodes, via } of found) {
  // Of a package that only needs one with a hole, `via` is the name of that one.
  const holes = via.map((hole) => (typeof hole === 'string' ? `by ${hole}` : `${hole.title} ${hole.url}`));
  console.error(`${severity}: ${name} ${range} (${nodes.join(', ')})\n  ${holes.join('\n  ')}`);
}
const { total } = answer.metadata.dependencies;
if (found.length > 0) {
  console.error(
    `${found.length} of ${total} packages have known holes. How soon each is mended: infra/security.md.`,
  );
  process.exit(FOUND);
}
console.log(`${total} packages, the registry knows of no hole in any.`);
