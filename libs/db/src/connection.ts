import { createHash } from 'node:crypto';
import pg from 'pg';

/** Whether the driver gave a statement up, which the server may still be at. */
export const hadNoAnswer = (error: unknown): boolean =>
  error instanceof Error && error.message === 'Query read timeout';

/**
 * A connection on which a statement got no answer in time is not used again: its server may be gone without a word, and
 * whatever is sent after waits behind what was never answered.
 */
class ImpatientClient extends pg.Client {
  override query(...given: unknown[]): never {
    const answer: unknown = Reflect.apply(super.query, this, given);
    if (answer instanceof Promise)
      answer.catch((error: unknown) => {
        if (hadNoAnswer(error)) this.connection.stream.destroy();
      });
    return answer as never;
  }
}

/**
 * To stand before a statement over many chunks: the sixth time that a prepared one is asked, the server plans it for whatever
 * may be asked, over every chunk there is. With a year of them that takes it longer than a hundred answers.
 */
export const PLANNED_ANEW = '/* planned anew */ ';

/** A question is worth preparing when it comes again and again; the server keeps what is prepared for each connection. */
const PREPARED_FROM = 3;
/** Prepared on one connection at most: a plan takes the server some ten KiB, and more over many chunks. */
const MOST_PREPARED = 100;
/** Texts that are counted; those that are made up anew each time are never asked twice, and are forgotten. */
const MOST_COUNTED = 1_000;

/**
 * What the server says when what it had prepared does not hold any longer: the tables have changed under it (0A000 of
 * `RevalidateCachedQuery`), or the connection is another one behind a pooler (26000, 42P05).
 */
const CHANGED = '0A000';
const POOLED: readonly unknown[] = ['26000', '42P05'];

/**
 * A statement that is prepared is planned for arrays of about ten elements, whatever comes. With many more that plan can be
 * far slower, and to make one for them costs little of what they take.
 */
const MOST_ELEMENTS = 64;

/** What was prepared for a statement of a transaction holds no longer, and the transaction is over: it is to go again. */
class OutdatedPlan extends Error {
  override readonly name = 'OutdatedPlan';
  /** Serialization failure: by it whoever goes again knows that it helps. */
  readonly code = '40001';

  constructor(cause: unknown) {
    super('a prepared statement holds no longer; the transaction is to go again', { cause });
  }
}

/** Whether statements of transactions are prepared; one of these for all connections of a pool. */
export interface InTransactions {
  prepares: boolean;
}

/** What `createDataSource` tells the connections of its pool. */
interface PreparingConfig extends pg.ClientConfig {
  inTransactions?: InTransactions;
}

/**
 * Has the server prepare what is asked again and again: reading and planning a statement takes it longer than answering
 * most of ours. In a transaction only where whoever runs it goes again after a 40001: what fails there cannot be made good.
 * Once it fails there, no connection of the pool prepares anything in one again.
 */
export class PreparingClient extends ImpatientClient {
  private readonly inTransactions: InTransactions;
  /** How often each was asked, and then what it is called. */
  private readonly asked = new Map<string, number | string>();
  private named = 0;
  private isPooled = false;

  constructor(config: PreparingConfig) {
    super(config);
    this.inTransactions = config.inTransactions ?? { prepares: false };
  }

  override query(...given: unknown[]): never {
    const [text, values, ...more] = given;
    // Of several statements in one text none can be prepared.
    const isPlain =
      typeof text === 'string' && !text.includes(';') && more.length === 0 && typeof values !== 'function';
    const isSmall =
      !Array.isArray(values) || !values.some((value) => Array.isArray(value) && value.length > MOST_ELEMENTS);
    const inTransaction = this.getTransactionStatus() !== 'I';
    const name = isPlain && isSmall && this.prepares(text, inTransaction) ? this.nameOf(text) : null;
    if (name === null) return Reflect.apply(super.query, this, given) as never;
    const answer = super.query({ name, text, values }) as Promise<unknown>;
    return answer.catch((error: unknown) => {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === CHANGED) this.asked.delete(text as string);
      else if (POOLED.includes(code)) this.isPooled = true;
      else throw error;
      if (inTransaction) {
        this.inTransactions.prepares = false;
        throw new OutdatedPlan(error);
      }
      // It failed before it was begun.
      return super.query(text, values);
    }) as never;
  }

  /** Not what begins with `PLANNED_ANEW`. */
  private prepares(text: string, inTransaction: boolean): boolean {
    if (this.isPooled) return false;
    if (!inTransaction) return /^\s*(SELECT|WITH)\b/.test(text);
    return this.inTransactions.prepares && /^\s*(SELECT|WITH|INSERT|UPDATE)\b/.test(text);
  }

  private nameOf(text: string): string | null {
    const known = this.asked.get(text) ?? 0;
    if (typeof known === 'string') return known;
    if (known + 1 < PREPARED_FROM || this.named >= MOST_PREPARED) {
      if (this.asked.size >= MOST_COUNTED)
        for (const [other, count] of this.asked) if (typeof count === 'number') this.asked.delete(other);
      this.asked.set(text, known + 1);
      return null;
    }
    // Of its text: behind a pooler another client's statement of the same name then asks the same.
    const digest = createHash('sha256').update(text).digest('hex').slice(0, 32);
    const name = `again_${digest}_${++this.named}`;
    this.asked.set(text, name);
    return name;
  }
}

/** Told of each statement how long it took, ms, from asking to the answer, whatever that is, and its text. */
export type OnStatement = (tookMs: number, text: string) => void;

export function timed(onStatement: OnStatement): typeof PreparingClient {
  return class TimedClient extends PreparingClient {
    override query(...given: unknown[]): never {
      const beganMs = performance.now();
      const answer: unknown = Reflect.apply(super.query, this, given);
      const done = (): void => onStatement(performance.now() - beganMs, textOf(given[0]));
      if (answer instanceof Promise) answer.then(done, done);
      return answer as never;
    }
  };
}

/** Of a statement, or of a stream that copies. */
function textOf(asked: unknown): string {
  return typeof asked === 'string' ? asked : String((asked as { text?: unknown } | null)?.text ?? '');
}
