import { alarmRoutes, type AlarmRouteName } from '@bakeloop/contracts';
import { callRoute, type CallAnswer, type CallInput, type CallOptions } from '@bakeloop/ui';

/** As `call`, of the routes of alarms: the public page does without them. */
export const callAlarms = <N extends AlarmRouteName>(
  name: N,
  input: CallInput<N>,
  options: CallOptions = {},
): Promise<CallAnswer<N>> => callRoute(alarmRoutes[name], input, options) as Promise<CallAnswer<N>>;
