import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

type Locked = {
  link?: boolean;
  integrity?: string;
  resolved?: string;
  deprecated?: string;
  hasInstallScript?: boolean;
  optionalDependencies?: Record<string, string>;
};

const lockfile = new URL('../../package-lock.json', import.meta.url);
const { packages } = JSON.parse(readFileSync(lockfile, 'utf8')) as { packages: Record<string, Locked> };
const installed = Object.entries(packages).filter(
  ([path, { link }]) => path.includes('node_modules/') && !link,
);

/** What they would run, and why they do without: nothing runs (`ignore-scripts`), whoever takes over one of them. */
const WOULD_RUN: Readonly<Record<string, string>> = {
  '@parcel/watcher': 'compiles where no binary is at hand; each platform has one in a package of its own',
  '@scarf/scarf': 'tells somebody that it was installed',
  '@serialport/bindings-cpp': 'compiles where no binary is at hand; it brings those of every platform',
  '@swc/core': 'looks whether its binary is there, which is a package of its own',
  'classic-level': 'compiles where no binary is at hand; it brings those of every platform',
  nx: 'draws the graph of this workspace ahead of time',
  'unrs-resolver': 'looks whether its binary is there, which is a package of its own',
};

// npm forgets both when it updates a lock file beside an installed node_modules. The cure is to let it begin anew:
// remove package-lock.json in a copy without node_modules and run `npm install --package-lock-only` there.
describe('package-lock.json', () => {
  it('names the native binaries of every platform, so that npm ci works on a Mac as on Linux', () => {
    const lost = installed.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !installed.some(([other]) => other.endsWith(`node_modules/${name}`)))
        .map((name) => `${path} needs ${name}`),
    );
    expect(lost).toEqual([]);
  });

  it('fixes the content of every package by its hash, and names no download host', () => {
    expect(installed.filter(([, { integrity }]) => !integrity).map(([path]) => path)).toEqual([]);
    expect(
      installed.filter(([, { resolved }]) => resolved?.startsWith('http')).map(([path]) => path),
    ).toEqual([]);
  });

  it('holds no package that its own authors have given up', () => {
    const givenUp = installed.flatMap(([path, { deprecated }]) =>
      deprecated === undefined ? [] : [`${path}: ${deprecated}`],
    );
    expect(givenUp).toEqual([]);
  });

  it('holds no package that would run something when it is installed, but those of which we know that they need not', () => {
    expect(readFileSync(new URL('../../.npmrc', import.meta.url), 'utf8')).toMatch(/^ignore-scripts=true$/m);
    const names = installed.flatMap(([path, { hasInstallScript }]) =>
      hasInstallScript ? [path.replace(/^.*node_modules\//, '')] : [],
    );
    expect(names.filter((name) => !Object.hasOwn(WOULD_RUN, name))).toEqual([]);
    expect(Object.keys(WOULD_RUN).filter((name) => !names.includes(name))).toEqual([]);
  });
});
