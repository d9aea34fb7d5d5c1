import type { LiveRoom } from '@bakeloop/contracts';

export interface Position {
  epoch: string;
  seq: number;
}

/** Counts the deltas of every room. In memory: a new process is a new epoch, and viewers begin anew. */
export class Positions {
  private epoch: string;
  private readonly seqs = new Map<LiveRoom, number>();

  /** @param mintEpoch gives a text never given before */
  constructor(private readonly mintEpoch: () => string) {
    this.epoch = mintEpoch();
  }

  at(room: LiveRoom): Position {
    return { epoch: this.epoch, seq: this.seqs.get(room) ?? 0 };
  }

  next(room: LiveRoom): Position {
    const seq = (this.seqs.get(room) ?? 0) + 1;
    this.seqs.set(room, seq);
    return { epoch: this.epoch, seq };
  }

  /** Makes every viewer ask for a fresh snapshot at its next delta. */
  renew(): void {
    this.epoch = this.mintEpoch();
    this.seqs.clear();
  }
}
