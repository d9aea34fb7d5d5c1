import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { tempDir } from './cleanup.js';
import { requireProgram } from './programs.js';
import { type ServerProcess, freePort, startServer } from './server-process.js';

/**
 * A Mosquitto of this test file alone: loopback, no passwords, sessions and queued messages kept on disk after each
 * change, so that they survive kill9. `settings` are further lines of mosquitto.conf.
 */
export async function startMosquitto(settings: readonly string[] = []): Promise<ServerProcess> {
  const folder = await tempDir();
  const port = await freePort();
  const conf = join(folder, 'mosquitto.conf');
  const lines = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence true',
    `persistence_location ${folder}/`,
    'autosave_on_changes true',
    'autosave_interval 1',
    'max_queued_messages 100000',
    // Started by root it would become another user, who may not write the folder.
    ...(process.getuid?.() === 0 ? ['user root'] : []),
    ...settings,
  ];
  await writeFile(conf, `${lines.join('\n')}\n`);
  const url = `mqtt://127.0.0.1:${port}`;
  return startServer({
    url,
    command: requireProgram('mosquitto'),
    args: ['-c', conf],
    stopSignal: 'SIGTERM',
    answers: async () => {
      const client = await connectAsync(url, { reconnectPeriod: 0, connectTimeout: 2_000 }, false);
      await client.endAsync();
    },
  });
}
