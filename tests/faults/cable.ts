import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { atEnd } from '../support/cleanup.js';

const run = promisify(execFile);

/** A network of this machine alone with one program behind a cable that can be pulled: nothing says that it is gone. */
export interface Cable {
  /** Of the program at the far end. */
  readonly address: string;
  /** Before the command line of a program that is to be there. */
  readonly there: readonly string[];
  pull(): Promise<void>;
  plug(): Promise<void>;
}

const NAMESPACE = `bakeloop-${process.pid}`;
const OUR_END = `bkl${process.pid % 100_000}`;
/** Four addresses of a private range for each process that tests, so that two at once do not meet. */
const NETWORK = `10.${201 + (Math.floor(process.pid / 64) % 40)}.${Math.floor(process.pid / 64 / 40) % 250}`;
const FIRST = (process.pid % 64) * 4;

/** Whether this process may make network namespaces: Linux, and root of its own network. */
export function hasCables(): boolean {
  const made = spawnSync('ip', ['netns', 'add', `${NAMESPACE}-try`]).status === 0;
  if (made) spawnSync('ip', ['netns', 'delete', `${NAMESPACE}-try`]);
  return made;
}

/** Ends with the test file, and what runs behind it with it. */
export async function layCable(): Promise<Cable> {
  const [ours, theirs] = [`${NETWORK}.${FIRST + 1}`, `${NETWORK}.${FIRST + 2}`];
  const there = ['ip', 'netns', 'exec', NAMESPACE];
  const ip = (...given: string[]) => run('ip', given);
  await ip('netns', 'add', NAMESPACE);
  atEnd(async () => void (await ip('netns', 'delete', NAMESPACE)));
  await ip('link', 'add', OUR_END, 'type', 'veth', 'peer', 'name', 'far', 'netns', NAMESPACE);
  await ip('address', 'add', `${ours}/30`, 'dev', OUR_END);
  await ip('link', 'set', OUR_END, 'up');
  await ip('-n', NAMESPACE, 'address', 'add', `${theirs}/30`, 'dev', 'far');
  await ip('-n', NAMESPACE, 'link', 'set', 'lo', 'up');
  await ip('-n', NAMESPACE, 'link', 'set', 'far', 'up');
  const farEnd = async (state: 'up' | 'down') =>
    void (await ip('-n', NAMESPACE, 'link', 'set', 'far', state));
  return { address: theirs, there, pull: () => farEnd('down'), plug: () => farEnd('up') };
}
