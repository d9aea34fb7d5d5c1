import { ConfigError } from '@bakeloop/runtime';
import type { SimulatedConfig } from '../config/driver-schemas.js';
import { ALL_KITCHENS } from '../world/kitchens.js';
import { createWorld } from '../world/world.js';
import type { Driver } from './driver.js';
import { bySampling, pollGroups, pollSilenceMs } from './poll.js';

/**
 * Sensors of a simulated kitchen as if they hung on this one: for trying a configuration out. The same seed shows the
 * same curves as the simulator, at the same time of day.
 * @throws ConfigError for a kitchen or a sensor that is not there
 */
export function createSimulatedDriver(config: SimulatedConfig): Driver {
  const kitchen = ALL_KITCHENS.find(({ id }) => id === config.kitchen);
  if (!kitchen)
    throw new ConfigError(
      `there is no simulated kitchen "${config.kitchen}": write one of ${ALL_KITCHENS.map(({ id }) => id).join(', ')}`,
    );
  const sensors = new Set(kitchen.channels.map(({ name }) => name));
  for (const { name, sensor = name } of config.channels)
    if (!sensors.has(sensor))
      throw new ConfigError(
        `${config.kitchen} has no sensor "${sensor}": write one of ${[...sensors].join(', ')}`,
      );
  const world = createWorld(kitchen, config.seed);
  return {
    silenceMs: pollSilenceMs(config.channels, 0),
    run: (context) =>
      pollGroups(
        context,
        bySampling(config.channels).map(({ everyMs, channels }) => ({
          everyMs,
          read: () => {
            const atMs = context.clock.monotonicMs();
            const wallMs = context.clock.wallMs();
            // The simulation is a function of the time of day.
            if (wallMs === null) return Promise.resolve(context.trouble('waits for a believable clock'));
            const values = new Map(world.sample(wallMs).map(({ channel, value }) => [channel.name, value]));
            for (const { name, sensor = name } of channels) {
              const value = values.get(sensor);
              if (value !== undefined) context.report({ channel: name, value, atMs });
            }
            return Promise.resolve();
          },
        })),
      ),
  };
}
