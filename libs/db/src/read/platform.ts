import { detectEngine, type Engine, type Sql } from '../engine.js';
import { readJob } from '../jobs.js';

/** The job whose progress is the simulated history that a first start loads. */
export const HISTORY_JOB = 'history';

/** SQLSTATE classes that say "not now" rather than "not so": connection, resources, operator intervention, system. */
const AWAY_CLASSES = ['08', '53', '57', '58'];
const AWAY_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
];
/** The driver gives these no code. The last is a connection that was lost between two statements of a transaction. */
const AWAY_MESSAGES =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Query read timeout|not queryable|Driver not Connected|query runner (was )?already released/i;

/** @returns true when a query failed since the database is away, so that the same query may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message, errors } = error as { code?: unknown; message?: unknown; errors?: unknown };
  if (typeof code === 'string' && (AWAY_CODES.includes(code) || AWAY_CLASSES.includes(code.slice(0, 2))))
    return true;
  // Connecting to `localhost` tries each of its addresses and fails with one error for all.
  if (Array.isArray(errors)) return errors.some(isDatabaseAway);
  return typeof message === 'string' && AWAY_MESSAGES.test(message);
}

/** @returns true when a statement took longer than it may: in parts, what it does may be done in time. */
export function isTooSlow(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return code === '57014' || message === 'Query read timeout';
}

export class PlatformRepository {
  private engine: Engine | null = null;

  constructor(private readonly sql: Sql) {}

  /** Read once: a server does not change its engine under a connection that lives. */
  async engineKind(): Promise<Engine> {
    this.engine ??= await detectEngine(this.sql);
    return this.engine;
  }

  /** Days of simulated history loaded so far; null when none is loading. */
  async history(): Promise<{ done: number; total: number } | null> {
    const job = await readJob(this.sql, HISTORY_JOB);
    return job && job.done < job.total ? job : null;
  }

  /** @throws when the database does not answer */
  async ping(): Promise<void> {
    await this.sql.query(`SELECT 1`);
  }
}
