import type { MassBalanceView } from '@bakeloop/contracts';

/** Where every kilogram of a batch goes, as a picture: nodes and ribbons, in the units of an SVG. Pure. */

export type FlowTone = 'intake' | 'input' | 'feed' | 'product' | 'back' | 'loss' | 'unknown' | 'pending';

export interface FlowNode {
  id: string;
  label: string;
  grams: number;
  tone: FlowTone;
  x: number;
  y: number;
  height: number;
}
export interface FlowRibbon {
  id: string;
  tone: FlowTone;
  fromX: number;
  fromY: number;
  toX: number;
  toY: number;
  thickness: number;
}
export interface FlowLayout {
  nodes: FlowNode[];
  ribbons: FlowRibbon[];
  width: number;
  height: number;
  nodeWidth: number;
}

export interface BalanceRow {
  id: string;
  label: string;
  grams: number;
  tone: FlowTone;
  /** `start` and `sum` stand alone; `minus` and `plus` change what is there; `part` is a share of the sum above. */
  role: 'start' | 'minus' | 'plus' | 'sum' | 'part';
}

const NODE_WIDTH = 14;
/** Room a label of two lines needs, px. */
const LABEL_HEIGHT = 40;
const SCALE_HEIGHT = 230;
const TOP = 12;

/** The inputs that came through the gate (traced lots) and those that came another way (masterbatch, sand …). */
function split(balance: MassBalanceView) {
  const traced = balance.intake ? balance.inputs.filter(({ lotId }) => lotId !== null) : [];
  const others = balance.inputs.filter((input) => !traced.includes(input));
  return { traced, others };
}

const total = (flows: { grams: number }[]): number => flows.reduce((sum, { grams }) => sum + grams, 0);

/**
 * The balance as a ledger, top to bottom: the rows between two sums add up exactly. What cannot be explained is a row of
 * its own, with its sign.
 * @param running whether more may still come out
 */
export function balanceRows(balance: MassBalanceView, running = false): BalanceRow[] {
  const { traced, others } = split(balance);
  const rows: BalanceRow[] = [];
  if (balance.intake) {
    rows.push({
      id: 'intake',
      label: 'Delivered (net)',
      grams: balance.intake.netGrams,
      tone: 'intake',
      role: 'start',
    });
    const losses = lossesOf(balance);
    for (const loss of losses) rows.push({ ...loss, tone: 'loss', role: 'minus' });
    const open = balance.intake.netGrams - total(losses) - total(traced);
    if (open !== 0) {
      const label = open > 0 ? 'Unaccounted before the batch' : 'More processed than delivered';
      rows.push({ id: 'open', label, grams: open, tone: 'unknown', role: open > 0 ? 'minus' : 'plus' });
    }
  }
  others.forEach((input, index) => {
    const role = rows.length === 0 ? 'start' : 'plus';
    rows.push({ id: `input-${String(index)}`, label: input.label, grams: input.grams, tone: 'input', role });
  });
  rows.push({ id: 'feed', label: 'Fed into the batch', grams: balance.feedGrams, tone: 'feed', role: 'sum' });
  rows.push(...partsOf(balance, running));
  return rows;
}

function lossesOf(balance: MassBalanceView): { id: string; label: string; grams: number }[] {
  const losses = balance.losses.map(({ label, grams }, index) => ({
    id: `loss-${String(index)}`,
    label,
    grams,
  }));
  const { intake } = balance;
  const water = intake?.dryGrams === null || !intake ? 0 : intake.netGrams - intake.dryGrams;
  // Water is weighed at the gate and never again; where no step recorded it, the deliveries' moisture tells how much.
  if (water > 0 && !balance.losses.some(({ kind }) => kind === 'moisture')) {
    losses.unshift({ id: 'water', label: 'Moisture', grams: water });
  }
  return losses;
}

const OUTPUT_TONES: Record<string, FlowTone> = { product: 'product', granulate: 'product', regrind: 'back' };

function partsOf(balance: MassBalanceView, running: boolean): BalanceRow[] {
  const parts: BalanceRow[] = balance.outputs.map(({ kind, label, grams }, index) => ({
    id: `output-${String(index)}`,
    label,
    grams,
    tone: OUTPUT_TONES[kind] ?? 'loss',
    role: 'part',
  }));
  const open = balance.unaccountedGrams;
  if (open !== 0) {
    // Nobody misses what has not been taken out yet.
    const pending = running && open > 0;
    const label = pending ? 'Not out yet' : open > 0 ? 'Unaccounted for' : 'More out than in';
    parts.push({
      id: 'unaccounted',
      label,
      grams: open,
      tone: pending ? 'pending' : 'unknown',
      role: 'part',
    });
  }
  return parts;
}

/** A flow that exists is seen, however small. */
const thick = (grams: number, scale: number): number => Math.max(1.5, Math.abs(grams) * scale);

