import { consoleRoutes } from '@bakeloop/contracts';
import { callRoute, type CallAnswer, type CallInput, type CallOptions } from '@bakeloop/ui';

/** As `call`, of the routes of the staff console: the public page does without them. */
export const callConsole = <N extends keyof typeof consoleRoutes>(
  name: N,
  input: CallInput<N>,
  options: CallOptions = {},
): Promise<CallAnswer<N>> => callRoute(consoleRoutes[name], input, options) as Promise<CallAnswer<N>>;
