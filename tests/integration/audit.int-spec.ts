import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { tempDir } from '../support/cleanup.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Runs it to its end, whatever the end is. */
function run(
  command: string,
  args: readonly string[],
  input = '',
): Promise<{ code: number; out: string; said: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      command,
      args,
      { cwd: root, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, out: stdout, said: `${stdout}${stderr}` }),
    );
    child.stdin?.end(input);
  });
}
const npmRun = (script: string) => run('npm', ['run', '--silent', script]);

describe('what the programs are made of', () => {
  it('has only licences that somebody has looked at', async () => {
    expect(await npmRun('audit:licences')).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^\d{3,} /),
    });
  });

  it('is refused with a licence that nobody has looked at, by name', async () => {
    const folder = await tempDir();
    await mkdir(join(folder, 'node_modules/taker'), { recursive: true });
    const manifest = { name: 'shop', version: '1.0.0', private: true, dependencies: { taker: '1.0.0' } };
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    await writeFile(
      join(folder, 'node_modules/taker/package.json'),
      JSON.stringify({ name: 'taker', version: '1.0.0', license: 'AGPL-3.0-only' }),
    );
    const { code, said } = await run(process.execPath, ['tests/audit/licences.mjs', folder]);
    expect(code).toBe(1);
    expect(said).toContain('taker@1.0.0: AGPL-3.0-only');
  });

  it('is listed as CycloneDX, part by part with its licence and hash, and nothing that is only for building', async () => {
    const { code, out } = await npmRun('sbom');
    expect(code).toBe(0);
    const bom = JSON.parse(out) as {
      bomFormat: string;
      components: { name: string; hashes?: unknown[]; licenses?: unknown[] }[];
    };
    expect(bom.bomFormat).toBe('CycloneDX');
    const parts = new Map(bom.components.map((part) => [part.name, part]));
    for (const shipped of ['mqtt', 'typeorm', 'pg', 'zod'])
      expect(parts.get(shipped)).toMatchObject({
        hashes: [expect.anything()],
        licenses: [expect.anything()],
      });
    for (const tool of ['jest', 'vite', 'nx']) expect(parts.has(tool)).toBe(false);
  });
});

describe('secrets', () => {
  it('are in no file that is kept', async () => {
    expect(await npmRun('audit:secrets')).toMatchObject({ code: 0 });
  }, 120_000);

  it('are found where there is one', async () => {
    // Made here, so that this file holds none.
    const [begin, end] = ['BEGIN', 'END'].map((word) => `-----${word} PRIVATE KEY-----`);
    const key = [begin, randomBytes(600).toString('base64'), end].join('\n');
    const { code, said } = await run('npx', ['secretlint', '--stdinFileName=settings.ts'], key);
    expect(code).toBe(1);
    expect(said).toContain('PrivateKey');
  });
});
