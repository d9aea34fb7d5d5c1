import type { Logger } from '@bakeloop/runtime';

/** What a schema, a limit or a rule refuses: who tries doors makes many of them. */
const NOTED: readonly number[] = [400, 409, 410, 413, 415, 422, 429];
/** Of one kind at most one line in this time, ms, so that nobody fills the log; how many there were stands in the next. */
const ONE_IN_MS = 1_000;
/** Kinds that are remembered; there are some forty types of problems. */
const MOST_KINDS = 200;

export interface Refusal {
  status: number;
  type: string;
  method: string;
  /** Without its query. */
  path: string;
}

/** Notes what was refused. What was asked with stays out, since it may be anything, also a secret, and so does from
 * where: the number of the request is in each line, and leads to who asked where that is kept. */
export class RefusalLog {
  private readonly kinds = new Map<string, { notedMs: number; unsaid: number }>();

  constructor(
    private readonly logger: Logger,
    private readonly now: () => number = Date.now,
  ) {}

  note(refusal: Refusal): void {
    if (!NOTED.includes(refusal.status)) return;
    const kind = `${refusal.status} ${refusal.type}`;
    const nowMs = this.now();
    const known = this.kinds.get(kind);
    if (known && nowMs - known.notedMs < ONE_IN_MS) {
      known.unsaid++;
      return;
    }
    if (this.kinds.size >= MOST_KINDS) this.kinds.clear();
    this.kinds.set(kind, { notedMs: nowMs, unsaid: 0 });
    this.logger.info({ ...refusal, alsoSinceLast: known?.unsaid ?? 0 }, 'refused: not taken');
  }
}
