import type { KitchenEvent } from '@bakeloop/domain';
import { inputsOf, METRICS } from '@bakeloop/domain';
import { EventRepository, LedgerRepository } from '@bakeloop/db';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { LATE_MS } from '../batches/batch-view.js';
import { decodeCursor, pageOf } from '../http/cursor.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { columnsOf, everyPage, sendTable, type Columns } from '../http/send-table.js';
import { invalid } from '../http/problem-error.js';
import { changeWords } from './change-words.js';
import { Figures, knownMetric, past, periodOf, supplierDays } from './figures.js';
import { countsSuppliers, inputKeys, isOfPersons, isSuppressed, outcomeOf } from './metric-view.js';

/** Size, kitchen, subject and day of the last leaf of a page. */
const leafPosition = z.tuple([z.int(), z.string(), z.string(), z.iso.date()]);
/** Time and number of the last change of a page. */
const changePosition = z.tuple([z.iso.datetime(), z.int()]);

type Figure = AnswerOf<'metric'>;
const FIGURE_COLUMNS: Columns<Figure> = {
  ...columnsOf<Figure>('metric', 'name', 'unit', 'scope', 'from', 'to', 'knownOn', 'value'),
  low: ({ range }) => range?.low,
  high: ({ range }) => range?.high,
  ...columnsOf<Figure>('conservative', 'quality', 'reason', 'methodVersion'),
  factorSets: ({ factorSets }) => factorSets.join(' '),
};
type Point = AnswerOf<'metricOverTime'>['items'][number];
const POINT_COLUMNS: Columns<Point> = {
  ...columnsOf<Point>('from', 'to', 'value'),
  low: ({ range }) => range?.low,
  high: ({ range }) => range?.high,
  ...columnsOf<Point>('quality', 'reason'),
};
const LEAF_COLUMNS = columnsOf<AnswerOf<'evidence'>['items'][number]>(
  'kitchenId',
  'subject',
  'kind',
  'eventType',
  'day',
  'time',
  'productCode',
  'amounts',
);
const CHANGE_COLUMNS = columnsOf<AnswerOf<'metricChanges'>['items'][number]>(
  'knownAt',
  'kitchenId',
  'subject',
  'cause',
  'eventId',
  'words',
  'amounts',
  'late',
);

/** Figures, what they are made of, and why they are not what they were. */
@Controller()
export class MetricsController {
  constructor(
    private readonly figures: Figures,
    private readonly ledger: LedgerRepository,
    private readonly events: EventRepository,
  ) {}

  @Endpoint('metrics')
  async all(@Input('metrics') { query }: RequestOf<'metrics'>): Promise<AnswerOf<'metrics'>> {
    return { items: await this.figures.of(METRICS, query, new Date()) };
  }

  @Endpoint('metricsTable')
  async allTable(
    @Input('metricsTable') request: RequestOf<'metricsTable'>,
    @Res() response: Response,
  ): Promise<void> {
    const { items } = await this.all({ ...request });
    await sendTable(response, `bakeloop-figures-${request.query.scope}`, FIGURE_COLUMNS, [items]);
  }

  @Endpoint('evidenceTable')
  async evidenceTable(
    @Input('evidenceTable') request: RequestOf<'evidenceTable'>,
    @Res() response: Response,
  ): Promise<void> {
    const { params, query } = request;
    const rows = await everyPage((page) => this.evidence({ ...request, query: { ...query, ...page } }));
    await sendTable(response, `bakeloop-evidence-${params.metric}`, LEAF_COLUMNS, rows);
  }

  @Endpoint('metricChangesTable')
  async changesTable(
    @Input('metricChangesTable') request: RequestOf<'metricChangesTable'>,
    @Res() response: Response,
  ): Promise<void> {
    const { params, query } = request;
    const rows = await everyPage((page) => this.changes({ ...request, query: { ...query, ...page } }));
    await sendTable(response, `bakeloop-changes-${params.metric}`, CHANGE_COLUMNS, rows);
  }

  @Endpoint('metric')
  async one(@Input('metric') { params, query }: RequestOf<'metric'>): Promise<AnswerOf<'metric'>> {
    const [answer] = await this.figures.of([knownMetric(params.metric)], query, new Date());
    if (!answer) throw new Error('one metric gave no figure');
    return answer;
  }

  @Endpoint('metricOverTime')
  overTime(
    @Input('metricOverTime') { params, query }: RequestOf<'metricOverTime'>,
  ): Promise<AnswerOf<'metricOverTime'>> {
    return this.figures.overTime(knownMetric(params.metric), query, new Date());
  }

