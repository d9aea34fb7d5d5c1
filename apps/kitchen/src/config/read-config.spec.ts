import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ConfigError } from '@bakeloop/runtime';
import { describeConfig } from './describe-config.js';
import { parseConfig, readConfigFile } from './read-config.js';

const SAMPLE = fileURLToPath(new URL('../../../../infra/kitchen/kitchen.yaml', import.meta.url));
const MINIMAL = `
kitchen: { id: ke-msa-01 }
broker: { url: mqtt://127.0.0.1 }
machines:
  - { id: extruder-1, type: extruder }
drivers:
  - name: plc
    type: modbus-tcp
    host: 10.0.0.2
    channels:
      - { name: extruder-1/speed, unit: 1/min, register: 3 }
`;
const faultsOf = (text: string): string[] => {
  try {
    parseConfig(text, 'kitchen.yaml');
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  return [];
};
const changed = (from: string, to: string): string[] => {
  expect(MINIMAL).toContain(from);
  return faultsOf(MINIMAL.replace(from, to));
};

describe('a configuration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bakeloop-config-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const fileWith = (text: string): string => {
    const file = join(folder, 'kitchen.yaml');
    writeFileSync(file, text);
    return file;
  };

  it('of the sample is complete, and says what it would read', () => {
    const config = readConfigFile(SAMPLE, { STATE_DIRECTORY: '/var/lib/bakeloop-kitchen' });
    const told = describeConfig(config);
    expect(told).toContain('Kitchen ke-msa-01, Likoni Beam Kitchen: 4 machines, 12 channels from 5 drivers');
    expect(told).toContain('plc: Modbus TCP at 192.168.1.10:502, 4 requests a round');
    expect(told).toContain('Keeps up to 256 MB in /var/lib/bakeloop-kitchen');
    expect(told).toMatch(
      /extruder-1\/barrel-1-temperature +Cel +gauge +every 5 s; changes above 0.5 Cel within 10 s, else every 60 s/,
    );
  });

  it('may be short: what is left out has a sensible value', () => {
    const config = parseConfig(MINIMAL, 'kitchen.yaml');
    expect(config.outbox.maxMegabytes).toBe(256);
    expect(config.drivers[0]?.channels[0]).toMatchObject({
      kind: 'gauge',
      sampleSeconds: 5,
      reportSeconds: 10,
      heartbeatSeconds: 60,
      deadband: 0,
      table: 'holding',
      factor: 1,
    });
  });

  it('may be JSON', () => {
    const config = parseConfig(MINIMAL, 'kitchen.yaml');
    expect(parseConfig(JSON.stringify(config, null, 2), 'kitchen.json')).toEqual(config);
  });

  it('tells all that is wrong at once, by line, with what to write instead', () => {
    const faults = faultsOf(`
kitchen: { id: KE_1, country: Kenya, timeZone: Nairobi, position: [200, 0] }
broker: { url: broker.example }
drivers:
  - name: plc
    type: modbus-udp
    channels: []
  - name: dryer
    type: http
    url: http://10.0.0.1/
    timeoutSeconds: soon
    channels:
      - { name: dryer, unit: Cel, pointer: temperature, heartbeatSecond: 5 }
`);
    expect(faults).toEqual([
      expect.stringMatching(/^kitchen.yaml:2 kitchen.id: write 3 to 32 characters .* \(it says "KE_1"\)$/),
      expect.stringMatching(/^kitchen.yaml:2 kitchen.country: write the two capital letters .*"Kenya"/),
      expect.stringMatching(/^kitchen.yaml:2 kitchen.timeZone: write an IANA time zone/),
      expect.stringMatching(/^kitchen.yaml:2 kitchen.position\[0\]: /),
      expect.stringMatching(/^kitchen.yaml:3 broker.url: write where the broker is/),
      'kitchen.yaml:6 drivers[0].type: "modbus-udp" is not known: write one of modbus-tcp, modbus-rtu, scale, mqtt-in, http, simulated',
      expect.stringMatching(/^kitchen.yaml:11 drivers\[1\].timeoutSeconds: write a number, not "soon"$/),
      expect.stringMatching(/^kitchen.yaml:13 drivers\[1\].channels\[0\].name: write machine\/measure/),
      expect.stringMatching(/^kitchen.yaml:13 drivers\[1\].channels\[0\].pointer: write a JSON pointer/),
      expect.stringMatching(
        /^kitchen.yaml:13 drivers\[1\].channels\[0\]: "heartbeatSecond" is not known here/,
      ),
    ]);
  });

  it.each([
    [
      'extruder-1/speed, unit',
      'extruder-2/speed, unit',
      /:11 .*name: there is no machine "extruder-2".*write one of extruder-1/,
    ],
    [
      'register: 3',
      'register: 3, reportSeconds: 1',
      /reportSeconds: 1 s is shorter than sampleSeconds \(5 s\)/,
    ],
    [
      'register: 3',
      'register: 3, heartbeatSeconds: 5',
      /heartbeatSeconds: 5 s is shorter than reportSeconds/,
    ],
    ['register: 3', 'register: 3, min: 5, max: 5', /min: 5 is not below max/],
    ['register: 3', 'register: 3, min: 0, max: 5, deadband: 5', /deadband: 5 is as wide as the range/],
    ['register: 3', 'register: 40001000', /register: write the address as the protocol counts/],
    ['register: 3', 'register: 3, factor: 0', /factor: a factor of 0/],
    ['register: 3', 'register: 3, table: coil, dataType: int16', /dataType: a coil is one bit/],
    ['register: 3', 'register: 3, bit: 2', /bit: a bit is picked from a register of dataType bool/],
    ['register: 3', 'register: 3, sampleSeconds: 0.01', /sampleSeconds: write at least 0.1 s/],
    ['register: 3', 'register: 3, kind: meter', /kind: "meter" is not known: write one of gauge, counter/],
    ['host: 10.0.0.2', 'port: 502', /:7 drivers\[0\].host: missing: write a text$/],
    [
      '- { id: extruder-1, type: extruder }',
      '- { id: a, type: b }\n  - { id: a, type: c }',
      /:6 machines\[1\].id: "a" is named twice/,
    ],
  ])('finds the fault when "%s" becomes "%s"', (from, to, fault) => {
    expect(changed(from, to)).toContainEqual(expect.stringMatching(fault));
  });

  it('is refused where it has more channels, or more to say of them, than a birth certificate holds (B1, T3)', () => {
    const withChannels = (count: number, tail = ''): string[] => {
      const half = (from: number, to: number): string =>
        Array.from(
          { length: to - from },
          (_, at) =>
            `      - { name: extruder-1/${tail}${String(from + at).padStart(4, '0')}, unit: Cel, register: ${from + at} }`,
        ).join('\n');
      const [head, driver] = [MINIMAL.indexOf('  - name: plc'), MINIMAL.indexOf('      - { name: extruder')];
      const second = MINIMAL.slice(head, driver).replace('plc', 'plc-2');
      return faultsOf(
        `${MINIMAL.slice(0, driver)}${half(0, count >> 1)}\n${second}${half(count >> 1, count)}\n`,
      );
    };
    expect(withChannels(2_000)).toEqual([]);
    expect(withChannels(2_001)).toEqual([
      'kitchen.yaml:7 drivers: 2001 channels in all, and a kitchen declares at most 2000: leave out what nobody needs, or make it two kitchens',
    ]);
    expect(withChannels(2_000, 'x'.repeat(80))).toEqual([
      expect.stringMatching(
        /^kitchen.yaml:7 drivers: the birth certificate of these 2000 channels has 3\d{5} bytes, and the platform takes at most 262144: shorten/,
      ),
    ]);
  });

  it('finds a channel that two drivers read, two drivers of one name, and two passwords', () => {
    const again = MINIMAL.slice(MINIMAL.indexOf('  - name: plc'));
    expect(faultsOf(MINIMAL + again)).toEqual([
      expect.stringMatching(/:12 drivers\[1\].name: "plc" is the name of drivers\[0\] too/),
      expect.stringMatching(
        /:16 drivers\[1\].channels\[0\].name: "extruder-1\/speed" is read by drivers\[0\].channels\[0\] already/,
      ),
    ]);
    expect(changed('url: mqtt://127.0.0.1', 'url: mqtt://127.0.0.1, password: a, passwordFile: b')).toEqual([
      expect.stringMatching(/broker.passwordFile: write either/),
    ]);
  });

  it('names the line of what is not YAML, and refuses a bomb of aliases', () => {
    expect(faultsOf('kitchen:\n  id: "never ends')).toEqual([
      expect.stringMatching(/^kitchen.yaml:2 not YAML/),
    ]);
    const bomb = [
      'a: &a [x]',
      ...'bcdefghi'.split('').map((name, at) => `${name}: &${name} [${`*${'abcdefgh'[at]},`.repeat(9)}]`),
    ];
    expect(faultsOf(bomb.join('\n'))).toHaveLength(1);
    expect(faultsOf('')).toEqual([expect.stringMatching(/:1 the file: write fields/)]);
  });

  it('checks a scale for what it is', () => {
    const scale = (fields: string, unit = 'kg'): string[] =>
      faultsOf(
        `${MINIMAL}  - { name: scale, type: scale, path: /dev/ttyUSB0, ${fields}, channels: [{ name: extruder-1/feed, unit: ${unit} }] }`,
      );
    expect(scale('protocol: continuous')).toEqual([]);
    expect(scale('protocol: continuous', 'Cel')).toEqual([
      expect.stringMatching(/unit: a scale measures mass/),
    ]);
    expect(scale('protocol: pattern')).toEqual([expect.stringMatching(/needs a regular expression/)]);
    expect(scale("protocol: pattern, pattern: '(['")).toEqual([
      expect.stringMatching(/pattern: Invalid regular expression/),
    ]);
    expect(scale("protocol: pattern, pattern: '\\d+'")).toEqual([expect.stringMatching(/no group "value"/)]);
    expect(scale('protocol: continuous, ask: true')).toEqual([
      expect.stringMatching(/ask: only a scale with/),
    ]);
  });

  it('yields to the environment, and reads a password from a file beside it', () => {
    writeFileSync(join(folder, 'secret'), 'from a file\n');
    const file = fileWith(
      MINIMAL.replace('url: mqtt://127.0.0.1', 'url: mqtt://127.0.0.1, username: file, passwordFile: secret'),
    );
    expect(readConfigFile(file, { MQTT_URL: '' }).broker).toEqual({
      url: 'mqtt://127.0.0.1',
      deflate: true,
      username: 'file',
      password: 'from a file',
    });
    const config = readConfigFile(file, {
      MQTT_URL: 'mqtts://b:1',
      MQTT_USERNAME: 'env',
      MQTT_PASSWORD: 'p',
      KITCHEN_OUTBOX: '/o',
    });
    expect(config.broker).toEqual({ url: 'mqtts://b:1', deflate: true, username: 'env', password: 'p' });
    expect(config.outbox.folder).toBe('/o');
    expect(() => readConfigFile(file, { MQTT_PASSWORD_FILE: join(folder, 'none') })).toThrow(
      /password file .* cannot be read/,
    );
    expect(() => readConfigFile(join(folder, 'none.yaml'), {})).toThrow(/cannot be read/);
  });

  it('speaks to no broker on another machine without TLS, unless it was said that nobody listens', () => {
    const at = (broker: string) => fileWith(MINIMAL.replace('{ url: mqtt://127.0.0.1 }', broker));
    const plain = at('{ url: mqtt://broker.example }');
    expect(() => readConfigFile(plain, {})).toThrow(
      /broker at broker\.example is not encrypted.*mqtts:.*broker\.url of .*broker\.plain: true/,
    );
    expect(() => readConfigFile(fileWith(MINIMAL), { MQTT_URL: 'ws://broker.example' })).toThrow(
      /is not encrypted.*in MQTT_URL/,
    );
    expect(readConfigFile(plain, { MQTT_URL: 'wss://broker.example' }).broker.url).toBe(
      'wss://broker.example',
    );
    expect(readConfigFile(at('{ url: mqtt://broker.lan, plain: true }'), {}).broker).toEqual({
      url: 'mqtt://broker.lan',
      deflate: true,
      username: undefined,
      password: undefined,
    });
  });

  it('uses the credential that was claimed, unless a password is written down', () => {
    const file = fileWith(MINIMAL);
    const read = (environment: Record<string, string> = {}) =>
      readConfigFile(file, { KITCHEN_OUTBOX: folder, ...environment }).broker;
    expect(read()).toMatchObject({ username: undefined, password: undefined });
    const credential = join(folder, 'ke-msa-01.credential.json');
    writeFileSync(credential, JSON.stringify({ username: 'ke-msa-01.2', password: 'claimed' }));
    expect(read()).toMatchObject({ username: 'ke-msa-01.2', password: 'claimed' });
    expect(read({ MQTT_USERNAME: 'ke-msa-01', MQTT_PASSWORD: 'own' })).toMatchObject({
      username: 'ke-msa-01',
      password: 'own',
    });
    writeFileSync(credential, '{"username":');
    expect(() => read()).toThrow(
      /ke-msa-01\.credential\.json cannot be used \(it is damaged\).*kitchen claim/,
    );
    rmSync(credential);
  });

  it('takes certificates from files beside it, in pairs, and not in the clear', () => {
    writeFileSync(join(folder, 'own.crt'), 'a certificate');
    writeFileSync(join(folder, 'own.key'), 'a key');
    const secured = MINIMAL.replace(
      '{ url: mqtt://127.0.0.1 }',
      '{ url: mqtts://a, cert: own.crt, key: own.key }',
    );
    const config = readConfigFile(fileWith(secured), { KITCHEN_OUTBOX: folder });
    expect(config.broker.tls).toEqual({
      ca: undefined,
      cert: Buffer.from('a certificate'),
      key: Buffer.from('a key'),
    });
    expect(describeConfig(config)).toContain('with a certificate');
    expect(changed('mqtt://127.0.0.1', 'mqtts://a, cert: own.crt')).toEqual([
      'kitchen.yaml:3 broker.cert: a certificate and its key belong together: write key too',
    ]);
    expect(changed('mqtt://127.0.0.1', 'mqtt://127.0.0.1, ca: ca.crt')).toEqual([
      'kitchen.yaml:3 broker.url: certificates need TLS: write mqtts:// or wss://',
    ]);
    expect(() =>
      readConfigFile(fileWith(secured.replace('own.key', 'none.key')), { KITCHEN_OUTBOX: folder }),
    ).toThrow(/none\.key cannot be read/);
  });

  it('keeps secrets out of what it tells', () => {
    const faults = faultsOf(
      MINIMAL.replace('url: mqtt://127.0.0.1', 'url: mqtt://127.0.0.1, password: [hunter2]'),
    );
    expect(faults).toHaveLength(1);
    expect(faults.join()).not.toContain('hunter2');
    const config = readConfigFile(
      fileWith(MINIMAL.replace('mqtt://127.0.0.1', 'mqtt://me:hunter2@127.0.0.1')),
      {
        MQTT_PASSWORD: 'hunter3',
      },
    );
    expect(describeConfig(config)).not.toMatch(/hunter[23]/);
  });
});
