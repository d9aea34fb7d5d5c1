import type { BatchInputData, BatchOutputData, BatchQcData } from '../log/events.js';
import { COVERAGE_FACTOR } from '../measure/scales.js';
import { ABSURD_GRAMS, kilograms, type BatchFlag } from '../log/flags.js';
import type { BatchMasses } from './mass-balance.js';

interface Observed extends BatchMasses {
  startedAt: string | null;
  finishedAt: string | null;
  inputs: readonly BatchInputData[];
  outputs: readonly BatchOutputData[];
  qc: readonly BatchQcData[];
  goodPieces: number | null;
  /** One standard uncertainty of the unaccounted mass. */
  closureUncertaintyGrams: number;
}
interface Counted {
  starts: number;
  finishes: number;
  qcRejectedGrams: number;
  /** Product pieces before QC; null when not counted. */
  piecesMade: number | null;
}

/** What the log of one batch alone can be flagged with, by code: who shows it says it in their own language. */
export const BATCH_FLAG_CODES = [
  'output_without_input',
  'outputs_exceed_inputs',
  'mass_not_closed',
  'absurd_mass',
  'rejects_exceed_output',
  'rejects_not_weighed',
  'qc_pass_without_sample',
  'qc_pass_without_product',
  'pieces_exceed_output',
  'finished_before_start',
  'started_twice',
  'finished_twice',
] as const;
export type BatchFlagCode = (typeof BATCH_FLAG_CODES)[number];

/** What cannot be, or hardly can be, in the log of one batch (E7). */
export function batchFlags(batch: Observed, counted: Counted): BatchFlag[] {
  const flags: BatchFlag[] = [];
  const flag = (code: BatchFlagCode, grams: number | null, message: string): void => {
    flags.push({ code, message, grams });
  };
  const { feedGrams, unaccountedGrams } = batch;
  const outGrams = feedGrams - unaccountedGrams;
  const allowedGrams = COVERAGE_FACTOR * batch.closureUncertaintyGrams;
  const beforeQcGrams = sumOf(batch.outputs, ({ kind, grams }) =>
    kind === 'product' || kind === 'granulate' ? grams : 0,
  );

  if (feedGrams === 0 && outGrams > 0)
    flag('output_without_input', outGrams, `${kilograms(outGrams)} came out, but no input is logged.`);
  if (feedGrams > 0 && outGrams - feedGrams > allowedGrams)
    flag(
      'outputs_exceed_inputs',
      outGrams - feedGrams,
      `${kilograms(outGrams)} came out of ${kilograms(feedGrams)} that went in: an input is missing or an output was weighed twice.`,
    );
  // Until the batch is finished, what is not out yet is still in the machine.
  if (batch.finishedAt !== null && feedGrams > 0 && Math.abs(unaccountedGrams) > allowedGrams)
    flag(
      'mass_not_closed',
      Math.abs(unaccountedGrams),
      // To the gram: rounded, the two may look the same.
      `${toTheGram(Math.abs(unaccountedGrams))} of ${kilograms(feedGrams)} fed is ${unaccountedGrams > 0 ? 'missing from' : 'too much in'} the outputs; scales explain ${toTheGram(allowedGrams)}.`,
    );
  for (const { grams } of [...batch.inputs, ...batch.outputs])
    if (grams > ABSURD_GRAMS)
      flag(
        'absurd_mass',
        grams,
        `${kilograms(grams)} is logged in one weighing: was a unit or a digit wrong?`,
      );
  if (counted.qcRejectedGrams > beforeQcGrams)
    flag(
      'rejects_exceed_output',
      counted.qcRejectedGrams - beforeQcGrams,
      `QC rejected ${kilograms(counted.qcRejectedGrams)}, but only ${kilograms(beforeQcGrams)} was made.`,
    );
  if (
    batch.qc.some(
      ({ rejectedPieces, rejectedGrams }) => (rejectedPieces ?? 0) > 0 && rejectedGrams === undefined,
    )
  )
    flag(
      'rejects_not_weighed',
      null,
      'Rejected pieces were not weighed, so the good product is overstated: weigh them.',
    );
  if (batch.qc.some(({ pass, sampleSize }) => pass && sampleSize === 0))
    flag('qc_pass_without_sample', null, 'A quality test passed on zero pieces.');
  else if (batch.finishedAt !== null && beforeQcGrams === 0 && batch.qc.some(({ pass }) => pass))
    flag('qc_pass_without_product', null, 'A quality test passed, but the finished batch has no product.');
  if (batch.goodPieces !== null && counted.piecesMade !== null && batch.goodPieces > counted.piecesMade)
    flag(
      'pieces_exceed_output',
      null,
      `${batch.goodPieces} good pieces were counted at the finish, but only ${counted.piecesMade} were made.`,
    );
  if (batch.startedAt !== null && batch.finishedAt !== null && batch.finishedAt < batch.startedAt)
    flag(
      'finished_before_start',
      null,
      `Finished at ${batch.finishedAt}, before its start at ${batch.startedAt}.`,
    );
  if (counted.starts > 1)
    flag('started_twice', null, `Started ${counted.starts} times: is one batch number used for two batches?`);
  if (counted.finishes > 1)
    flag(
      'finished_twice',
      null,
      `Finished ${counted.finishes} times: is one batch number used for two batches?`,
    );
  return flags;
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

function toTheGram(grams: number): string {
  return `${(grams / 1000).toFixed(3)} kg`;
}
