import type { SourceType } from '@bakeloop/domain';

export type Polymer = 'HDPE' | 'LDPE' | 'PP' | 'PS';
/** Shares of 1 by polymer. */
export type PolymerMix = Partial<Record<Polymer, number>>;

export interface Product {
  code: string;
  recipeId: string;
  recipeVersion: number;
  /** Nominal mass of one piece, sand included. */
  pieceGrams: number;
  mix: PolymerMix;
  /** Sand share of the feed, 0 to 1. */
  sandShare: number;
  qc: { test: string; standard: string; value: number; unit: string; floor: number };
}

export interface SimulatedMachine {
  id: string;
  type: string;
  ratedKw: number;
  idealKgPerHour?: number;
}

export interface SimulatedChannel {
  /** `machine/measure`. */
  name: string;
  /** SenML unit (RFC 8428 or RFC 8798). */
  unit: string;
  kind: 'gauge' | 'counter';
  min?: number;
  max?: number;
  decimals: number;
}

/** A kitchen as its own people would describe it. The numbers come from domain.md section 6; the names are invented. */
export interface SimulatedKitchen {
  id: string;
  name: string;
  place: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** [longitude, latitude], town level. */
  position: [number, number];
  /** IANA. */
  timeZone: string;
  currency: string;
  /** What a kilogram at the gate is paid, in minor units of the currency. */
  paidMinorPerKg: number;
  /** What an hour of work is paid, in minor units of the currency. */
  paidMinorPerHour: number;
  sources: readonly [SourceType, ...SourceType[]];
  products: readonly [Product, ...Product[]];
  /** Where its products go. */
  projects: readonly [string, ...string[]];
  /** Good product plastic of an ordinary day. */
  kgPerDay: number;
  /** Share of the delivered plastic that is refused at sorting. */
  rejectShare: number;
  /** Opening hours, local hours from midnight. */
  shift: { fromHour: number; toHour: number };
  /** Weekdays without work, 0 is Sunday. */
  restDays: readonly number[];
  /** Extruder: screw drive and barrel heaters at full load. */
  motorKw: number;
  heaterKw: number;
  pvKwPeak: number;
  battery: boolean;
  /** Rated power of the diesel generator that stands in for the grid, 0 where there is none. */
  generatorKw: number;
  /** Mean of the day and half the swing between night and afternoon, Cel. */
  climate: { meanCel: number; swingCel: number };
  machines: readonly SimulatedMachine[];
  channels: readonly SimulatedChannel[];
}

type Profile = Omit<SimulatedKitchen, 'machines' | 'channels'>;

const gauge = (name: string, unit: string, min: number, max: number, decimals: number): SimulatedChannel => ({
  name,
  unit,
  kind: 'gauge',
  min,
  max,
  decimals,
});
const counter = (name: string, unit: string, decimals: number): SimulatedChannel => ({
  name,
  unit,
  kind: 'counter',
  min: 0,
  decimals,
});

function channelsOf(profile: Profile): SimulatedChannel[] {
  const zone = (number: number): SimulatedChannel =>
    gauge(`extruder-1/barrel-${number}-temperature`, 'Cel', 0, 260, 1);
  return [
    ...[1, 2, 3].map(zone),
    gauge('extruder-1/melt-pressure', 'Pa', 0, 20_000_000, -4),
    gauge('extruder-1/screw-speed', '1/min', 0, 120, 1),
    gauge('extruder-1/motor-power', 'kW', 0, profile.motorKw * 1.5, 2),
    counter('extruder-1/energy', 'kWh', 3),
    gauge('shredder-1/power', 'kW', 0, 12, 2),
    gauge('shredder-1/blade-temperature', 'Cel', 0, 90, 1),
    counter('shredder-1/energy', 'kWh', 3),
    gauge('wash-1/water-temperature', 'Cel', 0, 70, 1),
    counter('wash-1/energy', 'kWh', 3),
    counter('site/energy-grid', 'kWh', 3),
    ...(profile.pvKwPeak > 0 ? [counter('site/energy-pv', 'kWh', 3)] : []),
    ...(profile.generatorKw > 0
      ? [counter('site/energy-diesel', 'kWh', 3), counter('site/diesel', 'l', 2)]
      : []),
    counter('site/water', 'l', 1),
    gauge('site/air-voc', 'ppm', 0, 5, 2),
    gauge('site/temperature', 'Cel', -20, 55, 1),
    ...(profile.pvKwPeak > 0 ? [gauge('site/pv-power', 'kW', 0, profile.pvKwPeak, 2)] : []),
    ...(profile.battery ? [gauge('site/battery-charge', '%EL', 0, 100, 1)] : []),
  ];
}

/** Plastic in an average feed; the rest is sand. */
export function meanPlasticShare({ products }: Pick<SimulatedKitchen, 'products'>): number {
  return products.reduce((sum, { sandShare }) => sum + 1 - sandShare, 0) / products.length;
}

