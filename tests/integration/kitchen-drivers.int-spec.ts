import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { open } from 'node:fs/promises';
import {
  createDriver,
  parseConfig,
  startConfiguredKitchen,
  type ConfiguredKitchenOptions,
  type RunningConfiguredKitchen,
} from '@bakeloop/kitchen';
import { createLogger } from '@bakeloop/runtime';
import { beforeAll, expect, it } from '@jest/globals';
import modbus from 'modbus-serial';
import { connectAsync } from 'mqtt';
import { atEnd, tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startFakePlatform, type FakePlatform } from '../support/fake-platform.js';
import { startMosquitto } from '../support/mosquitto.js';
import { describeWith } from '../support/programs.js';
import { startPseudoTerminal } from '../support/pseudo-terminal.js';
import { freePort, type ServerProcess } from '../support/server-process.js';

/** Impatient, so that the test is: as in operation but for the waits. */
const QUICK = {
  leastWaitMs: 50,
  backoff: { baseMs: 50, maxMs: 200 },
  watchMs: 50,
  startMs: 2_000,
  graceMs: 300,
};

interface Kitchen {
  id: string;
  platform: FakePlatform;
  running: RunningConfiguredKitchen;
  /** State of one driver. */
  driver(name: string): ReturnType<RunningConfiguredKitchen['status']>['drivers'][number];
  /** Waits until a channel has been reported with this value last. */
  shows(channel: string, value: number): Promise<void>;
}

