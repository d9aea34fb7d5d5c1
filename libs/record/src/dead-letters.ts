import type { ChangeNotice } from '@bakeloop/contracts';
import { type Author, type Database, DeadLetterRepository, noteDeadLetterAction } from '@bakeloop/db';
import type { Recorder } from './recorder.js';

/** Who decided on a dead letter, when and why. */
export interface Decision {
  by: Author;
  note: string;
  at: Date;
}

export interface Decided {
  state: 'open' | 'replayed' | 'dismissed';
  /** What became of it, a sentence. */
  outcome: string;
  changes: ChangeNotice[];
}

const POSTED = /^https kitchens\/([^/]+)\/events$/;

/** The use case behind the screen of what was refused: replay a letter, or dismiss it; each is noted and never altered. */
export class DeadLetterDesk {
  private readonly letters: DeadLetterRepository;

  constructor(
    private readonly database: Database,
    private readonly recorder: Recorder,
  ) {
    this.letters = new DeadLetterRepository(database);
  }

  /**
   * Sends the message of a letter through the same checks again, as of the instant it first came. What was stored of it
   * in the meantime is recognised, so a replay can be repeated.
   * @returns null when there is no such letter
   * @throws whatever an unreachable database throws: then nothing is noted
   */
  async replay(letterId: number, decision: Decision): Promise<Decided | null> {
    const message = await this.letters.message(letterId);
    if (message === null) return null;
    const posted = POSTED.exec(message.topic)?.[1];
    const { refused, changes } = !message.isKept
      ? { refused: 'nothing of it was kept; dismiss it once the others are dealt with', changes: [] }
      : posted === undefined
        ? await settleAgain(this.recorder, message)
        : await postAgain(this.recorder, posted, message);
    const outcome = refused === null ? 'taken this time' : `refused again: ${refused}`;
    const state = refused === null ? 'replayed' : 'open';
    await this.note(letterId, 'replay', decision, outcome, refused === null ? 'replayed' : null);
    return { state, outcome, changes };
  }

  /** Nothing is to be done about a letter. It stays readable. @returns null when there is no such letter */
  async dismiss(letterId: number, decision: Decision): Promise<Decided | null> {
    if ((await this.letters.message(letterId)) === null) return null;
    await this.note(letterId, 'dismiss', decision, 'dismissed', 'dismissed');
    return { state: 'dismissed', outcome: 'dismissed', changes: [] };
  }

  private note(
    letterId: number,
    action: 'replay' | 'dismiss',
    decision: Decision,
    outcome: string,
    state: 'replayed' | 'dismissed' | null,
  ): Promise<void> {
    return this.database.transaction((sql) =>
      noteDeadLetterAction(sql, letterId, { action, ...decision, outcome }, state),
    );
  }
}

interface Again {
  /** Why it was refused again; null when it was taken. */
  refused: string | null;
  changes: ChangeNotice[];
}

async function settleAgain(
  recorder: Recorder,
  { topic, payload, receivedAt }: { topic: string; payload: Buffer; receivedAt: Date },
): Promise<Again> {
  const { refusals, changes } = await recorder.settle([{ topic, payload, receivedAt }]);
  const [first, ...more] = refusals;
  if (first === undefined) return { refused: null, changes };
  return { refused: first + (more.length > 0 ? ` (and ${more.length} more)` : ''), changes };
}

async function postAgain(
  recorder: Recorder,
  kitchenId: string,
  { payload, receivedAt }: { payload: Buffer; receivedAt: Date },
): Promise<Again> {
  let event: unknown;
  try {
    event = JSON.parse(payload.toString('utf8'));
  } catch (error) {
    return { refused: `what was kept is no JSON: ${(error as Error).message}`, changes: [] };
  }
  const { answers, change } = await recorder.settleEvents(kitchenId, [event], { receivedAt });
  const [answer] = answers;
  return {
    refused: answer?.outcome === 'rejected' ? (answer.detail ?? answer.reason) : null,
    changes: [change],
  };
}
