import { addAmounts, type Amounts } from '../amounts/amounts.js';
import type { BatchMeters, KitchenContext, Machine } from '../kitchen/context.js';
import { deriveKitchen, type DerivedKitchen } from '../ledger/derive.js';
import { neverFinished } from '../batch/never-finished.js';
import { placesOf } from '../kitchen/places.js';
import { resolveEvents } from '../log/correction.js';
import type { KitchenEvent } from '../log/events.js';
import { counterConsumption } from '../measure/energy.js';
import type { ReferenceRecord } from '../reference/reference.js';
import { SEED_REFERENCE } from '../reference/seeds/seed-reference.js';
import { messagesOf } from '../amounts/gaps.js';

/** One line of a scenario's log. */
export interface ScenarioEvent {
  /** By default `e1`, `e2` and so on, in order of writing. */
  id?: string;
  /** `2026-03-02 08:00` on the kitchen's own clock, or RFC 3339. */
  at: string;
  /** When the platform learned of it, if later; the same notation. */
  arrives?: string;
  batch?: string;
  type: KitchenEvent['type'];
  data?: object;
  supersedes?: string;
  reason?: string;
}

export interface ScenarioKitchen {
  id: string;
  /** ISO 3166-1; null: nobody said. */
  country: string | null;
  timeZone: string;
  /** Of its clock, for example `+03:00`; events of a day on which it changes say their own. */
  offset: string;
  machines?: Machine[];
  /** What was metered over a batch, readings of the register where it is a list; without an entry a batch has no meter. */
  meters?: Record<
    string,
    | { gridKwh?: number | number[]; pvKwh?: number; dieselKwh?: number; dieselLitres?: number }
    | { reason: string }
  >;
  log: ScenarioEvent[];
}

/** What is expected of one scope. Only what is named is compared; flags and gaps are all there are. */
export interface Expectation {
  /** By metric: the value to the digits given, or `null: ` and a part of the reason. */
  metrics?: Record<string, string>;
  /** The same of the conservative figure, the one for public use; `null` where there is none. */
  public?: Record<string, string>;
  /** By quantity of the ledger, whole. */
  amounts?: Record<string, number>;
  /** Codes of all flags, sorted, each once. */
  flags?: string[];
  /** A part of each gap. */
  gaps?: string[];
  /** Sentences that a person reads. */
  says?: string[];
}

/** A story in a file: what happened in some kitchens, and what Bakeloop must make of it. */
export interface Scenario {
  title: string;
  shows: string;
  /** Reference data beside what every Bakeloop starts with. */
  reference?: (Pick<ReferenceRecord, 'kind' | 'id' | 'body'> & Partial<ReferenceRecord>)[];
  kitchens: ScenarioKitchen[];
  /** By scope: `portfolio`, `kitchen:k`, `day:k/2026-03-02`, `product:p`, `batch:k/B1`, `lot:k/L1`, each also `… as known on <time>`. */
  expect: Record<string, Expectation>;
}

/** What a scope turned out to be. */
export interface Outcome {
  amounts: Amounts;
  flags: string[];
  gaps: string[];
  /** Messages of its flags. */
  says: string[];
}

/** @throws Error for a scope that no one can know, as for any slip of the pen in a file */
export function outcomeOf(scenario: Scenario, named: string): Outcome {
  const [scope = '', knownOn] = named.split(' as known on ');
  const derived = scenario.kitchens.map((kitchen) => ({
    kitchen,
    state: deriveScenarioKitchen(scenario, kitchen, knownOn),
  }));
  const [kind = '', rest = ''] = splitAt(scope, ':');
  if (kind === 'portfolio' || kind === 'product')
    return joined(
      derived.map(({ state }) => state),
      ({ productCode }) => kind === 'portfolio' || productCode === rest,
    );
  const [kitchenId, name] = splitAt(rest, '/');
  const state = derived.find(({ kitchen }) => kitchen.id === kitchenId)?.state;
  if (state === undefined) throw new Error(`no kitchen of the scope ${scope}`);
  if (kind === 'kitchen') return joined([state], () => true);
  if (kind === 'day') return joined([state], ({ day }) => day === name);
  if (kind === 'batch') {
    const batch = state.batches.find(({ batchId }) => batchId === name);
    if (batch === undefined) throw new Error(`no batch ${name}`);
    const own = joined([state], ({ subject }) => subject === `batch:${name}`);
    const silent = neverFinished(batch, newestOf(state));
    return { ...own, ...told(silent === null ? batch.flags : [...batch.flags, silent]) };
  }
  const lot = state.lots.find(({ lotId }) => lotId === name);
  if (kind !== 'lot' || lot === undefined) throw new Error(`no scope ${scope}`);
  return { amounts: {}, gaps: [], ...told(lot.flags) };
}

