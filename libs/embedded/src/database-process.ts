/**
 * The child process that holds the database: started by `startDatabase`, told what to do by one message,
 * ended by SIGTERM or by the end of its parent. Either way it closes the database with a checkpoint.
 */
import { rmSync, writeFileSync, existsSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { syncFolder } from './durable-fs.js';
import {
  damaged,
  ensureWritable,
  inspectCluster,
  LOCK_ADVICE,
  LOCK_FOLDER,
  openExclusively,
} from './data-folder.js';
import { EmbeddedError, type EmbeddedErrorCode, messageOf, systemCode } from './errors.js';
import { buildCluster, Engine } from './engine.js';
import { errorResponse } from './wire.js';
import { serveSession } from './wire-session.js';

export interface StartRequest {
  dataDir: string;
  port: number;
  password?: string;
}

export type ProcessReport =
  | { kind: 'ready'; port: number }
  | { kind: 'failed'; code: EmbeddedErrorCode; message: string }
  | { kind: 'log'; line: string };

const CHECKPOINT_INTERVAL_MS = 60_000;
const LOCK_PATIENCE_MS = 5_000;
const MAX_CONNECTIONS = 100;
const EXIT_BROKEN = 70;

function report(message: ProcessReport): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, () => resolve());
  });
}

/** Stack traces into the engine quote lines of 400 kB: only the message is worth keeping. */
async function die(error: unknown): Promise<never> {
  const message = messageOf(error);
  await report({ kind: 'log', line: `FATAL: the database process ends: ${message.slice(0, 500)}` });
  process.exit(EXIT_BROKEN);
}

/** PostgreSQL's own log says more than anybody's exception. Errors of statements are the client's to log. */
function createLog(): { onLine: (line: string) => void; fatal: () => string | undefined } {
  let fatal: string | undefined;
  return {
    onLine: (line) => {
      const problem = /\b(FATAL|PANIC):\s+(.*)/.exec(line);
      if (problem === null) return;
      fatal ??= problem[2];
      void report({ kind: 'log', line: problem[0] });
    },
    fatal: () => fatal,
  };
}

async function openEngine(dataDir: string): Promise<Engine> {
  const cluster = join(dataDir, 'cluster');
  // Lies beside the cluster while the first start builds it; a cluster it lies beside is half built and holds nothing.
  const building = join(dataDir, 'cluster-is-being-built');
  if (existsSync(building)) rmSync(cluster, { recursive: true, force: true });
  const state = inspectCluster(cluster);
  if (state === 'new') writeFileSync(building, '');
  const log = createLog();
  try {
    if (state === 'new') {
      await buildCluster(cluster, log.onLine);
      rmSync(building, { force: true });
    }
    const engine = await Engine.open(cluster, log.onLine);
    // A thousand files, 10 s on a slow disk: a power cut in that time costs a database that is seconds old.
    if (state === 'new') syncFolder(cluster).catch(die);
    return engine;
  } catch (error) {
    const detail = log.fatal() ?? messageOf(error);
    if (state === 'existing' && !detail.includes('No space left')) throw damaged(cluster, detail);
    throw new EmbeddedError('START_FAILED', `The embedded database did not start in ${dataDir}: ${detail}`);
  }
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  }).catch((error: unknown) => {
    if (systemCode(error) !== 'EADDRINUSE') throw error;
    throw new EmbeddedError(
      'PORT_IN_USE',
      `Port ${port} for the embedded database is in use. Stop what listens there, or choose another port.`,
    );
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

async function run(request: StartRequest): Promise<void> {
  ensureWritable(request.dataDir);
  const lock = await openExclusively(join(request.dataDir, LOCK_FOLDER), LOCK_PATIENCE_MS, LOCK_ADVICE);
  const engine = await openEngine(request.dataDir);

  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    if (sockets.size >= MAX_CONNECTIONS) {
      socket.end(errorResponse({ severity: 'FATAL', code: '53300', message: 'too many connections' }));
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveSession(socket, { engine, password: request.password, connectionId: ++connections })
      .then(() => socket.end())
      .catch(die);
  });
  const port = await listen(server, request.port);

  const checkpoints = setInterval(() => {
    engine.checkpoint().catch(die);
  }, CHECKPOINT_INTERVAL_MS);

  let closing = false;
  const close = async (): Promise<void> => {
    if (closing) return;
    closing = true;
    clearInterval(checkpoints);
    server.close();
    // each leaves through its own rollback, then the engine's turn comes to close()
    for (const socket of sockets) socket.destroy();
    await engine.close();
    await lock.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void close().catch(die));
  process.on('disconnect', () => void close().catch(die));
  await report({ kind: 'ready', port });
}

// Ctrl-C reaches the whole process group; when to stop is the parent's decision.
process.on('SIGINT', () => undefined);
process.on('uncaughtException', (error) => void die(error));
process.on('unhandledRejection', (error) => void die(error));
process.once('message', (request: StartRequest) => {
  run(request).catch(async (error: unknown) => {
    const message = messageOf(error).slice(0, 1_000);
    const code = error instanceof EmbeddedError ? error.code : 'START_FAILED';
    await report({ kind: 'failed', code, message });
    process.exit(EXIT_BROKEN);
  });
});
