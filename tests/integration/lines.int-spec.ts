import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, copyFile, readFile, stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createDataSource } from '@bakeloop/db';
import { connectMqtt, createLogger } from '@bakeloop/runtime';
import { expect, it } from '@jest/globals';
import { runBakeloop } from '../support/bakeloop.js';
import { atEnd, tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startPostgres } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';

const make = fileURLToPath(new URL('../../infra/certificates/make.mjs', import.meta.url));

/** An authority, and its certificate for a server of this name; none: for this machine. */
async function certificates(host?: string): Promise<string> {
  const folder = await tempDir();
  await promisify(execFile)(process.execPath, [
    make,
    folder,
    ...(host === undefined ? [] : ['--host', host]),
  ]);
  return folder;
}

describeWith(['postgres', 'openssl'], 'a line to what is on another machine', () => {
  it('to the database is encrypted, and only to a server of the name and of an authority that is known', async () => {
    const folder = await tempDir();
    const postgres = await startPostgres({ folder });
    const [own, elsewhere] = [await certificates(), await certificates('db.example')];
    const data = join(folder, 'data');
    const { uid, gid } = await stat(data);
    const serve = async (from: string): Promise<void> => {
      for (const [name, as] of [
        ['broker.crt', 'server.crt'],
        ['broker.key', 'server.key'],
      ] as const) {
        await copyFile(join(from, name), join(data, as));
        await chown(join(data, as), uid, gid);
        await chmod(join(data, as), 0o600);
      }
      await query(postgres.url, `ALTER SYSTEM SET ssl = on`);
      await query(postgres.url, `SELECT pg_reload_conf()`);
    };
    const query = async (url: string, text: string): Promise<unknown> => {
      const database = createDataSource(url, 1);
      await database.initialize();
      return database.query(text).finally(() => database.destroy());
    };
    const secured = (authority: string) =>
      `${postgres.url}?sslmode=verify-full&sslrootcert=${join(authority, 'ca.crt')}`;
    const ofLine = `SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()`;
    // A server without TLS is not spoken to in the clear instead.
    await expect(query(secured(own), ofLine)).rejects.toThrow('does not support SSL');
    await serve(own);
    await eventually(async () =>
      expect(await query(secured(own), ofLine)).toEqual([
        { ssl: true, version: expect.stringMatching(/^TLSv1\.[23]$/) },
      ]),
    );
    await expect(query(secured(elsewhere), ofLine)).rejects.toThrow(/self.signed|unable to verify/);
    await expect(query(`${postgres.url}?sslmode=verify-full`, ofLine)).rejects.toThrow(
      /self.signed|unable to verify/,
    );
    // The tools of PostgreSQL understand the same address.
    const { code, said } = await runBakeloop(['migrate'], { DATABASE_URL: secured(own) });
    expect({ code, said }).toMatchObject({ code: 0 });
    const backup = join(await tempDir(), 'backup');
    expect(await runBakeloop(['backup', backup], { DATABASE_URL: secured(own) })).toMatchObject({ code: 0 });
    await serve(elsewhere);
    await eventually(() =>
      expect(query(secured(elsewhere), ofLine)).rejects.toThrow(/does not match certificate's altnames/),
    );
  }, 120_000);

  it('to the broker ends where its certificate is of another name', async () => {
    const [own, elsewhere] = [await certificates(), await certificates('broker.example')];
    const reasons: string[] = [];
    for (const folder of [own, elsewhere]) {
      const server = createServer({
        cert: await readFile(join(folder, 'broker.crt')),
        key: await readFile(join(folder, 'broker.key')),
      });
      let opened = 0;
      server.on('secureConnection', (socket) => {
        opened++;
        socket.on('error', () => undefined).destroy();
      });
      server.on('tlsClientError', () => undefined);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const logger = createLogger('line', { level: 'silent' });
      logger.warn = ((line: { reason?: string }) => void reasons.push(line.reason ?? '')) as never;
      const link = connectMqtt({
        url: `mqtts://localhost:${(server.address() as AddressInfo).port}`,
        clientId: 'line',
        logger,
        tls: { ca: await readFile(join(folder, 'ca.crt')) },
      });
      atEnd(async () => {
        await link.close();
        server.close();
      });
      if (folder === own) await eventually(() => expect(opened).toBeGreaterThan(0));
      else
        await eventually(() =>
          expect(reasons.join()).toMatch(/does not match certificate's altnames.*broker\.example/s),
        );
    }
  });

  it('is refused in the clear before a program starts, unless it was said that nobody listens', async () => {
    const plain = { DATABASE_URL: 'postgres://bakeloop:secret@db.invalid:5432/bakeloop' };
    const refused = await runBakeloop(['migrate'], plain);
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('sslmode=verify-full') });
    expect(refused.said).not.toContain('secret');
    const trusted = await runBakeloop(['migrate'], { ...plain, PLAIN_LINES: 'db.invalid' });
    expect(trusted.said).toMatch(/database at db\.invalid.* cannot be used/);
  }, 30_000);
});
