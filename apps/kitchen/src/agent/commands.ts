import { setTimeout as wait } from 'node:timers/promises';
import {
  command as commandSchema,
  commandData,
  COMMAND_KINDS,
  MAX_COMMAND_DATA,
  MAX_COMMAND_SECONDS,
  type Command,
  type CommandData,
  type CommandKind,
  type CommandResult,
} from '@bakeloop/contracts';
import type { Logger } from '@bakeloop/runtime';
import { z } from 'zod';
import { aborted } from '../drivers/aborted.js';
import type { HeardCommand } from './outbox.js';

type Answer = Record<string, unknown>;
/** What this agent does of the commands there are (C2). Each gives what was asked for, or throws an Error that says why not. */
export type CommandHandlers = {
  [K in CommandKind]?: (data: CommandData<K>) => Promise<Answer> | Answer;
};

export interface CommandRunnerSettings {
  handlers: CommandHandlers;
  /** Commands heard by earlier runs, and so far. */
  heard: ReadonlyMap<string, HeardCommand>;
  /** Puts a result on its way and remembers the command, both durably or neither. @throws Error when it cannot */
  tell: (result: CommandResult, command?: HeardCommand) => Promise<void>;
  forget: (ids: readonly string[]) => Promise<void>;
  /** The server's clock as far as it is known, ms since the epoch; null as long as no acknowledgement said it. */
  serverMs: () => number | null;
  /** Asks the platform what time it is; `timeKnown` is called when the answer is there. */
  askTime: () => void;
  logger: Logger;
  monotonicMs: () => number;
  limits?: Partial<typeof LIMITS> | undefined;
}

const LIMITS = {
  /** A larger message is no command, bytes: data, and what is around it. */
  maxBytes: MAX_COMMAND_DATA + 4_096,
  /** Commands that wait to be done, or for the time to be known. */
  waiting: 20,
  /** Heard in a minute: each costs the flash card two writes. */
  aMinute: 60,
  /** Ids remembered. So many cannot come honestly; beyond them nothing new is done, rather than something twice. */
  remembered: 1_000,
  /** How long past its expiry an id is remembered, ms: whatever was on its way has arrived by then. */
  rememberedMs: 86_400_000,
  /** All that is commanded is short: what takes longer has failed, ms. */
  runMs: 30_000,
  /** Before storing a result is tried again after it failed (a full disk), ms. */
  retryMs: 5_000,
};

const idOf = z.looseObject({ id: z.uuid() });

/**
 * Does what the platform asks, at most once each (C1, C4): a command is remembered durably before it is begun, and one that
 * a restart interrupted is told as failed, not begun again. What is not heard here is sent again by the platform, so
 * whatever cannot be taken now is simply left.
 */
export class CommandRunner {
  private readonly limits: typeof LIMITS;
  private readonly ending = new AbortController();
  /** Came before the time was known. */
  private readonly early: Buffer[] = [];
  /** One after the other, so that an id is looked for only when the one before is remembered. */
  private hearing: Promise<void> = Promise.resolve();
  private waiting = 0;
  private running: Promise<void> = Promise.resolve();
  private minute = { beganMs: -Infinity, count: 0 };

  constructor(private readonly o: CommandRunnerSettings) {
    this.limits = { ...LIMITS, ...o.limits };
  }

  /** Tells of what an earlier run left, before anything new is done. */
  begin(): void {
    this.running = this.tellInterrupted();
  }

  /** Hears a command. Resolves when it is remembered or left, not when it is done. Never rejects. */
  hear(payload: Buffer): Promise<void> {
    this.hearing = this.hearing
      .then(() => this.hearNow(payload))
      .catch((error: unknown) => this.o.logger.error({ err: error }, 'a command could not be taken'));
    return this.hearing;
  }

  /** The server's clock is known: commands that waited for that are heard. */
  timeKnown(): void {
    for (const payload of this.early.splice(0)) void this.hear(payload);
  }