function kitchen(profile: Profile): SimulatedKitchen {
  const hours = profile.shift.toHour - profile.shift.fromHour;
  return {
    ...profile,
    machines: [
      {
        id: 'extruder-1',
        type: 'extruder',
        ratedKw: profile.motorKw + profile.heaterKw,
        idealKgPerHour: Math.round(profile.kgPerDay / meanPlasticShare(profile) / (hours * 0.6)),
      },
      { id: 'shredder-1', type: 'shredder', ratedKw: 11 },
      { id: 'wash-1', type: 'wash-tank', ratedKw: 4 },
      { id: 'site', type: 'site', ratedKw: 40 },
    ],
    channels: channelsOf(profile),
  };
}

const flexural = { test: 'flexural strength', standard: 'ASTM D6109', value: 9.4, unit: 'MPa', floor: 7 };
const compressive = (value: number, floor: number, standard: string): Product['qc'] => ({
  test: 'compressive strength',
  standard,
  value,
  unit: 'MPa',
  floor,
});
const product = (
  code: string,
  pieceGrams: number,
  mix: PolymerMix,
  qc: Product['qc'],
  sandShare = 0,
): Product => ({ code, recipeId: `r-${code}`, recipeVersion: 1, pieceGrams, mix, sandShare, qc });

const DAY_SHIFT = { fromHour: 7.5, toHour: 17 };
const SUNDAY = [0];

/**
 * The six kitchens of the demonstration. Abidjan and Surabaya work every day, one late and one early, so that at any hour
 * of any day somewhere plastic melts.
 */
export const KITCHENS: readonly SimulatedKitchen[] = [
  kitchen({
    id: 'nl-lwo-01',
    name: 'Wadkeuken Lauwersoog',
    place: 'Lauwersoog',
    country: 'NL',
    position: [6.213, 53.406],
    timeZone: 'Europe/Amsterdam',
    currency: 'EUR',
    paidMinorPerKg: 12,
    paidMinorPerHour: 1_600,
    sources: ['fishing', 'business', 'school'],
    products: [
      product('paving-tile', 2_400, { HDPE: 0.6, LDPE: 0.4 }, compressive(14, 10, 'EN 1339')),
      product('roof-tile', 1_900, { PP: 0.7, HDPE: 0.3 }, { ...flexural, standard: 'EN 490' }),
    ],
    projects: ['harbour quay', 'village square', 'school yard'],
    kgPerDay: 350,
    rejectShare: 0.11,
    shift: DAY_SHIFT,
    restDays: SUNDAY,
    motorKw: 15,
    heaterKw: 7,
    pvKwPeak: 12,
    battery: false,
    generatorKw: 0,
    climate: { meanCel: 16, swingCel: 3 },
  }),
  kitchen({
    id: 'ke-nbo-01',
    name: 'Dandora Paver Works',
    place: 'Nairobi Dandora',
    country: 'KE',
    position: [36.9, -1.248],
    timeZone: 'Africa/Nairobi',
    currency: 'KES',
    paidMinorPerKg: 2_500,
    paidMinorPerHour: 12_000,
    sources: ['collector', 'household', 'landfill'],
    products: [
      product('paver-50', 2_600, { LDPE: 0.55, HDPE: 0.45 }, compressive(15, 10, 'EN 1338'), 0.7),
      product('post', 3_100, { HDPE: 0.5, PP: 0.5 }, flexural),
    ],
    projects: ['Dandora market path', 'clinic yard', 'school wall'],
    kgPerDay: 480,
    rejectShare: 0.09,
    shift: DAY_SHIFT,
    restDays: SUNDAY,
    motorKw: 22,
    heaterKw: 9,
    pvKwPeak: 0,
    battery: false,
    generatorKw: 24,
    climate: { meanCel: 21, swingCel: 5 },
  }),
  kitchen({
    id: 'gh-acc-01',
    name: 'Korle Block Kitchen',
    place: 'Accra',
    country: 'GH',
    position: [-0.212, 5.536],
    timeZone: 'Africa/Accra',
    currency: 'GHS',
    paidMinorPerKg: 220,
    paidMinorPerHour: 1_100,
    sources: ['collector', 'household', 'school'],
    products: [
      product(
        'interlocking-block',
        2_900,
        { LDPE: 0.7, HDPE: 0.2, PP: 0.1 },
        compressive(15, 9, 'ASTM C67'),
        0.5,
      ),
    ],
    projects: ['lagoon footpath', 'bus stop', 'school wall'],
    kgPerDay: 320,
    rejectShare: 0.07,
    shift: DAY_SHIFT,
    restDays: SUNDAY,
    motorKw: 15,
    heaterKw: 7,
    pvKwPeak: 20,
    battery: true,
    generatorKw: 24,
    climate: { meanCel: 27, swingCel: 4 },
  }),
  kitchen({
    id: 'ci-abj-01',
    name: 'Cuisine de Gonzagueville',
    place: 'Abidjan Gonzagueville',
    country: 'CI',
    position: [-3.905, 5.244],
    timeZone: 'Africa/Abidjan',
    currency: 'XOF',
    paidMinorPerKg: 110,
    paidMinorPerHour: 480,
    sources: ['household', 'collector', 'business'],
    products: [
      product('wall-brick', 1_500, { HDPE: 0.4, PP: 0.35, LDPE: 0.25 }, compressive(12, 8, 'EN 771')),
      product('panel', 4_800, { PP: 0.5, HDPE: 0.3, PS: 0.2 }, flexural),
    ],
    projects: ['classroom wall', 'dispensary wall', 'market stalls'],
    kgPerDay: 900,
    rejectShare: 0.1,
    shift: { fromHour: 6, toHour: 23.75 },
    restDays: [],
    motorKw: 24,
    heaterKw: 10,
    pvKwPeak: 0,
    battery: false,
    generatorKw: 0,
    climate: { meanCel: 27, swingCel: 3 },
  }),
  kitchen({
    id: 'id-sub-01',
    name: 'Dapur Plastik Surabaya',
    place: 'Surabaya',
    country: 'ID',
    position: [112.752, -7.257],
    timeZone: 'Asia/Jakarta',
    currency: 'IDR',
    paidMinorPerKg: 320_000,
    paidMinorPerHour: 2_400_000,
    sources: ['collector', 'household', 'fishing'],
    products: [
      product('roof-tile', 1_800, { PP: 0.65, HDPE: 0.35 }, { ...flexural, standard: 'EN 490' }),
      product('sheet-12mm', 6_000, { HDPE: 0.4, PP: 0.3, LDPE: 0.3 }, flexural),
    ],
    projects: ['kampung roofs', 'river walkway', 'mosque yard'],
    kgPerDay: 450,
    rejectShare: 0.08,
    shift: { fromHour: 5, toHour: 16 },
    restDays: [],
    motorKw: 16,
    heaterKw: 8,
    pvKwPeak: 0,
    battery: false,
    generatorKw: 0,
    climate: { meanCel: 29, swingCel: 4 },
  }),
  kitchen({
    id: 'br-sao-01',
    name: 'Cozinha do Plástico Zona Sul',
    place: 'São Paulo',
    country: 'BR',
    position: [-46.6333, -23.5505],
    timeZone: 'America/Sao_Paulo',
    currency: 'BRL',
    paidMinorPerKg: 160,
    paidMinorPerHour: 1_500,
    sources: ['collector', 'business', 'household'],
    products: [
      product('beam-2m', 5_000, { HDPE: 0.65, PP: 0.35 }, flexural),
      product('plank', 3_400, { HDPE: 0.45, PP: 0.35, PS: 0.2 }, flexural),
    ],
    projects: ['park benches', 'crèche deck', 'garden beds'],
    kgPerDay: 600,
    rejectShare: 0.08,
    shift: { fromHour: 7.5, toHour: 23 },
    restDays: SUNDAY,
    motorKw: 24,
    heaterKw: 10,
    pvKwPeak: 15,
    battery: false,
    generatorKw: 0,
    climate: { meanCel: 22, swingCel: 5 },
  }),
];

