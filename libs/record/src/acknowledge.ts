import type { ApplicationAck } from '@bakeloop/contracts';
import type { PackKey, PackRun } from '@bakeloop/db';
import type { Refusal } from './message.js';

/** Longest reason in an acknowledgement, characters: a kitchen shows it, the dead letter has all of it. */
const MAX_REASON = 200;

/** P2: one acknowledgement for each session and stream, seqs as closed ranges. `at` is set when it is sent. */
export function acknowledgements(
  packs: readonly (PackKey & { refusals: readonly Refusal[] })[],
): { kitchenId: string; ack: ApplicationAck }[] {
  return bySession(packs).map((group) => {
    const { kitchenId, session, stream } = group[0];
    const rejected = group.flatMap(({ seq, refusals: [refusal, ...more] }) =>
      refusal
        ? [
            {
              seq,
              reason:
                `${refusal.reason}: ${refusal.detail}`.slice(0, MAX_REASON) +
                (more.length > 0 ? ` (and ${more.length} more)` : ''),
            },
          ]
        : [],
    );
    const seqs = rangesOf(group.map((pack) => pack.seq));
    return { kitchenId, ack: { session, stream, seqs, rejected, at: new Date(0).toISOString() } };
  });
}

/** Packs as the database remembers them: hundreds of a commit are a few runs of each session. */
export function runsOf(packs: readonly PackKey[]): PackRun[] {
  return bySession(packs).flatMap((group) => {
    const { kitchenId, session, stream } = group[0];
    const ranges = rangesOf(group.map((pack) => pack.seq));
    return ranges.map(([first, last]) => ({ kitchenId, session, stream, first, last }));
  });
}

function bySession<P extends PackKey>(packs: readonly P[]): [P, ...P[]][] {
  const groups = new Map<string, [P, ...P[]]>();
  for (const pack of packs) {
    const key = `${pack.kitchenId} ${pack.session} ${pack.stream}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [pack]);
    else group.push(pack);
  }
  return [...groups.values()];
}

/** @returns numbers as ascending closed ranges: 1 2 3 7 gives [1,3] [7,7] */
export function rangesOf(numbers: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const number of [...new Set(numbers)].sort((left, right) => left - right)) {
    const last = ranges.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}