  /** Begins nothing more, and leaves what is under way: the next run tells of it. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.hearing;
    await this.running;
  }

  private async hearNow(payload: Buffer): Promise<void> {
    const { logger, serverMs, askTime, heard } = this.o;
    if (this.ending.signal.aborted) return;
    const parsed = payload.length > this.limits.maxBytes ? null : parsedCommand(payload);
    if (parsed === null)
      return logger.warn({ bytes: payload.length }, 'no command that could be answered: ignored');
    const { id } = parsed;
    if (heard.has(id)) return logger.debug({ id }, 'a command that was heard before');
    const nowMs = serverMs();
    if (nowMs === null) {
      // Whether its time is over cannot be known yet (C5).
      if (this.early.length < this.limits.waiting) this.early.push(payload);
      return askTime();
    }
    await this.forgetOld(nowMs);
    if (!this.mayHear()) return logger.warn({ id }, 'too many commands: left, to be sent again');
    await this.take(parsed, nowMs);
  }

  private async take({ id, command, detail }: Parsed, nowMs: number): Promise<void> {
    const { handlers, logger, tell } = this.o;
    // What is not begun need not be remembered: said again it is refused again.
    const refuse = (reason: string): Promise<void> => tell(this.resultOf(id, { state: 'failed', reason }));
    if (command === null) return refuse(`not a command as the contract says: ${detail}`);
    const expiresMs = Date.parse(command.expiresAt);
    if (expiresMs <= nowMs) return tell(this.resultOf(id, { state: 'expired' }));
    if (expiresMs > nowMs + 1_000 * MAX_COMMAND_SECONDS + this.limits.rememberedMs)
      return refuse(`expires in more than ${MAX_COMMAND_SECONDS / 86_400} days`);
    const kind = COMMAND_KINDS.find((known) => known === command.kind);
    const handler = kind && handlers[kind];
    if (!handler)
      return refuse(
        `"${command.kind}" is not taken here; ${Object.keys(handlers).join(', ') || 'nothing'} is`,
      );
    const data = commandData[kind].safeParse(command.data);
    if (!data.success) return refuse(`data: ${z.prettifyError(data.error)}`);

    const heard = { id, expiresMs, ended: false };
    await tell(this.resultOf(id, { state: 'acknowledged' }), heard);
    logger.info({ id, kind }, 'command taken');
    this.waiting++;
    this.running = this.running.then(() => {
      this.waiting--;
      // Checked by the schema of its kind.
      return this.run(heard, kind, () => (handler as (data: unknown) => Promise<Answer> | Answer)(data.data));
    });
  }

  private async run(
    heard: HeardCommand,
    kind: string,
    handle: () => Promise<Answer> | Answer,
  ): Promise<void> {
    const { signal } = this.ending;
    if (signal.aborted) return;
    const nowMs = this.o.serverMs();
    if (nowMs !== null && nowMs >= heard.expiresMs) return this.end(heard, { state: 'expired' });
    const ended = new AbortController();
    const { runMs } = this.limits;
    const late = wait(runMs, undefined, { signal: ended.signal, ref: false }).then(() => {
      throw new Error(`not done within ${runMs / 1_000} s`);
    });
    late.catch(() => undefined);
    try {
      const data = await Promise.race([Promise.resolve().then(handle), late, aborted(signal, ended.signal)]);
      if (!data) return;
      this.o.logger.info({ id: heard.id, kind }, 'command done');
      await this.end(heard, { state: 'done', data });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.o.logger.warn({ id: heard.id, kind, reason }, 'command failed');
      await this.end(heard, { state: 'failed', reason });
    } finally {
      ended.abort();
    }
  }

  /** Tells how a command ended, as soon as that can be stored. */
  private async end(command: HeardCommand, end: End): Promise<void> {
    const { logger, tell } = this.o;
    const { signal } = this.ending;
    while (!signal.aborted)
      try {
        return await tell(this.resultOf(command.id, end), { ...command, ended: true });
      } catch (error) {
        logger.error({ err: error, id: command.id }, 'the end of a command cannot be stored, trying again');
        await wait(this.limits.retryMs, undefined, { signal, ref: false }).catch(() => undefined);
      }
  }

  /** Of commands that an earlier run began and did not end. */
  private async tellInterrupted(): Promise<void> {
    for (const command of [...this.o.heard.values()].filter(({ ended }) => !ended))
      await this.end(command, {
        state: 'failed',
        reason: 'the agent was restarted meanwhile: it may be done in part, and is not done again',
      });
  }

  private resultOf(id: string, { state, reason, data }: End): CommandResult {
    const nowMs = this.o.serverMs();
    return {
      id,
      state,
      ...(nowMs === null ? {} : { at: new Date(nowMs).toISOString() }),
      ...(reason === undefined ? {} : { reason: storable(reason.slice(0, MAX_REASON)) }),
      ...(data === undefined ? {} : { data: storableData(data) }),
    };
  }

  private mayHear(): boolean {
    const { waiting, aMinute, remembered } = this.limits;
    const atMs = this.o.monotonicMs();
    if (atMs - this.minute.beganMs >= 60_000) this.minute = { beganMs: atMs, count: 0 };
    if (this.waiting >= waiting || this.minute.count >= aMinute || this.o.heard.size >= remembered)
      return false;
    this.minute.count++;
    return true;
  }

  private async forgetOld(nowMs: number): Promise<void> {
    const old = [...this.o.heard.values()].filter(
      ({ expiresMs, ended }) => ended && expiresMs + this.limits.rememberedMs <= nowMs,
    );
    if (old.length > 0) await this.o.forget(old.map(({ id }) => id));
  }
}

interface End {
  state: CommandResult['state'];
  reason?: string;
  data?: Answer;
}
/** Characters of a reason; the contract allows no more. */
const MAX_REASON = 500;

/** What a device said may hold what no database takes, and the answer must not be refused for it. */
const storable = (text: string): string => text.replace(/[\0\p{Surrogate}]/gu, '\uFFFD');
const storableData = (data: Answer): Answer =>
  JSON.parse(
    JSON.stringify(data, (_key, value: unknown) => (typeof value === 'string' ? storable(value) : value)),
  ) as Answer;

interface Parsed {
  id: string;
  command: Command | null;
  /** What is wrong with it, where it is none. */
  detail: string;
}

/** @returns null for what cannot even be answered, since it has no id */
function parsedCommand(payload: Buffer): Parsed | null {
  let body: unknown;
  try {
    body = JSON.parse(payload.toString('utf8'));
  } catch {
    return null;
  }
  const known = idOf.safeParse(body);
  if (!known.success) return null;
  // One id, however it is written.
  const id = known.data.id.toLowerCase();
  const parsed = commandSchema.safeParse(body);
  return parsed.success
    ? { id, command: parsed.data, detail: '' }
    : { id, command: null, detail: z.prettifyError(parsed.error) };
}
