import { fork, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A log that has grown beyond this starts anew with the next start, bytes. */
const MAX_LOG_BYTES = 10 * 1024 * 1024;
/** A part that ends by itself is started again after this, ms, doubled each time up to the most. */
const RESTART = { baseMs: 500, maxMs: 15_000 };
/** A part that ran this long before it ended counts as healthy again, ms. */
const HEALTHY_MS = 60_000;
const STOP_PATIENCE_MS = 12_000;

export interface Part {
  readonly name: string;
  /** Ends the process: SIGTERM, and SIGKILL when it does not answer. */
  stop(): Promise<void>;
}

/**
 * Keeps one program running as a child process of its own: what it prints goes to a log file, and when it ends by itself
 * it is started again. Detached from the terminal, so that Ctrl-C reaches only the parent, which stops the parts in order;
 * should the parent be killed, the closed IPC channel ends the child.
 */
export function startPart(
  name: string,
  entry: string,
  { env, logDir, args = [], once = false, onRestart, onEnd, onMessage }: PartOptions,
): Part {
  const log = openLog(logDir, name);
  let child: ChildProcess | undefined;
  let stopping = false;
  let failures = 0;

  const launch = (): void => {
    const startedMs = Date.now();
    const current = fork(entry, args, {
      env: { ...process.env, ...env },
      execArgv: ['--enable-source-maps'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    child = current;
    current.stdout?.pipe(log, { end: false });
    current.stderr?.pipe(log, { end: false });
    if (onMessage) current.on('message', onMessage);
    current.on('error', (error) => log.write(`${error.message}\n`));
    current.on('exit', (code, signal) => {
      child = undefined;
      if (stopping) return;
      if (once && code === 0) return onEnd?.();
      failures = Date.now() - startedMs > HEALTHY_MS ? 0 : failures + 1;
      const waitMs = Math.min(RESTART.maxMs, RESTART.baseMs * 2 ** failures);
      onRestart?.(
        `${name} ended (${signal ?? `exit code ${code}`}); starting it again. Its log: ${join(logDir, `${name}.log`)}`,
      );
      void delay(waitMs, undefined, { ref: false }).then(() => {
        if (!stopping) launch();
      });
    });
  };
  launch();

  return {
    name,
    async stop() {
      stopping = true;
      const current = child;
      if (current?.exitCode === null && current.signalCode === null) {
        const ended = new Promise((resolve) => current.once('exit', resolve));
        current.kill('SIGTERM');
        const patience = setTimeout(() => current.kill('SIGKILL'), STOP_PATIENCE_MS);
        await ended;
        clearTimeout(patience);
      }
      log.end();
    },
  };
}

export interface PartOptions {
  env: Readonly<Record<string, string>>;
  logDir: string;
  args?: readonly string[];
  /** It ends by itself when its work is done; only a failure starts it again. */
  once?: boolean;
  onRestart?: (message: string) => void;
  onEnd?: () => void;
  /** What it says over its channel, as it came. */
  onMessage?: (message: unknown) => void;
}

function openLog(logDir: string, name: string): WriteStream {
  mkdirSync(logDir, { recursive: true });
  const path = join(logDir, `${name}.log`);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return createWriteStream(path, { flags: size > MAX_LOG_BYTES ? 'w' : 'a' });
}
