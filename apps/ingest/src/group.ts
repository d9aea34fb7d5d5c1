import { crc32 } from 'node:zlib';
import type { ReadMessage } from '@bakeloop/record';

interface Waiting {
  read: ReadMessage;
  settled: () => void;
}

/** Commits messages together; it retries by itself and rejects only when it is closing. */
type Settle = (read: readonly ReadMessage[]) => Promise<void>;

interface GroupLimits {
  maxMessages: number;
  maxBytes: number;
}

/**
 * Commits in several lanes, so that one is read and encoded while the database writes another. All of a kitchen goes into
 * the same lane, and so stays in order.
 */
export class CommitLanes {
  private readonly lanes: readonly CommitGroups[];

  constructor(settle: Settle, { lanes, ...limits }: GroupLimits & { lanes: number }) {
    this.lanes = Array.from({ length: lanes }, () => new CommitGroups(settle, limits));
  }

  /** Resolves once the message is committed. Never rejects: an unsettled message is simply not acknowledged. */
  async add(read: ReadMessage): Promise<void> {
    await this.lanes[crc32(read.kitchenId ?? '') % this.lanes.length]?.add(read);
  }

  /** Messages taken and not yet settled. */
  get unsettled(): number {
    return this.lanes.reduce((sum, lane) => sum + lane.unsettled, 0);
  }

  /** Resolves when no commit is running. */
  async idle(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.idle()));
  }
}

/**
 * Lets commits group themselves: what has arrived while one commit ran goes into the next, without a timer. One or two
 * messages a commit when it is quiet, up to `maxMessages` and `maxBytes` of JSON when it is not. A message that is
 * larger than `maxBytes` is committed alone.
 */
export class CommitGroups {
  private waiting: Waiting[] = [];
  private running: Promise<void> | null = null;
  /** Messages in the commit that runs. */
  private committing = 0;

  constructor(
    private readonly settle: Settle,
    private readonly limits: GroupLimits,
  ) {}

  /** Resolves once the message is committed. Never rejects: an unsettled message is simply not acknowledged. */
  add(read: ReadMessage): Promise<void> {
    return new Promise((settled) => {
      this.waiting.push({ read, settled });
      this.running ??= this.run();
    });
  }

  /** Messages taken and not yet settled. */
  get unsettled(): number {
    return this.waiting.length + this.committing;
  }

  /** Resolves when no commit is running. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    try {
      while (this.waiting.length > 0) {
        const group = this.waiting.splice(0, this.groupSize());
        this.committing = group.length;
        await this.settle(group.map((one) => one.read));
        for (const one of group) one.settled();
      }
    } catch {
      // Closed in the middle: whatever is left stays unacknowledged and comes again.
      this.waiting = [];
    } finally {
      this.committing = 0;
      this.running = null;
    }
  }

  /** How many of the first waiting messages go together: at least one. */
  private groupSize(): number {
    const { maxMessages, maxBytes } = this.limits;
    let bytes = 0;
    const first = this.waiting.findIndex(({ read }, index) => {
      bytes += read.bytes;
      return index > 0 && (index >= maxMessages || bytes > maxBytes);
    });
    return first === -1 ? this.waiting.length : first;
  }
}
