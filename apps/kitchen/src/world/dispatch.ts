import { MINUTE_MS, weekday } from './calendar.js';
import { workingDay } from './day.js';
import { ROAD_KM_PER_DEGREE, round, type DayContext, type Draft } from './drafts.js';
import { between, integerBetween, pick, randomOf } from './random.js';

/** What was made on the working day before leaves for the sites it is built into. */
export function dispatches({ beganMs, kitchen, seed, day, batchesOn }: DayContext): Draft[] {
  const made = batchesOn(workingDay(kitchen, day.day, -1)).filter(({ fromMs }) => fromMs >= beganMs);
  return made.map((batch, index): Draft => {
    const random = randomOf(seed, kitchen.id, 'dispatch', batch.id);
    const kilometres = Math.round(between(random, 2, 24));
    const [longitude, latitude] = kitchen.position;
    const angle = between(random, 0, 2 * Math.PI);
    const degrees = kilometres / ROAD_KM_PER_DEGREE;
    return {
      key: `dispatch/${batch.id}`,
      type: 'dispatch.recorded',
      timeMs: (day.shift?.fromMs ?? day.startMs) + 80 * MINUTE_MS + index * 4 * MINUTE_MS,
      actor: 'op-6',
      data: {
        lotId: `${batch.id}-P`,
        productCode: batch.product.code,
        pieces: batch.pieces - batch.rejectedPieces,
        grams: batch.productGrams - batch.rejectedGrams,
        project: pick(random, kitchen.projects),
        destination: [
          round(longitude + degrees * Math.cos(angle), 4),
          round(latitude + degrees * Math.sin(angle), 4),
        ],
        kilometres,
      },
    };
  });
}

/** Now and then, mid-week, pieces come back from a site. */
export function returns({ kitchen, seed, day }: DayContext): Draft[] {
  const random = randomOf(seed, kitchen.id, day.day, 'return');
  if (!day.shift || weekday(day.day) !== 3 || random() > 0.6) return [];
  const { code, pieceGrams } = pick(random, kitchen.products);
  const pieces = integerBetween(random, 2, 12);
  return [
    {
      key: 'return',
      type: 'return.recorded',
      timeMs: day.shift.fromMs + integerBetween(random, 120, 260) * MINUTE_MS,
      actor: 'op-6',
      data: {
        productCode: code,
        pieces,
        grams: pieces * pieceGrams,
        condition: pick(random, ['reuse', 'reuse', 'reuse', 'recycle', 'recycle', 'waste']),
      },
    },
  ];
}
