import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { eventually } from './eventually.js';
import { connectKitchen } from './test-kitchen.js';
import { type ServerProcess, startServer } from './server-process.js';

/** The built program. */
export const INGEST_ENTRY = fileURLToPath(new URL('../../apps/ingest/dist/main.js', import.meta.url));

/** @param settings of its environment, beside the usual */
const plan = (databaseUrl: string, mqttUrl: string, settings: Readonly<Record<string, string>>) => ({
  url: mqttUrl,
  command: process.execPath,
  args: [INGEST_ENTRY],
  options: { env: { ...process.env, DATABASE_URL: databaseUrl, MQTT_URL: mqttUrl, ...settings } },
  stopSignal: 'SIGTERM' as const,
});

/**
 * One of several ingests that share the messages of a broker. It answers when it says that the broker has it, since any
 * of the others would acknowledge a pack.
 * @param settings of its environment, beside the usual
 */
export function startSharingIngest(
  databaseUrl: string,
  mqttUrl: string,
  number: number,
  settings: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const usual = {
    INGEST_CLIENT_ID: `ingest-${number}`,
    INGEST_SHARED_GROUP: 'ingest',
    LOG_LEVEL: 'info',
  };
  return startServer({
    ...plan(databaseUrl, mqttUrl, { ...usual, ...settings }),
    answers: async (said) => {
      if (!said.includes('broker connected')) throw new Error('not connected to the broker');
    },
  });
}

/**
 * The ingest as a process of its own, so that it can be killed. It answers when it acknowledges a pack.
 * @param settings of its environment, beside the usual
 */
export function startIngestProcess(
  databaseUrl: string,
  mqttUrl: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  let probes = 0;
  return startServer({
    ...plan(databaseUrl, mqttUrl, { INGEST_CLIENT_ID: 'ingest-process', LOG_LEVEL: 'warn', ...settings }),
    answers: async () => {
      const probe = await connectKitchen(mqttUrl, `probe-${++probes}`);
      try {
        await probe.pack(1, [{ n: 'probe/beat', bt: Math.floor(Date.now() / 1000), v: 1 }]);
        // Asked again with the next probe: before the subscription a pack reaches nobody.
        await eventually(() => expect(probe.settled('telemetry', 1)).toBe(true), { withinMs: 1_000 });
      } finally {
        await probe.end();
      }
    },
  });
}
