import type { Amendment, ChangeNotice, DeadLetterState } from '@bakeloop/contracts';
import {
  type Actor,
  type Author,
  type Database,
  DeadLetterRepository,
  digestOf,
  noteAmendment,
  noteDeadLetterAction,
  type RefusedMessage,
  settlePackRuns,
  type Sql,
  type Tally,
  writeAudit,
} from '@bakeloop/db';
import { runsOf } from './acknowledge.js';
import { amend, type Amended, postedEvent, readAgain, textOf } from './amend.js';
import { inChannelUnit } from './channels.js';
import type { Content, Refusal } from './message.js';
import { inColumns, inRows } from './readings.js';
import type { Recorder, WholeSettlement } from './recorder.js';

/** Who decided on a dead letter, when and why. */
export interface Decision {
  by: Author;
  actor: Actor;
  note: string;
  at: Date;
}

export interface Decided {
  state: DeadLetterState;
  /** What became of it, a sentence. */
  outcome: string;
  changes: ChangeNotice[];
}

/** What would become of a dead letter if it were amended so. */
export interface Tried {
  /** Why it would not be taken; none: it would be, whole. */
  refusals: Refusal[];
  /** What would be stored, readings in the unit that they are kept in. */
  content: Content;
  /** Records that would be new, and that are known already. */
  stored: number;
  known: number;
}

/** Somebody else has amended the letter meanwhile. */
class AmendedMeanwhile extends Error {}

const NOT_KEPT = 'nothing of it was kept; dismiss it once the others are dealt with';
/** Of a letter of which something is stored there is nothing to amend: what is stored stays. */
const STORED: Partial<Record<DeadLetterState, string>> = {
  amended: 'it was amended already, and what was stored then stays: nothing was changed',
  replayed: 'it was taken as it came, and what was stored then stays: nothing was changed',
};

/**
 * The use case behind the screen of what was refused: replay a letter, put it right, or dismiss it. Each is noted and
 * audited, what came is never altered, and doing it again changes nothing.
 */
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
    if (message.state === 'amended')
      return { state: message.state, outcome: STORED.amended ?? '', changes: [] };
    const { refused, changes } = message.isKept
      ? await settleAgain(this.recorder, message)
      : { refused: NOT_KEPT, changes: [] };
    const outcome = refused === null ? 'taken this time' : `refused again: ${refused}`;
    const state = refused === null ? 'replayed' : 'open';
    await this.note(letterId, 'replay', decision, outcome, refused === null ? 'replayed' : null);
    return { state, outcome, changes };
  }

  /** Nothing is to be done about a letter. It stays readable. @returns null when there is no such letter */
  async dismiss(letterId: number, decision: Decision): Promise<Decided | null> {
    const message = await this.letters.message(letterId);
    if (message === null) return null;
    const stored = STORED[message.state];
    if (stored !== undefined) return { state: message.state, outcome: stored, changes: [] };
    await this.note(letterId, 'dismiss', decision, 'dismissed', 'dismissed');
    return { state: 'dismissed', outcome: 'dismissed', changes: [] };
  }

  /**
   * Has what was amended stored, as of the instant when the message first came, all of it or nothing, and keeps the
   * amended message beside the one that came. The same amendment again is answered as before.
   * @returns null when there is no such letter
   * @throws whatever an unreachable database throws: then nothing is stored or noted
   */
  async amend(letterId: number, amendment: Amendment, decision: Decision): Promise<Decided | null> {
    const message = await this.letters.message(letterId);
    if (message === null) return null;
    const amended = amendedOf(message, amendment);
    const stored = STORED[message.state];
    if (stored !== undefined) {
      const before =
        amended.ok && message.amended?.digest.equals(digestOf(amended.payload)) ? message.amended : null;
      return { state: message.state, outcome: before?.outcome ?? stored, changes: [] };
    }
    try {
      const { refusals, changes, tally } = amended.ok
        ? await this.recorder.settleWhole(amended.read, (sql, counts) =>
            this.noteAmended(sql, letterId, decision, { message, amended, outcome: takenWords(counts) }),
          )
        : { refusals: amended.refusals, changes: [], tally: null };
      if (refusals.length === 0 && tally !== null)
        return { state: 'amended', outcome: takenWords(tally), changes };
      const outcome = `not taken: ${sentenceOf(refusals)}`;
      await this.note(letterId, 'amend', decision, outcome, null);
      return { state: message.state, outcome, changes: [] };
    } catch (error) {
      if (!(error instanceof AmendedMeanwhile)) throw error;
      return this.amend(letterId, amendment, decision);
    }
  }

  /** What `amend` would do, by the same checks. Nothing is stored. @returns null when there is no such letter */
  async tryAmendment(letterId: number, amendment: Amendment): Promise<Tried | null> {
    const message = await this.letters.message(letterId);
    if (message === null) return null;
    const nothing = { content: { kind: 'refused' } as const, stored: 0, known: 0 };
    const stored = STORED[message.state];
    if (stored !== undefined) return { ...nothing, refusals: [notAmended(stored)] };
    const amended = amendedOf(message, amendment);
    if (!amended.ok) return { ...nothing, refusals: amended.refusals };
    const whole = await this.recorder.settleWhole(amended.read);
    return {
      refusals: whole.refusals,
      content: inKeptUnits(amended.read.content, amended.read.kitchenId, whole),
      stored: whole.tally.stored,
      known: whole.tally.duplicate,
    };
  }

  /**
   * The record of a letter, or the whole message where it is of that, with all that it says of people: who reads it is
   * noted first.
   * @returns null when there is no such letter or nothing of it was kept; `json` null where it is no text
   */
  async draft(letterId: number, actor: Actor): Promise<{ json: string | null } | null> {
    const message = await this.read(letterId, actor);
    return message && { json: textOf(message) };
  }

  /** The whole message of a letter, as it came. As for `draft`, who reads it is noted first. */
  async payload(letterId: number, actor: Actor): Promise<Buffer | null> {
    return (await this.read(letterId, actor))?.payload ?? null;
  }

  private async read(letterId: number, actor: Actor): Promise<RefusedMessage | null> {
    const message = await this.letters.message(letterId);
    if (message === null || !message.isKept) return null;
    await writeAudit(this.database, actor, { action: 'dead-letter.read', subject: subjectOf(letterId) });
    return message;
  }

  private note(
    letterId: number,
    action: 'replay' | 'amend' | 'dismiss',
    { actor, ...decision }: Decision,
    outcome: string,
    state: 'replayed' | 'dismissed' | null,
  ): Promise<void> {
    return this.database.transaction(async (sql) => {
      await noteDeadLetterAction(sql, letterId, { action, ...decision, outcome }, state);
      await writeAudit(sql, actor, {
        action: AUDITED[action],
        subject: subjectOf(letterId),
        after: { note: decision.note, outcome },
      });
    });
  }

  /** @throws AmendedMeanwhile */
  private async noteAmended(
    sql: Sql,
    letterId: number,
    { actor, ...decision }: Decision,
    o: { message: RefusedMessage; amended: Amended & { ok: true }; outcome: string },
  ): Promise<void> {
    const { message, amended, outcome } = o;
    const noted = await noteAmendment(
      sql,
      letterId,
      { ...decision, outcome },
      amended.deals,
      amended.payload,
    );
    if (noted === null) throw new AmendedMeanwhile();
    // So that the pack is no gap any more, and its kitchen, sending it again, is not told what was wrong with it once.
    const { kitchenId, tracking } = readAgain(message);
    if (noted.isWhole && kitchenId !== null && tracking !== null)
      await settlePackRuns(sql, runsOf([{ kitchenId, ...tracking }]));
    await writeAudit(sql, actor, {
      action: AUDITED.amend,
      subject: subjectOf(letterId),
      before: { sha256: digestOf(message.payload).toString('hex') },
      after: { note: decision.note, outcome, sha256: digestOf(amended.payload).toString('hex') },
    });
  }
}

