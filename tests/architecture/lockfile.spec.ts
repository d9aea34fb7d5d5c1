import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

type Locked = {
  link?: boolean;
  integrity?: string;
  resolved?: string;
  optionalDependencies?: Record<string, string>;
};

const lockfile = new URL('../../package-lock.json', import.meta.url);
const { packages } = JSON.parse(readFileSync(lockfile, 'utf8')) as { packages: Record<string, Locked> };
const installed = Object.entries(packages).filter(
  ([path, { link }]) => path.includes('node_modules/') && !link,
);

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
});
