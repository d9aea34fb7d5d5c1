/**
 * Lints code that is nowhere on disk as if it stood in a part, under the configuration of `npm run lint`.
 * Reads `[{ place, spec?, typed?, code }]` from standard input and prints, for each, the rules that fired and what they
 * said. Only where `typed` is set types are known, of what the code itself imports: to know all of them takes half a minute.
 * A process of its own, since ESLint and Nx load their pieces in ways jest's module registry does not follow.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Some file of the place to stand in for: type-aware rules know only files that exist. */
function standIn({ place, spec = false }) {
  const file = readdirSync(`${root}${place}`, { recursive: true })
    .sort()
    .find((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts') && /\.spec\.tsx?$/.test(name) === spec);
  if (file === undefined)
    throw new Error(`${place} holds no ${spec ? 'spec' : 'TypeScript file'} to stand in for`);
  return `${root}${place}/${file}`;
}

const linter = ({ rules = {}, languageOptions }) =>
  new ESLint({
    cwd: root,
    overrideConfigFile: 'tests/eslint.config.mjs',
    overrideConfig: { files: ['**/*.ts', '**/*.tsx'], rules, languageOptions },
  });

const snippets = JSON.parse(await text(process.stdin));
const folder = mkdtempSync(join(tmpdir(), 'bakeloop-lint-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const project = join(folder, 'tsconfig.json');
const files = [...new Set(snippets.filter(({ typed }) => typed).map(standIn))];
writeFileSync(project, JSON.stringify({ extends: `${root}tests/tsconfig.lint.json`, include: [], files }));
// With CI set, typescript-eslint would read the file from disk instead of the code given here.
const parserOptions = { project, disallowAutomaticSingleRunInference: true };
const typedLinter = linter({ languageOptions: { parserOptions } });
const plainLinter = linter(tseslint.configs.disableTypeChecked);

const findings = [];
for (const snippet of snippets) {
  const eslint = snippet.typed ? typedLinter : plainLinter;
  const [result] = await eslint.lintText(snippet.code, { filePath: standIn(snippet) });
  findings.push(result.messages.map(({ ruleId, message }) => ({ rule: ruleId, message })));
}
process.stdout.write(JSON.stringify(findings));
