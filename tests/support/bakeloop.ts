import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { atEnd } from './cleanup.js';
import { eventually } from './eventually.js';
import { freePort } from './server-process.js';

const COMMAND = fileURLToPath(new URL('../../apps/ops/bin/bakeloop.cjs', import.meta.url));

export interface Ended {
  /** Null when a signal ended it. */
  code: number | null;
  said: string;
}

/** The `bakeloop` command as a person starts it, with everything embedded. */
export interface BakeloopProcess {
  readonly pid: number;
  /** Everything it has printed so far. */
  said(): string;
  signal(name: NodeJS.Signals): void;
  /** Resolves when it has ended by itself or by a signal. */
  readonly ended: Promise<Ended>;
}

/** Only what is named here differs from the caller's environment; a database or broker of theirs is never used. */
export function startBakeloop(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): BakeloopProcess {
  const inherited = { ...process.env, ...env };
  for (const name of ['DATABASE_URL', 'MQTT_URL', 'HOST']) if (!(name in env)) delete inherited[name];
  const child: ChildProcess = spawn(process.execPath, [COMMAND, ...args], {
    env: inherited,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid === undefined) throw new Error('bakeloop could not be started');
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'close').then(([code]): Ended => ({ code: code as number | null, said }));
  atEnd(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await ended;
  });
  return { pid: child.pid, said: () => said, signal: (name) => void child.kill(name), ended };
}

export interface BakeloopUp extends BakeloopProcess {
  /** Where the pages and the API are. */
  readonly url: string;
  readonly mqttPort: number;
  readonly dataDir: string;
  /** For further commands on the same data folder. */
  readonly env: Readonly<Record<string, string>>;
}

/** `bakeloop up` on this data folder and free ports; resolves when it prints its address. */
export async function bakeloopUp(
  dataDir: string,
  options: readonly string[] = ['--kitchens', '0'],
  ports?: { web: number; mqtt: number },
  settings: Readonly<Record<string, string>> = {},
): Promise<BakeloopUp> {
  const { web, mqtt } = ports ?? { web: await freePort(), mqtt: await freePort() };
  const env = { BAKELOOP_DATA: dataDir, PORT: String(web), MQTT_PORT: String(mqtt), ...settings };
  const running = startBakeloop(['up', ...options], env);
  let early: Ended | undefined;
  void running.ended.then((ended) => (early = ended));
  await eventually(
    () => {
      if (!early && !running.said().includes('Bakeloop is at'))
        throw new Error(`not up yet: ${running.said()}`);
    },
    { withinMs: 120_000, everyMs: 100 },
  );
  if (early) throw new Error(`bakeloop up ended with ${String(early.code)}: ${early.said}`);
  return { ...running, url: `http://localhost:${web}`, mqttPort: mqtt, dataDir, env };
}

/** Runs a command of `bakeloop` to its end. */
export const runBakeloop = (args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> =>
  startBakeloop(args, env).ended;
