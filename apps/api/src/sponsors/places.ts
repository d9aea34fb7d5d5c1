import type { FlowsAnswer, FollowedBatch } from '@bakeloop/contracts';

type Places = NonNullable<FollowedBatch['places']>;
const KINDS = ['dispatch', 'stock', 'return', 'product'] as const;
/** What is still in use is counted where it was sent to. */
const IN_USE = 'in-use';

/**
 * Where the products of a batch are, the most of it first. What was sent out and came back is named twice, since that is
 * what became of it.
 */
export function placesOf({ nodes, links }: FlowsAnswer, batchId: string): Places {
  const beyond = new Set(nodes.filter((node) => node.batchId === batchId).map(({ id }) => id));
  // Links are few and their order is none: walked until nothing more is reached.
  for (let before = -1; before !== beyond.size;) {
    before = beyond.size;
    for (const { from, to } of links) if (beyond.has(from)) beyond.add(to);
  }
  const sums = new Map<string, Places[number]>();
  for (const node of nodes) {
    const kind = KINDS.find((one) => one === node.kind);
    if (kind === undefined || node.id === IN_USE || !beyond.has(node.id)) continue;
    // A product that goes on is where it went.
    if (kind === 'product' && links.some(({ from }) => from === node.id)) continue;
    const grams = links
      .filter(({ from, to }) => to === node.id && beyond.has(from))
      .reduce((sum, link) => sum + link.grams, 0);
    const key = `${kind} ${node.label}`;
    sums.set(key, { kind, label: node.label, grams: grams + (sums.get(key)?.grams ?? 0) });
  }
  return [...sums.values()].filter(({ grams }) => grams > 0).sort((left, right) => right.grams - left.grams);
}

/** The same for everybody: without to whom it was sent, which is what somebody wrote and may be the name of a person. */
export function publicPlaces(places: FollowedBatch['places']): FollowedBatch['places'] {
  if (places === null) return null;
  const sent = places.filter(({ kind }) => kind === 'dispatch');
  const grams = sent.reduce((sum, place) => sum + place.grams, 0);
  const others = places.filter(({ kind }) => kind !== 'dispatch');
  const told: Places =
    sent.length === 0 ? others : [{ kind: 'dispatch', label: 'Dispatched', grams }, ...others];
  return told.sort((left, right) => right.grams - left.grams);
}
