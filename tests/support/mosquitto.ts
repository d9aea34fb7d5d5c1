import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { tempDir } from './cleanup.js';
import { requireProgram } from './programs.js';
import { type ServerProcess, freePort, startServer } from './server-process.js';

/** Where a Mosquitto runs that is not simply here: its address, and what comes before its command line. */
export interface Elsewhere {
  address: string;
  there: readonly string[];
}
const HERE: Elsewhere = { address: '127.0.0.1', there: [] };

/** A Mosquitto with this configuration file, which listens on the given port of its address and keeps its data in `folder`. */
export async function mosquittoWith(
  folder: string,
  configure: (port: number) => string,
  { address, there } = HERE,
): Promise<ServerProcess> {
  const port = await freePort();
  const conf = join(folder, 'mosquitto.conf');
  // Started by root it would become another user, who may not write the folder.
  const user = process.getuid?.() === 0 ? 'user root' : '';
  await writeFile(conf, `${configure(port)}\n${user}\n`);
  const url = `mqtt://${address}:${port}`;
  const [command = '', ...args] = [...there, requireProgram('mosquitto'), '-c', conf];
  return startServer({
    url,
    command,
    args,
    stopSignal: 'SIGTERM',
    answers: async () => {
      const client = await connectAsync(url, { reconnectPeriod: 0, connectTimeout: 2_000 }, false);
      await client.endAsync();
    },
  });
}

/** A Mosquitto of this test file alone with the settings that we ship for one. */
export async function startShippedMosquitto(): Promise<ServerProcess> {
  const folder = await tempDir();
  const conf = await readFile(new URL('../../infra/mosquitto/mosquitto.conf', import.meta.url), 'utf8');
  return mosquittoWith(folder, (port) =>
    conf.replace('listener 1883', `listener ${port} 127.0.0.1`).replace('/mosquitto/data/', `${folder}/`),
  );
}

/**
 * A Mosquitto of this test file alone: loopback, no passwords, sessions and queued messages kept on disk after each
 * change, so that they survive kill9. `settings` are further lines of mosquitto.conf.
 */
export async function startMosquitto(
  settings: readonly string[] = [],
  where: Elsewhere = HERE,
): Promise<ServerProcess> {
  const folder = await tempDir();
  return mosquittoWith(
    folder,
    (port) =>
      [
        `listener ${port} ${where.address}`,
        'allow_anonymous true',
        'persistence true',
        `persistence_location ${folder}/`,
        'autosave_on_changes true',
        'autosave_interval 1',
        'max_queued_messages 100000',
        // As shipped: with the default of 20 an ingest would get so few at a time.
        'max_inflight_messages 1000',
        ...settings,
      ].join('\n'),
    where,
  );
}
