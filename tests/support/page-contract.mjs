/** Writes the routes of the contract as they are, and as a page is built with them: `{ whole, ofPage }`, as JSON. */
import { fileURLToPath } from 'node:url';
import { loadConfigFromFile, runnerImport } from 'vite';
import { z } from 'zod';

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

async function routesBy(plugins) {
  const { module } = await runnerImport(at('libs/contracts/src/index.ts'), {
    configFile: false,
    plugins,
    resolve: { conditions: ['@bakeloop/source'] },
  });
  return Object.entries(module.routes).map(([name, { answer, ...route }]) => ({
    name,
    ...route,
    // What JSON Schema has no words for is left out on both sides, and what a field is for.
    answer: z.toJSONSchema(answer, {
      unrepresentable: 'any',
      io: 'input',
      override: ({ jsonSchema }) => void delete jsonSchema.description,
    }),
  }));
}

const web = await loadConfigFromFile({ command: 'build', mode: 'production' }, at('apps/web/vite.config.ts'));
const ofContract = web.config.plugins
  .flat()
  .filter(({ name }) => ['without-the-asking', 'schemas-when-used'].includes(name));
process.stdout.write(JSON.stringify({ whole: await routesBy([]), ofPage: await routesBy(ofContract) }));
