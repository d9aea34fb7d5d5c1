import { DEFLATE, type Birth } from '@bakeloop/contracts';
import { AGENT } from '../agent/agent-name.js';
import type { ChannelConfig, ConfigFile } from './schema.js';

/** What a birth certificate tells of a configuration. */
export type Described = Pick<ConfigFile, 'kitchen' | 'commands' | 'machines' | 'drivers'> & {
  broker: Pick<ConfigFile['broker'], 'deflate'>;
};

/** What the configuration says of the kitchen, as the birth certificate of a session (B1). */
export function birthOf(config: Described, session: string): Birth {
  const given = <T extends object>(fields: T): T =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
  const { name, place, country, timeZone, position } = config.kitchen;
  return {
    session,
    agent: AGENT,
    commands: config.commands,
    ...(config.broker.deflate ? { encodings: [DEFLATE] } : {}),
    ...given({ name, place, country, timeZone, position }),
    machines: config.machines.map(({ id, type, ...rest }) => ({ id, type, ...given(rest) })),
    channels: config.drivers.flatMap(({ channels }) =>
      channels.map(({ name, unit, kind, min, max, heartbeatSeconds, reportSeconds }: ChannelConfig) =>
        // The longest silence about a channel that works: a heartbeat, and its wait for the message to leave.
        given({
          name,
          unit,
          kind,
          min,
          max,
          intervalSeconds: Math.min(86_400, heartbeatSeconds + reportSeconds),
        }),
      ),
    ),
  };
}
