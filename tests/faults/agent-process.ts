import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atEnd, tempDir } from '../support/cleanup.js';
import { countingSensor } from '../support/counting-sensor.js';

const AGENT = fileURLToPath(new URL('../../apps/kitchen/dist/main.js', import.meta.url));

export interface AgentProcess {
  readonly outbox: string;
  /** Of the sensor that it reads ten times a second: each reading is one more than the one before. */
  readonly sensor: { readonly count: number };
  start(): void;
  kill9(): Promise<void>;
}

export interface AgentOptions {
  id: string;
  mqttUrl: string;
  env?: Readonly<Record<string, string>>;
}

/** The agent of a kitchen with one counting sensor as a process of its own, not started yet. */
export async function agentProcess({ id, mqttUrl, env = {} }: AgentOptions): Promise<AgentProcess> {
  const folder = await tempDir();
  const sensor = await countingSensor();
  const config = join(folder, 'kitchen.yaml');
  const outbox = join(folder, 'outbox');
  await writeFile(
    config,
    `kitchen: { id: ${id} }
broker: { url: '${mqttUrl}', deflate: false }
machines: [{ id: m, type: test }]
drivers:
  - { name: counter, type: http, url: '${sensor.url}', channels: [{ name: m/count, unit: '1', sampleSeconds: 0.1, reportSeconds: 0.1 }] }
`,
  );
  let child: ChildProcess | undefined;
  const kill9 = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  atEnd(kill9);
  return {
    outbox,
    sensor,
    start: () => {
      child = spawn(process.execPath, [AGENT, 'run', '--config', config], {
        env: { ...process.env, KITCHEN_OUTBOX: outbox, LOG_LEVEL: 'error', ...env },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    },
    kill9,
  };
}
