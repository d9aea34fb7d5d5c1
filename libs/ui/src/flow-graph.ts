import type { FlowsAnswer } from '@bakeloop/contracts';

/** Flows of mass made fit for a picture: no circles, no nothings, no more nodes in a column than can be read. Pure. */

type FlowNodeView = FlowsAnswer['nodes'][number];
export type FlowKind = FlowNodeView['kind'];

export interface GraphNode {
  id: string;
  kind: FlowKind;
  label: string;
  grams: number;
  /** The nodes it stands for: one, or the small ones bundled together. */
  of: FlowNodeView[];
}
export interface FlowGraph {
  nodes: GraphNode[];
  /** `source` and `target` are places in `nodes`. */
  links: { source: number; target: number; value: number }[];
  columns: number;
  /** Nodes in the fullest column. */
  tallest: number;
  /** Whether the way of own scrap through other batches was left out. */
  isShortened: boolean;
}

const MANY: Record<FlowKind, string> = {
  delivery: 'deliveries',
  lot: 'lots',
  batch: 'batches',
  product: 'products',
  dispatch: 'dispatches',
  return: 'returns',
  loss: 'losses',
  bought: 'bought materials',
  stock: 'stocks',
  unaccounted: 'unaccounted masses',
};

interface Edge {
  from: string;
  to: string;
  grams: number;
}

/**
 * @param focusId the node that the picture is about: it is always shown as itself, and own scrap is drawn only where it
 *   comes out or goes in
 * @param perColumn how many nodes of one kind a column shows; smaller ones are bundled into one
 * @returns only what flows: nodes without a link, links of nothing and links that close a circle (own scrap fed again)
 *   are left out of the picture, and stay in the table beside it
 */
export function flowGraph({ nodes: all, links }: FlowsAnswer, focusId = '', perColumn = 8): FlowGraph {
  const known = new Map(all.map((node) => [node.id, node]));
  const acyclic = withoutCircles(
    withoutSteps(
      all,
      links.filter(({ from, to, grams }) => grams > 0 && known.has(from) && known.has(to)),
    ),
  );
  const near = known.has(focusId) ? withoutOldScrap(known, acyclic, focusId) : acyclic;
  const { edges, nodes } = withoutChains(known, near, focusId);
  const depths = depthsOf(edges);
  const bundleOf = new Map<string, string>();
  const bundles = new Map<string, GraphNode>();
  for (const [place, members] of byPlace(nodes, depths)) {
    const sorted = members.toSorted((left, right) => right.grams - left.grams);
    // One node alone is not bundled: its name says more than "1 other".
    const shown = sorted.length > perColumn + 1 ? sorted.slice(0, perColumn) : sorted;
    for (const node of shown) {
      const { id, kind, label, grams } = node;
      bundles.set(id, { id, kind, label, grams, of: [node] });
      bundleOf.set(id, id);
    }
    const rest = sorted.slice(shown.length);
    const [first] = rest;
    if (!first) continue;
    const grams = rest.reduce((sum, each) => sum + each.grams, 0);
    const label = `${String(rest.length)} other ${MANY[first.kind]}`;
    bundles.set(place, { id: place, kind: first.kind, label, grams, of: rest });
    for (const { id } of rest) bundleOf.set(id, place);
  }
  const shown = [...bundles.values()];
  const at = new Map(shown.map(({ id }, index) => [id, index]));
  const merged = new Map<string, FlowGraph['links'][number]>();
  for (const { from, to, grams } of edges) {
    const source = at.get(bundleOf.get(from) ?? '');
    const target = at.get(bundleOf.get(to) ?? '');
    if (source === undefined || target === undefined) continue;
    const key = `${String(source)}>${String(target)}`;
    const link = merged.get(key);
    if (link) link.value += grams;
    else merged.set(key, { source, target, value: grams });
  }
  const perDepth = new Map<number, number>();
  for (const { of } of shown) {
    const depth = depths.get(of[0]?.id ?? '') ?? 0;
    perDepth.set(depth, (perDepth.get(depth) ?? 0) + 1);
  }
  return {
    nodes: shown,
    links: [...merged.values()],
    columns: perDepth.size,
    tallest: Math.max(0, ...perDepth.values()),
    isShortened: near.length < acyclic.length,
  };
}

