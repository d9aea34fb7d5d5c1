import { fileURLToPath } from 'node:url';
import { freePort, type ServerProcess, startServer } from './server-process.js';

/** The built program. */
export const API_ENTRY = fileURLToPath(new URL('../../apps/api/dist/main.js', import.meta.url));

/**
 * The API and the built pages as a process of its own, so that a measurement is not slowed by the test itself.
 * @param env settings beside those that it needs
 * @param probe `live` where it is to be used without a broker
 */
export async function startApiProcess(
  databaseUrl: string,
  mqttUrl: string,
  env: Readonly<Record<string, string>> = {},
  probe: 'ready' | 'live' = 'ready',
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
        // A demonstration, so that a test can take any role of it; and nothing that measures is held up.
        BAKELOOP_DEMO: 'true',
        REQUESTS_A_MINUTE_PUBLIC: '1000000',
        REQUESTS_A_MINUTE_PEOPLE: '1000000',
        CONNECTIONS_OF_ADDRESS: '1000000',
        ...env,
      },
    },
    stopSignal: 'SIGTERM',
    answers: async () => {
      const answer = await fetch(`${url}/health/${probe}`, { signal: AbortSignal.timeout(2_000) });
      if (!answer.ok) throw new Error(`not ${probe}: ${answer.status}`);
    },
  });
}
