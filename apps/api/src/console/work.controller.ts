import type { MachineView, ScheduledBatch } from '@bakeloop/contracts';
import {
  BatchRepository,
  EventRepository,
  KitchenRepository,
  PlanRepository,
  ScopeRepository,
  WorkRepository,
  type ScheduledRow,
} from '@bakeloop/db';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { storedEvents, summaryOf } from '../batches/batch-view.js';
import { Asks, type Asking } from '../http/authentication.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { columnsOf, sendTable, type Columns } from '../http/send-table.js';
import { idsWithin } from '../http/permission.js';
import { invalid, notFound } from '../http/problem-error.js';
import { noSuchKitchen } from '../kitchens/no-such-kitchen.js';
import { Announcements } from '../live/announcements.js';

/** As many bars as a Gantt chart shows apart. */
const MOST_BATCHES = 400;
const SCHEDULE_DAYS = 92;
const COMPARED_DAYS = 400;
const DAY_MS = 86_400_000;
const SHOWN_EVENTS = 50;
const SHOWN_BATCHES = 20;

/** A row is a batch, or a stage of one. */
interface ScheduleLine {
  batch: ScheduledBatch;
  stage: ScheduledBatch['stages'][number] | null;
}
const SCHEDULE_COLUMNS: Columns<ScheduleLine> = {
  batchId: ({ batch }) => batch.batchId,
  status: ({ batch }) => batch.status,
  stage: ({ stage }) => stage?.stage,
  machine: ({ batch, stage }) => (stage ?? batch).machine,
  from: ({ batch, stage }) => (stage ?? batch).startedAt,
  to: ({ batch, stage }) => (stage === null ? batch.finishedAt : stage.endedAt),
  productCode: ({ batch }) => batch.productCode,
  recipeId: ({ batch }) => batch.recipeId,
  recipeVersion: ({ batch }) => batch.recipeVersion,
  feedGrams: ({ batch, stage }) => (stage === null ? batch.feedGrams : null),
  goodGrams: ({ batch, stage }) => (stage === null ? batch.goodGrams : null),
  flagged: ({ batch }) => batch.flagged,
};
const UPKEEP_COLUMNS = columnsOf<MachineView['upkeep'][number]>('task', 'count', 'lastAt', 'runMsSince');
type Compared = AnswerOf<'compare'>['items'][number];
const COMPARED_COLUMNS = columnsOf<Compared>(
  'key',
  'batchCount',
  'flaggedCount',
  'runMs',
  'feedGrams',
  'goodGrams',
  'unaccountedGrams',
  'energyWh',
  'goodGramsWithEnergy',
  'runMsWithEnergy',
);

/** What kitchens and machines did and are to do. */
@Controller()
export class WorkController {
  constructor(
    private readonly kitchens: KitchenRepository,
    private readonly batches: BatchRepository,
    private readonly events: EventRepository,
    private readonly scopes: ScopeRepository,
    private readonly work: WorkRepository,
    private readonly plans: PlanRepository,
    private readonly announcements: Announcements,
  ) {}

  @Endpoint('setPlan')
  async setPlan(
    @Input('setPlan') { params, body }: RequestOf<'setPlan'>,
    @Asks() { actor }: Asking,
  ): Promise<AnswerOf<'setPlan'>> {
    const { kitchenId } = params;
    if (!(await this.kitchens.exists(kitchenId))) throw noSuchKitchen(kitchenId);
    await this.plans.set(kitchenId, body.goodGramsPerDay, actor);
    this.announcements.announce({ kitchenId, readings: [], batchIds: [], kitchen: true, channels: false });
    return { kitchenId, goodGramsPerDay: body.goodGramsPerDay };
  }

  @Endpoint('schedule')
  async schedule(@Input('schedule') { params, query }: RequestOf<'schedule'>): Promise<AnswerOf<'schedule'>> {
    const { kitchenId } = params;
    const { machine } = query;
    const [from, to] = [new Date(query.from), new Date(query.to)];
    mustSpan(to.getTime() - from.getTime(), SCHEDULE_DAYS);
    const rows = await this.work.schedule(kitchenId, { from, to, machine, limit: MOST_BATCHES + 1 });
    if (rows.length === 0 && !(await this.kitchens.exists(kitchenId))) throw noSuchKitchen(kitchenId);
    return {
      kitchenId,
      from: from.toISOString(),
      to: to.toISOString(),
      isWhole: rows.length <= MOST_BATCHES,
      batches: rows.slice(0, MOST_BATCHES).map(scheduledOf),
    };
  }

