import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { startApi, type RunningApi } from '@bakeloop/api';
import { createDataSource } from '@bakeloop/db';
import { startIngest } from '@bakeloop/ingest';
import { atEnd, tempDir } from './cleanup.js';
import { startMosquitto } from './mosquitto.js';
import { freshDatabase, type Postgres } from './postgres.js';
import { freePort, type ServerProcess } from './server-process.js';
import { connectKitchen, type TestKitchen } from './test-kitchen.js';

/** For tests of other things: they ask more than people do. */
export const UNLIMITED = { ofPublic: 1_000_000, ofPeople: 1_000_000 };

export interface ApiStack {
  api: RunningApi;
  database: ReturnType<typeof createDataSource>;
  databaseUrl: string;
  mosquitto: ServerProcess;
  /** Ends and starts as asked; it runs at first. */
  ingest: { stop(): Promise<void>; start(): Promise<void> };
  /** A kitchen with a birth certificate and a status, which ends with the test file. */
  kitchen(id: string, birth?: object): Promise<TestKitchen>;
}

/**
 * A database, Mosquitto, ingest and API of this test file alone.
 * @param postgres a server for it; default the one that test files share
 * @param pages `made`: small ones made for it; `built`: the real ones, which have to be built before
 * @param operatorDir another build of the operator's page
 * @param demo false: the numbers are real, so there are no demo accounts, and `api.firstAdminSecret` leads in
 * @param canary how often a canary pack is sent, and how old one may be, s
 */
export async function startApiStack({
  postgres,
  pages = 'made',
  operatorDir,
  canary,
  demo = true,
}: {
  postgres?: Postgres;
  pages?: 'made' | 'built';
  operatorDir?: string;
  canary?: { everySeconds: number; lateAfterSeconds: number };
  demo?: boolean;
} = {}): Promise<ApiStack> {
  const [databaseUrl, mosquitto] = await Promise.all([
    postgres ? postgres.freshDatabase() : freshDatabase(),
    startMosquitto(),
  ]);
  const database = createDataSource(databaseUrl);
  await database.initialize();
  atEnd(() => database.destroy());
  await database.runMigrations();
  let running: Awaited<ReturnType<typeof startIngest>> | undefined;
  const ingest: ApiStack['ingest'] = {
    async start() {
      running = await startIngest({
        DATABASE_URL: databaseUrl,
        MQTT_URL: mosquitto.url,
        INGEST_CLIENT_ID: 'ingest-test',
        LOG_LEVEL: 'error',
      });
    },
    async stop() {
      await running?.stop();
      running = undefined;
    },
  };
  await ingest.start();
  atEnd(() => ingest.stop());
  // Passkeys belong to the address that people type.
  const port = demo ? 0 : await freePort();
  const api = await startApi({
    databaseUrl,
    mqttUrl: mosquitto.url,
    port,
    publicUrl: `http://localhost:${port}`,
    ...(pages === 'made' ? await makePages() : { operatorDir }),
    demo,
    requestsAMinute: UNLIMITED,
    allowedOrigins: ['https://staff.example'],
    canarySeconds: canary?.everySeconds,
    canaryLateSeconds: canary?.lateAfterSeconds,
    photos: { directory: join(await tempDir(), 'photos') },
    logLevel: 'error',
  });
  atEnd(() => api.stop());
  return {
    api,
    database,
    databaseUrl,
    mosquitto,
    ingest,
    async kitchen(id, birth = {}) {
      const kitchen = await connectKitchen(mosquitto.url, id);
      atEnd(() => kitchen.end());
      await kitchen.publish('birth', { session: kitchen.session, machines: [], channels: [], ...birth });
      await kitchen.publish('status', { session: kitchen.session, state: 'online' });
      return kitchen;
    },
  };
}

async function makePages(): Promise<{ webDir: string; operatorDir: string }> {
  const pages = await tempDir();
  for (const page of ['web', 'operator']) {
    await mkdir(join(pages, page, 'assets'), { recursive: true });
    await writeFile(
      join(pages, page, 'index.html'),
      `<!doctype html><title>${page}</title><div id="root"></div>`,
    );
    await writeFile(
      join(pages, page, 'assets', 'app-1a2b.js'),
      `console.log(${JSON.stringify('x'.repeat(4_000))})`,
    );
  }
  const web = (name: string): string => join(pages, 'web', name);
  await writeFile(web('staff.html'), '<!doctype html><title>web, behind the sign-in</title>');
  await writeFile(web('metrics.html'), '<!doctype html><title>web, a figure</title>');
  await writeFile(web('assets/twice-3c4d.js'), 'as it was made');
  await writeFile(web('assets/twice-3c4d.js.br'), brotliCompressSync('as it was packed'));
  return { webDir: join(pages, 'web'), operatorDir: join(pages, 'operator') };
}
