import { routes, type RouteName } from '@bakeloop/contracts';
import { callRoute, type CallAnswer, type CallInput, type CallOptions } from './api.js';

/**
 * Calls a route of the contract and checks the answer against its schema.
 * @throws ApiProblem with a message for a person; an AbortError when `signal` aborts.
 */
export const call = <N extends RouteName>(
  name: N,
  input: CallInput<N>,
  options?: CallOptions,
): Promise<CallAnswer<N>> => callRoute<N>(routes[name], input, options);
