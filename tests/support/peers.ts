import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { atEnd } from './cleanup.js';
import { startServer, type ServerProcess } from './server-process.js';

const SOURCES = fileURLToPath(new URL('../bench/peers/', import.meta.url));
const INSTALL_WITHIN_MS = 5 * 60_000;
const COMPILE_WITHIN_MS = 60_000;
const run = promisify(execFile);

/** A program that others would use in the ingest's place: it takes the packs of a broker into a table `reading`. */
export interface Peer {
  readonly name: string;
  /** Enough for about ten seconds, so that what it does every few seconds counts too. */
  readonly packsAKitchen: number;
  /** @param answers throws as long as it stores nothing */
  start(databaseUrl: string, mqttUrl: string, answers: () => Promise<void>): Promise<ServerProcess>;
}

const nodeRed = (flows: string): { folder: string; args: string[] } => ({
  folder: 'node-red',
  args: ['node_modules/node-red/red.js', '--userDir', '.', '--settings', 'settings.cjs', flows],
});
const nest = (save: 'each' | 'together'): { folder: string; args: string[] } => ({
  folder: 'nest',
  args: ['dist/main.js', save],
});
const PEERS = [
  { name: 'Node-RED, nodes of its palette', packsAKitchen: 100, ...nodeRed('flows-palette.json') },
  { name: 'Node-RED, functions of our own', packsAKitchen: 300, ...nodeRed('flows.json') },
  { name: 'Node-RED, tuned', packsAKitchen: 300, ...nodeRed('flows-tuned.json') },
  { name: 'NestJS, each reading saved', packsAKitchen: 12, ...nest('each') },
  { name: 'NestJS, readings of a pack saved', packsAKitchen: 60, ...nest('together') },
];

/**
 * Copies the peers into a temporary folder and installs there what they need: nothing of it is a dependency of ours. The
 * folder goes when the test file is done.
 * @returns why not, in words, where that is not possible or nobody asked for it
 */
export async function installPeers(): Promise<Peer[] | string> {
  if (!process.env['BENCH_PEERS'])
    return 'it downloads Node-RED and NestJS, so it is to be asked for by name: npm run bench peers';
  const folder = await mkdtemp(join(tmpdir(), 'bakeloop-peers-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    await cp(SOURCES, folder, { recursive: true });
    for (const own of new Set(PEERS.map(({ folder: one }) => one)))
      await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], {
        cwd: join(folder, own),
        timeout: INSTALL_WITHIN_MS,
      });
    await run(process.execPath, ['node_modules/typescript/bin/tsc'], {
      cwd: join(folder, 'nest'),
      timeout: COMPILE_WITHIN_MS,
    });
  } catch (error) {
    await remove();
    return `Node-RED and NestJS could not be installed: ${(error as Error).message}`;
  }
  atEnd(remove);
  return PEERS.map(({ name, packsAKitchen, folder: own, args }) => ({
    name,
    packsAKitchen,
    start(databaseUrl, mqttUrl, answers) {
      const { hostname, port } = new URL(mqttUrl);
      const database = new URL(databaseUrl);
      const env = {
        ...process.env,
        NODE_ENV: 'production',
        DATABASE_URL: databaseUrl,
        PGHOST: database.hostname,
        PGPORT: database.port,
        PGDATABASE: database.pathname.slice(1),
        PGUSER: database.username,
        PGPASSWORD: database.password,
        MQTT_URL: mqttUrl,
        MQTT_HOST: hostname,
        MQTT_PORT: port,
      };
      return startServer({
        url: mqttUrl,
        command: process.execPath,
        args,
        options: { cwd: join(folder, own), env },
        stopSignal: 'SIGTERM',
        answers,
      });
    },
  }));
}
