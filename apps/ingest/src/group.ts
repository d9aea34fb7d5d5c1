import { crc32 } from 'node:zlib';
import type { OpenedMessage } from '@bakeloop/record';

/** What is known of a message before its commit begins. */
type Waits = Pick<OpenedMessage, 'kitchenId' | 'bytes'>;

interface Waiting<M> {
  message: M;
  settled: () => void;
}

/** Commits messages together; it retries by itself and rejects only when it is closing. */
type Settle<M> = (messages: readonly M[]) => Promise<void>;

interface GroupLimits {
  /** Commits at the same time, at most. */
  lanes: number;
  maxMessages: number;
  maxBytes: number;
}

interface Lane<M> {
  waiting: Waiting<M>[];
  /** Messages in the commit that runs; none: none runs. */
  committing: number;
  running: Promise<void>;
}

/**
 * A commit of its own beside another is worth its cost from so many messages on: side by side, small ones take the processor
 * from each other and from all who wait.
 */
const WORTH_A_COMMIT = 100;
/** Fewer wait for the commit that runs, but no longer than this, ms: it may be held up by what is not theirs. */
const NEXT_AFTER_MS = 50;

/**
 * Lets commits group themselves: what has arrived while one commit ran goes into the next. One or two messages a commit
 * when it is quiet, up to `maxMessages` and `maxBytes` of JSON when it is not; a message that is larger than `maxBytes` is
 * committed alone. When much waits it commits in several lanes at once, so that one group is encoded while the database
 * writes another. All of a kitchen goes into the same lane, and so stays in order.
 */
export class CommitLanes<M extends Waits> {
  private readonly lanes: readonly Lane<M>[];
  private nextLook: NodeJS.Timeout | null = null;

  constructor(
    private readonly settle: Settle<M>,
    private readonly limits: GroupLimits,
  ) {
    const lane = (): Lane<M> => ({ waiting: [], committing: 0, running: Promise.resolve() });
    this.lanes = Array.from({ length: limits.lanes }, lane);
  }

  /** Resolves once the message is committed. Never rejects: an unsettled message is simply not acknowledged. */
  add(message: M): Promise<void> {
    return new Promise((settled) => {
      const place = crc32(message.kitchenId ?? '') % this.lanes.length;
      this.lanes[place]?.waiting.push({ message, settled });
      this.begin(place);
    });
  }

  /** Messages taken and not yet settled. */
  get unsettled(): number {
    return this.lanes.reduce((sum, { waiting, committing }) => sum + waiting.length + committing, 0);
  }

  /** Resolves when no commit is running. */
  async idle(): Promise<void> {
    while (this.lanes.some(({ committing }) => committing > 0))
      await Promise.all(this.lanes.map(({ running }) => running));
  }

  /** Begins what is worth it: all of it together, or by lane, those from `first` on first. The rest is looked at again soon. */
  private begin(first: number, isTime = false): void {
    const isIdle = (): boolean => this.lanes.every(({ committing }) => committing === 0);
    const inTurn = this.lanes.map((_, index) => this.lanes[(first + index) % this.lanes.length]!);
    if (isIdle() && this.goTogether()) this.commit(inTurn, first);
    for (const [index, lane] of inTurn.entries()) {
      if (lane.committing > 0 || lane.waiting.length === 0) continue;
      if (isIdle() || isTime || lane.waiting.length >= WORTH_A_COMMIT) this.commit([lane], first + index + 1);
      else this.nextLook ??= setTimeout(() => this.lookAgain(), NEXT_AFTER_MS);
    }
  }

  /** Whether all that waits makes one small commit. */
  private goTogether(): boolean {
    const waiting = this.lanes.flatMap((lane) => lane.waiting);
    const bytes = waiting.reduce((sum, { message }) => sum + message.bytes, 0);
    return waiting.length <= WORTH_A_COMMIT && bytes <= this.limits.maxBytes;
  }

  private lookAgain(): void {
    this.nextLook = null;
    this.begin(0, true);
  }

  /** Commits what waits in these lanes, as much as goes together. */
  private commit(lanes: readonly Lane<M>[], next: number): void {
    const group = lanes.flatMap((lane) => this.take(lane));
    const busy = lanes.filter(({ committing }) => committing > 0);
    if (busy.length === 0) return;
    const running = this.settled(group)
      .catch(() => {
        // Closed in the middle: whatever is left stays unacknowledged and comes again.
        for (const lane of busy) lane.waiting = [];
      })
      .then(() => {
        for (const lane of busy) lane.committing = 0;
        this.begin(next);
      });
    for (const lane of busy) lane.running = running;
  }

  private async settled(group: readonly Waiting<M>[]): Promise<void> {
    await this.settle(group.map((one) => one.message));
    for (const one of group) one.settled();
  }

  /** The first that wait in a lane, as many as go together: at least one, where there is one. */
  private take(lane: Lane<M>): Waiting<M>[] {
    const { maxMessages, maxBytes } = this.limits;
    let bytes = 0;
    const first = lane.waiting.findIndex(({ message }, index) => {
      bytes += message.bytes;
      return index > 0 && (index >= maxMessages || bytes > maxBytes);
    });
    const group = lane.waiting.splice(0, first === -1 ? lane.waiting.length : first);
    lane.committing = group.length;
    return group;
  }
}
