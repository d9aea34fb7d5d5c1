import type { BatchFlag } from '../log/flags.js';

export type FlowKind =
  | 'delivery'
  | 'lot'
  | 'batch'
  | 'product'
  | 'dispatch'
  | 'return'
  | 'loss'
  | 'bought'
  | 'stock'
  | 'unaccounted';

/** Something that mass flows through, comes from or ends in. */
export interface FlowNode {
  id: string;
  kind: FlowKind;
  label: string;
  /** What flows through it. */
  grams: number;
  batchId: string | null;
  lotId: string | null;
  eventId: string | null;
}

/** Mass on its way, in whole grams: what goes into a node comes out of it, but for sources and sinks. */
export interface Flows {
  nodes: FlowNode[];
  links: { from: string; to: string; grams: number }[];
  flags: BatchFlag[];
}

export type FlowPlace = Pick<FlowNode, 'id' | 'kind' | 'label'> &
  Partial<Pick<FlowNode, 'batchId' | 'lotId' | 'eventId'>>;

/** Adds up flows; equal links are joined, and nothing flows along a link of no mass. */
export class FlowSum {
  readonly #nodes = new Map<string, { place: FlowPlace; inGrams: number; outGrams: number }>();
  readonly #links = new Map<string, { from: string; to: string; grams: number }>();

  /** Names a node that is shown even when nothing flows through it. */
  node(place: FlowPlace): { inGrams: number; outGrams: number } {
    let known = this.#nodes.get(place.id);
    if (known === undefined) this.#nodes.set(place.id, (known = { place, inGrams: 0, outGrams: 0 }));
    return known;
  }

  link(from: FlowPlace, to: FlowPlace, grams: number): void {
    if (grams === 0) return;
    this.node(from).outGrams += grams;
    this.node(to).inGrams += grams;
    const key = JSON.stringify([from.id, to.id]);
    const known = this.#links.get(key);
    if (known === undefined) this.#links.set(key, { from: from.id, to: to.id, grams });
    else known.grams += grams;
  }

  build(flags: BatchFlag[] = []): Flows {
    const nodes = [...this.#nodes.values()].map(({ place, inGrams, outGrams }) => ({
      id: place.id,
      kind: place.kind,
      label: place.label,
      grams: Math.max(inGrams, outGrams),
      batchId: place.batchId ?? null,
      lotId: place.lotId ?? null,
      eventId: place.eventId ?? null,
    }));
    return { nodes, links: [...this.#links.values()].map((link) => ({ ...link })), flags };
  }
}

/** Shares whole grams out by weight: the parts are whole, sum to the total, and each is within a gram of its share. */
export function allocate(totalGrams: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let passed = 0;
  let given = 0;
  return weights.map((weight) => {
    passed += weight;
    const upTo = sum === 0 ? 0 : Math.round((totalGrams * passed) / sum);
    const part = upTo - given;
    given = upTo;
    return part;
  });
}
