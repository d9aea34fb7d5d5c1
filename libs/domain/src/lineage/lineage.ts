import type { BatchFlag } from '../log/flags.js';
import { resolveEvents } from '../log/correction.js';
import type { KitchenEvent } from '../log/events.js';
import { batchNodeId, FlowGraph, lotNodeId, total, type Edge, type Vertex } from './flow-graph.js';
import { allocate, FlowSum, type FlowPlace, type Flows } from './flows.js';
import { reduceLots } from '../lots/lots.js';

const ITSELF: FlowPlace = { id: 'itself', kind: 'unaccounted', label: 'Made from itself' };
const INTO_ITSELF: FlowPlace = { id: 'into-itself', kind: 'unaccounted', label: 'Went back into itself' };

/**
 * Where the mass of a lot or a batch came from, back to deliveries and bought-in material, and what became of it, on to
 * products, dispatches, what came back of them, and stock. Mass is shared by weight wherever it was mixed: who takes 40 kg of a lot of 100 kg took
 * 40 % of each delivery in it, with the part of what was lost on the way. Each link is whole grams, and what goes into a
 * node comes out of it. A lot that gave more than it held has the rest from nowhere logged; a circle is cut where it
 * closes, and flagged. Linear in events.
 * @param events of one kitchen, in any order: at least those that bear on the lineage
 * @returns no nodes when no event names the target
 */
export function lineageOf(
  target: { lotId: string } | { batchId: string },
  events: readonly KitchenEvent[],
): Flows {
  const { effective } = resolveEvents(events);
  const { vertices } = new FlowGraph(effective);
  const start = vertices.get('lotId' in target ? lotNodeId(target.lotId) : batchNodeId(target.batchId));
  const flows = new FlowSum();
  if (start === undefined) return flows.build();
  flows.node(start.place);
  const cutUp = flowUp(start, flows);
  const cutDown = flowDown(start, flows);

  const shown = flows.build();
  const lots = reduceLots(effective);
  const flags = new Map<string, BatchFlag>();
  for (const { lotId } of shown.nodes)
    for (const flag of (lotId === null ? undefined : lots.get(lotId)?.flags) ?? [])
      flags.set(`${flag.code} ${flag.message}`, flag);
  if (cutUp || cutDown)
    flags.set('cut', {
      code: 'lineage_cut',
      message: 'Some of this mass was made from itself; the circle is cut where it closes.',
      grams: null,
    });
  return { ...shown, flags: [...flags.values()] };
}

/** @returns whether a circle was cut */
function flowUp(start: Vertex, flows: FlowSum): boolean {
  const { order, cut } = walk(
    start,
    ({ ins }) => ins,
    ({ from }) => from,
  );
  const wanted = new Map<Vertex, number>([[start, total(start.ins)]]);
  for (const vertex of order) {
    let grams = wanted.get(vertex) ?? 0;
    if (grams === 0) continue;
    // The target's own losses are downstream of it; elsewhere they are shared by what was taken out.
    const lostGrams = vertex === start ? 0 : total(vertex.losses);
    if (lostGrams > 0) {
      const allGrams = total(vertex.outs);
      const throughGrams = Math.round((grams * allGrams) / (allGrams - lostGrams));
      const parts = allocate(
        throughGrams - grams,
        vertex.losses.map((edge) => edge.grams),
      );
      vertex.losses.forEach(({ to }, index) => {
        flows.link(vertex.place, to.place, parts[index] ?? 0);
      });
      grams = throughGrams;
    }
    const parts = allocate(
      grams,
      vertex.ins.map((edge) => edge.grams),
    );
    vertex.ins.forEach((edge, index) => {
      const part = parts[index] ?? 0;
      flows.link(cut.has(edge) ? ITSELF : edge.from.place, vertex.place, part);
      if (!cut.has(edge)) wanted.set(edge.from, (wanted.get(edge.from) ?? 0) + part);
    });
  }
  return cut.size > 0;
}

/** @returns whether a circle was cut */
function flowDown(start: Vertex, flows: FlowSum): boolean {
  const { order, cut } = walk(
    start,
    ({ outs }) => outs,
    ({ to }) => to,
  );
  const arrived = new Map<Vertex, number>([[start, total(start.outs)]]);
  for (const vertex of order) {
    const parts = allocate(
      arrived.get(vertex) ?? 0,
      vertex.outs.map((edge) => edge.grams),
    );
    vertex.outs.forEach((edge, index) => {
      const part = parts[index] ?? 0;
      flows.link(vertex.place, cut.has(edge) ? INTO_ITSELF : edge.to.place, part);
      if (!cut.has(edge)) arrived.set(edge.to, (arrived.get(edge.to) ?? 0) + part);
    });
  }
  return cut.size > 0;
}

/**
 * What lies in one direction of a node, each before all that lies beyond it; edges that close a circle are cut. Depth
 * first, without recursion: a chain of lots may be years long.
 */
function walk(
  start: Vertex,
  edgesOf: (vertex: Vertex) => readonly Edge[],
  farEnd: (edge: Edge) => Vertex,
): { order: Vertex[]; cut: Set<Edge> } {
  const cut = new Set<Edge>();
  const done: Vertex[] = [];
  const open = new Set([start]);
  const seen = new Set([start]);
  const path: { vertex: Vertex; next: number }[] = [{ vertex: start, next: 0 }];
  for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
    const edge = edgesOf(step.vertex)[step.next];
    step.next += 1;
    if (edge === undefined) {
      path.pop();
      open.delete(step.vertex);
      done.push(step.vertex);
      continue;
    }
    const far = farEnd(edge);
    if (open.has(far)) cut.add(edge);
    if (seen.has(far)) continue;
    seen.add(far);
    open.add(far);
    path.push({ vertex: far, next: 0 });
  }
  return { order: done.reverse(), cut };
}
