import type { ApplicationAck } from '@bakeloop/contracts';
import type { PackKey } from '@bakeloop/db';
import type { Refusal } from './message.js';

/** Longest reason in an acknowledgement, characters: a kitchen shows it, the dead letter has all of it. */
const MAX_REASON = 200;

/** P2: one acknowledgement for each session and stream, seqs as closed ranges. `at` is set when it is sent. */
export function acknowledgements(
  packs: readonly (PackKey & { refusals: readonly Refusal[] })[],
): { kitchenId: string; ack: ApplicationAck }[] {
  const groups = new Map<string, (PackKey & { refusals: readonly Refusal[] })[]>();
  for (const pack of packs) {
    const key = `${pack.kitchenId} ${pack.session} ${pack.stream}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [pack]);
    else group.push(pack);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { kitchenId, session, stream } = first;
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
    return [{ kitchenId, ack: { session, stream, seqs, rejected, at: new Date(0).toISOString() } }];
  });
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
