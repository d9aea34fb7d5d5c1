import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConfigError, loadEnv } from './env.js';

const schema = z.object({
  MQTT_URL: z.url().describe('where the broker is'),
  PORT: z.coerce.number().int().default(4600),
});

describe('loadEnv', () => {
  it('gives parsed, frozen settings and treats an empty variable as not set', () => {
    const env = loadEnv(schema, { MQTT_URL: 'mqtt://localhost', PORT: '', OTHER: 'x' });
    expect(env).toEqual({ MQTT_URL: 'mqtt://localhost', PORT: 4600 });
    expect(Object.isFrozen(env)).toBe(true);
  });

  it('lists every fault with what the variable is for, and never the value', () => {
    const read = () => loadEnv(schema, { MQTT_URL: 'secret not a url', PORT: 'many' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/MQTT_URL: .*\(where the broker is\)\n {2}PORT: /);
    expect(read).not.toThrow(/secret/);
  });
});
