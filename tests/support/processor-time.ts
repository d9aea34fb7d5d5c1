import { readdir, readFile } from 'node:fs/promises';

/** Clock ticks a second, as Linux has it on every machine (sysconf(_SC_CLK_TCK)). */
const TICKS_A_SECOND = 100;

/** Fields of /proc/{pid}/stat from the parent's id on; the name before it stands in brackets and may hold blanks. */
async function statOf(
  pid: number | string,
): Promise<{ parent: number; ticks: number; ticksOfEnded: number }> {
  // A process may end while its neighbours are read.
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat
    .slice(stat.lastIndexOf(')') + 4)
    .split(' ')
    .map(Number);
  const [parent = 0, ...rest] = fields;
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = rest.slice(9);
  return { parent, ticks: user + system, ticksOfEnded: endedUser + endedSystem };
}

/**
 * Processor time of a process since it began, s. Linux only.
 * @param withChildren also that of its children, those that have ended included
 */
async function processorSeconds(pid: number, withChildren = false): Promise<number> {
  const own = await statOf(pid);
  if (!withChildren) return own.ticks / TICKS_A_SECOND;
  const entries = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const others = await Promise.all(entries.map(statOf));
  const children = others.filter(({ parent }) => parent === pid);
  return children.reduce((sum, { ticks }) => sum + ticks, own.ticks + own.ticksOfEnded) / TICKS_A_SECOND;
}

/** Processes to watch by name; with their children where those do the work, as those of a PostgreSQL do. */
export type WatchedParts = Readonly<Record<string, { pid: number; withChildren?: boolean }>>;

/** @returns what gives the processor time that each part has spent since, us, in their order. Linux only */
export async function startMeter(parts: WatchedParts): Promise<() => Promise<number[]>> {
  const read = (): Promise<number[]> =>
    Promise.all(Object.values(parts).map(({ pid, withChildren }) => processorSeconds(pid, withChildren)));
  const before = await read();
  return async () => (await read()).map((seconds, part) => (seconds - (before[part] ?? 0)) * 1e6);
}
