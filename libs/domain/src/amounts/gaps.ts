import type { Quantity } from './amounts.js';

/** What stands or falls together: where one of these quantities is not known, none of its topic is. */
const TOPICS = {
  energy: ['energyWh', 'dieselMl', 'goodGramsWithEnergy', 'batchWithEnergyCount'],
  water: ['waterFreshMl', 'waterReusedMl', 'batchWaterFreshMl', 'goodGramsWithWater'],
  circularity: [
    'mciMassMg',
    'mciUnknownMg',
    'mciVirginMg',
    'mciDirectWasteMg',
    'mciFeedWasteMg',
    'mciCollectionWasteMg',
    'mciUtilityMg',
  ],
  'greenhouse-gases': [
    'ghgBatchCount',
    'ghgGoodGrams',
    'ghgUnknownGoodGrams',
    'ghgBaselineMg',
    'ghgDisplacedMg',
    'ghgProjectMg',
    'ghgBaselineSpreadMg',
    'ghgDisplacedSpreadMg',
    'ghgProjectSpreadMg',
    'ghgDefaultBatchCount',
    'functionalMilliUnits',
    'factorSetBatchCount',
  ],
  diversion: ['divertedMg', 'oceanBoundMg', 'oceanClassifiedMg'],
  effectiveness: ['plannedMs', 'runMs', 'idealGrams', 'oeeTotalGrams', 'oeeGoodGrams'],
} as const satisfies Record<string, readonly Quantity[]>;

/** `log`: masses, counts and money as they were logged; `product`: the figures of a product, in which a batch is missing. */
export type GapTopic = keyof typeof TOPICS | 'log' | 'product';

/** Why figures are missing, a sentence for staff that says what to do about it. */
export interface Gap {
  about: GapTopic;
  message: string;
}

const TOPIC_OF = new Map<Quantity, GapTopic>(
  Object.entries(TOPICS).flatMap(([topic, quantities]) =>
    quantities.map((quantity) => [quantity, topic as keyof typeof TOPICS]),
  ),
);

/** The topic of a quantity: what is no reckoning on top of the log is the log. */
export function topicOf(quantity: Quantity): GapTopic {
  return TOPIC_OF.get(quantity) ?? 'log';
}

/** What a figure made of these quantities lacks: of all gaps those that are about it, each message once. */
export function gapsBehind(quantities: readonly Quantity[], gaps: readonly Gap[]): string[] {
  const topics = new Set(quantities.map(topicOf));
  return messagesOf(gaps.filter(({ about }) => topics.has(about)));
}

/** What they say, whatever they are about; sorted, each once. */
export function messagesOf(gaps: readonly Gap[]): string[] {
  return [...new Set(gaps.map(({ message }) => message))].sort();
}

/** In the order of what they say and what they are about, none twice. */
export function sortedGaps(gaps: readonly Gap[]): Gap[] {
  const byText = new Map(gaps.map((gap) => [`${gap.message} ${gap.about}`, gap]));
  return [...byText.keys()].sort().flatMap((text) => byText.get(text) ?? []);
}
