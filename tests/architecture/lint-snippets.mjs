/**
 * Lints code that is nowhere on disk as if it stood in a part, under the configuration of `npm run lint`.
 * Reads `[{ place, spec?, code }]` from standard input and prints, for each, the rules that fired and what they said.
 * A process of its own, since ESLint and Nx load their pieces in ways jest's module registry does not follow.
 */
import { readdirSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const root = fileURLToPath(new URL('../..', import.meta.url));
const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: 'tests/eslint.config.mjs',
  // With CI set, typescript-eslint would read the file from disk instead of the code given here.
  overrideConfig: {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { disallowAutomaticSingleRunInference: true } },
  },
});

/** Some file of the place to stand in for: type-aware rules know only files that exist. */
function standIn(place, spec) {
  const file = readdirSync(`${root}${place}`, { recursive: true })
    .sort()
    .find((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts') && /\.spec\.tsx?$/.test(name) === spec);
  if (file === undefined)
    throw new Error(`${place} holds no ${spec ? 'spec' : 'TypeScript file'} to stand in for`);
  return `${root}${place}/${file}`;
}

const findings = [];
for (const { place, spec = false, code } of JSON.parse(await text(process.stdin))) {
  const [result] = await eslint.lintText(code, { filePath: standIn(place, spec) });
  findings.push(result.messages.map(({ ruleId, message }) => ({ rule: ruleId, message })));
}
process.stdout.write(JSON.stringify(findings));
