/**
 * The facts of the batch log (contract section 4) as plain types. The wire schemas in libs/contracts infer types that
 * are assignable to these. Masses are integer grams, money integer minor units, times RFC 3339 with offset.
 */
export const SOURCE_TYPES = [
  'household',
  'collector',
  'business',
  'fishing',
  'school',
  'landfill',
  'other',
] as const;
export const PROCESS_STEPS = ['sort', 'shred', 'wash', 'dry', 'blend'] as const;
export const LOT_FORMS = ['whole', 'flake', 'granulate'] as const;
export const LOSS_REASONS = [
  'pvc',
  'thermoset',
  'multilayer',
  'hazardous',
  'non-plastic',
  'moisture',
  'fines',
  'other',
] as const;
export const LOSS_FATES = ['landfill', 'energy-recovery', 'stored', 'returned'] as const;
export const MATERIALS = ['flake', 'regrind', 'sand', 'fibre', 'masterbatch', 'additive'] as const;
export const ORIGINS = ['post-consumer', 'pre-consumer', 'own-scrap', 'virgin'] as const;
export const STAGES = ['mix', 'melt', 'mould', 'cool', 'demould'] as const;
export const OUTPUT_KINDS = ['product', 'granulate', 'regrind', 'purge', 'residue'] as const;

export type SourceType = (typeof SOURCE_TYPES)[number];
export type ProcessStep = (typeof PROCESS_STEPS)[number];
export type LotForm = (typeof LOT_FORMS)[number];
export type LossReason = (typeof LOSS_REASONS)[number];
export type LossFate = (typeof LOSS_FATES)[number];
export type Material = (typeof MATERIALS)[number];
export type Origin = (typeof ORIGINS)[number];
export type Stage = (typeof STAGES)[number];
export type OutputKind = (typeof OUTPUT_KINDS)[number];

interface Event<T extends string, D> {
  /** UUID minted once on the device: the idempotency key (E1). */
  id: string;
  type: T;
  /** RFC 3339 with offset. */
  time: string;
  actor?: string | undefined;
  batchId?: string | undefined;
  /** Id of the earlier event that this one corrects or, for `event.voided`, cancels (E2). */
  supersedes?: string | undefined;
  reason?: string | undefined;
  /** What a device added to its own clock to give `time`, ms; absent where it added nothing. */
  clockOffsetMs?: number | undefined;
  data: D;
}

export interface IntakeData {
  lotId: string;
  sourceType: SourceType;
  supplier?: string | undefined;
  originPoint?: [number, number] | undefined;
  polymer?: string | undefined;
  grossGrams: number;
  tareGrams: number;
  moisturePermille?: number | undefined;
  scaleId?: string | undefined;
  /** Paid for the whole delivery. */
  price?: { minor: number; currency: string } | undefined;
  /** Driven to the kitchen. */
  kilometres?: number | undefined;
  photos?: string[] | undefined;
}
export interface LotProcessedData {
  step: ProcessStep;
  inputs: { lotId: string; grams: number }[];
  outputs: {
    lotId: string;
    polymer: string;
    form: LotForm;
    grams: number;
    moisturePermille?: number | undefined;
  }[];
  losses: { reason: LossReason; grams: number; fate: LossFate }[];
  litresFresh?: number | undefined;
  litresReused?: number | undefined;
  /** The scale of all its weighings. */
  scaleId?: string | undefined;
}
export interface BatchStartedData {
  recipeId: string;
  recipeVersion: number;
  machine: string;
  plannedMinutes?: number | undefined;
  productCode?: string | undefined;
}
export interface BatchInputData {
  lotId?: string | undefined;
  material: Material;
  polymer?: string | undefined;
  origin: Origin;
  grams: number;
  scaleId?: string | undefined;
}
export interface BatchStageData {
  stage: Stage;
  edge: 'start' | 'end';
  machine?: string | undefined;
}
export interface BatchOutputData {
  kind: OutputKind;
  lotId?: string | undefined;
  productCode?: string | undefined;
  pieces?: number | undefined;
  grams: number;
  scaleId?: string | undefined;
  photos?: string[] | undefined;
}
export interface BatchQcData {
  test: string;
  standard?: string | undefined;
  value?: number | undefined;
  unit?: string | undefined;
  pass: boolean;
  sampleSize: number;
  specimenAgeDays?: number | undefined;
  rejectedPieces?: number | undefined;
  rejectedGrams?: number | undefined;
  photos?: string[] | undefined;
}
export interface BatchFinishedData {
  goodPieces?: number | undefined;
  note?: string | undefined;
  photos?: string[] | undefined;
}
export interface DispatchData {
  lotId: string;
  productCode: string;
  pieces: number;
  grams: number;
  project?: string | undefined;
  destination?: [number, number] | undefined;
  kilometres?: number | undefined;
  photos?: string[] | undefined;
}
/** What becomes of a product that came back. */
export const RETURN_CONDITIONS = ['reuse', 'recycle', 'waste'] as const;
export type ReturnCondition = (typeof RETURN_CONDITIONS)[number];

export interface ReturnData {
  productCode: string;
  pieces: number;
  grams: number;
  condition: ReturnCondition;
}
export interface KitchenMovedData {
  position: [number, number];
  place: string;
  country: string;
  timeZone: string;
}
export interface ScaleCalibratedData {
  scaleId: string;
  referenceGrams: number;
  readGrams: number;
  uncertaintyGrams: number;
}
export interface LabourData {
  people: number;
  minutes: number;
  kind: 'work' | 'training';
  paid?: { minor: number; currency: string } | undefined;
  /** What the next shift has to know. */
  note?: string | undefined;
}
export interface MaintenanceData {
  machine: string;
  task: string;
  note?: string | undefined;
}
export interface IncidentData {
  kind: 'pvc-found' | 'fume' | 'fire' | 'injury' | 'emergency-stop' | 'spill' | 'other';
  severity: number;
  lostTime?: boolean | undefined;
  note?: string | undefined;
  photos?: string[] | undefined;
}

export type IntakeRecorded = Event<'intake.recorded', IntakeData>;
export type LotProcessed = Event<'lot.processed', LotProcessedData>;
export type BatchStarted = Event<'batch.started', BatchStartedData>;
export type BatchInput = Event<'batch.input', BatchInputData>;
export type BatchStage = Event<'batch.stage', BatchStageData>;
export type BatchOutput = Event<'batch.output', BatchOutputData>;
export type BatchQc = Event<'batch.qc', BatchQcData>;
export type BatchFinished = Event<'batch.finished', BatchFinishedData>;
export type DispatchRecorded = Event<'dispatch.recorded', DispatchData>;
export type ReturnRecorded = Event<'return.recorded', ReturnData>;
export type KitchenMoved = Event<'kitchen.moved', KitchenMovedData>;
export type ScaleCalibrated = Event<'scale.calibrated', ScaleCalibratedData>;
export type LabourRecorded = Event<'labour.recorded', LabourData>;
export type MaintenanceRecorded = Event<'maintenance.recorded', MaintenanceData>;
export type IncidentRecorded = Event<'incident.recorded', IncidentData>;
export type EventVoided = Event<'event.voided', object>;

export type KitchenEvent =
  | IntakeRecorded
  | LotProcessed
  | BatchStarted
  | BatchInput
  | BatchStage
  | BatchOutput
  | BatchQc
  | BatchFinished
  | DispatchRecorded
  | ReturnRecorded
  | KitchenMoved
  | ScaleCalibrated
  | LabourRecorded
  | MaintenanceRecorded
  | IncidentRecorded
  | EventVoided;