/** Refused again, the letter stays the one it is: what was posted is posted again. */
async function settleAgain(
  recorder: Recorder,
  message: RefusedMessage,
): Promise<{ refused: string | null; changes: ChangeNotice[] }> {
  const { topic, payload, receivedAt } = message;
  const posted = postedEvent(message);
  if (posted === null) {
    const { refusals, changes } = await recorder.settle([{ topic, payload, receivedAt }]);
    return { refused: refusals.length === 0 ? null : shortened(refusals), changes };
  }
  if (!posted.ok) return { refused: `what was kept is no JSON: ${posted.detail}`, changes: [] };
  const { answers, change } = await recorder.settleEvents(posted.kitchenId, [posted.event], { receivedAt });
  const [answer] = answers;
  return {
    refused: answer?.outcome === 'rejected' ? (answer.detail ?? answer.reason) : null,
    changes: [change],
  };
}

const AUDITED = {
  replay: 'dead-letter.replayed',
  amend: 'dead-letter.amended',
  dismiss: 'dead-letter.dismissed',
} as const;
const subjectOf = (letterId: number): string => `dead-letter:${letterId}`;
const notAmended = (detail: string): Refusal => ({ position: null, reason: 'not_amended', detail });

function amendedOf(message: RefusedMessage, amendment: Amendment): Amended {
  return message.isKept ? amend(message, amendment) : { ok: false, refusals: [notAmended(NOT_KEPT)] };
}

function takenWords({ stored, duplicate }: Tally): string {
  const known = duplicate > 0 ? `, ${duplicate} known already` : '';
  return stored + duplicate === 0 ? 'taken' : `taken: ${stored} stored${known}`;
}

function sentenceOf(refusals: readonly Refusal[]): string {
  return shortened(
    refusals.map(({ position, detail }) => (position === null ? detail : `record ${position}: ${detail}`)),
  );
}

function shortened([first = '', ...more]: readonly string[]): string {
  return first + (more.length > 0 ? ` (and ${more.length} more)` : '');
}

/** Readings as they would be read again: in the unit of their channel. */
function inKeptUnits(content: Content, kitchenId: string | null, { channels }: WholeSettlement): Content {
  if (content.kind !== 'telemetry') return content;
  const ofKitchen = channels.get(kitchenId ?? '');
  const readings = inRows(content.readings).map((reading) => {
    const channel = ofKitchen?.get(reading.channel);
    const value = channel && inChannelUnit(reading, channel);
    return typeof value === 'number' ? { ...reading, value, unit: channel?.unit ?? reading.unit } : reading;
  });
  return { kind: 'telemetry', readings: inColumns(readings) };
}
