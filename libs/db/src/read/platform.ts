import { detectEngine, type Engine, type Sql } from '../engine.js';

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
/** The driver gives these no code. */
const AWAY_MESSAGES =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Query read timeout|not queryable|Driver not Connected/i;

/** @returns true when a query failed since the database is away, so that the same query may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (AWAY_CODES.includes(code) || AWAY_CLASSES.includes(code.slice(0, 2))))
    return code.length === 5 || AWAY_CODES.includes(code);
  // Connecting to `localhost` tries each of its addresses and fails with one error for all.
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  return AWAY_MESSAGES.test(error.message);
}

export class PlatformRepository {
  private engine: Engine | null = null;

  constructor(private readonly sql: Sql) {}

  /** Read once: a server does not change its engine under a connection that lives. */
  async engineKind(): Promise<Engine> {
    this.engine ??= await detectEngine(this.sql);
    return this.engine;
  }

  /** @throws when the database does not answer */
  async ping(): Promise<void> {
    await this.sql.query(`SELECT 1`);
  }
}
