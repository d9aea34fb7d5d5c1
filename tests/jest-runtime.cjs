/**
 * How jest loads what suites with servers test: in Node's own realm, as the programs run, and each package once in a worker.
 * By itself it loads every package anew for every test file, and NestJS, TypeORM and what they use take a processor three
 * seconds. Our own modules are still loaded anew for each file, from their sources, so none sees what another left in them.
 *
 * It leans on what jest keeps to itself, hence the exact versions; CommonJS, since jest requires it.
 */
const { sep } = require('node:path');
const { pathToFileURL } = require('node:url');
const { SyntheticModule } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** By path: the file is of a package, and not of a workspace, which is a link to its sources. */
const isOfPackage = (path) => path.includes(`${sep}node_modules${sep}`) && !path.endsWith('.json');

/** The package as Node has loaded it, as a module that jest can link. */
async function packageAt(path) {
  const exported = await import(pathToFileURL(path).href);
  const names = Object.keys(exported);
  const fill = function () {
    for (const name of names) this.setExport(name, exported[name]);
  };
  const module = new SyntheticModule(names, fill, { identifier: path });
  await module.link(() => undefined);
  await module.evaluate();
  return module;
}

module.exports = class extends Runtime {
  constructor(...given) {
    super(...given);
    const { esmLoader, _resolution: resolution } = this;
    // A module without a context is one of Node's realm.
    esmLoader.getContext = () => undefined;
    // Newer versions of Node would have it resolve elsewhere than below.
    resolution.hasDistinctAsyncResolver = () => true;
    const packages = new Map();
    const resolve = esmLoader.resolveModule.bind(esmLoader);
    esmLoader.resolveModule = async (specifier, from, context) => {
      if (/^[\w@]/.test(specifier) && !specifier.includes(':') && specifier !== '@jest/globals') {
        const path = await resolution.resolveEsmAsync(from, specifier);
        if (isOfPackage(path)) {
          if (!packages.has(path)) packages.set(path, packageAt(path));
          return packages.get(path);
        }
      }
      return resolve(specifier, from, context);
    };
  }
};