describeWith(['mosquitto', 'socat'], 'the drivers of a kitchen', () => {
  let broker: ServerProcess;
  let kitchens = 0;
  beforeAll(async () => {
    broker = await startMosquitto();
  });

  /** Runs a kitchen with these drivers (YAML), every channel of which is `m/…`. */
  const kitchenWith = async (
    drivers: string,
    over: Partial<ConfiguredKitchenOptions> = {},
  ): Promise<Kitchen> => {
    const id = `drivers-${++kitchens}`;
    const platform = await startFakePlatform(broker.url, id);
    const {
      broker: _,
      outbox: __,
      ...file
    } = parseConfig(
      `kitchen: { id: ${id} }\nbroker: { url: '${broker.url}' }\nmachines: [{ id: m, type: test }]\ndrivers:\n${drivers}`,
      `${id}.yaml`,
    );
    const running = await startConfiguredKitchen({
      config: {
        ...file,
        broker: { url: broker.url, deflate: true },
        outbox: { folder: await tempDir(), maxBytes: 4e6 },
      },
      logger: createLogger('test', { level: 'silent' }),
      supervision: QUICK,
      ...over,
    });
    atEnd(() => running.stop());
    const driver: Kitchen['driver'] = (name) =>
      running.status().drivers.find((status) => status.name === name)!;
    return {
      id,
      platform,
      running,
      driver,
      shows: (channel, value) =>
        eventually(() => expect(platform.values(channel).at(-1)).toBe(value), { withinMs: 15_000 }),
    };
  };
  const FAST = 'sampleSeconds: 0.1, reportSeconds: 0.2, heartbeatSeconds: 1';

  const httpServer = async (handle: Parameters<typeof createServer>[1] & object): Promise<string> => {
    const server: Server = createServer(handle).listen(0, '127.0.0.1');
    await once(server, 'listening');
    atEnd(async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  /** A Modbus device: registers 100… of the holding table, coils, inputs; what is asked is counted. */
  const modbusDevice = (registers: Map<number, number>) => {
    const asked: string[] = [];
    const illegal = (): never => {
      throw Object.assign(new Error('no such register'), { modbusErrorCode: 2 });
    };
    const words = (start: number, length: number): number[] =>
      Array.from({ length }, (_, at) => registers.get(start + at) ?? illegal());
    return {
      asked,
      vector: {
        getMultipleHoldingRegisters: (start: number, length: number): number[] => {
          asked.push(`holding ${start}+${length}`);
          return words(start, length);
        },
        // The library asks these two for a single register.
        getHoldingRegister: (at: number): number => {
          asked.push(`holding ${at}+1`);
          return words(at, 1)[0]!;
        },
        getInputRegister: (at: number): number => words(at, 1)[0]!,
        getMultipleInputRegisters: (start: number, length: number): number[] => words(start, length),
        getCoil: (at: number): boolean => at === 3,
        getDiscreteInput: (at: number): boolean => at === 4,
      },
    };
  };
  const startModbusTcp = async (port: number, registers: Map<number, number>) => {
    const device = modbusDevice(registers);
    const server = new modbus.ServerTCP(device.vector, { host: '127.0.0.1', port, unitID: 1 });
    await once(server, 'initialized');
    let closing: Promise<void> | undefined;
    const close = (): Promise<void> => (closing ??= new Promise((closed) => server.close(() => closed())));
    atEnd(close);
    return { ...device, close };
  };

  it('Modbus TCP: every table and data type, neighbours in one request, one bad register costs only itself', async () => {
    const port = await freePort();
    const float = Buffer.alloc(4);
    float.writeFloatBE(20.1);
    const registers = new Map([
      [100, 0xff9c],
      [101, 2013],
      [102, float.readUInt16BE(2)],
      [103, float.readUInt16BE(0)],
      [104, 0x0001],
      [105, 0x86a0],
    ]);
    const device = await startModbusTcp(port, registers);
    const { shows, driver } = await kitchenWith(`
  - name: plc
    type: modbus-tcp
    host: 127.0.0.1
    port: ${port}
    channels:
      - { name: m/signed, unit: Cel, register: 100, ${FAST} }
      - { name: m/scaled, unit: Cel, register: 101, factor: 0.1, offset: -1, ${FAST} }
      - { name: m/float, unit: Cel, register: 102, dataType: float32, wordOrder: little, ${FAST} }
      - { name: m/count, unit: '1', kind: counter, register: 104, dataType: uint32, ${FAST} }
      - { name: m/input, unit: A, table: input, register: 101, dataType: uint16, ${FAST} }
      - { name: m/coil, unit: /, table: coil, register: 3, ${FAST} }
      - { name: m/switch, unit: /, table: discrete, register: 4, ${FAST} }
      - { name: m/missing, unit: A, register: 109, ${FAST} }
`);
    await shows('m/signed', -100);
    await shows('m/scaled', 200.3);
    await shows('m/float', 20.1);
    await shows('m/count', 100_000);
    await shows('m/input', 2_013);
    await shows('m/coil', 1);
    await shows('m/switch', 1);
    expect(driver('plc')).toMatchObject({
      state: 'ok',
      channels: { 'm/missing': expect.stringMatching(/address/i) },
    });
    // All neighbours in one request at first, until the device refused the one that is not there.
    expect(device.asked[0]).toBe('holding 100+10');

    registers.set(109, 7);
    await shows('m/missing', 7);
    expect(driver('plc').channels).toEqual({});

    await device.close();
    await eventually(() => expect(driver('plc').state).toBe('failing'));
    registers.set(101, 1_000);
    await startModbusTcp(port, registers);
    await shows('m/scaled', 99);
    expect(driver('plc').state).toBe('ok');
  });

  it('Modbus TCP: good neighbours stay one request, and a device that accepts but never answers is told as failing', async () => {
    const port = await freePort();
    const device = await startModbusTcp(
      port,
      new Map([
        [0, 1],
        [1, 2],
        [2, 3],
        [7, 8],
      ]),
    );
    const mute = createTcpServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    atEnd(() => new Promise((closed) => mute.close(() => closed())));
    const { shows, driver } = await kitchenWith(`
  - name: plc
    type: modbus-tcp
    host: 127.0.0.1
    port: ${port}
    gap: 0
    channels:
      - { name: m/a, unit: A, register: 0, ${FAST} }
      - { name: m/b, unit: A, register: 1, ${FAST} }
      - { name: m/c, unit: A, register: 2, ${FAST} }
      - { name: m/d, unit: A, register: 7, ${FAST} }
  - name: mute
    type: modbus-tcp
    host: 127.0.0.1
    port: ${(mute.address() as AddressInfo).port}
    timeoutSeconds: 0.1
    channels:
      - { name: m/never, unit: A, register: 0, ${FAST} }
`);
    await shows('m/d', 8);
    await eventually(() => expect(driver('mute').state).toBe('failing'));
    expect(driver('mute').lastError).toMatch(/timed out/i);
    expect(new Set(device.asked)).toEqual(new Set(['holding 0+3', 'holding 7+1']));
  });

  it('Modbus RTU on a serial line, and the line unplugged and plugged in again', async () => {
    const line = await startPseudoTerminal();
    const registers = new Map([
      [0, 500],
      [1, 501],
    ]);
    const serve = async () => {
      const server = new modbus.ServerSerial(modbusDevice(registers).vector, {
        path: line.otherEnd,
        baudRate: 19_200,
        unitID: 5,
      } as ConstructorParameters<typeof modbus.ServerSerial>[1]);
      server.on('error', () => undefined);
      await once(server, 'initialized');
      atEnd(() => new Promise((closed) => server.close(() => closed())));
    };
    await serve();
    const { shows, driver } = await kitchenWith(`
  - name: bus
    type: modbus-rtu
    path: ${line.path}
    baudRate: 19200
    unitId: 5
    timeoutSeconds: 0.3
    channels:
      - { name: m/a, unit: A, register: 0, factor: 0.1, ${FAST} }
      - { name: m/b, unit: A, register: 1, factor: 0.1, ${FAST} }
      - { name: m/other-unit, unit: A, register: 1, unitId: 9, ${FAST} }
`);
    await shows('m/a', 50);
    await shows('m/b', 50.1);
    // Unit 9 is not on the bus: its channel fails, the others go on.
    await eventually(() =>
      expect(driver('bus').channels).toEqual({ 'm/other-unit': expect.stringMatching(/timed out/i) }),
    );
    expect(driver('bus').state).toBe('ok');

    await line.unplug();
    await eventually(() => expect(driver('bus').state).toBe('failing'), { withinMs: 10_000 });
    registers.set(0, 600);
    await line.plug();
    await serve();
    await shows('m/a', 60);
  });

  it('a scale that sends continuously: only stable weights, in pieces, and unplugged', async () => {
    const line = await startPseudoTerminal();
    const say = async (text: string): Promise<void> => {
      const port = await open(line.otherEnd, 'w');
      await port.write(text);
      await port.close();
    };
    const { shows, platform, driver } = await kitchenWith(`
  - name: gate
    type: scale
    path: ${line.path}
    protocol: continuous
    channels:
      - { name: m/weight, unit: kg, ${FAST} }
`);
    await eventually(() => expect(driver('gate').state).toBe('ok'));
    await say('US,GS,+  10.1 kg\r\nUS,GS,+  11.9 kg\r\nST,GS,+  12.');
    await say('345 kg\r\nUS,GS,+  99.9 kg\r\n');
    await shows('m/weight', 12.345);
    await say('OL,GS,+ 99999 kg\r\n');
    await eventually(() => expect(driver('gate').channels).toEqual({ 'm/weight': 'overload' }));
    await say('ST,GS,+ 1250 g\r\n');
    await shows('m/weight', 1.25);
    expect(new Set(platform.values('m/weight'))).toEqual(new Set([12.345, 1.25]));

    await line.unplug();
    await eventually(() => expect(driver('gate').state).toBe('failing'), { withinMs: 10_000 });
    await line.plug();
    await eventually(() => expect(driver('gate').state).toBe('ok'), { withinMs: 10_000 });
    await say('ST,GS,+  7.5 kg\r\n');
    await shows('m/weight', 7.5);
  });

  it('a Mettler-Toledo that is asked (SICS), and one that does not answer', async () => {
    const line = await startPseudoTerminal();
    const scale = await open(line.otherEnd, 'r+');
    let answering = true;
    const answer = (async () => {
      const buffer = Buffer.alloc(64);
      for (;;) {
        const { bytesRead } = await scale.read(buffer, 0, 64, null);
        if (bytesRead === 0) return;
        if (answering && buffer.toString('latin1', 0, bytesRead).includes('SI'))
          await scale.write('S S     42.50 kg\r\n');
      }
    })().catch(() => undefined);
    const { shows, driver, running } = await kitchenWith(`
  - name: bench
    type: scale
    path: ${line.path}
    protocol: sics
    ask: true
    channels:
      - { name: m/weight, unit: kg, ${FAST} }
`);
    await shows('m/weight', 42.5);
    answering = false;
    await eventually(() =>
      expect(driver('bench')).toMatchObject({
        state: 'failing',
        lastError: expect.stringMatching(/does not answer/),
      }),
    );
    answering = true;
    await eventually(() => expect(driver('bench').state).toBe('ok'));
    await running.stop();
    await line.unplug();
    await answer;
    await scale.close();
  });

  it('sensors on a local broker: SenML, a number, JSON; retained numbers are not news; the broker dies and comes back', async () => {
    const local = await startMosquitto();
    const sensor = await connectAsync(local.url, { reconnectPeriod: 100 });
    atEnd(() => sensor.endAsync(true));
    sensor.on('error', () => undefined);
    await sensor.publishAsync('plain', '99', { retain: true, qos: 1 });
    const { shows, platform, driver } = await kitchenWith(`
  - name: zigbee
    type: mqtt-in
    url: ${local.url}
    channels:
      - { name: m/plain, unit: Cel, topic: plain, ${FAST} }
      - { name: m/json, unit: '%RH', topic: office, pointer: /humidity, ${FAST} }
      - { name: m/senml, unit: Cel, topic: senml, senmlName: 'urn:dev:ow:10e2/t', ${FAST} }
`);
    await eventually(() => expect(driver('zigbee').state).toBe('ok'));
    const publish = (topic: string, body: unknown) =>
      sensor.publishAsync(topic, typeof body === 'string' ? body : JSON.stringify(body), { qos: 1 });
    await publish('plain', '21.5');
    await publish('office', { temperature: 20, humidity: '55.5' });
    const tenAgo = Date.now() / 1_000 - 10;
    await publish('senml', [
      { bn: 'urn:dev:ow:10e2/', n: 't', u: 'K', v: 293.15, t: -5 },
      { n: 't', u: 'K', v: 294.15, bt: tenAgo },
      { n: 'battery', u: '%', v: 99 },
    ]);
    await shows('m/plain', 21.5);
    await shows('m/json', 55.5);
    await shows('m/senml', 20);
    expect(platform.values('m/plain')).toEqual([21.5]);
    const [early, late] = platform.readings
      .filter(({ channel }) => channel === 'm/senml')
      .toSorted((a, b) => a.timeMs - b.timeMs);
    expect(early!.value).toBe(21);
    expect(Math.abs(early!.timeMs - tenAgo * 1_000)).toBeLessThan(100);
    expect(late!.timeMs - early!.timeMs).toBeGreaterThan(4_000);

    await publish('plain', 'hot');
    await eventually(() =>
      expect(driver('zigbee').channels).toEqual({ 'm/plain': expect.stringMatching(/no number/) }),
    );
    await local.kill9();
    await eventually(() => expect(driver('zigbee').state).toBe('failing'));
    await local.restart();
    await eventually(() => expect(driver('zigbee').state).toBe('ok'), { withinMs: 15_000 });
    await publish('plain', '22');
    await shows('m/plain', 22);
  });

  it('a device with a status page: numbers at their pointers; errors, silence and floods are told', async () => {
    let body = '{"sensors":[{"t":"61.5"},{"t":null}],"on":true}';
    let status = 200;
    let silent = false;
    const asked = new Set<string>();
    const url = await httpServer((request, response) => {
      asked.add(request.url ?? '');
      if (silent) return;
      response.writeHead(status, { location: '/elsewhere' });
      response.end(body);
    });
    const { shows, driver } = await kitchenWith(`
  - name: dryer
    type: http
    url: ${url}/status.json
    timeoutSeconds: 0.3
    channels:
      - { name: m/air, unit: Cel, pointer: /sensors/0/t, ${FAST} }
      - { name: m/on, unit: /, pointer: /on, ${FAST} }
      - { name: m/none, unit: Cel, pointer: /sensors/1/t, ${FAST} }
`);
    await shows('m/air', 61.5);
    await shows('m/on', 1);
    expect(driver('dryer')).toMatchObject({
      state: 'ok',
      channels: { 'm/none': expect.stringMatching(/no number at/) },
    });
    const fails = (reason: RegExp): Promise<void> =>
      eventually(() =>
        expect(driver('dryer')).toMatchObject({ state: 'failing', lastError: expect.stringMatching(reason) }),
      );
    status = 503;
    await fails(/answered 503/);
    // Where it points to is not followed.
    status = 302;
    await fails(/answered 302/);
    expect([...asked]).toEqual(['/status.json']);
    status = 200;
    body = '<html>';
    await fails(/answered no JSON/);
    body = ' '.repeat(2_000_000);
    await fails(/more than 262144 bytes/);
    silent = true;
    await fails(/no answer within 0.3 s/);
    silent = false;
    body = '{"sensors":[{"t":62}]}';
    await shows('m/air', 62);
    expect(driver('dryer').state).toBe('ok');
  });

  it('one that hangs, one that throws, one that floods and one that never connects do not stop the others', async () => {
    let count = 0;
    const url = await httpServer((_request, response) => void response.end(String(++count)));
    const nowhere = await freePort();
    const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    const channel = (name: string): string => `{ name: m/${name}, unit: '1', ${FAST} }`;
    const http = (name: string): string => `
  - { name: ${name}, type: http, url: '${url}', channels: [${channel(name)}] }`;
    const { platform, driver, running } = await kitchenWith(
      `${http('good')}${http('hangs')}${http('throws')}${http('floods')}
  - { name: unconnected, type: modbus-tcp, host: 127.0.0.1, port: ${nowhere}, channels: [{ name: m/unconnected, unit: A, register: 0 }] }
  - { name: no-port, type: scale, path: /dev/does-not-exist, protocol: sics, channels: [{ name: m/no-port, unit: kg }] }
  - { name: no-broker, type: mqtt-in, url: 'mqtt://127.0.0.1:${nowhere}', channels: [{ name: m/no-broker, unit: A, topic: t }] }`,
      {
        driverOf: (config, kitchenId) => {
          switch (config.name) {
            case 'hangs':
              return Promise.resolve({ silenceMs: 300, run: () => new Promise(() => undefined) });
            case 'throws':
              return Promise.resolve({ run: () => Promise.reject(new Error('loose wire')) });
            case 'floods':
              return Promise.resolve({
                run: async ({ signal, report }) => {
                  for (let value = 0; !signal.aborted; value++) {
                    report({ channel: 'm/floods', value });
                    if (value % 1_000 === 0) await pause();
                  }
                },
              });
            default:
              return createDriver(config, kitchenId);
          }
        },
      },
    );
    await eventually(
      () => {
        expect(driver('hangs')).toMatchObject({
          state: 'failing',
          lastError: expect.stringMatching(/hangs/),
        });
        expect(driver('throws')).toMatchObject({ state: 'failing', lastError: 'loose wire' });
        expect(driver('unconnected')).toMatchObject({
          state: 'failing',
          lastError: expect.stringMatching(/ECONNREFUSED/),
        });
        expect(driver('no-port')).toMatchObject({
          state: 'failing',
          lastError: expect.stringMatching(/No such file/i),
        });
        expect(driver('no-broker')).toMatchObject({ state: 'failing' });
        expect(driver('floods').readings).toBeGreaterThan(100_000);
        expect(platform.values('m/good').length).toBeGreaterThan(20);
      },
      { withinMs: 20_000 },
    );
    expect(driver('good')).toMatchObject({ state: 'ok', failures: 0 });
    // A flood costs one reading a sampling interval (ten a second here), and with each the one before its jump.
    const { readings } = platform;
    const flooded = readings.filter((reading) => reading.channel === 'm/floods').map(({ timeMs }) => timeMs);
    const seconds = (Math.max(...flooded) - Math.min(...flooded)) / 1_000;
    expect(flooded.length).toBeLessThan(25 * seconds + 5);
    const began = performance.now();
    await running.stop();
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
