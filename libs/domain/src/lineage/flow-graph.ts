import { isBatchEvent, type BatchEvent } from '../batch/batch.js';
import {
  batchMasses,
  gramsAfterQc,
  lossLabel,
  MATERIAL_LABELS,
  OUTPUT_LABELS,
} from '../batch/mass-balance.js';
import {
  RETURN_CONDITIONS,
  type BatchInputData,
  type BatchOutputData,
  type KitchenEvent,
  type LotProcessed,
  type ReturnCondition,
  type SourceType,
} from '../log/events.js';
import type { FlowPlace } from './flows.js';
import { returnsOf, type Move } from './returns.js';

/** Mass that goes from one node to the next. */
export interface Edge {
  from: Vertex;
  to: Vertex;
  grams: number;
}

/** A node of everything that ever flowed. What goes in comes out: what the log leaves open is an edge of its own. */
export interface Vertex {
  place: FlowPlace;
  ins: Edge[];
  outs: Edge[];
  /** Of `outs`, those that share the fate of all others: who takes an output takes its part of these, too. */
  losses: Edge[];
}

const SOURCE_LABELS: Record<SourceType, string> = {
  household: 'households',
  collector: 'collectors',
  business: 'businesses',
  fishing: 'fishers',
  school: 'schools',
  landfill: 'a landfill',
  other: 'others',
};
const NOT_LOGGED: FlowPlace = { id: 'not-logged', kind: 'unaccounted', label: 'Came from nowhere logged' };
const UNACCOUNTED: FlowPlace = { id: 'unaccounted', kind: 'unaccounted', label: 'Unaccounted' };
const IN_STOCK: FlowPlace = { id: 'stock', kind: 'stock', label: 'In stock' };
const IN_USE: FlowPlace = { id: 'in-use', kind: 'dispatch', label: 'Still in use' };
const BACK_LABELS: Record<ReturnCondition, string> = {
  reuse: 'Came back, used again',
  recycle: 'Came back, recycled',
  waste: 'Came back as waste',
};
const IN_MACHINE: FlowPlace = { id: 'stock:machine', kind: 'stock', label: 'Still in the machine' };

export const lotNodeId = (lotId: string): string => `lot:${lotId}`;
export const batchNodeId = (batchId: string): string => `batch:${batchId}`;
export const deliveryLabel = (source: SourceType): string => `Delivered by ${SOURCE_LABELS[source]}`;

/** Everything that flowed through a kitchen, as a graph by node id. Linear in events. */
export class FlowGraph {
  readonly vertices = new Map<string, Vertex>();

