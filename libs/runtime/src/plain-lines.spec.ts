import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConfigError, loadEnv } from './env.js';
import { linesEnv, plainHost, trusting } from './plain-lines.js';

describe('a line that others may listen on', () => {
  it.each([
    'postgres://u:p@db.example/bakeloop',
    'postgresql://u:p@db.example:5432/bakeloop?sslmode=require',
    'postgres://db.example/bakeloop?sslmode=verify-ca&uselibpqcompat=true',
    'postgres://db.example/bakeloop?sslmode=no-verify',
    'postgres://db.example/bakeloop?ssl=true',
    'postgres://db.example/bakeloop?sslmode=verify-full&sslmode=disable',
    'postgres://localhost/bakeloop?host=db.example',
    'postgres://bakeloop@/bakeloop?host=db.example',
    'mqtt://db.example:1883',
    'ws://DB.example/mqtt',
    'smtp://u:p@db.example',
    'smtps://db.example?tls.rejectUnauthorized=false',
    'http://db.example:4318',
    'postgres://db.example/bakeloop?host=',
  ])('is seen: %s', (address) => {
    expect(plainHost(address)).toBe('db.example');
  });

  it.each([
    'mqtt://10.0.0.5',
    'mqtt://127.0.0.1.example',
    'mqtt://[fd00::1]:1883',
    'mqtt://localhost.example',
  ])('goes beyond this machine: %s', (address) => {
    expect(plainHost(address)).not.toBeNull();
  });

  it.each([
    'postgres://db.example/bakeloop?sslmode=verify-full&sslrootcert=/ca.crt',
    'postgres://u@127.0.0.1:5432/bakeloop',
    'postgres://u@[::1]/bakeloop',
    'postgres:///bakeloop?host=/var/run/postgresql',
    'postgres://bakeloop@/bakeloop?host=/var/run/postgresql',
    'postgres://%2Fvar%2Frun%2Fpostgresql/bakeloop',
    'mqtts://broker.example:8883',
    'wss://broker.example/mqtt',
    'mqtt://localhost:1883',
    'mqtt://127.9.9.9',
    'smtp://mail.example?requireTLS=true',
    'smtps://mail.example',
    'https://collector.example:4318',
  ])('is none: %s', (address) => {
    expect(plainHost(address)).toBeNull();
  });
});

describe('a program', () => {
  const schema = z.object({ DATABASE_URL: z.string(), MQTT_URL: z.string(), ...linesEnv });
  const plain = { DATABASE_URL: 'postgres://u:secret@db.example/x', MQTT_URL: 'mqtt://broker.example' };

  it('does not start on a plain line, and says of each what to write, without its password', () => {
    const load = (more = {}) => loadEnv(schema, { ...plain, ...more });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(/DATABASE_URL: the line to db\.example .*sslmode=verify-full/);
    expect(load).toThrow(/MQTT_URL: the line to broker\.example .*mqtts:.*PLAIN_LINES=broker\.example/);
    expect(load).not.toThrow(/secret/);
    expect(() => load({ PLAIN_LINES: 'broker.example' })).toThrow(/^((?!MQTT_URL).)*$/s);
    expect(load({ PLAIN_LINES: 'Broker.example, db.example' })).toMatchObject(plain);
  });

  it('reaches a broker of its own machine by whichever address that listens at', () => {
    const own = { DATABASE_URL: 'postgres://localhost/x', MQTT_URL: 'mqtt://[fd00::7]:1883' };
    expect(() => loadEnv(schema, own)).toThrow(/fd00::7/);
    for (const said of [undefined, 'other.lan'])
      expect(loadEnv(schema, { ...own, ...trusting(own.MQTT_URL, said) })).toMatchObject(own);
    expect(trusting('mqtt://127.0.0.1:1883', undefined)).toEqual({});
  });

  it('does not start where no certificate would be looked at', () => {
    const secret = {
      DATABASE_URL: 'postgres://db.example/x?sslmode=verify-full',
      MQTT_URL: 'mqtts://broker.example',
    };
    expect(loadEnv(schema, secret)).toEqual(secret);
    expect(() => loadEnv(schema, { ...secret, NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toThrow(
      /NODE_TLS_REJECT_UNAUTHORIZED: with 0/,
    );
  });
});