/** The nodes that lie behind a node, itself left out. */
export function reachable(links: readonly { from: string; to: string }[], start: string): Set<string> {
  const onward = new Map<string, string[]>();
  for (const { from, to } of links) {
    const ends = onward.get(from);
    if (ends) ends.push(to);
    else onward.set(from, [to]);
  }
  const seen = new Set<string>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const to of onward.get(id) ?? []) {
      if (seen.has(to)) continue;
      seen.add(to);
      open.push(to);
    }
  }
  return seen;
}

/** What one batch gives another is own scrap up to this share of what that one takes; beyond, it is made for it. */
const SCRAP_SHARE = 0.25;
const BESIDE = new Set<FlowKind>(['loss', 'unaccounted', 'stock', 'bought']);

/**
 * Own scrap ties each batch to all before it, by grams: such a picture is wide and says nothing. Here scrap that was fed
 * begins where it goes in, and scrap that was made ends where it comes out.
 */
function withoutOldScrap(known: ReadonlyMap<string, FlowNodeView>, edges: Edge[], focusId: string): Edge[] {
  const kindOf = (id: string) => known.get(id)?.kind;
  const fromBatch = new Set(edges.filter(({ from }) => kindOf(from) === 'batch').map(({ to }) => to));
  const taken = new Map<string, number>();
  for (const { to, grams } of edges) taken.set(to, (taken.get(to) ?? 0) + grams);
  const isScrap = ({ from, to, grams }: Edge) =>
    from !== focusId &&
    kindOf(to) === 'batch' &&
    fromBatch.has(from) &&
    grams <= SCRAP_SHARE * (taken.get(to) ?? 0);
  const back = (links: Edge[]) => links.map(({ from, to }) => ({ from: to, to: from }));

  const fed = edges.filter(isScrap);
  const direct = edges.filter((edge) => !isScrap(edge));
  const before = reachable(back(direct), focusId);
  const kept = new Set([focusId, ...before, ...reachable(direct, focusId)]);
  const scrapIn = fed.filter(({ to }) => to === focusId || before.has(to));
  const isDrawn = ({ from, to }: Edge) =>
    (kept.has(from) && (kept.has(to) || BESIDE.has(kindOf(to) ?? 'lot'))) ||
    (kept.has(to) && BESIDE.has(kindOf(from) ?? 'lot'));
  return [...direct.filter(isDrawn), ...scrapIn];
}

/**
 * A step (sort, wash …) takes a column and says less than the lots around it: the picture leads from lot to lot, by share.
 * A step is a lot without a number.
 */
function withoutSteps(nodes: FlowNodeView[], links: Edge[]): Edge[] {
  const steps = new Set(
    nodes.flatMap(({ id, kind, lotId, eventId }) =>
      kind === 'lot' && lotId === null && eventId !== null ? [id] : [],
    ),
  );
  const edges = links.filter(({ from, to }) => !steps.has(from) && !steps.has(to));
  for (const step of steps) {
    const ins = links.filter(({ to }) => to === step);
    const outs = links.filter(({ from }) => from === step);
    const inGrams = ins.reduce((sum, { grams }) => sum + grams, 0);
    for (const { from, grams } of ins)
      for (const out of outs) edges.push({ from, to: out.to, grams: (out.grams * grams) / inGrams });
  }
  return edges;
}

/** Links in the order given, less those that would close a circle with the ones before them. */
function withoutCircles(links: Edge[]): Edge[] {
  const onward = new Map<string, string[]>();
  const leadsTo = (start: string, goal: string): boolean => {
    const open = [start];
    const seen = new Set(open);
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (id === goal) return true;
      for (const next of onward.get(id) ?? []) {
        if (seen.has(next)) continue;
        seen.add(next);
        open.push(next);
      }
    }
    return false;
  };
  return links.filter(({ from, to }) => {
    if (from === to || leadsTo(to, from)) return false;
    onward.set(from, [...(onward.get(from) ?? []), to]);
    return true;
  });
}

/**
 * A lot that goes wholly into the next one (sorted, shredded, washed, flake) is drawn as that next one, with what was lost
 * between them; the lot of one delivery is drawn as the delivery.
 */
