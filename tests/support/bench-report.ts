import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, release, totalmem, type } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findProgram } from './programs.js';
import { printTable, type Table } from './table.js';

const RESULTS = fileURLToPath(new URL('../bench/results/', import.meta.url));
const WATCHED_MS = 1_000;
/** Share of the processors that others may use before a result says that it was taken on a busy machine. */
const QUIET = 0.1;

/**
 * Share of full size that a bench runs at. A trial (`BENCH_SCALE=0.1 npm run bench`) shows that it works and keeps no
 * results.
 */
const SCALE = Number(process.env['BENCH_SCALE'] ?? 1);

/** A size of a bench, smaller in a trial: at least 1. */
export const sized = (full: number): number => Math.max(1, Math.round(full * SCALE));

export interface BenchReport {
  /** Prints a table and keeps it. The first row is its head. */
  table(title: string, rows: Table): void;
  /** Prints what has to be known to read the tables, and keeps it. */
  note(text: string): void;
  /** What else was measured with, for example the engine of the database. */
  with(part: string, version: string): void;
}

/**
 * The results of one bench, printed as they come and kept in `tests/bench/results/{name}.md` with the machine, the
 * versions and the commit, but no name of a host or path. To be called before anything is started: it looks how busy the
 * machine is.
 */
export async function startReport(name: string): Promise<BenchReport> {
  const parts: [string, string][] = [
    ['Taken', `${new Date().toISOString().slice(0, 16)}Z`],
    ['Commit', commit()],
    ['Machine', machine()],
    ['At the start', await atStart()],
    ['Node', process.version],
  ];
  const broker = findProgram('mosquitto');
  if (broker) parts.push(['Broker', firstLine(broker, ['-h']).replace(/^mosquitto version/, 'Mosquitto')]);
  const body: string[] = [];
  const keep = (text: string): void => {
    body.push(text);
    if (SCALE !== 1) return;
    const head = parts.map(([part, value]) => `- ${part}: ${value}`).join('\n');
    mkdirSync(RESULTS, { recursive: true });
    writeFileSync(`${RESULTS}${name}.md`, [`# Results of \`${name}\``, head, ...body].join('\n\n') + '\n');
  };
  return {
    table(title, rows) {
      printTable(title, rows);
      keep(`${title}\n\n${markdownTable(rows)}`);
    },
    note(text) {
      process.stdout.write(`\n${text}\n`);
      keep(text);
    },
    with: (part, version) => void parts.push([part, version]),
  };
}

/** As prettier writes it: columns of one width, numbers to the right. */
export function markdownTable(rows: Table): string {
  const texts = rows.map((row) => row.map(String));
  const widths = (texts[0] ?? []).map((_, column) =>
    Math.max(3, ...texts.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  const ruler = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  const [head = [], ...others] = texts.map((row) => line(row.map(pad)));
  return [head, line(ruler), ...others].join('\n');
}

function machine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 1_024 ** 3);
  return `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'} (${arch()}), ${memory} GiB, ${system()}`;
}

function system(): string {
  const kernel = `${type()} ${release().split('-')[0]}`;
  try {
    const name = /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
    return name ? `${name}, ${kernel}` : kernel;
  } catch {
    return kernel; // not a Linux
  }
}

/** The load average still holds what ran a minute ago, the build for example: what counts is what runs now. */
async function atStart(): Promise<string> {
  const before = processorMs();
  await wait(WATCHED_MS);
  const after = processorMs();
  const share = (after.busy - before.busy) / Math.max(1, after.all - before.all);
  const load = loadavg().map((average) => average.toFixed(2));
  return (
    `${share > QUIET ? '**busy with other things**: ' : ''}` +
    `processors ${Math.round(share * 100)} % in use, load average ${load.join(', ')}`
  );
}

function processorMs(): { busy: number; all: number } {
  const sum = { busy: 0, all: 0 };
  for (const { times } of cpus()) {
    const all = Object.values(times).reduce((total, ms) => total + ms, 0);
    sum.all += all;
    sum.busy += all - times.idle;
  }
  return sum;
}

function commit(): string {
  const head = firstLine('git', ['rev-parse', '--short', 'HEAD']);
  if (head === '') return 'unknown';
  const changed = firstLine('git', ['status', '--porcelain', '--', '.', ':!tests/bench/results']) !== '';
  return changed ? `${head}, with changes` : head;
}

/** What a program says first; empty where there is none. */
function firstLine(program: string, args: readonly string[]): string {
  return spawnSync(program, args, { encoding: 'utf8' }).stdout?.split('\n')[0] ?? '';
}
