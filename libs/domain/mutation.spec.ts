import { readdirSync } from 'node:fs';

/**
 * Every unit test of this library in one file, for mutation testing only (tests/stryker.config.mjs): jest loads the library
 * anew for every file of tests and every change, and once is enough. Random logs (properties) find much but take long for
 * each change, and scale.spec.ts measures time: the others must do without them.
 */
const source = new URL('src/', import.meta.url);
const specs = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.spec.ts') && !/(properties|scale)\.spec\.ts$/.test(file),
);
// A change is given up at the first test that fails: the stories touch everything and take a moment, so they come first.
const stories = 'scenarios.spec.ts';
for (const file of [stories, ...specs.filter((name) => name !== stories).toSorted()])
  await import(new URL(file, source).href);
