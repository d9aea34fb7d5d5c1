import { fileURLToPath } from 'node:url';
import { freePort, type ServerProcess, startServer } from './server-process.js';

/** The built program. */
export const API_ENTRY = fileURLToPath(new URL('../../apps/api/dist/main.js', import.meta.url));

/**
 * The API and the built pages as a process of its own, so that a measurement is not slowed by the test itself.
 * @param env settings beside those that it needs
 */
export async function startApiProcess(
  databaseUrl: string,
  mqttUrl: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  return startServer({
    url,
    command: process.execPath,
    args: [API_ENTRY],
    options: {
      env: {
        ...process.env,
        DATABASE_URL: databaseUrl,
        MQTT_URL: mqttUrl,
        PORT: String(port),
        LOG_LEVEL: 'warn',
        ...env,
      },
    },
    stopSignal: 'SIGTERM',
    answers: async () => {
      const ready = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
      if (!ready.ok) throw new Error(`not ready: ${ready.status}`);
    },
  });
}
