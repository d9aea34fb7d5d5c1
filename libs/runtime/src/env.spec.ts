import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
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

  describe('with NAME_FILE', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bakeloop-env-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'mqtt-url');
    writeFileSync(file, 'mqtt://from-file\n');

    it('reads the value from that file, without the newline at its end', () => {
      expect(loadEnv(schema, { MQTT_URL_FILE: file })).toMatchObject({ MQTT_URL: 'mqtt://from-file' });
    });

    it('goes by NAME where both are set', () => {
      expect(loadEnv(schema, { MQTT_URL: 'mqtt://given', MQTT_URL_FILE: file })).toMatchObject({
        MQTT_URL: 'mqtt://given',
      });
    });

    it('says which file cannot be read', () => {
      const missing = join(folder, 'missing');
      expect(() => loadEnv(schema, { MQTT_URL_FILE: missing })).toThrow(
        `MQTT_URL_FILE: the file ${missing} cannot be read (ENOENT)`,
      );
    });
  });
});
