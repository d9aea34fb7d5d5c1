import type { MassBalanceView } from '@bakeloop/contracts';

/** The mass balance of a batch as a ledger, row by row. Pure. */

export type FlowTone = 'intake' | 'input' | 'feed' | 'product' | 'back' | 'loss' | 'unknown' | 'pending';

export interface BalanceRow {
  id: string;
  label: string;
  grams: number;
  tone: FlowTone;
  /** `start` and `sum` stand alone; `minus` and `plus` change what is there; `part` is a share of the sum above. */
  role: 'start' | 'minus' | 'plus' | 'sum' | 'part';
}

/** The inputs that came through the gate (traced lots) and those that came another way (masterbatch, sand, own scrap …). */
function split(balance: MassBalanceView) {
  const traced = balance.intake
    ? balance.inputs.filter(({ kind, lotId }) => lotId !== null && kind !== 'regrind')
    : [];
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