const capeTown = kitchen({
  id: 'za-cpt-01',
  name: 'Philippi Plank Kitchen',
  place: 'Cape Town',
  country: 'ZA',
  position: [18.57, -34.01],
  timeZone: 'Africa/Johannesburg',
  currency: 'ZAR',
  paidMinorPerKg: 320,
  paidMinorPerHour: 3_800,
  sources: ['collector', 'school', 'household'],
  products: [product('bench-plank', 3_800, { HDPE: 0.7, PP: 0.3 }, flexural)],
  projects: ['school benches', 'taxi rank seats'],
  kgPerDay: 280,
  rejectShare: 0.09,
  shift: DAY_SHIFT,
  restDays: SUNDAY,
  motorKw: 13,
  heaterKw: 6,
  pvKwPeak: 0,
  battery: false,
  generatorKw: 0,
  climate: { meanCel: 19, swingCel: 6 },
});
const RECORDED_CHANNELS = [
  'extruder-1/barrel-2-temperature',
  'extruder-1/melt-pressure',
  'extruder-1/motor-power',
  'extruder-1/energy',
  'shredder-1/power',
  'site/energy-grid',
  'site/water',
  'site/air-voc',
];
/** The kitchen of the recorded sample (infra/samples): small, and not one of the six, so that a replay is seen to arrive. */
export const SAMPLE_KITCHEN: SimulatedKitchen = {
  ...capeTown,
  channels: capeTown.channels.filter(({ name }) => RECORDED_CHANNELS.includes(name)),
};

export const ALL_KITCHENS: readonly SimulatedKitchen[] = [...KITCHENS, SAMPLE_KITCHEN];