  /** @param effective events after corrections, sorted */
  constructor(effective: readonly KitchenEvent[]) {
    const batches = new Map<string, BatchEvent[]>();
    const products = new Map<string, { sent: Vertex[]; moves: Move[] }>();
    for (const event of effective) {
      if (event.type === 'intake.recorded') {
        const { lotId, sourceType, grossGrams, tareGrams } = event.data;
        const label = deliveryLabel(sourceType);
        const delivery = this.#vertex({
          id: `delivery:${event.id}`,
          kind: 'delivery',
          label,
          lotId,
          eventId: event.id,
        });
        this.#connect(delivery, this.#lot(lotId), grossGrams - tareGrams);
      } else if (event.type === 'lot.processed') this.#addStep(event);
      else if (event.type === 'dispatch.recorded') {
        const { lotId, project, productCode, grams } = event.data;
        const label = project === undefined ? `Dispatched ${productCode}` : `Dispatched to ${project}`;
        const id = `dispatch:${event.id}`;
        const dispatch = this.#vertex({ id, kind: 'dispatch', label, lotId, eventId: event.id });
        this.#connect(this.#lot(lotId), dispatch, grams);
        const { sent, moves } = entryOf(products, productCode);
        sent.push(dispatch);
        moves.push({ kind: 'sent', grams });
      } else if (event.type === 'return.recorded') {
        const { productCode, grams, condition } = event.data;
        entryOf(products, productCode).moves.push({ kind: 'returned', grams, condition });
      } else if (isBatchEvent(event) && event.batchId !== undefined) {
        const known = batches.get(event.batchId);
        if (known === undefined) batches.set(event.batchId, [event]);
        else known.push(event);
      }
    }
    for (const [batchId, own] of batches) this.#addBatch(batchId, own);
    for (const [productCode, { sent, moves }] of products) this.#addReturns(productCode, sent, moves);
    for (const vertex of [...this.vertices.values()])
      if (vertex.place.id.startsWith('lot:')) this.#close(vertex, IN_STOCK);
  }

  #addStep(event: LotProcessed): void {
    const { step, inputs, outputs, losses } = event.data;
    // A step is shown as a lot without a number: what lay on the table.
    const vertex = this.#vertex({
      id: `step:${event.id}`,
      kind: 'lot',
      label: `Step: ${step}`,
      eventId: event.id,
    });
    for (const { lotId, grams } of inputs) this.#connect(this.#lot(lotId), vertex, grams);
    for (const { lotId, grams } of outputs) this.#connect(vertex, this.#lot(lotId), grams);
    for (const { reason, grams } of losses) {
      const label = lossLabel(reason, step);
      const loss = this.#vertex({ id: `loss:${step}:${reason}`, kind: 'loss', label });
      this.#connect(vertex, loss, grams, true);
    }
    this.#close(vertex, UNACCOUNTED);
  }

  #addBatch(batchId: string, own: readonly BatchEvent[]): void {
    const inputs: BatchInputData[] = [];
    const outputs: BatchOutputData[] = [];
    let qcRejectedGrams = 0;
    let isFinished = false;
    let code: string | undefined;
    for (const { type, data } of own) {
      if (type === 'batch.input') inputs.push(data);
      else if (type === 'batch.output') outputs.push(data);
      else if (type === 'batch.qc') qcRejectedGrams += data.rejectedGrams ?? 0;
      else if (type === 'batch.finished') isFinished = true;
      else if (type === 'batch.started') code ??= data.productCode;
    }
    const masses = batchMasses(inputs, outputs, qcRejectedGrams);
    const vertex = this.#vertex({ id: batchNodeId(batchId), kind: 'batch', label: batchId, batchId });
    for (const { lotId, material, grams } of inputs)
      this.#connect(
        lotId === undefined
          ? this.#vertex({
              id: `bought:${material}`,
              kind: 'bought',
              label: `Bought in: ${MATERIAL_LABELS[material]}`,
            })
          : this.#lot(lotId),
        vertex,
        grams,
      );
    const left = gramsAfterQc(outputs, masses.goodGrams);
    outputs.forEach(({ kind, lotId, productCode = code }, index) => {
      const grams = left[index] ?? 0;
      const isProduct = kind === 'product';
      if (lotId !== undefined) return this.#connect(vertex, this.#lot(lotId, isProduct), grams);
      const label = isProduct && productCode !== undefined ? productCode : OUTPUT_LABELS[kind];
      const end = this.#vertex(
        isProduct || kind === 'granulate'
          ? { id: `product:${label}`, kind: 'product', label }
          : { id: `loss:${kind}`, kind: 'loss', label },
      );
      this.#connect(vertex, end, grams);
    });
    const rejected = this.#vertex({ id: 'loss:rejected', kind: 'loss', label: 'Rejected by QC' });
    this.#connect(vertex, rejected, masses.rejectedGrams, true);
    this.#close(vertex, isFinished ? UNACCOUNTED : IN_MACHINE);
  }

  #addReturns(productCode: string, sent: readonly Vertex[], moves: readonly Move[]): void {
    returnsOf(moves).forEach((parts, index) => {
      const dispatch = sent[index]!;
      for (const condition of RETURN_CONDITIONS) {
        const id = `return:${condition}:${productCode}`;
        const place: FlowPlace = { id, kind: 'return', label: BACK_LABELS[condition] };
        if (parts[condition] > 0) this.#connect(dispatch, this.#vertex(place), parts[condition]);
      }
      if (dispatch.outs.length > 0)
        this.#connect(dispatch, this.#vertex(IN_USE), total(dispatch.ins) - total(dispatch.outs));
    });
  }

  #lot(lotId: string, isProduct = false): Vertex {
    const vertex = this.#vertex({ id: lotNodeId(lotId), kind: 'lot', label: lotId, lotId });
    if (isProduct) vertex.place = { ...vertex.place, kind: 'product' };
    return vertex;
  }

  #vertex(place: FlowPlace): Vertex {
    let vertex = this.vertices.get(place.id);
    if (vertex === undefined) {
      vertex = { place, ins: [], outs: [], losses: [] };
      this.vertices.set(place.id, vertex);
    }
    return vertex;
  }

  #connect(from: Vertex, to: Vertex, grams: number, isLoss = false): void {
    if (grams <= 0) return;
    const edge = { from, to, grams };
    from.outs.push(edge);
    to.ins.push(edge);
    if (isLoss) from.losses.push(edge);
  }

  /** Balances a node: what is left goes where `rest` says, what is too much came from nowhere logged. */
  #close(vertex: Vertex, rest: FlowPlace): void {
    const leftGrams = total(vertex.ins) - total(vertex.outs);
    this.#connect(vertex, this.#vertex(rest), leftGrams, rest !== IN_STOCK);
    this.#connect(this.#vertex(NOT_LOGGED), vertex, -leftGrams);
  }
}

function entryOf(
  products: Map<string, { sent: Vertex[]; moves: Move[] }>,
  productCode: string,
): { sent: Vertex[]; moves: Move[] } {
  let entry = products.get(productCode);
  if (entry === undefined) products.set(productCode, (entry = { sent: [], moves: [] }));
  return entry;
}

/** Grams of some edges together. */
export function total(edges: readonly Edge[]): number {
  return edges.reduce((sum, { grams }) => sum + grams, 0);
}
