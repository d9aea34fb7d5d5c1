import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { connectAsync } from 'mqtt';
import { tempDir } from './cleanup.js';
import type { KitchensBroker } from './kitchens-broker.js';
import { requireProgram } from './programs.js';
import { freePort, startServer, type ServerProcess } from './server-process.js';

const infra = fileURLToPath(new URL('../../infra/', import.meta.url));
const PLUGINS = [
  '/usr/lib/x86_64-linux-gnu/mosquitto_dynamic_security.so',
  '/usr/lib/aarch64-linux-gnu/mosquitto_dynamic_security.so',
  '/usr/lib/mosquitto_dynamic_security.so',
  '/opt/homebrew/opt/mosquitto/lib/mosquitto_dynamic_security.so',
];

export interface KitchensMosquitto extends KitchensBroker, ServerProcess {
  readonly url: string;
  /** Where they come in with a certificate. */
  readonly certificateUrl: string;
  readonly admin: { username: string; password: string };
  /** Starts anew as if what it knew of users and roles had been lost. */
  forget(): Promise<void>;
  /** Where these files are. */
  readonly folder: string;
}

/** @throws where this machine's Mosquitto came without it */
export function dynamicSecurity(): string {
  const plugin = PLUGINS.find((path) => existsSync(path));
  if (plugin === undefined) throw new Error(`Mosquitto's dynamic security is none of ${PLUGINS.join(', ')}`);
  return plugin;
}

/** The settings that all with credentials have in common, for a broker whose data is in `folder`. @returns the folder to include */
export async function requiredSettings(folder: string, plugin: string): Promise<string> {
  const required = join(folder, 'required');
  await mkdir(required);
  const shipped = await readFile(join(infra, 'mosquitto/required/credentials.conf'), 'utf8');
  await writeFile(
    join(required, 'credentials.conf'),
    shipped
      .replace('/usr/lib/mosquitto_dynamic_security.so', plugin)
      .replaceAll('/mosquitto/data/', `${folder}/`),
  );
  return required;
}

/** A Mosquitto with the settings that we ship for one with credentials. @param kitchens that get a certificate */
export async function startKitchensMosquitto(kitchens: readonly string[]): Promise<KitchensMosquitto> {
  const folder = await tempDir();
  const plugin = dynamicSecurity();
  const run = promisify(execFile);
  const admin = { username: 'admin', password: 'password of the administrator' };
  const state = join(folder, 'dynamic-security.json');
  const init = async (): Promise<void> => {
    await rm(state, { force: true });
    await run(requireProgram('mosquitto_ctrl'), ['dynsec', 'init', state, admin.username, admin.password]);
  };
  await init();
  await run(process.execPath, [join(infra, 'certificates/make.mjs'), folder, ...kitchens]);
  const [platform, password, certificate] = [await freePort(), await freePort(), await freePort()];
  const required = await requiredSettings(folder, plugin);
  const shipped = await readFile(join(infra, 'mosquitto/kitchens.conf'), 'utf8');
  const conf = join(folder, 'kitchens.conf');
  await writeFile(
    conf,
    [
      shipped
        .replace('/mosquitto/config/required', required)
        .replaceAll('/mosquitto/certificates/', `${folder}/`)
        .replace('listener 1883 127.0.0.1', `listener ${platform} 127.0.0.1`)
        .replace('listener 8883', `listener ${password} 127.0.0.1`)
        .replace('listener 8884', `listener ${certificate} 127.0.0.1`),
      // Started by root it would become another user, who may not write the folder.
      process.getuid?.() === 0 ? 'user root' : '',
      '',
    ].join('\n'),
  );
  const platformUrl = `mqtt://127.0.0.1:${platform}`;
  const server = await startServer({
    url: `mqtts://localhost:${password}`,
    command: requireProgram('mosquitto'),
    args: ['-c', conf],
    stopSignal: 'SIGTERM',
    answers: async () => {
      const client = await connectAsync(
        platformUrl,
        { ...admin, reconnectPeriod: 0, connectTimeout: 2_000 },
        false,
      );
      await client.endAsync();
    },
  });
  return {
    ...server,
    platformUrl,
    certificateUrl: `mqtts://localhost:${certificate}`,
    admin,
    async forget() {
      await server.stop();
      await init();
      await server.restart();
    },
    folder,
    certificate: (name) => readFile(join(folder, name)),
  };
}
