import type { ReferenceRecord } from '../reference/reference.js';

/** Where a kitchen is from an instant on, until the next place. */
export interface Place {
  /** RFC 3339; null: since always. */
  since: string | null;
  /** ISO 3166-1 alpha-2; null when nobody said. */
  country: string | null;
  /** IANA. */
  timeZone: string;
  /** [longitude, latitude], WGS 84. */
  position: [number, number] | null;
}

/** One check of a scale against a known mass. */
export interface Calibration {
  time: string;
  scaleId: string;
  referenceGrams: number;
  readGrams: number;
  uncertaintyGrams: number;
}

/** A machine as the kitchen's birth certificate declares it. */
export interface Machine {
  id: string;
  idealKgPerHour: number | null;
}

/** What the figures of a kitchen rest on beside its own batches and lots. */
export interface KitchenContext {
  kitchenId: string;
  /** Sorted by `since`, the first since always; at least one. */
  places: readonly Place[];
  /** Sorted by time. */
  calibrations: readonly Calibration[];
  machines: readonly Machine[];
  /** All published versions of all records. */
  reference: readonly ReferenceRecord[];
}

/** For who knows the log alone, as the operator's phone does: nothing is checked against reference data. */
export const NO_CONTEXT: KitchenContext = {
  kitchenId: '',
  places: [{ since: null, country: null, timeZone: 'UTC', position: null }],
  calibrations: [],
  machines: [],
  reference: [],
};

/** What the meters counted over a batch (S8), or why that is not known. Integers. */
export type BatchMeters =
  | {
      /** Energy of the batch's machines by source; the sources in the proportions of the site's meters. */
      energyWh: { grid: number; pv: number; diesel: number };
      /** Diesel behind that energy where litres are metered: litres go before kilowatt-hours. */
      dieselMl: number | null;
    }
  | { reason: string };
