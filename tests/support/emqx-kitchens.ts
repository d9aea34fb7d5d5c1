import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { tempDir } from './cleanup.js';
import type { KitchensBroker } from './kitchens-broker.js';
import { requireProgram } from './programs.js';
import { freePort, startServer, type ServerProcess } from './server-process.js';

const infra = fileURLToPath(new URL('../../infra/', import.meta.url));

export interface KitchensEmqx extends KitchensBroker, ServerProcess {
  readonly url: string;
  /** Where it looks for an API that tells it who may come in, by this secret. */
  readonly asks: { port: number; secret: string };
  /** How it is told to end connections. */
  readonly restApi: { url: string; key: string; secret: string };
  /** Where its listener for WebSocket would be, of those that it opens by itself. */
  readonly webSocketUrl: string;
}

/** An EMQX with the settings that we ship for one on a machine of its own, but on loopback and ports of this test file. */
export async function startKitchensEmqx(): Promise<KitchensEmqx> {
  const program = requireProgram('emqx');
  const folder = await tempDir();
  const etc = join(folder, 'etc');
  await promisify(execFile)(process.execPath, [join(infra, 'certificates/make.mjs'), folder]);
  const [platform, kitchens, rest, webSocket, asked] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const asks = { port: asked, secret: 'a secret between the broker and us' };
  const restApi = {
    url: `http://127.0.0.1:${rest}`,
    key: 'bakeloop',
    secret: 'a secret between us and the broker',
  };
  const shipped = (name: string): Promise<string> => readFile(join(infra, 'emqx', name), 'utf8');
  await cp(join(dirname(dirname(program)), 'etc'), etc, { recursive: true });
  await mkdir(join(folder, 'data'));
  await writeFile(
    join(etc, 'credentials.conf'),
    (await shipped('credentials.conf'))
      .replaceAll('http://bakeloop-api:4900/', `http://127.0.0.1:${asks.port}/`)
      .replaceAll('the value of BROKER_HOOK_SECRET', asks.secret),
  );
  const own = (await shipped('emqx.conf'))
    .replaceAll('/etc/emqx/certificates/', `${folder}/`)
    .replace('127.0.0.1:1883', `127.0.0.1:${platform}`)
    .replace('0.0.0.0:8883', `127.0.0.1:${kitchens}`)
    .replace('127.0.0.1:18083', `127.0.0.1:${rest}`);
  const base = await readFile(join(etc, 'emqx.conf'), 'utf8');
  await writeFile(join(etc, 'emqx.conf'), `${base}\n${own}`);
  await writeFile(join(folder, 'api-keys'), `${restApi.key}:${restApi.secret}\n`);
  const server = await startServer({
    url: `mqtts://localhost:${kitchens}`,
    command: program,
    args: ['foreground'],
    options: {
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        BASE_RUNNER_ROOT_DIR: folder,
        EMQX_LOG_DIR: join(folder, 'log'),
        EMQX_NODE__DATA_DIR: join(folder, 'data'),
        // Of several on one machine each has a name, which their ports for each other come from.
        EMQX_NODE__NAME: `emqx${kitchens % 1_000}@127.0.0.1`,
        EMQX_NODE__COOKIE: 'cookie-of-this-test',
        EMQX_RPC__LISTEN_ADDRESS: '127.0.0.1',
        ERL_FLAGS: '-kernel inet_dist_use_interface {127,0,0,1}',
        EMQX_LISTENERS__WS__DEFAULT__BIND: `127.0.0.1:${webSocket}`,
        EMQX_API_KEY__BOOTSTRAP_FILE: join(folder, 'api-keys'),
        EMQX_TELEMETRY__ENABLE: 'false',
      },
    },
    stopSignal: 'SIGTERM',
    startsWithinMs: 300_000,
    answers: async () => {
      const { status } = await fetch(`${restApi.url}/status`);
      if (status !== 200) throw new Error(`its status is ${status}`);
    },
  });
  return {
    ...server,
    platformUrl: `mqtt://127.0.0.1:${platform}`,
    webSocketUrl: `ws://127.0.0.1:${webSocket}/mqtt`,
    asks,
    restApi,
    certificate: (name) => readFile(join(folder, name)),
  };
}
