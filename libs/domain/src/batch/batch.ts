import { batchFlags } from './batch-flags.js';
import type {
  BatchFinished,
  BatchInput,
  BatchInputData,
  BatchOutput,
  BatchOutputData,
  BatchQc,
  BatchQcData,
  BatchStage,
  BatchStarted,
  KitchenEvent,
} from '../log/events.js';
import { resolveEvents } from '../log/correction.js';
import type { BatchFlag } from '../log/flags.js';
import { traceFeed, type Feedstock } from '../lots/feedstock.js';
import { reduceLots, type Lot } from '../lots/lots.js';
import type { Provenance } from '../lots/provenance.js';
import { NO_CONTEXT, type KitchenContext } from '../kitchen/context.js';
import { standardUncertaintyGrams, weighingError, type WeighingError } from '../measure/scales.js';
import { referenceFlags } from './reference-flags.js';
import { batchMasses, massBalance, type BatchMasses, type MassBalance } from './mass-balance.js';
import { recycledGramsOf } from './recycled.js';
import { currentStage, stageSpans, type StageSpan } from './stages.js';
import { utcTime } from '../log/time.js';

type Logged<D> = D & { eventId: string; time: string };

/** What is known of one batch. Times are UTC RFC 3339, masses integer grams unless a field says otherwise. */
export interface BatchState extends BatchMasses {
  batchId: string;
  /** `incomplete`: events refer to the batch, but its start is not known yet (E6). */
  status: 'running' | 'finished' | 'incomplete';
  /** The stage it is in; null between stages and once it is finished. */
  stage: string | null;
  /** The machine it was last on. */
  machine: string | null;
  /** All machines named, in order of first mention. */
  machines: string[];
  recipeId: string | null;
  recipeVersion: number | null;
  productCode: string | null;
  plannedMinutes: number | null;
  startedAt: string | null;
  finishedAt: string | null;
  /** Time of the newest event of the batch, also one after its finish (QC takes days). */
  lastEventAt: string;
  inputs: Logged<BatchInputData>[];
  outputs: Logged<BatchOutputData>[];
  qc: Logged<BatchQcData>[];
  stages: StageSpan[];
  /** As counted at the finish, else pieces made less pieces rejected; null when a product was not counted. */
  goodPieces: number | null;
  /** Diverted mass: new recycled plastic in good product, rounded once; null without a feed. */
  recycledGrams: number | null;
  /** What the feed consists of; grams as computed, not rounded. */
  feedstock: Feedstock;
  /** What stands behind the feed; grams as computed, not rounded. */
  provenance: Provenance;
  balance: MassBalance;
  /** One standard uncertainty of the unaccounted mass, whole grams (see measure/scales.ts). */
  closureUncertaintyGrams: number;
  /** Effective events of the batch itself. */
  eventCount: number;
  flags: BatchFlag[];
}

export type BatchEvent = BatchStarted | BatchInput | BatchStage | BatchOutput | BatchQc | BatchFinished;

export function isBatchEvent(event: KitchenEvent): event is BatchEvent {
  return event.type.startsWith('batch.');
}

/**
 * State of one batch from all events that bear on it: its own, and those of the lots upstream (`eventsBearingOn` says
 * exactly which). Events that do not bear on it change nothing. Pure in the set of events: order and repetition are free.
 * @param context what the kitchen's own log does not say: scales and reference data; without it neither is checked
 * @returns null when no effective `batch.*` event names the batch
 * @throws RangeError when an event's time is no RFC 3339 time
 */
export function reduceBatch(
  batchId: string,
  events: readonly KitchenEvent[],
  context: KitchenContext = NO_CONTEXT,
): BatchState | null {
  const { effective } = resolveEvents(events);
  const own = effective.filter(isBatchEvent).filter((event) => event.batchId === batchId);
  return own.length === 0 ? null : batchStateOf(batchId, own, reduceLots(effective, context), context);
}

