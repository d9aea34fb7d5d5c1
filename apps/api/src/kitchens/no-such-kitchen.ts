import { notFound, type ProblemError } from '../http/problem-error.js';

/** The same for a kitchen that never was and for one out of reach. */
export function noSuchKitchen(kitchenId: string): ProblemError {
  return notFound(`No kitchen "${kitchenId}" was ever heard of. GET /api/v1/kitchens lists those there are.`);
}
