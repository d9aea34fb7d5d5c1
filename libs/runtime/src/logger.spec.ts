import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from '@jest/globals';
import { createLogger, toldPath } from './logger.js';

it('tells the path of a shared link without what opens it', () => {
  expect(['/s/secret', '/S/secret/live', '//s//secret', '/s', '/stories/s/x'].map(toldPath)).toEqual([
    '/s/…',
    '/s/…/live',
    '/s/…',
    '/s',
    '/stories/s/x',
  ]);
});

it('logs of a failed statement what it was and why it failed, never the data it was given', () => {
  const lines: string[] = [];
  const logger = createLogger('test', { to: { write: (line) => void lines.push(line) } });
  const error = Object.assign(
    new Error('duplicate key value violates unique constraint "person_email_key"'),
    {
      code: '23505',
      query: 'INSERT INTO person (email) VALUES ($1)',
      parameters: ['ada@example.org'],
      detail: 'Key (email)=(ada@example.org) already exists.',
      driverError: { detail: 'Key (email)=(ada@example.org) already exists.' },
    },
  );
  logger.error({ err: error }, 'request failed');
  const [line = ''] = lines;
  expect(JSON.parse(line)).toMatchObject({
    err: { code: '23505', query: error.query, message: error.message },
  });
  expect(line).not.toContain('ada@');
});

it('tells in a line nothing of the lines before it', () => {
  const lines: string[] = [];
  const to = { write: (line: string) => void lines.push(line) };
  createLogger('one', { to }).warn({ err: new Error('refused'), kitchenId: 'ke-nbo-01' }, 'failed');
  createLogger('other', { to }).info({ count: 1 }, 'settled');
  expect(Object.keys(JSON.parse(lines[1] ?? '') as object).sort()).toEqual([
    'count',
    'level',
    'msg',
    'name',
    'time',
  ]);
});

it('ends a process whose reader has died: what nobody reads is given up', async () => {
  const runtime = new URL('../dist/index.js', import.meta.url).href;
  const program = `import { createLogger } from '${runtime}';
    const logger = createLogger('orphan');
    process.on('disconnect', () => setTimeout(() => {
      for (let line = 0; line < 100; line++) logger.warn({ line }, 'said to nobody');
      process.exit(0);
    }, 50));
    process.send('ready');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  try {
    await once(child, 'message');
    child.stdout?.destroy();
    child.disconnect();
    const [code] = (await once(child, 'exit', { signal: AbortSignal.timeout(10_000) })) as [number | null];
    expect(code).toBe(0);
  } finally {
    child.kill('SIGKILL');
  }
});

it('writes whole lines to the standard output, in order', async () => {
  const runtime = new URL('../dist/index.js', import.meta.url).href;
  const program = `import { createLogger } from '${runtime}';
    const logger = createLogger('talker');
    for (let line = 0; line < 5_000; line++) logger.info({ line, filler: 'x'.repeat(200) }, 'said');
    process.exit(0);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await once(child, 'close');
  const lines = said.trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { line: number }).line)).toEqual(
    Array.from({ length: 5_000 }, (_, line) => line),
  );
});
