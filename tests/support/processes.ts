import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Process ids of the direct children of a process, on Linux (also where there is no `ps`) and macOS. */
export async function childrenOf(pid: number): Promise<number[]> {
  const pairs = existsSync('/proc/self/stat') ? fromProc() : await fromPs();
  return pairs.filter(({ parent }) => parent === pid).map(({ id }) => id);
}

/** Whether the process runs; one that has ended and waits for its parent to notice does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !existsSync('/proc/self/stat') || statOf(pid)?.state !== 'Z';
}

/** After the name, which may hold anything, in its brackets: state, parent. */
function statOf(pid: number): { state: string; parent: number } | undefined {
  try {
    const [state = '', parent = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return undefined; // ended meanwhile
  }
}

function fromProc(): { id: number; parent: number }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = statOf(Number(name));
      return stat ? [{ id: Number(name), parent: stat.parent }] : [];
    });
}

async function fromPs(): Promise<{ id: number; parent: number }[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([id = 0, parent = 0]) => ({ id, parent }));
}

/** Memory that a process holds now, bytes. */
export async function residentBytes(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout.trim()) * 1_024;
}

/** The command line of a process, or nothing once it has ended. */
export async function commandOf(pid: number): Promise<string> {
  const found = await promisify(execFile)('ps', ['-o', 'args=', '-p', String(pid)]).catch(() => ({
    stdout: '',
  }));
  return found.stdout.trim();
}

/** Most memory that a process has held since it began, bytes. Linux only. */
export async function mostResidentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1_024;
}

/** Memory that a process holds now and the most it has held, MiB. Linux only. */
export async function memoryMiB(pid: number): Promise<{ now: number; most: number }> {
  const [now, most] = await Promise.all([residentBytes(pid), mostResidentBytes(pid)]);
  return { now: Math.round(now / 1_048_576), most: Math.round(most / 1_048_576) };
}

/** How many files, sockets and pipes a process has open. Linux only. */
export async function openFiles(pid: number): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`)).length;
}
