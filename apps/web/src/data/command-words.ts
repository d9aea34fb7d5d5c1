import type { CommandKind, CommandView } from '@bakeloop/contracts';

/** Commands and what became of them in plain words. */

export const KIND_WORDS: Readonly<Record<CommandKind, string>> = {
  'report-state': 'Say how its agent is',
  'report-readings': 'Send its newest readings now',
  'restart-driver': 'Restart the reading of a device',
};
const STATE_WORDS: Readonly<Record<CommandView['state'], string>> = {
  queued: 'waits until the kitchen is connected',
  sent: 'on its way to the kitchen',
  acknowledged: 'the kitchen has it',
  done: 'done',
  failed: 'not done',
  expired: 'given up',
};

export const isCommandKind = (kind: string): kind is CommandKind => Object.hasOwn(KIND_WORDS, kind);

/** @returns for example "Restart the reading of a device: plc" */
export function commandWords({ kind, data }: Pick<CommandView, 'kind' | 'data'>): string {
  const what = isCommandKind(kind) ? KIND_WORDS[kind] : kind;
  return typeof data['driver'] === 'string' ? `${what}: ${data['driver']}` : what;
}

/** Where a command stands, with the reason for an end that is not the one wished for. */
export function standing({ state, steps }: Pick<CommandView, 'state' | 'steps'>): string {
  const step = steps.findLast((one) => one.state === state);
  // What the platform presumes to have failed may have been done.
  const words = STATE_WORDS[step?.saidBy === 'platform' && state === 'failed' ? 'expired' : state];
  const reason = step?.reason ?? null;
  return reason === null ? words : `${words}: ${reason}`;
}

/** What the kitchen answered, a line each; what is not as expected is shown as it came, after what is. */
export function answerLines(command: Pick<CommandView, 'steps'>): string[] {
  const data = command.steps.findLast(({ state }) => state === 'done')?.data ?? {};
  const known = Object.entries(ANSWER_WORDS).flatMap(([name, words]) =>
    Object.hasOwn(data, name) ? words(data[name]) : [],
  );
  const unknown = Object.entries(data).filter(([name]) => !Object.hasOwn(ANSWER_WORDS, name));
  return [...known, ...unknown.map(([name, value]) => `${name}: ${plain(value)}`)];
}

const ANSWER_WORDS: Readonly<Record<string, (value: unknown) => string[]>> = {
  drivers: (drivers) => (Array.isArray(drivers) ? drivers.map(driverLine) : [`drivers: ${plain(drivers)}`]),
  readings: (readings) => [`readings sent off: ${plain(readings)}`],
  stored: (stored) => {
    const { packs, bytes } = (stored ?? {}) as Record<string, unknown>;
    return [`packs not acknowledged yet: ${plain(packs)}, ${plain(bytes)} bytes`];
  },
  waiting: (waiting) => [`readings not packed yet: ${plain(waiting)}`],
  skewMs: (skewMs) => [`our clock is ahead of its clock by ${plain(skewMs)} ms`],
  clock: (clock) => [
    clock === 'own'
      ? 'its times are of its own clock'
      : clock === 'platform'
        ? 'its own clock is wrong: its times are of our clock'
        : `its times are of: ${plain(clock)}`,
  ],
  time: (time) => [`its time: ${time === null ? 'not known' : plain(time)}`],
  rssMegabytes: (megabytes) => [`memory: ${plain(megabytes)} MB`],
  agent: (agent) => [`agent: ${plain(agent)}`],
};

function driverLine(driver: unknown): string {
  const { name, state, lastError, channelsFailing } = (driver ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string') return plain(driver);
  const fault = state !== 'ok' && typeof lastError === 'string' ? `, ${lastError}` : '';
  const failing = typeof channelsFailing === 'number' ? `, ${String(channelsFailing)} channels fail` : '';
  return `driver ${name}: ${plain(state)}${fault}${failing}`;
}

const plain = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? 'not said');
