import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { connectAsync } from 'mqtt';
import { setTimeout as wait } from 'node:timers/promises';
import { sized } from '../support/at-length.js';
import { atEnd, tempDir } from '../support/cleanup.js';
import { countingSensor } from '../support/counting-sensor.js';
import { eventually } from '../support/eventually.js';
import { startFakePlatform } from '../support/fake-platform.js';
import { startMosquitto } from '../support/mosquitto.js';
import { residentBytes } from '../support/processes.js';
import { describeWith } from '../support/programs.js';
import { startPseudoTerminal } from '../support/pseudo-terminal.js';

const AGENT = fileURLToPath(new URL('../../apps/kitchen/dist/main.js', import.meta.url));
/** The service unit gives the agent 256 MB; what comes near it has no bound, bytes. */
const MEMORY_LIMIT = 200 * 1024 * 1024;
/** Most of them send as fast as they can, and take a processor for as long as they do. */
const WATCHED_SECONDS = sized({ short: 3, long: 8 });

/** Throws the same dice in each run. */
function dice(seed: number): { int: (below: number) => number; bytes: (length: number) => Buffer } {
  let state = seed;
  const next = (): number => (state = (state * 48_271) % 2_147_483_647);
  return {
    int: (below) => next() % below,
    bytes: (length) => Buffer.from(Array.from({ length }, () => next() % 256)),
  };
}

async function listening(handle: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.on('close', () => sockets.delete(socket));
    handle(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((closed) => server.close(closed));
  });
  return (server.address() as AddressInfo).port;
}

