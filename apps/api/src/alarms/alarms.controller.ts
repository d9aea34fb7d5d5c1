import { kitchensWithin, type AlarmView, type SilenceView } from '@bakeloop/contracts';
import {
  AlarmFacts,
  AlarmRepository,
  AlarmWriter,
  KitchenRepository,
  PrincipalRepository,
  writeAudit,
  type Actor,
  type ShownAlarmRow,
  type SilenceRow,
  type Sql,
} from '@bakeloop/db';
import { machineOf, mutedBy, worstOf } from '@bakeloop/domain';
import { within, type Principal } from '@bakeloop/identity';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Asks, type Asking } from '../http/authentication.js';
import { decodeCursor, pageOf, timeAndId } from '../http/cursor.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { columnsOf, everyPage, sendTable, type Columns } from '../http/send-table.js';
import { wordsAsked } from '../http/words-asked.js';
import { idsWithin } from '../http/permission.js';
import { invalid, notFound } from '../http/problem-error.js';
import { noSuchKitchen } from '../kitchens/no-such-kitchen.js';
import { AlarmDatabase, AlarmWatch } from './alarm-watch.js';
import { wordsOf } from './words.js';

const COLUMNS: Columns<AlarmView> = {
  ...columnsOf<AlarmView>(
    'id',
    'kitchenId',
    'kind',
    'subject',
    'severity',
    'title',
    'text',
    'ruleKey',
    'since',
    'raisedAt',
    'clearedAt',
    'occurrences',
    'detectedLate',
    'acknowledgedAt',
    'acknowledgedBy',
  ),
  assignee: ({ assignee }) => assignee?.name,
  silencedUntil: ({ silencedUntil }) => silencedUntil,
};

@Controller()
export class AlarmsController {
  constructor(
    private readonly alarms: AlarmRepository,
    private readonly kitchens: KitchenRepository,
    private readonly principals: PrincipalRepository,
    private readonly of: AlarmDatabase,
    private readonly watch: AlarmWatch,
  ) {}

