import { z } from 'zod';
import { kitchenId } from './api.js';
import {
  annotation,
  COMPARE_BY,
  comparedSum,
  kitchenPlan,
  machineView,
  schedule,
  setPlan,
  writeAnnotation,
} from './console.js';
import { askedDay as day, askedInstant as instant } from './dates.js';
import { done } from './identity.js';
import { CHANNEL_NAME } from './presence.js';
import { kitchenParam, plainText, type Route } from './route.js';

const annotationParam = kitchenParam.extend({ annotationId: z.uuid() });
const range = { from: instant, to: instant };
/** As many as one chart can tell apart, twice. */
const MAX_CHANNELS = 12;

/** Routes of the work of kitchens: notes, plans, machines, charts as files, and comparison. */
export const workRoutes = {
  annotations: {
    permission: 'kitchen.watch',
    method: 'GET',
    path: '/kitchens/{kitchenId}/annotations',
    summary: 'Notes on a kitchen that touch a time, newest first; at most 500',
    params: kitchenParam,
    query: z.object({
      ...range,
      machine: plainText(64).optional().describe('those of it, and of the whole kitchen'),
      batchId: plainText(64).optional().describe('those of it alone'),
    }),
    answer: z.object({ items: z.array(annotation) }),
  },
  annotate: {
    permission: 'kitchen.annotate',
    method: 'POST',
    path: '/kitchens/{kitchenId}/annotations',
    summary: 'Write a note on a kitchen, a machine or a batch, at an instant or over a time',
    params: kitchenParam,
    body: writeAnnotation,
    answer: annotation,
  },
  changeAnnotation: {
    permission: 'kitchen.annotate',
    method: 'POST',
    path: '/kitchens/{kitchenId}/annotations/{annotationId}',
    summary: 'Change a note of their own',
    params: annotationParam,
    body: writeAnnotation,
    answer: annotation,
  },
  removeAnnotation: {
    permission: 'kitchen.annotate',
    method: 'DELETE',
    path: '/kitchens/{kitchenId}/annotations/{annotationId}',
    summary: 'Remove a note: their own, or any where they may correct the log',
    params: annotationParam,
    answer: done,
  },
  setPlan: {
    permission: 'kitchen.plan',
    method: 'POST',
    path: '/kitchens/{kitchenId}/plan',
    summary: 'How much good product a kitchen is to make in a day',
    params: kitchenParam,
    body: setPlan,
    answer: kitchenPlan,
  },
  seriesTable: {
    permission: 'kitchen.watch',
    method: 'GET',
    path: '/kitchens/{kitchenId}/series.csv',
    summary:
      'Channels over time as CSV, sent while it is read: as a chart of that width shows them, or every reading',
    media: 'text/csv',
    params: kitchenParam,
    query: z.object({
      ...range,
      channels: z
        .string()
        .transform((text) => [...new Set(text.split(',').filter((name) => name !== ''))])
        .pipe(z.array(z.string().regex(CHANNEL_NAME)).min(1).max(MAX_CHANNELS))
        .describe(`names, with a comma between; at most ${MAX_CHANNELS}`),
      width: z.coerce.number().int().min(10).max(2_000).default(600),
      grain: z.enum(['shown', 'readings']).default('shown'),
    }),
    answer: z.string(),
  },
  schedule: {
    permission: 'kitchen.see',
    method: 'GET',
    path: '/kitchens/{kitchenId}/schedule',
    summary: 'Batches and their stages over a time, for a Gantt chart',
    params: kitchenParam,
    query: z.object({
      ...range,
      machine: plainText(64).optional().describe('only what ran on it, in part too'),
    }),
    answer: schedule,
  },
  machine: {
    permission: 'kitchen.see',
    method: 'GET',
    path: '/kitchens/{kitchenId}/machines/{machineId}',
    summary: 'A machine: running time, upkeep and the running time since, its batches',
    params: kitchenParam.extend({ machineId: plainText(64) }),
    answer: machineView,
  },
  compare: {
    permission: 'kitchen.see',
    method: 'GET',
    path: '/compare',
    summary: 'Sums of finished batches by kitchen, recipe or product; days are kitchen-local, at most 400',
    query: z.object({
      by: z.enum(COMPARE_BY),
      kitchenId: kitchenId.optional(),
      from: day,
      to: day.describe('last day, included'),
    }),
    answer: z.object({ items: z.array(comparedSum) }),
  },
} as const satisfies Record<string, Route>;