function withoutChains(
  known: ReadonlyMap<string, FlowNodeView>,
  acyclic: Edge[],
  focusId: string,
): { edges: Edge[]; nodes: FlowNodeView[] } {
  const nodes = new Map(known);
  let edges = acyclic;
  for (;;) {
    const chain = edges.find(({ from, to }) => {
      const [first, next] = [nodes.get(from), nodes.get(to)];
      return (
        next?.kind === 'lot' &&
        next.lotId !== null &&
        (first?.kind === 'delivery' || first?.kind === 'lot') &&
        from !== focusId &&
        to !== focusId &&
        edges.filter((edge) => edge.to === to).length === 1 &&
        edges.filter((edge) => edge.from === from && !isLost(nodes.get(edge.to))).length === 1
      );
    });
    if (!chain) return { edges, nodes: [...nodes.values()] };
    const [first, next] = [nodes.get(chain.from), nodes.get(chain.to)];
    if (!first || !next) return { edges, nodes: [...nodes.values()] };
    const kept = first.kind === 'delivery' ? first : next;
    const gone = first.kind === 'delivery' ? next.id : first.id;
    nodes.delete(gone);
    const renamed = (id: string) => (id === gone ? kept.id : id);
    edges = edges
      .filter((edge) => edge !== chain)
      .map(({ from, to, grams }) => ({ from: renamed(from), to: renamed(to), grams }));
  }
}

const isLost = (node: FlowNodeView | undefined): boolean =>
  node?.kind === 'loss' || node?.kind === 'unaccounted';

/** Longest way from a start, for every node that has a link. */
function depthsOf(edges: Edge[]): Map<string, number> {
  const depths = new Map<string, number>();
  for (const { from, to } of edges) depths.set(from, 0).set(to, 0);
  let moved = true;
  // Each round settles at least one more column; without circles it ends after as many as there are columns.
  while (moved) {
    moved = false;
    for (const { from, to } of edges) {
      const depth = (depths.get(from) ?? 0) + 1;
      if (depth <= (depths.get(to) ?? 0)) continue;
      depths.set(to, depth);
      moved = true;
    }
  }
  return depths;
}

function byPlace(nodes: FlowNodeView[], depths: Map<string, number>): Map<string, FlowNodeView[]> {
  const places = new Map<string, FlowNodeView[]>();
  for (const node of nodes) {
    const depth = depths.get(node.id);
    if (depth === undefined) continue;
    const place = `${String(depth)} ${node.kind}`;
    places.set(place, [...(places.get(place) ?? []), node]);
  }
  return places;
}

/** Room right of the last column for its names, px. */
export const LABEL_ROOM_PX = 150;
/** Between nodes of a column: room for a label of two lines beside a node too thin for it, px. */
export const NODE_GAP_PX = 38;

/** The least width of a picture in which the names can be read, px. */
export const legibleWidth = ({ columns }: FlowGraph): number => LABEL_ROOM_PX + (columns - 1) * 132;

export const pictureHeight = ({ tallest }: FlowGraph): number =>
  98 + tallest * NODE_GAP_PX + Math.min(200, tallest * 60);

/** How wide a letter is at most in the fonts we meet at 14 px, roughly: ids are wide, words are not. */
function letterPx(letter: string): number {
  if (/[mwMW]/.test(letter)) return 13;
  if (/[A-Z0-9]/.test(letter)) return 9.2;
  return /\p{L}/u.test(letter) && !/[fijlrt]/.test(letter) ? 8.2 : 5.2;
}
const ELLIPSIS_PX = 14;

/** A name cut to a width, with an ellipsis; the middle goes, since ids differ at their ends. */
export function fitLabel(label: string, widthPx: number): string {
  const labelPx = [...label].reduce((sum, letter) => sum + letterPx(letter), 0);
  if (labelPx <= widthPx) return label;
  const kept = Math.max(5, Math.floor(((widthPx - ELLIPSIS_PX) * label.length) / labelPx));
  const tail = Math.floor(kept / 3);
  return `${label.slice(0, kept - tail).trimEnd()}…${label.slice(label.length - tail)}`;
}
