/**
 * Refuses a package whose licence nobody has looked at: `npm run audit:licences`. A folder given as an argument is looked at
 * instead of this one.
 */
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { init } from 'license-checker-rseidelsohn';

/** Licences that any package may have, and why. */
const ANYWHERE = {
  MIT: 'asks only that its notice is kept',
  ISC: 'as MIT, in fewer words',
  'MIT-0': 'as MIT, without the notice',
  '0BSD': 'as MIT, without the notice',
  'BSD-2-Clause': 'asks only that its notice is kept',
  'BSD-3-Clause': 'as BSD-2-Clause, and no advertising with its name',
  'Apache-2.0': 'asks that its notice is kept, and grants its patents',
  'BlueOak-1.0.0': 'as MIT, in plain words, and grants its patents',
  'CC0-1.0': 'given to everybody; of data here',
  'Python-2.0': 'asks only that its notice is kept',
  '(MIT OR CC0-1.0)': 'either is in this list',
  '(MIT OR Apache-2.0)': 'either is in this list',
  'Apache-2.0 AND MIT': 'both are in this list',
  'MIT AND ISC AND BSD-3-Clause': 'all are in this list',
};

/** Licences that ask for more, and the packages for which that was looked at. */
const ONLY_FOR = {
  'MPL-2.0': {
    packages: /^((lightningcss|@resvg\/resvg-js)(-.*)?|web-push|axe-core)$/,
    why: 'changes of its own files are to be published; all are used unchanged: two build and test the pages and are not shipped, one draws share cards, one encrypts what is pushed',
  },
  'MIT AND OFL-1.1': {
    packages: /^@expo-google-fonts\/(inter|noto-sans|noto-sans-arabic)$/,
    why: 'fonts in packages; a changed font is to have another name, and none is sold by itself: share cards and reports are written in them, unchanged',
  },
  'LGPL-3.0-or-later': {
    packages: /^@img\/sharp-libvips-/,
    why: 'whoever has it may put another version in its place; it is a shared library beside sharp, unchanged, which reads and writes photos',
  },
  'LGPL-3.0': {
    packages: /^libheif-js$/,
    why: 'as libvips: a file of its own (WebAssembly), unchanged, which reads photos of iPhones',
  },
  'CC-BY-4.0': { packages: /^caniuse-lite$/, why: 'data about browsers that the build reads, named here' },
  'CC-BY-3.0': { packages: /^spdx-exceptions$/, why: 'data that this check reads, named here' },
  '(MIT AND CC-BY-3.0)': { packages: /^spdx-ranges$/, why: 'data that this check reads, named here' },
  'Artistic-2.0': {
    packages: /^(binaryextensions|editions|istextorbinary|textextensions|version-range)$/,
    why: 'a changed version is to have another name; the look for secrets uses it, unchanged, and it is not shipped',
  },
  'MIT*': {
    packages: /^(png-js|combine-errors)$/,
    why: 'their manifests name none, their readme or LICENSE says MIT; one is part of what writes PDFs, the other comes with tus-js-client for Node, and no browser loads it',
  },
  WTFPL: {
    packages: /^@azu\/style-format$/,
    why: 'asks for nothing; prints what the look for secrets finds',
  },
};

const start = process.argv[2] ?? fileURLToPath(new URL('../..', import.meta.url));
const found = await promisify(init)({ start, excludePrivatePackages: true });

const refused = Object.entries(found).flatMap(([name, { licenses }]) => {
  const licence = [licenses].flat().join(' AND ');
  const packageName = name.replace(/@[^@]*$/, '');
  const isAllowed = Object.hasOwn(ANYWHERE, licence) || ONLY_FOR[licence]?.packages.test(packageName);
  return isAllowed ? [] : [`${name}: ${licence}`];
});

if (refused.length > 0) {
  console.error(
    `These packages have a licence that nobody has looked at:\n  ${refused.join('\n  ')}\n` +
      'Take another package, or read the licence and add it with the reason in tests/audit/licences.mjs.',
  );
  process.exit(1);
}
console.log(`${Object.keys(found).length} packages, all under licences that were looked at.`);
