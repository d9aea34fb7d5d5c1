import {
  EARLIEST_MS,
  MAX_AHEAD_MS,
  MAX_OPEN_COMMANDS,
  type ChangeNotice,
  type CommandRequest,
  type CommandResult,
} from '@bakeloop/contracts';
import {
  addCommandSteps,
  type Author,
  CommandRepository,
  type CommandRow,
  type CommandStep,
  countOpenCommands,
  type Database,
  type DueCommand,
  insertCommand,
  KitchenRepository,
  lockCommands,
  lockKitchens,
  overdueCommands,
  type Sql,
  takeDueCommands,
} from '@bakeloop/db';
import { canonicalJson } from '@bakeloop/domain';
import type { Refusal } from './message.js';
import { retryTransient } from './sql-errors.js';

/** What became of a request for a command. */
export type Issued =
  | { outcome: 'queued' | 'known'; command: CommandRow; changes: ChangeNotice[] }
  | { outcome: 'no kitchen' | 'id used' | 'too many' }
  /** The kitchen says in its birth certificate what it takes; this it does not. */
  | { outcome: 'not taken'; takes: readonly string[] };

/** What is presumed of a command by how far it had come when its time was over. */
const PRESUMED = {
  queued: { state: 'expired', reason: 'the kitchen was not connected in time' },
  sent: { state: 'expired', reason: 'the kitchen did not answer in time' },
  acknowledged: { state: 'failed', reason: 'the kitchen took it and never said how it ended' },
} as const;

/** The use case of commands on the platform's side (C1): asked for, sent until answered, and given up when nobody took them in time. */
export class CommandDesk {
  constructor(private readonly database: Database) {}

  /**
   * Queues a command. The same id with the same content again is the same command.
   * @param by who asks
   * @param id of the command, where the request names none
   * @throws whatever an unreachable database throws: then nothing is queued
   */
  async issue(
    kitchenId: string,
    request: CommandRequest,
    { by, id, now }: { by: Author; id: string; now: Date },
  ): Promise<Issued> {
    const wanted = {
      id: (request.id ?? id).toLowerCase(),
      kitchenId,
      kind: request.kind,
      data: request.data,
      by,
      note: request.note,
      createdAt: now,
      expiresAt: new Date(now.getTime() + 1_000 * request.expiresInSeconds),
    };
    return retryTransient(() =>
      this.database.transaction(async (sql): Promise<Issued> => {
        const kitchens = new KitchenRepository(sql);
        if (!(await kitchens.exists(kitchenId))) return { outcome: 'no kitchen' };
        await lockKitchens(sql, [kitchenId], now);
        const commands = new CommandRepository(sql);
        const known = await commands.one(kitchenId, wanted.id);
        if (known !== null)
          return isSame(known, wanted)
            ? { outcome: 'known', command: known, changes: [] }
            : { outcome: 'id used' };
        const [birth] = await kitchens.births([kitchenId]);
        const takes = birth?.body.commands ?? [];
        if (!takes.includes(request.kind)) return { outcome: 'not taken', takes };
        if ((await countOpenCommands(sql, kitchenId, now)) >= MAX_OPEN_COMMANDS)
          return { outcome: 'too many' };
        // An id that another kitchen's command has.
        if (!(await insertCommand(sql, wanted))) return { outcome: 'id used' };
        const command = await commands.one(kitchenId, wanted.id);
        if (command === null) throw new Error('a command that was stored is not there');
        return { outcome: 'queued', command, changes: changesOf([kitchenId]) };
      }),
    );
  }

  /** Takes what is to be sent now, so that no other process sends it too. Call `sent` with what the broker has taken. */
  due(now: Date): Promise<DueCommand[]> {
    return takeDueCommands(this.database, now);
  }

  async sent(commands: readonly DueCommand[], now: Date): Promise<ChangeNotice[]> {
    const noted = await this.note(
      commands.map(({ id }) => ({ commandId: id, state: 'sent', byKitchen: false, at: now })),
    );
    return changesOf(commands.filter(({ id }) => noted.has(id)).map(({ kitchenId }) => kitchenId));
  }

  /**
   * What was not answered in its time is presumed not to be done; should its kitchen know better, what it says holds. One
   * query when there is nothing to give up, as nearly always.
   */
  async giveUp(now: Date): Promise<ChangeNotice[]> {
    if ((await overdueCommands(this.database, now)).length === 0) return [];
    const overdue = await this.database.transaction(async (sql) => {
      const commands = await overdueCommands(sql, now);
      await addCommandSteps(
        sql,
        commands.map(({ id, state }) => ({ commandId: id, byKitchen: false, at: now, ...PRESUMED[state] })),
      );
      return commands;
    });
    return changesOf(overdue.map(({ kitchenId }) => kitchenId));
  }

  private note(steps: readonly CommandStep[]): Promise<Set<string>> {
    return this.database.transaction((sql) => addCommandSteps(sql, steps));
  }
}

/** Whether a request with an id that is known asks for what it asked for then. */
function isSame(
  known: CommandRow,
  { by, ...wanted }: { kind: string; data: unknown; by: Author; note: string },
): boolean {
  return (
    known.by === by.name &&
    (['kind', 'data', 'note'] as const).every(
      (field) => canonicalJson(known[field]) === canonicalJson(wanted[field]),
    )
  );
}

function changesOf(kitchenIds: readonly string[]): ChangeNotice[] {
  return [...new Set(kitchenIds)].map((kitchenId) => ({
    kitchenId,
    readings: [],
    batchIds: [],
    kitchen: true,
    channels: false,
  }));
}

export interface ResultItem {
  position: number;
  result: CommandResult;
  receivedAt: Date;
}

/** Stores what a kitchen says of its commands, in the caller's transaction; each state of one once. */
export async function storeResults(
  sql: Sql,
  kitchenId: string,
  items: readonly ResultItem[],
): Promise<{ outcomes: Map<number, 'stored' | 'duplicate'>; refusals: Refusal[] }> {
  const outcomes = new Map<number, 'stored' | 'duplicate'>();
  const refusals: Refusal[] = [];
  const idOf = ({ result }: ResultItem): string => result.id.toLowerCase();
  const known = await lockCommands(sql, kitchenId, [...new Set(items.map(idOf))]);
  for (const item of items) {
    const { position, result, receivedAt } = item;
    const commandId = idOf(item);
    if (!known.has(commandId)) {
      refusals.push({
        position,
        reason: 'unknown_command',
        detail: `there is no command ${commandId} for this kitchen`,
      });
      continue;
    }
    const { state, reason = null, data = null } = result;
    const step = { commandId, state, byKitchen: true, at: receivedAt, deviceAt: timeOf(item), reason, data };
    const noted = await addCommandSteps(sql, [step]);
    outcomes.set(position, noted.has(commandId) ? 'stored' : 'duplicate');
  }
  return { outcomes, refusals };
}

/** When the kitchen says it was; null where its clock cannot be right. */
function timeOf({ result, receivedAt }: ResultItem): Date | null {
  const atMs = Date.parse(result.at ?? '');
  return atMs >= EARLIEST_MS && atMs <= receivedAt.getTime() + MAX_AHEAD_MS ? new Date(atMs) : null;
}
