import { phoneRoutes, type PhoneRouteName } from '@bakeloop/contracts';
import { callRoute, type CallAnswer, type CallInput, type CallOptions } from '@bakeloop/ui';

/** As `call` of the other pages, with the routes that a phone needs. @throws ApiProblem */
export const callApi = <N extends PhoneRouteName>(
  name: N,
  input: CallInput<N>,
  options?: CallOptions,
): Promise<CallAnswer<N>> => callRoute<N>(phoneRoutes[name], input, options);
