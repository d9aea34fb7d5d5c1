import { z } from 'zod';
import { alarmRoutes } from './alarm-routes.js';
import { deskRoutes } from './desk-routes.js';
import { figureRoutes } from './figure-routes.js';
import { FLEET_STATES } from './fleet.js';
import { phoneRoutes } from './phone-routes.js';
import { reportRoutes } from './report-routes.js';
import { plainText, type Route } from './route.js';
import { pageRoutes } from './routes.js';
import { sponsorRoutes } from './sponsor-routes.js';
import { workRoutes } from './work-routes.js';

type Unpaged<R extends Route> =
  R extends Record<'query', z.ZodObject<infer Shape>>
    ? { query: z.ZodObject<Omit<Shape, 'limit' | 'cursor'>> }
    : unknown;

const file = z.string();

/** What another route answers, as CSV: the same filter and the same permission, and all rows instead of a page. */
function tableOf<const R extends Route>(route: R) {
  const { query } = route;
  const shape = Object.entries(query?.shape ?? {}).filter(([name]) => name !== 'limit' && name !== 'cursor');
  return {
    ...route,
    path: `${route.path}.csv`,
    summary: `${route.summary}; all of it as CSV, sent while it is read`,
    media: 'text/csv',
    ...(query === undefined ? {} : { query: z.object(Object.fromEntries(shape)) }),
    answer: file,
  } as Omit<R, 'path' | 'summary' | 'query' | 'answer'> & {
    path: string;
    summary: string;
    media: 'text/csv';
    answer: typeof file;
  } & Unpaged<R>;
}

/** Every table and chart of the console as a file; `GET {address of its answer}.csv`. */
export const tableRoutes = {
  kitchensTable: {
    ...tableOf(phoneRoutes.kitchens),
    query: z.object({
      q: plainText(80).optional().describe('words of its name, place, id, country or running batch'),
      state: z.enum(FLEET_STATES).default('all'),
      country: plainText(2).optional().describe('ISO 3166-1 alpha-2'),
    }),
  },
  batchesTable: tableOf(phoneRoutes.batches),
  batchBalanceTable: {
    permission: 'kitchen.see',
    method: 'GET',
    path: '/kitchens/{kitchenId}/batches/{batchId}/balance.csv',
    summary: 'Where every kilogram of a batch went, as CSV',
    media: 'text/csv',
    params: phoneRoutes.batch.params,
    answer: file,
  },
  batchStagesTable: {
    permission: 'kitchen.see',
    method: 'GET',
    path: '/kitchens/{kitchenId}/batches/{batchId}/stages.csv',
    summary: 'The stages of a batch, as CSV',
    media: 'text/csv',
    params: phoneRoutes.batch.params,
    answer: file,
  },
  lotsTable: tableOf(phoneRoutes.lots),
  totalsTable: tableOf(pageRoutes.totals),
  metricsTable: tableOf(pageRoutes.metrics),
  flowsTable: tableOf(pageRoutes.flows),
  evidenceTable: tableOf(figureRoutes.evidence),
  metricOverTimeTable: tableOf(figureRoutes.metricOverTime),
  metricChangesTable: tableOf(figureRoutes.metricChanges),
  lotLineageTable: tableOf(figureRoutes.lotLineage),
  batchLineageTable: tableOf(figureRoutes.batchLineage),
  balanceTable: tableOf(figureRoutes.balance),
  scheduleTable: tableOf(workRoutes.schedule),
  compareTable: tableOf(workRoutes.compare),
  upkeepTable: {
    permission: 'kitchen.see',
    method: 'GET',
    path: '/kitchens/{kitchenId}/machines/{machineId}/upkeep.csv',
    summary: 'What is done to a machine again and again, and the running time since, as CSV',
    media: 'text/csv',
    params: workRoutes.machine.params,
    answer: file,
  },
  alarmsTable: tableOf(alarmRoutes.alarms),
  alarmRulesTable: tableOf(alarmRoutes.alarmRules),
  deliveriesTable: tableOf(alarmRoutes.deliveries),
  coverageTable: {
    ...tableOf(reportRoutes.quality),
    path: '/quality/coverage.csv',
    summary: 'Which figures rest on what was measured, and which are not known and why, as CSV',
  },
  sponsorBatchesTable: {
    permission: 'share.see',
    method: 'GET',
    path: '/sponsors/{organisationId}/batches.csv',
    summary: 'What is allocated to a sponsor, batch by batch, as CSV',
    media: 'text/csv',
    params: sponsorRoutes.sponsor.params,
    answer: file,
  },
  correctionsTable: tableOf(reportRoutes.corrections),
  reportsTable: tableOf(reportRoutes.reports),
  deadLettersTable: tableOf(deskRoutes.deadLetters),
} as const satisfies Record<string, Route>;
