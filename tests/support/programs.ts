import { accessSync, constants, existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { describe, it } from '@jest/globals';

/** What some suites need beside Node, where it is looked for besides PATH, and how to get it. */
const programs = {
  mosquitto: {
    names: ['mosquitto'],
    folders: ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/sbin', '/opt/homebrew/opt/mosquitto/sbin'],
    install: 'apt-get install mosquitto, or brew install mosquitto',
  },
  mosquitto_pub: {
    names: ['mosquitto_pub'],
    folders: ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'],
    install: 'apt-get install mosquitto-clients, or brew install mosquitto',
  },
  mosquitto_ctrl: {
    names: ['mosquitto_ctrl'],
    folders: ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'],
    install: 'apt-get install mosquitto, or brew install mosquitto',
  },
  openssl: {
    names: ['openssl'],
    folders: ['/usr/bin', '/opt/homebrew/bin'],
    install: 'apt-get install openssl, or brew install openssl',
  },
  postgres: {
    names: ['postgres'],
    folders: [
      ...versions('/usr/lib/postgresql', 'bin'),
      ...versions('/opt/homebrew/opt', 'bin', 'postgresql'),
      ...versions('/usr/local/opt', 'bin', 'postgresql'),
      ...versions('/Applications/Postgres.app/Contents/Versions', 'bin'),
    ],
    install: 'apt-get install postgresql, or brew install postgresql@17',
  },
  emqx: {
    // In a folder of its own, with all that it needs.
    names: ['bin/emqx'],
    folders: [process.env['EMQX_HOME'] ?? '/opt/emqx'],
    install: 'unpack EMQX 5.8 (its tar.gz) and name the folder in EMQX_HOME',
  },
  prlimit: {
    names: ['prlimit'],
    folders: ['/usr/bin'],
    install: 'apt-get install util-linux; there is none for macOS',
  },
  socat: {
    names: ['socat'],
    folders: ['/usr/bin', '/opt/homebrew/bin', '/usr/local/bin'],
    install: 'apt-get install socat, or brew install socat',
  },
  promtool: {
    names: ['promtool'],
    folders: ['/usr/bin', '/opt/homebrew/bin', '/usr/local/bin'],
    install: 'apt-get install prometheus, or brew install prometheus',
  },
  caddy: {
    names: ['caddy'],
    folders: ['/usr/bin', '/opt/homebrew/bin', '/usr/local/bin'],
    install: 'apt-get install caddy, or brew install caddy',
  },
  kubectl: {
    names: ['kubectl'],
    folders: ['/usr/bin', '/opt/homebrew/bin', '/usr/local/bin'],
    install: 'see kubernetes.io, or brew install kubectl',
  },
  'systemd-analyze': {
    names: ['systemd-analyze'],
    folders: ['/usr/bin'],
    install: 'apt-get install systemd; there is none for macOS',
  },
  chromium: {
    names: [
      'chromium',
      'chromium-browser',
      'google-chrome',
      'google-chrome-stable',
      'Google Chrome',
      'Chromium',
    ],
    folders: [
      '/usr/bin',
      '/Applications/Google Chrome.app/Contents/MacOS',
      '/Applications/Chromium.app/Contents/MacOS',
    ],
    install: 'apt-get install chromium, or install Google Chrome',
  },
} as const;

export type Program = keyof typeof programs;

/** Newest first: `parent/<version>/<inner>` for every version folder there is. */
function versions(parent: string, inner: string, prefix = ''): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .filter((name) => name.startsWith(prefix))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map((name) => join(parent, name, inner));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Absolute path of the program, or undefined where it is not installed. */
export function findProgram(program: Program): string | undefined {
  const { names, folders } = programs[program];
  const everywhere = [...(process.env['PATH'] ?? '').split(delimiter).filter(Boolean), ...folders];
  return everywhere.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

/** As findProgram; throws with what to install. */
export function requireProgram(program: Program): string {
  const path = findProgram(program);
  if (path === undefined) throw new Error(`${program} is not installed: ${programs[program].install}`);
  return path;
}

/** Whether the PostgreSQL of this machine can preload TimescaleDB. Few can, so no suite may need it. */
export function isTimescaleInstalled(): boolean {
  const postgres = findProgram('postgres');
  if (postgres === undefined) return false;
  const libraries = join(dirname(realpathSync(postgres)), '..', 'lib');
  return ['.', 'postgresql'].some((folder) => existsSync(join(libraries, folder, 'timescaledb.so')));
}

/**
 * `describe` for suites that need programs of the system. On a developer's machine without them the suite is skipped
 * with the reason printed; in CI (`CI` set) a missing program fails the suite, so that nothing is skipped unseen.
 */
export function describeWith(needed: readonly Program[], name: string, suite: () => void): void {
  if (!process.env['CI']) return describeWhere(needed, name, suite);
  needed.forEach(requireProgram);
  describe(name, suite);
}

/** As describeWith, for programs that few machines have: the suite is skipped and said without them, in CI too. */
export function describeWhere(needed: readonly Program[], name: string, suite: () => void): void {
  const missing = needed.filter((program) => findProgram(program) === undefined);
  if (missing.length === 0) return describe(name, suite);
  const advice = missing.map((program) => `${program} (${programs[program].install})`).join(', ');
  process.stderr.write(`skipped: ${name}: needs ${advice}\n`);
  describe.skip(name, suite);
}

/**
 * A test that a program of the system does, which few machines have: elsewhere it is skipped and said, in CI too, since
 * the settings that it looks at are looked at by other tests as well.
 */
export function itWith(needed: Program, name: string, test: (program: string) => Promise<void>): void {
  const path = findProgram(needed);
  if (path === undefined) {
    process.stderr.write(`skipped: ${name}: needs ${needed} (${programs[needed].install})\n`);
    it.skip(name, () => undefined);
  } else it(name, () => test(path));
}