  @Endpoint('metricOverTimeTable')
  async overTimeTable(
    @Input('metricOverTimeTable') request: RequestOf<'metricOverTimeTable'>,
    @Res() response: Response,
  ): Promise<void> {
    const { params, query } = request;
    const { items } = await this.overTime({ ...request });
    await sendTable(response, `bakeloop-${params.metric}-by-${query.by}`, POINT_COLUMNS, [items]);
  }

  @Endpoint('evidence')
  async evidence(@Input('evidence') { params, query }: RequestOf<'evidence'>): Promise<AnswerOf<'evidence'>> {
    const metric = knownMetric(params.metric);
    const now = new Date();
    const period = periodOf(query, now);
    const within = countsSuppliers(metric) ? { ...period, ...supplierDays(period, now) } : period;
    const after = decodeCursor(leafPosition, query.cursor);
    const keys = inputKeys(metric);
    const [amounts, { leaves, sum }, rows] = await Promise.all([
      metric.group === 'people' ? this.figures.amounts([metric], query.scope, period, now) : {},
      this.ledger.leafSum(query.scope, within, keys),
      this.ledger.leaves(query.scope, within, keys, {
        after: after && { size: after[0], kitchenId: after[1], subject: after[2], day: after[3] },
        limit: query.limit + 1,
      }),
      this.figures.mustExist(query.scope),
    ]);
    if (metric.group === 'people' && isSuppressed(outcomeOf(metric, amounts)))
      return { metric: metric.id, scope: query.scope, sum: {}, leaves: 0, items: [], next: null };
    // The page of a delivery does not show its price; neither may its leaf.
    if (isOfPersons(metric))
      return { metric: metric.id, scope: query.scope, sum, leaves, items: [], next: null };
    const page = pageOf(
      rows,
      query.limit,
      ({ kitchenId, subject, eventType, day, time, productCode, amounts }) => ({
        kitchenId,
        subject,
        kind: subject.startsWith('batch:') ? ('batch' as const) : ('event' as const),
        eventType,
        day,
        time: time.toISOString(),
        productCode,
        amounts,
      }),
      ({ size, kitchenId, subject, day }) => [size, kitchenId, subject, day],
    );
    return { metric: metric.id, scope: query.scope, sum, leaves, ...page };
  }

  @Endpoint('metricChanges')
  async changes(
    @Input('metricChanges') { params, query }: RequestOf<'metricChanges'>,
  ): Promise<AnswerOf<'metricChanges'>> {
    const metric = knownMetric(params.metric);
    const now = new Date();
    const period = periodOf(query, now);
    const since = past('since', query.since, now);
    const until = query.until === undefined ? now : past('until', query.until, now);
    if (since > until) throw invalid([{ path: 'until', message: 'before since' }]);
    const after = decodeCursor(changePosition, query.cursor);
    const known = (knownOn: Date) => this.figures.amounts([metric], query.scope, { ...period, knownOn }, now);
    const [before, later, rows] = await Promise.all([
      known(since),
      known(until),
      this.ledger.changes(query.scope, period, { since, until }, inputKeys(metric), {
        after: after && { at: after[0], id: after[1] },
        limit: query.limit + 1,
      }),
      this.figures.mustExist(query.scope),
    ]);
    const [outcome, outcomeLater] = [outcomeOf(metric, before), outcomeOf(metric, later)];
    // What is counted anew each time has no history, and a small count none to be shown.
    const hidden = countsSuppliers(metric) || isSuppressed(outcome) || isSuppressed(outcomeLater);
    const shown = hidden ? [] : rows;
    const ids = shown.flatMap(({ eventId }) => (eventId === null ? [] : [eventId]));
    const found = ids.length === 0 ? [] : await this.events.byIds([...new Set(ids)]);
    const events = new Map(found.map((event) => [event.id, event]));
    const page = pageOf(
      shown,
      query.limit,
      ({ knownAt, kitchenId, subject, cause, eventId, amounts }) => {
        const row = eventId === null ? undefined : events.get(eventId);
        const event = row && { body: row.body as unknown as KitchenEvent, receivedAt: row.receivedAt };
        const late = event ? event.receivedAt.getTime() - Date.parse(event.body.time) > LATE_MS : false;
        const effects = inputsOf(metric, amounts);
        return {
          knownAt: knownAt.toISOString(),
          kitchenId,
          subject,
          cause,
          eventId,
          words: changeWords({ kitchenId, subject, cause, event: event ?? null, effects }),
          amounts,
          late,
        };
      },
      ({ at, id }) => [at, id],
    );
    return {
      metric: metric.id,
      scope: query.scope,
      since: since.toISOString(),
      until: until.toISOString(),
      before: outcome.value,
      after: outcomeLater.value,
      ...page,
    };
  }
}