  @Endpoint('alarms')
  async list(
    @Input('alarms') { query }: RequestOf<'alarms'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'alarms'>> {
    const { cursor, limit, assignee, q, ...filter } = query;
    const after = decodeCursor(timeAndId, cursor);
    const rows = await this.alarms.page({
      ...filter,
      assigneeId: assigneeAsked(assignee, principal),
      words: wordsAsked(q),
      kitchenIds: idsWithin(principal, 'alarm.see'),
      after: after && { raisedAt: after[0], id: after[1] },
      limit: limit + 1,
    });
    return pageOf(rows, limit, viewOf, ({ exactly, id }) => [exactly, id]);
  }

  @Endpoint('alarmsTable')
  async table(
    @Input('alarmsTable') request: RequestOf<'alarmsTable'>,
    @Asks() asking: Asking,
    @Res() response: Response,
  ): Promise<void> {
    const { query } = request;
    const rows = await everyPage((page) => this.list({ ...request, query: { ...query, ...page } }, asking));
    await sendTable(response, 'bakeloop-alarms', COLUMNS, rows);
  }

  @Endpoint('openAlarms')
  async open(@Asks() { principal }: Asking): Promise<AnswerOf<'openAlarms'>> {
    const kitchens = await this.alarms.openOf(idsWithin(principal, 'alarm.see'));
    const sum = (of: 'active' | 'unacknowledged'): number =>
      kitchens.reduce((total, row) => total + row[of], 0);
    return {
      active: sum('active'),
      unacknowledged: sum('unacknowledged'),
      worst: kitchens.length === 0 ? null : worstOf(kitchens.map(({ worst }) => worst)),
      kitchens,
    };
  }

  @Endpoint('alarm')
  async one(
    @Input('alarm') { params }: RequestOf<'alarm'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'alarm'>> {
    return this.detail(await this.found(params.alarmId, principal, 'alarm.see'));
  }

  @Endpoint('acknowledgeAlarm')
  acknowledge(
    @Input('acknowledgeAlarm') { params }: RequestOf<'acknowledgeAlarm'>,
    @Asks() asking: Asking,
  ): Promise<AnswerOf<'acknowledgeAlarm'>> {
    return this.act(params.alarmId, asking, 'alarm.acknowledged', (writer, id, personId, now) =>
      writer.acknowledge(id, personId, now),
    );
  }

  @Endpoint('assignAlarm')
  async assign(
    @Input('assignAlarm') { params, body }: RequestOf<'assignAlarm'>,
    @Asks() asking: Asking,
  ): Promise<AnswerOf<'assignAlarm'>> {
    const { personId } = body;
    const alarm = await this.found(params.alarmId, asking.principal, 'alarm.act');
    if (personId !== null && !(await this.mayLookAfter(alarm)).some(({ id }) => id === personId))
      throw invalid([{ path: 'body.personId', message: 'nobody who may look after this alarm' }], 422);
    return this.act(params.alarmId, asking, 'alarm.assigned', (writer, id, by, now) =>
      writer.assign(id, personId, by, now),
    );
  }

  @Endpoint('commentAlarm')
  comment(
    @Input('commentAlarm') { params, body }: RequestOf<'commentAlarm'>,
    @Asks() asking: Asking,
  ): Promise<AnswerOf<'commentAlarm'>> {
    return this.act(params.alarmId, asking, 'alarm.commented', (writer, id, personId, now) =>
      writer.comment(id, body.text, personId, now),
    );
  }

  @Endpoint('silenceAlarm')
  async silence(
    @Input('silenceAlarm') { params, body }: RequestOf<'silenceAlarm'>,
    @Asks() asking: Asking,
  ): Promise<AnswerOf<'silenceAlarm'>> {
    const until = inFuture(body.until);
    const { kitchenId, kind, subject } = await this.found(params.alarmId, asking.principal, 'alarm.act');
    return this.act(params.alarmId, asking, 'alarm.silenced', (writer, id, personId, now) =>
      writer.silence(
        {
          kitchenId,
          kind,
          subject: body.of === 'kind' ? null : subject,
          until,
          why: body.why,
          personId,
          alarmId: id,
        },
        now,
      ),
    );
  }

  @Endpoint('alarmPeople')
  async lookAfter(
    @Input('alarmPeople') { params }: RequestOf<'alarmPeople'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'alarmPeople'>> {
    return { items: await this.mayLookAfter(await this.found(params.alarmId, principal, 'alarm.act')) };
  }

  @Endpoint('silences')
  async silences(
    @Input('silences') { query: { kitchenId, q, cursor, limit } }: RequestOf<'silences'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'silences'>> {
    const rows = await this.alarms.silences(idsWithin(principal, 'alarm.see'), {
      kitchenId,
      words: wordsAsked(q),
      after: decodeCursor(timeAndId, cursor),
      limit: limit + 1,
    });
    return pageOf(rows, limit, silenceOf, ({ exactly, id }) => [exactly, id]);
  }

  @Endpoint('silenceKitchen')
  async silenceKitchen(
    @Input('silenceKitchen') { params, body }: RequestOf<'silenceKitchen'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'silenceKitchen'>> {
    const { kitchenId } = params;
    const until = inFuture(body.until);
    if (!(await this.kitchens.exists(kitchenId))) throw noSuchKitchen(kitchenId);
    await this.audited(
      actor,
      'kitchen.silenced',
      `kitchen:${kitchenId}`,
      { until: body.until },
      (writer, now) =>
        writer.silence(
          {
            kitchenId,
            kind: null,
            subject: null,
            until,
            why: body.why,
            personId: principal.person?.id ?? null,
            alarmId: null,
          },
          now,
        ),
    );
    this.watch.tellPages(kitchenId);
    return { done: true };
  }

  @Endpoint('endSilence')
  async endSilence(
    @Input('endSilence') { params }: RequestOf<'endSilence'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'endSilence'>> {
    const { silenceId } = params;
    const silence = await this.alarms.silenceOne(silenceId);
    const unknown = notFound(
      `There is no silence ${silenceId}. GET /api/v1/silences lists those that stand.`,
    );
    if (silence === null || !mayWithAlarm(principal, 'alarm.act', silence.kitchenId)) throw unknown;
    const ended = await this.audited(actor, 'silence.ended', `silence:${silenceId}`, {}, (writer, now) =>
      writer.endSilence(silenceId, now),
    );
    if (!ended) throw unknown;
    if (silence.kitchenId !== null) this.watch.tellPages(silence.kitchenId);
    return { done: true };
  }

  @Endpoint('safety')
  async safety(@Input('safety') { params }: RequestOf<'safety'>): Promise<AnswerOf<'safety'>> {
    const { kitchenId } = params;
    const rows = await this.alarms.safety(kitchenId);
    if (rows.length === 0 && !(await this.kitchens.exists(kitchenId))) throw noSuchKitchen(kitchenId);
    return {
      items: rows.map(({ id, kind, subject, since }) => ({
        id,
        kind: kind === 'pvc' ? 'pvc' : 'zero-flow',
        machine: subject.startsWith('channel:') ? machineOf(subject.slice('channel:'.length)) : null,
        since: since.toISOString(),
      })),
    };
  }

  /** @throws ProblemError 404, the same for an alarm that never was and for one out of reach */
  private async found(
    id: string,
    principal: Principal,
    permission: 'alarm.see' | 'alarm.act',
  ): Promise<ShownAlarmRow> {
    const row = await this.alarms.one(id);
    if (row === null || !mayWithAlarm(principal, permission, row.kitchenId))
      throw notFound(`There is no alarm ${id}. GET /api/v1/alarms lists those there are.`);
    return row;
  }

  private async act(
    id: string,
    { principal, actor }: Asking,
    action: string,
    work: (writer: AlarmWriter, id: string, personId: string | null, now: Date) => Promise<unknown>,
  ): Promise<AnswerOf<'alarm'>> {
    const { kitchenId, kind, subject } = await this.found(id, principal, 'alarm.act');
    await this.audited(actor, action, `alarm:${id}`, { kitchenId, kind, subject }, (writer, now) =>
      work(writer, id, principal.person?.id ?? null, now),
    );
    if (kitchenId !== null) this.watch.tellPages(kitchenId);
    return this.detail(await this.found(id, principal, 'alarm.see'));
  }

  private audited<T>(
    actor: Actor,
    action: string,
    subject: string,
    after: Record<string, unknown>,
    work: (writer: AlarmWriter, now: Date) => Promise<T>,
  ): Promise<T> {
    return this.of.database.transaction(async (sql: Sql) => {
      await writeAudit(sql, actor, { action, subject, after });
      return work(new AlarmWriter(sql), new Date());
    });
  }

  private async detail(row: ShownAlarmRow): Promise<AnswerOf<'alarm'>> {
    const [entries, muted] = await Promise.all([this.alarms.entries(row.id), this.mutedBy(row)]);
    return {
      ...viewOf(row),
      mutedBy: muted,
      history: entries.map(({ at, what, by, data }) => ({
        at: at.toISOString(),
        what: what as AnswerOf<'alarm'>['history'][number]['what'],
        by,
        data: data && { ...data },
      })),
    };
  }

  private async mutedBy(row: ShownAlarmRow): Promise<AnswerOf<'alarm'>['mutedBy']> {
    const { kitchenId, clearedAt, silencedUntil } = row;
    if (clearedAt !== null) return null;
    if (silencedUntil !== null) return 'silenced';
    if (kitchenId === null) return null;
    const now = new Date();
    const doings = await new AlarmFacts(this.of.database).doings([kitchenId], now);
    return mutedBy(row, [], doings, now.getTime());
  }

  private async mayLookAfter({ kitchenId }: ShownAlarmRow): Promise<{ id: string; name: string }[]> {
    const people = await this.principals.people();
    return people
      .filter(({ standings }) => reaches(kitchensWithin(standings, 'alarm.act'), kitchenId))
      .map(({ id, name }) => ({ id, name }));
  }
}

/** Alarms of the platform itself are for who may with all. */
const reaches = (kitchens: 'all' | ReadonlySet<string> | null, kitchenId: string | null): boolean =>
  kitchens === 'all' || (kitchenId !== null && (kitchens?.has(kitchenId) ?? false));

const mayWithAlarm = (
  principal: Principal,
  permission: 'alarm.see' | 'alarm.act',
  kitchenId: string | null,
): boolean => reaches(within(principal, permission), kitchenId);

function inFuture(until: string): Date {
  const at = new Date(until);
  if (at.getTime() <= Date.now())
    throw invalid([{ path: 'body.until', message: 'is over already: a silence ends later than now' }], 422);
  return at;
}

function viewOf(row: ShownAlarmRow): AlarmView {
  const { assigneeId, assignee, data } = row;
  return {
    id: row.id,
    kitchenId: row.kitchenId,
    kitchenName: row.kitchenName,
    timeZone: row.timeZone,
    kind: row.kind,
    subject: row.subject,
    severity: row.severity,
    ...wordsOf(row, 'en'),
    ruleKey: row.ruleKey,
    data: { ...data },
    since: row.since.toISOString(),
    raisedAt: row.raisedAt.toISOString(),
    clearedAt: row.clearedAt?.toISOString() ?? null,
    occurrences: row.occurrences,
    detectedLate: row.detectedLate,
    acknowledgedAt: row.ackedAt?.toISOString() ?? null,
    acknowledgedBy: row.ackedBy,
    assignee: assigneeId === null ? null : { id: assigneeId, name: assignee ?? 'somebody who was forgotten' },
    silencedUntil: row.silencedUntil?.toISOString() ?? null,
    changedAt: row.changedAt.toISOString(),
  };
}

function silenceOf(row: SilenceRow): SilenceView {
  const { id, kitchenId, kind, subject, until, why, by, at } = row;
  return { id, kitchenId, kind, subject, until: until.toISOString(), why, by, at: at.toISOString() };
}

/** By id; null: nobody, undefined: whoever. A program looks after none. */
function assigneeAsked(
  assignee: RequestOf<'alarms'>['query']['assignee'],
  { person }: Principal,
): string | null | undefined {
  if (assignee === 'me') return person?.id ?? 'a program';
  return assignee === 'nobody' ? null : undefined;
}
