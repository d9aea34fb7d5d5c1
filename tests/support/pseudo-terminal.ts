import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { atEnd, tempDir } from './cleanup.js';
import { eventually } from './eventually.js';
import { requireProgram } from './programs.js';

/** Two serial ports joined by a cable: what is written into one is read from the other. */
export interface PseudoTerminal {
  readonly path: string;
  readonly otherEnd: string;
  /** Pulls the cable, and with it the ports, as a USB adapter does. */
  unplug(): Promise<void>;
  plug(): Promise<void>;
}

export async function startPseudoTerminal(): Promise<PseudoTerminal> {
  const folder = await tempDir();
  const path = join(folder, 'port');
  const otherEnd = join(folder, 'other-end');
  let socat: ChildProcess | undefined;
  const unplug = async (): Promise<void> => {
    if (!socat || socat.exitCode !== null || socat.signalCode !== null) return;
    const ended = once(socat, 'exit');
    socat.kill('SIGTERM');
    await ended;
  };
  const plug = async (): Promise<void> => {
    socat = spawn(
      requireProgram('socat'),
      [`pty,raw,echo=0,link=${path}`, `pty,raw,echo=0,link=${otherEnd}`],
      { stdio: 'ignore' },
    );
    await eventually(() => {
      if (!existsSync(path) || !existsSync(otherEnd)) throw new Error('socat has not made its terminals yet');
    });
  };
  atEnd(unplug);
  await plug();
  return { path, otherEnd, unplug, plug };
}