/** As `reduceBatch`, from effective events of just this batch, at least one, sorted, and the lots of its kitchen. */
export function batchStateOf(
  batchId: string,
  own: readonly BatchEvent[],
  lots: ReadonlyMap<string, Lot>,
  context: KitchenContext,
): BatchState {
  const starts: BatchStarted[] = [];
  const finishes: BatchFinished[] = [];
  const edges: BatchStage[] = [];
  const inputs: Logged<BatchInputData>[] = [];
  const outputs: Logged<BatchOutputData>[] = [];
  const qc: Logged<BatchQcData>[] = [];
  const machines = new Set<string>();
  let machine: string | null = null;
  for (const event of own) {
    const logged = { eventId: event.id, time: utcTime(event.time) };
    switch (event.type) {
      case 'batch.started':
        starts.push(event);
        machine = event.data.machine;
        break;
      case 'batch.stage':
        edges.push(event);
        machine = event.data.machine ?? machine;
        break;
      case 'batch.input':
        inputs.push({ ...event.data, ...logged });
        break;
      case 'batch.output':
        outputs.push({ ...event.data, ...logged });
        break;
      case 'batch.qc':
        qc.push({ ...event.data, ...logged });
        break;
      case 'batch.finished':
        finishes.push(event);
        break;
    }
    if (machine !== null) machines.add(machine);
  }
  // A batch runs from its first start to its last finish; more than one of either is flagged.
  const started = starts[0];
  const finished = finishes.at(-1);
  const startedAt = started === undefined ? null : utcTime(started.time);
  const finishedAt = finished === undefined ? null : utcTime(finished.time);
  const stages = stageSpans(edges);
  const { feedstock, provenance, deliveries, lotFlags } = traceFeed(inputs, lots);
  const qcRejectedGrams = qc.reduce((total, { rejectedGrams }) => total + (rejectedGrams ?? 0), 0);
  const masses = batchMasses(inputs, outputs, qcRejectedGrams);
  const pieces = piecesOf(outputs, qc);
  const recycled = recycledGramsOf({ ...masses, feedstock });
  const state = {
    batchId,
    status: startedAt === null ? 'incomplete' : finishedAt === null ? 'running' : 'finished',
    stage: finishedAt === null ? currentStage(stages) : null,
    machine,
    machines: [...machines],
    recipeId: started?.data.recipeId ?? null,
    recipeVersion: started?.data.recipeVersion ?? null,
    productCode:
      started?.data.productCode ??
      outputs.find(({ productCode }) => productCode !== undefined)?.productCode ??
      null,
    plannedMinutes: started?.data.plannedMinutes ?? null,
    startedAt,
    finishedAt,
    lastEventAt: utcTime(own.at(-1)?.time ?? ''),
    inputs,
    outputs,
    qc,
    stages,
    ...masses,
    goodPieces: finished?.data.goodPieces ?? pieces.good,
    recycledGrams: recycled === null ? null : Math.round(recycled),
    feedstock,
    provenance,
    balance: massBalance(masses, inputs, outputs, provenance, deliveries),
    closureUncertaintyGrams: standardUncertaintyGrams(closureError({ inputs, outputs }, context)),
    eventCount: own.length,
  } satisfies Omit<BatchState, 'flags'>;
  return {
    ...state,
    flags: [
      ...batchFlags(state, {
        starts: starts.length,
        finishes: finishes.length,
        qcRejectedGrams,
        piecesMade: pieces.made,
      }),
      ...referenceFlags(state, lots, context),
      ...lotFlags,
    ],
  };
}

/** Error of what a batch took less what it gave. */
export function closureError(
  { inputs, outputs }: Pick<BatchState, 'inputs' | 'outputs'>,
  { calibrations }: Pick<KitchenContext, 'calibrations'>,
): WeighingError {
  return weighingError(
    [
      ...inputs.map(({ grams, scaleId, time }) => ({ grams, scaleId, time, sign: 1 as const })),
      ...outputs.map(({ grams, scaleId, time }) => ({ grams, scaleId, time, sign: -1 as const })),
    ],
    calibrations,
  );
}

/** Product pieces made and left after QC; null when some product was weighed but not counted. */
function piecesOf(
  outputs: readonly BatchOutputData[],
  qc: readonly BatchQcData[],
): { made: number | null; good: number | null } {
  const products = outputs.filter(({ kind }) => kind === 'product');
  let made = 0;
  for (const { pieces } of products) {
    if (pieces === undefined) return { made: null, good: null };
    made += pieces;
  }
  if (products.length === 0) return { made: null, good: null };
  const rejected = qc.reduce((total, { rejectedPieces }) => total + (rejectedPieces ?? 0), 0);
  return { made, good: Math.max(0, made - rejected) };
}
