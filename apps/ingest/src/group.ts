import { crc32 } from 'node:zlib';
import type { ReadMessage } from '@bakeloop/record';

interface Waiting {
  read: ReadMessage;
  settled: () => void;
}

/** Commits messages together; it retries by itself and rejects only when it is closing. */
type Settle = (read: readonly ReadMessage[]) => Promise<void>;

interface GroupLimits {
  /** Commits at the same time, at most. */
  lanes: number;
  maxMessages: number;
  maxBytes: number;
}

interface Lane {
  waiting: Waiting[];
  /** Messages in the commit that runs; none: none runs. */
  committing: number;
  running: Promise<void>;
}

/**
 * A commit beside another is worth its own cost from so many messages on: fewer cost most of what they would cost alone,
 * and at 24,000 readings a second take the processor from all who wait.
 */
const WORTH_A_COMMIT = 100;
/** Fewer wait for the commit that runs, but no longer than this, ms: it may be held up by what is not theirs. */
const NEXT_AFTER_MS = 50;

/**
 * Lets commits group themselves: what has arrived while one commit ran goes into the next. One or two messages a commit
 * when it is quiet, up to `maxMessages` and `maxBytes` of JSON when it is not; a message that is larger than `maxBytes` is
 * committed alone. When much waits it commits in several lanes, so that one group is encoded while the database writes
 * another. All of a kitchen goes into the same lane, and so stays in order.
 */
export class CommitLanes {
  private readonly lanes: readonly Lane[];
  private nextLook: NodeJS.Timeout | null = null;

  constructor(
    private readonly settle: Settle,
    private readonly limits: GroupLimits,
  ) {
    const lane = (): Lane => ({ waiting: [], committing: 0, running: Promise.resolve() });
    this.lanes = Array.from({ length: limits.lanes }, lane);
  }

  /** Resolves once the message is committed. Never rejects: an unsettled message is simply not acknowledged. */
  add(read: ReadMessage): Promise<void> {
    return new Promise((settled) => {
      const place = crc32(read.kitchenId ?? '') % this.lanes.length;
      this.lanes[place]?.waiting.push({ read, settled });
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

  /** Begins what is worth it, with a lane and then those after it; the rest is looked at again soon. */
  private begin(first: number, isTime = false): void {
    for (const index of this.lanes.keys()) {
      const lane = this.lanes[(first + index) % this.lanes.length];
      if (!lane || lane.committing > 0 || lane.waiting.length === 0) continue;
      const isAlone = this.lanes.every(({ committing }) => committing === 0);
      if (isAlone || isTime || lane.waiting.length >= WORTH_A_COMMIT)
        lane.running = this.commit(lane).then(() => this.begin(first + index + 1));
      else this.nextLook ??= setTimeout(() => this.lookAgain(), NEXT_AFTER_MS);
    }
  }

  private lookAgain(): void {
    this.nextLook = null;
    this.begin(0, true);
  }

  private async commit(lane: Lane): Promise<void> {
    const group = lane.waiting.splice(0, this.groupSize(lane.waiting));
    lane.committing = group.length;
    try {
      await this.settle(group.map((one) => one.read));
      for (const one of group) one.settled();
    } catch {
      // Closed in the middle: whatever is left stays unacknowledged and comes again.
      lane.waiting = [];
    } finally {
      lane.committing = 0;
    }
  }

  /** How many of the first waiting messages go together: at least one. */
  private groupSize(waiting: readonly Waiting[]): number {
    const { maxMessages, maxBytes } = this.limits;
    let bytes = 0;
    const first = waiting.findIndex(({ read }, index) => {
      bytes += read.bytes;
      return index > 0 && (index >= maxMessages || bytes > maxBytes);
    });
    return first === -1 ? waiting.length : first;
  }
}
