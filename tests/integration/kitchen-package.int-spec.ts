import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import modbus from 'modbus-serial';
import { beforeAll, expect, it } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { sized } from '../support/at-length.js';
import { atEnd, tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startFakePlatform } from '../support/fake-platform.js';
import { startMosquitto } from '../support/mosquitto.js';
import { residentBytes } from '../support/processes.js';
import { describeWith } from '../support/programs.js';
import { freePort } from '../support/server-process.js';

const run = promisify(execFile);
const PACK = fileURLToPath(new URL('../../apps/kitchen/pack.mjs', import.meta.url));
const MIB = 1024 * 1024;
/** 64 MiB with all of these drivers, ten minutes on; in the gate, on a busy machine and just started, only growth fails. */
const MEMORY_LIMIT = sized({ short: 76, long: 64 }) * MIB;
/** How long it has run by then, beside half a minute for its first packs, ms. */
const STEADY_MS = sized({ short: 5_000, long: 600_000 });

describeWith(['mosquitto'], 'the agent as it is installed', () => {
  let folder: string;
  beforeAll(async () => {
    const target = await tempDir();
    const { stdout } = await run(process.execPath, [PACK, target]);
    await run('tar', ['-xzf', stdout.trim(), '-C', target]);
    folder = stdout.trim().replace(/\.tar\.gz$/, '');
  });

  it('is one file with all it needs, and its service unit starts what is in it', async () => {
    const { stdout } = await run(process.execPath, ['kitchen.mjs', 'check', '--config', 'kitchen.yaml'], {
      cwd: folder,
    });
    expect(stdout).toContain('12 channels from 5 drivers');
    const unit = await readFile(join(folder, 'bakeloop-kitchen.service'), 'utf8');
    expect(unit).toContain(
      '/opt/bakeloop-kitchen/kitchen.mjs run --config /etc/bakeloop-kitchen/kitchen.yaml',
    );
  });

  it('reports changes in few bytes, with the memory of its service unit', async () => {
    const broker = await startMosquitto();
    const platform = await startFakePlatform(broker.url, 'installed');
    platform.saysDeflate = true;
    const wave = (at: number): number => Math.round(2_000 + 400 * Math.sin(Date.now() / 4_000 + at));
    const registers = (start: number, length: number): number[] =>
      Array.from({ length }, (_, at) => wave(start + at));
    const port = await freePort();
    const device = new modbus.ServerTCP(
      { getMultipleHoldingRegisters: registers, getHoldingRegister: (at: number) => wave(at) },
      { host: '127.0.0.1', port, unitID: 1 },
    );
    await once(device, 'initialized');
    atEnd(() => new Promise((closed) => device.close(() => closed())));
    const page = createServer((_request, response) => void response.end(JSON.stringify({ t: wave(0) / 10 })));
    page.listen(0, '127.0.0.1');
    await once(page, 'listening');
    atEnd(() => new Promise((closed) => page.close(() => closed())));
    const config = join(await tempDir(), 'kitchen.yaml');
    const channels = Array.from(
      { length: 12 },
      (_, at) =>
        `{ name: extruder-1/zone-${at}-temperature, unit: Cel, register: ${at}, factor: 0.1, deadband: 0.5, sampleSeconds: 1, reportSeconds: 5 }`,
    );
    await writeFile(
      config,
      `kitchen: { id: installed }
broker: { url: '${broker.url}' }
machines: [{ id: extruder-1, type: extruder }]
drivers:
  - { name: plc, type: modbus-tcp, host: 127.0.0.1, port: ${port}, channels: [${channels.join(', ')}] }
  - { name: dryer, type: http, url: 'http://127.0.0.1:${(page.address() as AddressInfo).port}', channels: [{ name: extruder-1/air, unit: Cel, pointer: /t, sampleSeconds: 1 }] }
  - { name: local, type: mqtt-in, url: '${broker.url}', channels: [{ name: extruder-1/hall, unit: Cel, topic: hall }] }
  - { name: gate, type: scale, path: /dev/does-not-exist, protocol: sics, channels: [{ name: extruder-1/gate, unit: kg }] }
`,
    );
    const unit = await readFile(join(folder, 'bakeloop-kitchen.service'), 'utf8');
    const flags = /^ExecStart=\S+ ((?:--\S+ )+)/m.exec(unit)?.[1]?.trim().split(' ') ?? [];
    const variables = Object.fromEntries(
      (/^Environment=(MALLOC.*)$/m.exec(unit)?.[1] ?? '').split(' ').map((pair) => pair.split('=')),
    ) as Record<string, string>;
    const agent = spawn(
      process.execPath,
      [...flags, join(folder, 'kitchen.mjs'), 'run', '--config', config],
      {
        env: { ...process.env, ...variables, KITCHEN_OUTBOX: await tempDir(), LOG_LEVEL: 'error' },
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    );
    atEnd(async () => void agent.kill('SIGKILL'));
    await eventually(() => expect(platform.packs.length).toBeGreaterThan(3), { withinMs: 40_000 });
    await wait(STEADY_MS);

    const resident = await residentBytes(agent.pid!);
    const sent = platform.packs.slice(1);
    const bytes = sent.reduce((sum, pack) => sum + pack.body.length, 0);
    const deflated = sent.reduce((sum, pack) => sum + pack.bytes, 0);
    const readings = sent.reduce(
      (sum, { body }) => sum + (JSON.parse(body) as { records: unknown[] }).records.length,
      0,
    );
    process.stdout.write(
      `kitchen agent: ${(resident / MIB).toFixed(1)} MiB resident ${STEADY_MS / 1_000} s after its first packs (goal 64), ${(bytes / readings).toFixed(1)} bytes a reading, ${(deflated / readings).toFixed(1)} deflated, in packs of ${Math.round(readings / sent.length)}\n`,
    );
    expect(resident).toBeLessThan(MEMORY_LIMIT);
    // Session and seq included. One record with name, unit and time of its own is some 90 bytes.
    expect(bytes / readings).toBeLessThan(35);
    expect(deflated).toBeLessThan(0.7 * bytes);
    const ended = once(agent, 'exit');
    agent.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});
