import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const script = fileURLToPath(new URL('../audit/holes.mjs', import.meta.url));
const HOLE = {
  id: 1,
  url: 'https://example.org/advisory',
  title: 'says too much',
  severity: 'high',
  vulnerable_versions: '<2.0.0',
};

describe('npm run audit:holes', () => {
  let folder: string;
  /** What the registry answers next: a status and a body. */
  let next: [status: number, body: unknown] = [200, {}];
  const registry = createServer((request, response) => {
    request.resume();
    const [status, body] = request.method === 'POST' ? next : [200, { name: 'some-thing', versions: {} }];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });

  beforeAll(async () => {
    registry.listen(0, '127.0.0.1');
    await once(registry, 'listening');
    folder = await mkdtemp(join(tmpdir(), 'bakeloop-audit-'));
    const root = { name: 'of-this-test', version: '1.0.0', dependencies: { 'some-thing': '1.0.0' } };
    await writeFile(join(folder, 'package.json'), JSON.stringify(root));
    await writeFile(
      join(folder, 'package-lock.json'),
      JSON.stringify({
        name: root.name,
        version: root.version,
        lockfileVersion: 3,
        requires: true,
        packages: { '': root, 'node_modules/some-thing': { version: '1.0.0' } },
      }),
    );
  });
  afterAll(async () => {
    registry.close();
    registry.closeAllConnections();
    await rm(folder, { recursive: true });
  });

  const audit = (port = (registry.address() as AddressInfo).port): Promise<{ code: number; said: string }> =>
    new Promise((done) => {
      const env = {
        ...process.env,
        npm_config_registry: `http://127.0.0.1:${port}/`,
        npm_config_fetch_retries: '0',
        npm_config_cache: join(folder, 'cache'),
      };
      execFile(process.execPath, [script, folder], { env }, (error, stdout, stderr) =>
        done({ code: error ? Number(error.code) : 0, said: `${stdout}${stderr}` }),
      );
    });

  it('tells a registry that knows of no hole from one that was never asked', async () => {
    expect(await audit()).toEqual({ code: 0, said: '1 packages, the registry knows of no hole in any.\n' });
    next = [405, { error: 'method not allowed' }];
    expect(await audit()).toMatchObject({ code: 69, said: expect.stringMatching(/^NOT ASKED: .*405/) });
    expect(await audit(1)).toMatchObject({
      code: 69,
      said: expect.stringMatching(/^NOT ASKED: .*ECONNREFUSED/),
    });
  });

  it('names each hole, how bad it is and where to read of it', async () => {
    next = [200, { 'some-thing': [HOLE] }];
    const { code, said } = await audit();
    expect(code).toBe(1);
    expect(said).toMatch(/^high: some-thing .*\(node_modules\/some-thing\)$/m);
    expect(said).toContain('says too much https://example.org/advisory');
  });
});
