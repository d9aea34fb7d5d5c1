import type { FlowsAnswer } from '@bakeloop/contracts';
import type { Response } from 'express';
import { columnsOf, sendTable } from '../http/send-table.js';

interface Flow {
  from: string;
  fromKind: string;
  to: string;
  toKind: string;
  grams: number;
}
const COLUMNS = columnsOf<Flow>('from', 'fromKind', 'to', 'toKind', 'grams');

/** Flows of mass as CSV, the largest first, each with what it leads from and to. */
export async function sendFlows(response: Response, name: string, flows: FlowsAnswer): Promise<void> {
  const nodes = new Map(flows.nodes.map((node) => [node.id, node]));
  const rows = flows.links
    .filter(({ grams }) => grams > 0)
    .toSorted((left, right) => right.grams - left.grams)
    .map(({ from, to, grams }) => ({
      from: nodes.get(from)?.label ?? from,
      fromKind: nodes.get(from)?.kind ?? '',
      to: nodes.get(to)?.label ?? to,
      toKind: nodes.get(to)?.kind ?? '',
      grams,
    }));
  await sendTable(response, name, COLUMNS, [rows]);
}