  @Endpoint('scheduleTable')
  async scheduleTable(
    @Input('scheduleTable') request: RequestOf<'scheduleTable'>,
    @Res() response: Response,
  ): Promise<void> {
    const { kitchenId } = request.params;
    const { machine } = request.query;
    // Refuses what the chart refuses, before anything is sent.
    const { from, to } = await this.schedule({ ...request });
    const range = { from: new Date(from), to: new Date(to), machine, limit: MOST_BATCHES };
    const { work } = this;
    async function* pages(): AsyncGenerator<ScheduleLine[]> {
      for (let rows = await work.schedule(kitchenId, range); rows.length > 0;) {
        yield rows
          .map(scheduledOf)
          .flatMap((batch) => [{ batch, stage: null }, ...batch.stages.map((stage) => ({ batch, stage }))]);
        const last = rows.length < MOST_BATCHES ? undefined : rows.at(-1);
        rows = last === undefined ? [] : await work.schedule(kitchenId, { ...range, after: last });
      }
    }
    await sendTable(response, `bakeloop-batches-${kitchenId}`, SCHEDULE_COLUMNS, pages());
  }

  @Endpoint('machine')
  async machine(@Input('machine') { params }: RequestOf<'machine'>): Promise<AnswerOf<'machine'>> {
    const { kitchenId, machineId } = params;
    const [births, isKnown] = await Promise.all([
      this.kitchens.births([kitchenId]),
      this.scopes.machineExists(kitchenId, machineId),
    ]);
    if (!isKnown) {
      if (!(await this.kitchens.exists(kitchenId))) throw noSuchKitchen(kitchenId);
      throw notFound(`Kitchen "${kitchenId}" has no machine "${machineId}", and no batch names it.`);
    }
    const declared = births[0]?.body.machines.find(({ id }) => id === machineId);
    const [running, upkeep, eventIds, batchIds] = await Promise.all([
      this.work.running(kitchenId, machineId),
      this.work.upkeep(kitchenId, machineId),
      this.work.maintenanceIds(kitchenId, machineId, SHOWN_EVENTS),
      this.work.batchIdsOf(kitchenId, machineId, SHOWN_BATCHES),
    ]);
    const [events, batches] = await Promise.all([
      this.events.byIds(eventIds),
      this.batches.byIds(kitchenId, batchIds),
    ]);
    const shown = new Map(storedEvents(events).map((event) => [event.id, event]));
    return {
      kitchenId,
      machine: machineId,
      type: declared?.type ?? null,
      ratedKw: declared?.ratedKw ?? null,
      idealKgPerHour: declared?.idealKgPerHour ?? null,
      ...running,
      upkeep: upkeep.map(({ lastAt, ...row }) => ({ ...row, lastAt: lastAt.toISOString() })),
      events: eventIds.flatMap((id) => shown.get(id) ?? []),
      batches: batches.map(summaryOf),
    };
  }

  @Endpoint('upkeepTable')
  async upkeepTable(
    @Input('upkeepTable') request: RequestOf<'upkeepTable'>,
    @Res() response: Response,
  ): Promise<void> {
    const { kitchenId, machine, upkeep } = await this.machine({ ...request });
    await sendTable(response, `${kitchenId}-${machine}-upkeep`, UPKEEP_COLUMNS, [upkeep]);
  }

  @Endpoint('compare')
  async compare(
    @Input('compare') { query }: RequestOf<'compare'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'compare'>> {
    const { by, kitchenId, from, to } = query;
    mustSpan(Date.parse(to) - Date.parse(from) + DAY_MS, COMPARED_DAYS);
    const kitchenIds = kitchenId === undefined ? idsWithin(principal, 'kitchen.see') : [kitchenId];
    return { items: await this.work.compare(by, { kitchenIds, from, to }) };
  }

  @Endpoint('compareTable')
  async compareTable(
    @Input('compareTable') request: RequestOf<'compareTable'>,
    @Asks() asking: Asking,
    @Res() response: Response,
  ): Promise<void> {
    const { by, from, to } = request.query;
    const { items } = await this.compare({ ...request }, asking);
    await sendTable(response, `bakeloop-by-${by}-${from}-${to}`, COMPARED_COLUMNS, [items]);
  }
}

function scheduledOf({ startedAt, finishedAt, stages, sortTime: _, ...row }: ScheduledRow): ScheduledBatch {
  return {
    ...row,
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
    stages: stages.map(({ stage, machine, startedAt: start, endedAt: end }) => ({
      stage,
      machine,
      startedAt: start,
      endedAt: end,
    })),
  };
}

/** @throws ProblemError for a range that ends before it begins or is longer than so many days */
function mustSpan(spanMs: number, days: number): void {
  if (spanMs <= 0) throw invalid([{ path: 'to', message: 'not later than from' }]);
  if (spanMs > days * DAY_MS)
    throw invalid([{ path: 'from', message: `more than ${String(days)} days before to` }]);
}
