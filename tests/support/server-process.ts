import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { atEnd } from './cleanup.js';

/** A server the test started, on a port and data folder that outlive its process. */
export interface ServerProcess {
  readonly url: string;
  /** Of the process that runs now. @throws when none does */
  pid(): number;
  /** Asks it to end and waits until it has. Harmless when it is not running. */
  stop(): Promise<void>;
  /** Ends it as a power cut of the program would: SIGKILL, nothing flushed, no goodbye. */
  kill9(): Promise<void>;
  /** What it has printed since it was started, the end of it. */
  said(): string;
  /** Starts it again on the same port and data (stops it first when it still runs); resolves when it answers. */
  restart(): Promise<void>;
}

/** A TCP port on loopback that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('no TCP port to be had on loopback');
  return address.port;
}

export type ServerPlan = {
  readonly url: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly options?: SpawnOptions;
  /** The signal this program takes as "finish now, tidily". */
  readonly stopSignal: NodeJS.Signals;
  /** Throws as long as the server does not answer. @param said what it has printed since it was started, its end */
  readonly answers: (said: string) => Promise<void>;
  /** How long that may take, over several attempts, ms. Default: 30 s. */
  readonly startsWithinMs?: number;
};

/** Starts the server, waits until it answers and ends it after the test file. */
export async function startServer(plan: ServerPlan): Promise<ServerProcess> {
  let child: ChildProcess | undefined;
  let said = '';

  const hasEnded = (process: ChildProcess) => process.exitCode !== null || process.signalCode !== null;
  const end = async (signal: NodeJS.Signals) => {
    if (child === undefined || hasEnded(child)) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  const startsWithinMs = plan.startsWithinMs ?? 30_000;
  const start = async () => {
    const deadline = performance.now() + startsWithinMs;
    let refusal: unknown;
    while (performance.now() < deadline) {
      // A server killed a moment ago may still hold its lock or port: begin anew when it gave up.
      if (child === undefined || hasEnded(child)) {
        said = '';
        child = spawn(plan.command, plan.args, { ...plan.options, stdio: ['ignore', 'pipe', 'pipe'] });
        child.on('error', (error) => (said += `${error.message}\n`));
        for (const stream of [child.stdout, child.stderr]) {
          stream?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-100_000)));
        }
      }
      try {
        await plan.answers(said);
        return;
      } catch (error) {
        refusal = error;
        await wait(50);
      }
    }
    throw new Error(
      `${plan.command} did not answer within ${startsWithinMs / 1_000} s (${String(refusal)}). It said:\n${said}`,
    );
  };

  atEnd(() => end(plan.stopSignal));
  await start();
  return {
    url: plan.url,
    pid: () => {
      if (child?.pid === undefined || hasEnded(child)) throw new Error(`${plan.command} does not run`);
      return child.pid;
    },
    stop: () => end(plan.stopSignal),
    kill9: () => end('SIGKILL'),
    said: () => said,
    restart: async () => {
      await end(plan.stopSignal);
      await start();
    },
  };
}
