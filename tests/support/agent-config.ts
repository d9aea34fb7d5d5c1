import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The built agent of a real kitchen. */
export const AGENT = fileURLToPath(new URL('../../apps/kitchen/dist/main.js', import.meta.url));

/** The environment of an agent whose configuration alone says where it reports and keeps things. */
export function agentEnvironment(): NodeJS.ProcessEnv {
  const { KITCHEN_OUTBOX: _, STATE_DIRECTORY: __, MQTT_URL: ___, MQTT_PASSWORD: ____, ...env } = process.env;
  return env;
}

/** Writes the configuration of a kitchen with one simulated sensor. @param broker as it is to stand in the file */
export async function writeAgentConfig(file: string, kitchen: string, broker: object): Promise<void> {
  const driver = {
    name: 'trial',
    type: 'simulated',
    kitchen: 'ke-nbo-01',
    channels: [{ name: 'extruder-1/motor-current', unit: 'A', sensor: 'extruder-1/motor-current' }],
  };
  await writeFile(
    file,
    JSON.stringify({
      kitchen: { id: kitchen },
      broker,
      outbox: { folder: 'data' },
      machines: [{ id: 'extruder-1', type: 'extruder' }],
      drivers: [driver],
    }),
  );
}