describeWith(['mosquitto', 'socat'], 'hostile sensors', () => {
  /** Runs the agent with a good sensor and these drivers beside it. */
  const startBeside = async (id: string, drivers: string) => {
    const broker = await startMosquitto();
    const platform = await startFakePlatform(broker.url, id);
    const sensor = await countingSensor();
    const folder = await tempDir();
    const config = join(folder, 'kitchen.yaml');
    await writeFile(
      config,
      `kitchen: { id: ${id} }
broker: { url: '${broker.url}' }
machines: [{ id: m, type: test }]
drivers:
  - { name: good, type: http, url: '${sensor.url}', channels: [{ name: m/good, unit: '1', kind: counter, sampleSeconds: 0.2, reportSeconds: 0.4 }] }
${drivers}`,
    );
    const child = spawn(process.execPath, ['--max-old-space-size=128', AGENT, 'run', '--config', config], {
      env: { ...process.env, KITCHEN_OUTBOX: join(folder, 'outbox'), LOG_LEVEL: 'error' },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    atEnd(async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }
    });
    await eventually(() => expect(platform.values('m/good').length).toBeGreaterThan(3), { withinMs: 20_000 });
    let most = 0;
    return {
      platform,
      /** For so long the good sensor is read all the time, and nothing grows. */
      async isUnmoved(): Promise<void> {
        const from = sensor.count;
        for (let tenth = 0; tenth < WATCHED_SECONDS * 10; tenth++) {
          await wait(100);
          expect(child.exitCode).toBeNull();
          if (tenth % 5 === 0) most = Math.max(most, await residentBytes(child.pid!));
        }
        expect(most).toBeLessThan(MEMORY_LIMIT);
        // Five times a second; on a busy machine at least twice.
        expect(sensor.count - from).toBeGreaterThan(2 * WATCHED_SECONDS);
        await eventually(
          () => {
            const values = platform.values('m/good');
            expect(values.length).toBeGreaterThan(from);
            expect(values).toEqual(values.map((_, at) => values[0]! + at));
          },
          { withinMs: 15_000 },
        );
      },
    };
  };

  it('a controller that answers nonsense, in pieces, too much and unasked', async () => {
    const { int, bytes } = dice(1);
    const port = await listening((socket) => {
      socket.on('data', (question) => {
        const transaction = question.subarray(0, 4);
        const kind = int(9);
        const answer =
          kind === 0
            ? bytes(int(300))
            : kind === 1
              ? Buffer.concat([transaction, Buffer.from([0, 0])])
              : kind === 2
                ? Buffer.concat([transaction, Buffer.from([0, 3, 1, 3, 250])])
                : kind === 3
                  ? Buffer.concat([transaction, Buffer.from([0, 5, 1, 3, 2, 0xff, 0xff])])
                  : kind === 4
                    ? Buffer.concat([transaction, Buffer.from([0xff, 0xff]), bytes(200)])
                    : kind === 5
                      ? Buffer.concat([transaction, Buffer.from([0, 2, 1, 0x83])])
                      : kind === 6
                        ? Buffer.concat([transaction, Buffer.from([0, 1, 1])])
                        : kind === 7
                          ? Buffer.alloc(6_000)
                          : Buffer.concat([transaction, Buffer.from([0, 7, 1, 3, 4, 0x7f, 0xc0, 0, 0])]);
        socket.write(answer);
        if (int(20) === 0) socket.destroy();
      });
      const unasked = setInterval(() => socket.write(bytes(1_000)), 50);
      socket.on('close', () => clearInterval(unasked));
    });
    const { isUnmoved } = await startBeside(
      'hostile-plc',
      `  - name: plc
    type: modbus-tcp
    host: 127.0.0.1
    port: ${port}
    timeoutSeconds: 0.1
    channels:
      - { name: m/a, unit: Cel, register: 1, dataType: float32, sampleSeconds: 0.1, reportSeconds: 0.1 }
      - { name: m/b, unit: Cel, table: coil, register: 1, sampleSeconds: 0.1, reportSeconds: 0.1 }
`,
    );
    await isUnmoved();
  });

  it('a page of no protocol, of endless headers, of deep and huge documents', async () => {
    const { int, bytes } = dice(2);
    const port = await listening((socket) => {
      socket.once('data', () => {
        const head = 'HTTP/1.1 200 OK\r\nconnection: close\r\n';
        switch (int(8)) {
          case 0:
            return void socket.end(bytes(1_000));
          case 1: {
            socket.write('HTTP/1.1 200 OK\r\n');
            const more = setInterval(() => socket.write(`x-${int(1e9)}: ${'y'.repeat(1_000)}\r\n`), 5);
            return void socket.on('close', () => clearInterval(more));
          }
          case 2:
            return void socket.end(`${head}\r\n${'['.repeat(1_000_000)}`);
          case 3:
            return void socket.end(`${head}\r\n{"t":${'9'.repeat(500_000)}}`);
          case 4: {
            socket.write(`${head}transfer-encoding: chunked\r\n\r\n`);
            const more = setInterval(() => socket.write(`10000\r\n${'z'.repeat(65_536)}\r\n`), 1);
            return void socket.on('close', () => clearInterval(more));
          }
          case 5:
            return void socket.end(`HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\n\r\n`);
          case 6:
            return void socket.end(`${head}content-length: 99999999\r\n\r\n{"__proto__":{"t":1},"t":1e309}`);
          default:
            return void socket.end(`${head}content-encoding: gzip\r\n\r\n{"t":"\u0000\ud800"}`);
        }
      });
    });
    const { isUnmoved } = await startBeside(
      'hostile-page',
      `  - { name: page, type: http, url: 'http://127.0.0.1:${port}', timeoutSeconds: 0.5, channels: [{ name: m/t, unit: Cel, pointer: /t, sampleSeconds: 0.1, reportSeconds: 0.1 }] }
`,
    );
    await isUnmoved();
  });

  it('a scale that is noise at full speed', async () => {
    const { path, otherEnd } = await startPseudoTerminal();
    const scale = await open(otherEnd, 'r+');
    atEnd(() => scale.close());
    const { bytes } = dice(3);
    const noise = bytes(4_096);
    let noisy = true;
    const writing = (async () => {
      while (noisy) await scale.write(noise);
    })();
    const { isUnmoved } = await startBeside(
      'hostile-scale',
      `  - { name: gate, type: scale, path: ${path}, protocol: continuous, channels: [{ name: m/gate, unit: kg }] }
`,
    );
    await isUnmoved();
    noisy = false;
    await writing;
  });

  it('a scale whose lines make its own pattern go back and forth without end', async () => {
    const { path, otherEnd } = await startPseudoTerminal();
    const scale = await open(otherEnd, 'r+');
    atEnd(() => scale.close());
    const { isUnmoved } = await startBeside(
      'slow-pattern',
      `  - { name: gate, type: scale, path: ${path}, protocol: pattern, pattern: '^(?<value>(\\d+)*)kg$', channels: [{ name: m/gate, unit: kg }] }
`,
    );
    const weighing = setInterval(() => void scale.write(`${'1'.repeat(200)}\r\n`), 50);
    await isUnmoved();
    clearInterval(weighing);
  });

  it('sensors on the local broker that send what is huge, deep, absurd, from all times and as fast as they can', async () => {
    const local = await startMosquitto();
    const sensor = await connectAsync(local.url);
    atEnd(() => sensor.endAsync(true));
    const { isUnmoved, platform } = await startBeside(
      'hostile-local',
      `  - name: local
    type: mqtt-in
    url: ${local.url}
    channels:
      - { name: m/senml, unit: Cel, topic: senml, sampleSeconds: 1, reportSeconds: 1 }
      - { name: m/plain, unit: Cel, topic: plain, sampleSeconds: 1, reportSeconds: 1 }
      - { name: m/json, unit: Cel, topic: json, pointer: /a/__proto__/b, sampleSeconds: 1, reportSeconds: 1 }
`,
    );
    const say = (topic: string, body: string | Buffer): Promise<unknown> =>
      sensor.publishAsync(topic, body, { qos: 1 });
    for (const topic of ['senml', 'plain', 'json'])
      for (const body of [
        Buffer.alloc(60_000_000, '7'),
        '['.repeat(60_000),
        '{"a":'.repeat(10_000),
        '1e309',
        '-0',
        '1e15',
        '9'.repeat(60_000),
        '[{"n":"x","u":"constructor","v":1}]',
        '[{"n":"x","u":"K","v":1e308}]',
        `[${'{"n":"x","v":1},'.repeat(3_000)}{"n":"x","v":1}]`,
      ])
        await say(topic, body);
    // A year of readings of this one sensor, over and over, each time at other instants.
    let flooding = true;
    const flood = (async () => {
      for (let round = 0; flooding; round++) {
        const records = Array.from(
          { length: 2_000 },
          (_, at) => `{"n":"x","v":${at},"t":${-(at * 90 + round / 1_000)}}`,
        );
        await say('senml', `[${records.join(',')}]`);
      }
    })();
    await isUnmoved();
    flooding = false;
    await flood;
    let kept = -1;
    for (let now = 0; now !== kept; now = platform.values('m/senml').length) {
      kept = now;
      await wait(3_000);
    }
    // What a sensor that had been alone for a day would have to say at most, and what it says in the time of this test.
    expect(kept).toBeLessThan(25_000);
  }, 120_000);

  it('a local broker that is none', async () => {
    const { int, bytes } = dice(5);
    const port = await listening((socket) => {
      socket.once('data', () => {
        const kind = int(4);
        if (kind === 0) return void socket.write(bytes(500));
        socket.write(Buffer.from([0x20, 3, 0, 0, 0]));
        if (kind === 1) return void socket.write(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80, 0x01]));
        // A quarter of a gigabyte is announced, and comes.
        socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]));
        const more = setInterval(() => socket.write(Buffer.alloc(1_000_000)), 2);
        socket.on('close', () => clearInterval(more));
      });
    });
    const { isUnmoved } = await startBeside(
      'hostile-broker',
      `  - { name: local, type: mqtt-in, url: 'mqtt://127.0.0.1:${port}', channels: [{ name: m/t, unit: Cel, topic: t }] }
`,
    );
    await isUnmoved();
  });
});
