import { deviceRoutes } from '@bakeloop/contracts';
import { callRoute, type CallAnswer, type CallInput, type CallOptions } from '@bakeloop/ui';

/** As `call`, of the routes of credentials: the public page does without them. */
export const callDevice = <N extends keyof typeof deviceRoutes>(
  name: N,
  input: CallInput<N>,
  options: CallOptions = {},
): Promise<CallAnswer<N>> => callRoute(deviceRoutes[name], input, options) as Promise<CallAnswer<N>>;