/** @param width of the picture, px; labels stand right of their nodes and need about 150 px behind the last column */
export function layoutFlow(balance: MassBalanceView, width: number, running = false): FlowLayout {
  const rows = balanceRows(balance, running);
  const largest = Math.max(1, balance.feedGrams, balance.intake?.netGrams ?? 0, total(balance.outputs));
  const scale = SCALE_HEIGHT / largest;
  const columns = { left: 0, middle: width * 0.27, feed: width * 0.52, right: width - 170 };
  const nodes: FlowNode[] = [];
  const ribbons: FlowRibbon[] = [];
  const place = (row: BalanceRow, x: number, y: number, height: number): FlowNode => {
    const node = { id: row.id, label: row.label, grams: row.grams, tone: row.tone, x, y, height };
    nodes.push(node);
    return node;
  };

  const feedRow = rows.find(({ role }) => role === 'sum');
  const startAt = rows.findIndex(({ role }) => role === 'sum');
  const before = rows.slice(0, startAt);
  const intakeRow = before.find(({ id }) => id === 'intake');
  const entering = before.filter(({ id, role }) => id !== 'intake' && role !== 'minus');
  const leaving = before.filter(({ role }) => role === 'minus');

  // Other inputs enter above, the traced plastic runs straight, losses leave below: no two ribbons cross.
  let y = TOP;
  const enteringX = intakeRow ? columns.middle : columns.left;
  const enteringNodes = entering.map((row) => {
    const node = place(row, enteringX, y, thick(row.grams, scale));
    y += Math.max(node.height + 14, LABEL_HEIGHT);
    return node;
  });
  const feedTop =
    entering.length > 0 && intakeRow ? y - enteringNodes.reduce((sum, { height }) => sum + height, 0) : TOP;
  const feedHeight = Math.max(thick(balance.feedGrams, scale), ...[partsHeight(rows, scale)]);
  const feed = feedRow ? place(feedRow, columns.feed, feedTop, feedHeight) : null;
  let at = feedTop;
  for (const node of enteringNodes) {
    ribbons.push(ribbon(node.id, node.tone, enteringX, node.y, columns.feed, at, node.height));
    at += node.height;
  }
  let bottom = Math.max(y, feedTop + feedHeight);

  if (intakeRow) {
    const tracedHeight = Math.max(0, balance.feedGrams - total(entering)) * scale;
    const intakeTop = intakeRow ? Math.max(at, TOP) : TOP;
    place(intakeRow, columns.left, intakeTop, thick(intakeRow.grams, scale));
    if (tracedHeight > 0)
      ribbons.push(ribbon('traced', 'intake', columns.left, intakeTop, columns.feed, at, tracedHeight));
    let fromY = intakeTop + tracedHeight;
    let lossY = Math.max(intakeTop + tracedHeight, feedTop + tracedHeight) + 34;
    for (const row of leaving) {
      const height = thick(row.grams, scale);
      const node = place(row, columns.middle, lossY, height);
      ribbons.push(ribbon(row.id, row.tone, columns.left, fromY, columns.middle, node.y, height));
      fromY += row.grams * scale;
      lossY += Math.max(height + 10, LABEL_HEIGHT);
    }
    bottom = Math.max(bottom, lossY, intakeTop + thick(intakeRow.grams, scale) + LABEL_HEIGHT);
  }

  if (feed) {
    let outY = TOP;
    let fromY = feed.y;
    for (const row of rows.slice(startAt + 1)) {
      const height = thick(row.grams, scale);
      const node = place(row, columns.right, outY, height);
      // More out than in is no flow out of the feed: it stands beside it, unconnected, and says so.
      if (row.grams > 0) {
        ribbons.push(ribbon(row.id, row.tone, columns.feed, fromY, columns.right, node.y, height));
        fromY += row.grams * scale;
      }
      outY += Math.max(height + 14, LABEL_HEIGHT);
    }
    bottom = Math.max(bottom, outY);
  }
  return { nodes, ribbons, width, height: Math.ceil(bottom + LABEL_HEIGHT / 2), nodeWidth: NODE_WIDTH };
}

function partsHeight(rows: BalanceRow[], scale: number): number {
  return rows.reduce((sum, { role, grams }) => (role === 'part' && grams > 0 ? sum + grams * scale : sum), 0);
}

function ribbon(
  id: string,
  tone: FlowTone,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
  thickness: number,
): FlowRibbon {
  return { id, tone, fromX: fromX + NODE_WIDTH, fromY, toX, toY, thickness };
}

/** SVG path of a ribbon: a band of even thickness between two columns. */
export function ribbonPath({ fromX, fromY, toX, toY, thickness }: FlowRibbon): string {
  const middle = (fromX + toX) / 2;
  const n = (value: number) => value.toFixed(1);
  return [
    `M${n(fromX)},${n(fromY)}`,
    `C${n(middle)},${n(fromY)} ${n(middle)},${n(toY)} ${n(toX)},${n(toY)}`,
    `V${n(toY + thickness)}`,
    `C${n(middle)},${n(toY + thickness)} ${n(middle)},${n(fromY + thickness)} ${n(fromX)},${n(fromY + thickness)}`,
    'Z',
  ].join('');
}