function deriveScenarioKitchen(
  scenario: Scenario,
  kitchen: ScenarioKitchen,
  knownOn?: string,
): DerivedKitchen {
  const clock = (time: string): string =>
    time.includes('T') ? time : `${time.replace(' ', 'T')}:00${kitchen.offset}`;
  const knownMs = knownOn === undefined ? Infinity : Date.parse(clock(knownOn));
  const events = kitchen.log.flatMap((line, index): KitchenEvent[] => {
    const { id = `e${index + 1}`, at, arrives = at, batch, data = {}, ...more } = line;
    if (Date.parse(clock(arrives)) > knownMs) return [];
    return [
      {
        id,
        time: clock(at),
        ...(batch === undefined ? {} : { batchId: batch }),
        data,
        ...more,
      } as KitchenEvent,
    ];
  });
  const { effective } = resolveEvents(events);
  const context: KitchenContext = {
    kitchenId: kitchen.id,
    places: placesOf(
      [
        {
          receivedAt: '2020-01-01T00:00:00Z',
          country: kitchen.country,
          timeZone: kitchen.timeZone,
          position: null,
        },
      ],
      effective,
    ),
    calibrations: effective.flatMap((event) =>
      event.type === 'scale.calibrated' ? [{ time: event.time, ...event.data }] : [],
    ),
    machines: kitchen.machines ?? [],
    reference: [...SEED_REFERENCE, ...(scenario.reference ?? []).map(published)],
  };
  return deriveKitchen(events, context, (batchId) => metersOf(kitchen, batchId));
}

function published(record: NonNullable<Scenario['reference']>[number]): ReferenceRecord {
  return {
    version: 2,
    validFrom: null,
    publishedAt: '2026-01-02T00:00:00Z',
    publishedBy: 'staff',
    note: 'for this scenario',
    ...record,
  } as ReferenceRecord;
}

function metersOf(kitchen: ScenarioKitchen, batchId: string): BatchMeters | null {
  const metered = kitchen.meters?.[batchId];
  if (metered === undefined || 'reason' in metered) return metered ?? null;
  const { gridKwh = 0, pvKwh = 0, dieselKwh = 0, dieselLitres } = metered;
  return {
    energyWh: {
      grid: (Array.isArray(gridKwh) ? counterConsumption(gridKwh) : gridKwh) * 1_000,
      pv: pvKwh * 1_000,
      diesel: dieselKwh * 1_000,
    },
    dieselMl: dieselLitres === undefined ? null : dieselLitres * 1_000,
  };
}

function joined(
  states: readonly DerivedKitchen[],
  isIn: (contribution: DerivedKitchen['contributions'][number]) => boolean,
): Outcome {
  const counted = states.flatMap(({ contributions }) => contributions.filter(isIn));
  return {
    amounts: counted.reduce<Amounts>((sum, { amounts }) => addAmounts(sum, amounts), {}),
    gaps: messagesOf(counted.flatMap(({ gaps }) => gaps)),
    ...told(states.flatMap(({ batches, lots }) => [...batches, ...lots].flatMap(({ flags }) => flags))),
  };
}

/** The newest time that anything counts at: whether its kitchen logged on since a batch fell silent. */
function newestOf({ batches, contributions }: DerivedKitchen): string {
  const times = [...batches.map(({ lastEventAt }) => lastEventAt), ...contributions.map(({ time }) => time)];
  return times.reduce((newest, time) => (Date.parse(time) > Date.parse(newest) ? time : newest));
}

function told(flags: readonly { code: string; message: string }[]): Pick<Outcome, 'flags' | 'says'> {
  return {
    flags: [...new Set(flags.map(({ code }) => code))].sort(),
    says: [...new Set(flags.map(({ message }) => message))],
  };
}

function splitAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
